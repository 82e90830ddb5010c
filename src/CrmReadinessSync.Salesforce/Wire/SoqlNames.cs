using System.Collections.Frozen;

namespace CrmReadinessSync.Salesforce;

/// <summary>The names a query on one object may use, with the spelling that answers use.</summary>
internal sealed class SoqlNames
{
    /// <summary>Words of the language: no field bears one of them, and a query with one would be another query.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "AND", "ASC", "BY", "DESC", "EXCLUDES", "FALSE", "FIRST", "FOR", "FROM", "GROUP", "HAVING", "IN", "INCLUDES", "LAST", "LIKE", "LIMIT", "NOT", "NULL", "NULLS", "OFFSET", "OR",
        "ORDER", "SELECT", "TRUE", "TYPEOF", "USING", "WHERE", "WITH",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, string> _names;

    /// <summary>Makes an allow-list; names that are not identifiers, dotted at most, are refused even here.</summary>
    public SoqlNames(string objectName, IEnumerable<string> names)
    {
        Object = IsName(objectName) ? objectName : throw new ArgumentException("Not an object name.", nameof(objectName));
        _names = names.Where(name => IsName(name) && !IsOfTheLanguage(name)).Distinct(StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The object queried.</summary>
    public string Object { get; }

    /// <summary>The name as describe spells it.</summary>
    /// <exception cref="ArgumentException">It is not in the list.</exception>
    public string Checked(string name) => _names.TryGetValue(name, out var known)
        ? known
        : throw new ArgumentException($"{Object} has no field of that name that may be read.", nameof(name));

    /// <summary>Group is also an object, and so may stand before a dot.</summary>
    private static bool IsOfTheLanguage(string name)
    {
        var parts = name.Split('.');
        return Reserved.Contains(parts[^1]) || parts[..^1].Any(part => Reserved.Contains(part) && !part.Equals("GROUP", StringComparison.OrdinalIgnoreCase));
    }

    internal static bool IsName(string name) =>
        name.Split('.') is { Length: <= 6 } parts && parts.All(part => part is [>= 'A' and <= 'Z' or >= 'a' and <= 'z', ..] && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
