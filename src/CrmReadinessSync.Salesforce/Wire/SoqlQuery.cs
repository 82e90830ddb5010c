using System.Globalization;
using System.Text;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// One SOQL query. Names cannot be escaped in SOQL, so only names of the given allow-list (what describe told) get in; values are
/// always escaped literals. Conditions are joined by AND.
/// </summary>
internal sealed class SoqlQuery
{
    private readonly SoqlNames _names;
    private readonly string _select;
    private readonly List<string> _where = [];
    private string _orderBy = "";

    /// <summary>Starts a query.</summary>
    /// <exception cref="ArgumentException">A name is not in the allow-list.</exception>
    public SoqlQuery(SoqlNames names, IEnumerable<string> fields)
    {
        _names = names;
        _select = string.Join(',', fields.Select(names.Checked).Distinct(StringComparer.Ordinal));
        if (_select.Length == 0)
        {
            throw new ArgumentException("A query selects at least one field.", nameof(fields));
        }
    }

    /// <summary>Equal to a text.</summary>
    public SoqlQuery Where(string name, string value) => And($"{_names.Checked(name)} = {Literal(value)}");

    /// <summary>Equal to a truth value.</summary>
    public SoqlQuery Where(string name, bool value) => And($"{_names.Checked(name)} = {(value ? "true" : "false")}");

    /// <summary>At this instant or later.</summary>
    public SoqlQuery WhereFrom(string name, DateTimeOffset instant) => And($"{_names.Checked(name)} >= {Literal(instant)}");

    /// <summary>Before this instant.</summary>
    public SoqlQuery WhereBefore(string name, DateTimeOffset instant) => And($"{_names.Checked(name)} < {Literal(instant)}");

    /// <summary>On this day or later.</summary>
    public SoqlQuery WhereFrom(string name, DateOnly day) => And($"{_names.Checked(name)} >= {Literal(day)}");

    /// <summary>Before this day.</summary>
    public SoqlQuery WhereBefore(string name, DateOnly day) => And($"{_names.Checked(name)} < {Literal(day)}");

    /// <summary>One of a list; an empty list is refused, since it would mean "none" here and an error there.</summary>
    public SoqlQuery WhereIn(string name, IEnumerable<string> values)
    {
        var list = string.Join(',', values.Select(Literal));
        return list.Length > 0
            ? And($"{_names.Checked(name)} IN ({list})")
            : throw new ArgumentException("An IN list has at least one value.", nameof(values));
    }

    /// <summary>After a place in the order of instant and id: the keyset that passes neither over nor twice through rows of one instant.</summary>
    public SoqlQuery WhereAfter(string instantName, DateTimeOffset instant, string idName, string id)
    {
        var (stamp, key) = (_names.Checked(instantName), _names.Checked(idName));
        return And($"({stamp} > {Literal(instant)} OR ({stamp} = {Literal(instant)} AND {key} > {Literal(id)}))");
    }

    /// <summary>Ascending by these names; the order of rows is not contractual without.</summary>
    public SoqlQuery OrderBy(params ReadOnlySpan<string> names)
    {
        var order = new StringBuilder();
        foreach (var name in names)
        {
            order.Append(order.Length == 0 ? " ORDER BY " : ",").Append(_names.Checked(name));
        }

        _orderBy = order.ToString();
        return this;
    }

    /// <summary>The query's text.</summary>
    public override string ToString() =>
        $"SELECT {_select} FROM {_names.Object}{(_where.Count > 0 ? " WHERE " + string.Join(" AND ", _where) : "")}{_orderBy}";

    /// <summary>A quoted string. The backslash is escaped first; everything else that could end or bend the literal follows.</summary>
    internal static string Literal(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\'' => text.Append("\\'"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or '\u007f' or (>= '\u0080' and <= '\u009f') or '\u2028' or '\u2029' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.Append('\'').ToString();
    }

    /// <summary>An unquoted instant in UTC, to the millisecond.</summary>
    internal static string Literal(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An unquoted day.</summary>
    internal static string Literal(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private SoqlQuery And(string condition)
    {
        _where.Add(condition);
        return this;
    }
}
