using System.Collections.Frozen;

namespace CrmReadinessSync.Salesforce;

/// <summary>The names a query on one object may use, with the spelling that answers use.</summary>
internal sealed class SoqlNames
{
    private readonly FrozenDictionary<string, string> _names;

    /// <summary>Makes an allow-list; names that are not identifiers, dotted at most, are refused even here.</summary>
    public SoqlNames(string objectName, IEnumerable<string> names)
    {
        Object = IsName(objectName) ? objectName : throw new ArgumentException("Not an object name.", nameof(objectName));
        _names = names.Where(IsName).Distinct(StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The object queried.</summary>
    public string Object { get; }

    /// <summary>The name as describe spells it.</summary>
    /// <exception cref="ArgumentException">It is not in the list.</exception>
    public string Checked(string name) => _names.TryGetValue(name, out var known)
        ? known
        : throw new ArgumentException($"{Object} has no field of that name that may be read.", nameof(name));

    internal static bool IsName(string name) =>
        name.Split('.') is { Length: <= 6 } parts && parts.All(part => part is [>= 'A' and <= 'Z' or >= 'a' and <= 'z', ..] && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
