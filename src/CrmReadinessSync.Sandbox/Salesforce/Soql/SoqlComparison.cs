using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Turns a field, an operator and a written value into a test of values. Text compares without case, ids with.</summary>
internal static class SoqlComparison
{
    /// <summary>The test for <c>= != &lt; &lt;= &gt; &gt;= LIKE</c>. A blank differs from every value and is neither more nor less.</summary>
    /// <exception cref="SalesforceException">INVALID_FIELD or INVALID_QUERY_FILTER_OPERATOR when field, operator and value do not fit.</exception>
    public static Func<object?, bool> Build(SObjectField field, string op, SoqlLiteral literal, SoqlClock clock)
    {
        if (op == "LIKE")
            return Like(field, literal);
        if (literal.Value is null or "")
        {
            return op switch
            {
                "=" => static value => value is null,
                "!=" => static value => value is not null,
                _ => static _ => false,
            };
        }

        return field.Type switch
        {
            FieldType.Id or FieldType.Reference => Ids(field, op, literal),
            FieldType.Boolean => Booleans(field, op, literal),
            FieldType.Int or FieldType.Double or FieldType.Currency or FieldType.Percent => Numbers(field, op, literal),
            FieldType.Date => Days(field, op, literal, clock),
            FieldType.DateTime => Moments(field, op, literal, clock),
            _ => Texts(field, op, literal),
        };
    }

    /// <summary>The test for <c>IN</c>.</summary>
    public static Func<object?, bool> Among(SObjectField field, ImmutableArray<SoqlLiteral> literals, SoqlClock clock)
    {
        if (field.Type is FieldType.Id or FieldType.Reference)
        {
            var ids = literals.Select(l => l.Value is null or "" ? "" : Id(field, l)).ToHashSet(StringComparer.Ordinal);
            return value => ids.Contains(value as string ?? "");
        }

        if (literals.All(static l => l.Value is string) && IsText(field))
        {
            var texts = literals.Select(static l => (string)l.Value!).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return value => texts.Contains(value as string ?? "");
        }

        var tests = literals.Select(l => Build(field, "=", l, clock)).ToArray();
        return value => Array.Exists(tests, test => test(value));
    }

    /// <summary>The test for <c>INCLUDES</c>: each written value is a set joined by <c>;</c>, of which all must be chosen.</summary>
    public static Func<object?, bool> Includes(SObjectField field, ImmutableArray<SoqlLiteral> literals)
    {
        if (field.Type != FieldType.MultiPicklist)
            throw new SalesforceException("INVALID_QUERY_FILTER_OPERATOR", $"includes or excludes operator only valid on multipicklist field: {field.Name}");
        var sets = literals.Select(l => Text(field, l).Split(';')).ToArray();
        return value =>
        {
            var chosen = (value as string ?? "").Split(';').ToHashSet(StringComparer.OrdinalIgnoreCase);
            return Array.Exists(sets, set => Array.TrueForAll(set, chosen.Contains));
        };
    }

    /// <summary>The 18 characters of an id written in a query.</summary>
    public static string Id(SObjectField field, SoqlLiteral literal) =>
        RecordId.Normalise(Text(field, literal)) ?? throw new SalesforceException("INVALID_QUERY_FILTER_OPERATOR", $"invalid ID field: {literal.Value}");

    private static bool IsText(SObjectField field) => field.Type is FieldType.String or FieldType.TextArea or FieldType.Picklist
        or FieldType.MultiPicklist or FieldType.Email or FieldType.Phone or FieldType.Url;

    private static Func<object?, bool> Ids(SObjectField field, string op, SoqlLiteral literal)
    {
        var id = Id(field, literal);
        return Ordered(op, value => string.CompareOrdinal((string)value, id));
    }

    private static Func<object?, bool> Texts(SObjectField field, string op, SoqlLiteral literal)
    {
        var text = Text(field, literal);
        return Ordered(op, value => string.Compare((string)value, text, StringComparison.OrdinalIgnoreCase));
    }

