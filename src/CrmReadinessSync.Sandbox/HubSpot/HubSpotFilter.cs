using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Sandbox;

/// <summary>One filter of a search, checked against the property's type.</summary>
internal sealed class HubSpotFilter
{
    private static readonly HashSet<string> Operators =
        ["EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"];

    private readonly HubSpotAccount _account;
    private readonly HashSet<string> _values;
    private readonly IReadOnlyList<Regex> _tokens;
    private readonly RecordKey? _associated;

    public HubSpotFilter(HubSpotAccount account, HubSpotObject type, JsonObject body)
    {
        _account = account;
        Name = body["propertyName"]?.GetValue<string>() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: a filter has no propertyName");
        Operator = body["operator"]?.GetValue<string>() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: a filter has no operator");
        if (!Operators.Contains(Operator))
            throw HubSpotRefusal.Invalid($"Invalid input JSON: Cannot deserialize value of type `Operator` from String \"{Operator}\": not one of the values accepted for Enum class: [{string.Join(", ", Operators)}]");
        Low = body["value"]?.ToString();
        High = body["highValue"]?.ToString();
        var list = body["values"] is JsonArray values ? values.Select(value => value?.ToString() ?? string.Empty).ToList() : [];
        const string pseudo = "associations.";
        if (Name.StartsWith(pseudo, StringComparison.Ordinal))
        {
            var other = account.Object(Name[pseudo.Length..]) ?? throw HubSpotRefusal.Invalid($"There was a problem with the request: unknown association {Name}");
            Associated = other;
            _associated = HubSpotIds.Parse(other.Kind, Low);
        }
        else
        {
            Property = type.Property(Name) ?? throw HubSpotRefusal.Invalid($"There was a problem with the request. Property \"{Name}\" does not exist");
        }

        Require(Operator is "BETWEEN" ? Low is not null && High is not null : Operator is "IN" or "NOT_IN" ? list.Count > 0 : Operator is "HAS_PROPERTY" or "NOT_HAS_PROPERTY" || Low is not null);
        // Values of IN on text have to come in lower case; choices are compared as they are.
        _values = list.ToHashSet(StringComparer.Ordinal);
        _tokens = Operator.EndsWith("CONTAINS_TOKEN", StringComparison.Ordinal)
            ? [.. Low!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(token => new Regex("^" + Regex.Escape(token).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))]
            : [];
        if (Property?.Type is "datetime" or "date" && Operator is "EQ" or "NEQ" or "LT" or "LTE" or "GT" or "GTE" or "BETWEEN")
            (LowAt, HighAt) = (Moment(Low!), High is null ? null : Moment(High));
        if (Property?.Type == "number" && Operator is "LT" or "LTE" or "GT" or "GTE" or "BETWEEN" or "EQ")
            (LowNumber, HighNumber) = (Number(Low!), High is null ? null : Number(High));
    }

    public string Name { get; }

    public string Operator { get; }

    public HubSpotProperty? Property { get; }

    public HubSpotObject? Associated { get; }

    public string? Low { get; }

    public string? High { get; }

    public DateTimeOffset? LowAt { get; }

    public DateTimeOffset? HighAt { get; }

    public decimal? LowNumber { get; }

    public decimal? HighNumber { get; }

    /// <summary>A text that is equal only for filters that mean the same.</summary>
    public string Signature => $"{Name}|{Operator}|{Low}|{High}|{string.Join(',', _values)}";

    public bool Matches(CrmRecord record)
    {
        if (Associated is not null)
        {
            var linked = _associated is { } to && _account.Store.Links(record.Key, Associated.Kind).Any(link => link.To == to);
            return Operator is "NEQ" or "NOT_IN" ? !linked : linked;
        }

        var value = _account.Read(record, Property!);
        // Empty properties are only found by NOT_HAS_PROPERTY: the stricter reading of an unsettled point.
        if (string.IsNullOrEmpty(value))
            return Operator == "NOT_HAS_PROPERTY";
        return Operator switch
        {
            "HAS_PROPERTY" => true,
            "NOT_HAS_PROPERTY" => false,
            "IN" => Chosen(value),
            "NOT_IN" => !Chosen(value),
            "CONTAINS_TOKEN" => _tokens.All(token => Tokens(value).Any(word => token.IsMatch(word))),
            "NOT_CONTAINS_TOKEN" => !_tokens.All(token => Tokens(value).Any(word => token.IsMatch(word))),
            "EQ" => Equal(value),
            "NEQ" => !Equal(value),
            _ => Ranged(value),
        };
    }

    private bool Chosen(string value) => Property!.Type switch
    {
        "string" => _values.Contains(value.ToLowerInvariant()),
        "enumeration" when Property.IsMultiple => value.Split(';').Any(_values.Contains),
        _ => _values.Contains(value),
    };

    private bool Equal(string value) => Property!.Type switch
    {
        "datetime" or "date" => HubSpotText.ReadMoment(value) is { } at && at == LowAt,
        "number" => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == Number(Low!),
        "enumeration" when Property.IsMultiple => value.Split(';').Contains(Low, StringComparer.Ordinal),
        "enumeration" or "bool" => string.Equals(value, Low, StringComparison.Ordinal),
        _ => string.Equals(value, Low, StringComparison.OrdinalIgnoreCase),
    };

    private bool Ranged(string value)
    {
        int low;
        var high = 0;
        if (LowAt is { } lowAt)
        {
            if (HubSpotText.ReadMoment(value) is not { } at)
                return false;
            low = at.CompareTo(lowAt);
            high = HighAt is { } highAt ? at.CompareTo(highAt) : 0;
        }
        else if (LowNumber is { } lowNumber)
        {
            if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return false;
            low = number.CompareTo(lowNumber);
            high = HighNumber is { } highNumber ? number.CompareTo(highNumber) : 0;
        }
        else
        {
            low = string.Compare(value, Low, StringComparison.OrdinalIgnoreCase);
            high = High is null ? 0 : string.Compare(value, High, StringComparison.OrdinalIgnoreCase);
        }

        return Operator switch
        {
            "LT" => low < 0,
            "LTE" => low <= 0,
            "GT" => low > 0,
            "GTE" => low >= 0,
            _ => low >= 0 && high <= 0,
        };
    }

    private static string[] Tokens(string value) =>
        value.Split([' ', '　', ',', '.', '/', '-', '_', '(', ')', ':', '@', '、', '。'], StringSplitOptions.RemoveEmptyEntries);

    private DateTimeOffset Moment(string text)
    {
        var at = HubSpotText.ReadMoment(text) ?? throw HubSpotRefusal.Invalid($"There was a problem with the request: \"{text}\" is not a valid date for {Name}");
        // Asking from the epoch breaks the real search.
        return at.ToUnixTimeMilliseconds() == 0 ? throw new HubSpotRefusal(500, "INTERNAL_ERROR", "internal error") : at;
    }

    private decimal Number(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw HubSpotRefusal.Invalid($"There was a problem with the request: \"{text}\" is not a valid number for {Name}");

    private void Require(bool holds)
    {
        if (!holds)
            throw HubSpotRefusal.Invalid($"There was a problem with the request: the filter on {Name} lacks what {Operator} needs");
    }
}