    private static Func<object?, bool> Booleans(SObjectField field, string op, SoqlLiteral literal)
    {
        if (literal.Value is not bool wanted)
            throw Mismatch(field, "boolean", quoted: false);
        if (op is not ("=" or "!="))
            throw new SalesforceException("INVALID_QUERY_FILTER_OPERATOR", $"invalid operator on boolean field: {field.Name}");
        return Ordered(op, value => ((bool)value).CompareTo(wanted));
    }

    private static Func<object?, bool> Numbers(SObjectField field, string op, SoqlLiteral literal)
    {
        if (literal.Value is not decimal wanted)
            throw Mismatch(field, field.Type.ToString().ToLowerInvariant(), quoted: false);
        return Ordered(op, value => ((decimal)value).CompareTo(wanted));
    }

    private static Func<object?, bool> Days(SObjectField field, string op, SoqlLiteral literal, SoqlClock clock)
    {
        var (from, to) = literal.Value switch
        {
            DateOnly day => (day, day.AddDays(1)),
            RelativeDate relative => RelativeDates.Days(relative, clock.Today),
            _ => throw Mismatch(field, "date", quoted: false),
        };
        return Ranged(op, static value => ((DateOnly)value).DayNumber, from.DayNumber, to.DayNumber);
    }

    private static Func<object?, bool> Moments(SObjectField field, string op, SoqlLiteral literal, SoqlClock clock)
    {
        long from, to;
        switch (literal.Value)
        {
            case DateTimeOffset at:
                from = at.UtcTicks;
                to = from + 1;
                break;
            case RelativeDate relative:
                var days = RelativeDates.Days(relative, clock.Today);
                from = clock.StartOf(days.From).UtcTicks;
                to = clock.StartOf(days.To).UtcTicks;
                break;
            default:
                throw Mismatch(field, "dateTime", quoted: false);
        }

        return Ranged(op, static value => ((DateTimeOffset)value).UtcTicks, from, to);
    }

    private static Func<object?, bool> Ordered(string op, Func<object, int> compare) => op switch
    {
        "=" => value => value is not null && compare(value) == 0,
        "!=" => value => value is null || compare(value) != 0,
        "<" => value => value is not null && compare(value) < 0,
        "<=" => value => value is not null && compare(value) <= 0,
        ">" => value => value is not null && compare(value) > 0,
        _ => value => value is not null && compare(value) >= 0,
    };

    // A day or a quarter is a stretch: less means before it begins, more means after it ends.
    private static Func<object?, bool> Ranged(string op, Func<object, long> measure, long from, long to) => op switch
    {
        "=" => value => value is not null && measure(value) >= from && measure(value) < to,
        "!=" => value => value is null || measure(value) < from || measure(value) >= to,
        "<" => value => value is not null && measure(value) < from,
        "<=" => value => value is not null && measure(value) < to,
        ">" => value => value is not null && measure(value) >= to,
        _ => value => value is not null && measure(value) >= from,
    };

    private static Func<object?, bool> Like(SObjectField field, SoqlLiteral literal)
    {
        if (!IsText(field))
            throw new SalesforceException("INVALID_QUERY_FILTER_OPERATOR", $"invalid operator on {field.Type.ToString().ToLowerInvariant()} field: {field.Name}");
        var pattern = LikePattern.Of(Text(field, literal));
        return value => pattern.Fits(value as string);
    }

    private static string Text(SObjectField field, SoqlLiteral literal) =>
        literal.Value as string ?? throw Mismatch(field, field.Type is FieldType.Id or FieldType.Reference ? "reference" : "string", quoted: true);

    private static SalesforceException Mismatch(SObjectField field, string type, bool quoted) => new(
        "INVALID_FIELD",
        $"value of filter criterion for field '{field.Name}' must be of type {type} and should {(quoted ? "" : "not ")}be enclosed in quotes",
        400,
        field.Name);
}
