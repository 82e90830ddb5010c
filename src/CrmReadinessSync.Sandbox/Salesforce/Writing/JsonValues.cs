using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Reads what a client sends for a field: first whether it is of the field's kind at all, then whether the field takes it.</summary>
internal static class JsonValues
{
    /// <summary>A row's value of a JSON one; null and blank text clear the field.</summary>
    /// <exception cref="SalesforceException">JSON_PARSER_ERROR for the wrong kind; STRING_TOO_LONG and its like for a value the field refuses.</exception>
    public static object? Read(SObjectField field, JsonNode? node)
    {
        if (node is null)
            return null;
        var kind = node.GetValueKind();
        var text = kind == JsonValueKind.String ? node.GetValue<string>().Trim() : null;
        if (text is "")
            return null;
        return field.Type switch
        {
            FieldType.Boolean => kind is JsonValueKind.True or JsonValueKind.False ? node.GetValue<bool>()
                : text is "true" or "false" ? text == "true" : throw WrongKind(field, "boolean", node),
            FieldType.Int or FieldType.Double or FieldType.Currency or FieldType.Percent => InRange(field, Number(field, node, text)),
            FieldType.Date => DateOnly.TryParseExact(text is { Length: > 10 } ? text[..10] : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day : throw WrongKind(field, "date", node),
            FieldType.DateTime => Moment(text) ?? throw WrongKind(field, "datetime", node),
            FieldType.Id or FieldType.Reference => RecordId.Normalise(text ?? throw WrongKind(field, "string", node)) ?? throw BadId(field, text),
            FieldType.Picklist => Choice(field, text ?? throw WrongKind(field, "string", node)),
            FieldType.MultiPicklist => Choices(field, text ?? throw WrongKind(field, "string", node)),
            _ => Fitting(field, text ?? throw WrongKind(field, "string", node)),
        };
    }

    private static decimal Number(SObjectField field, JsonNode node, string? text) =>
        decimal.TryParse(text ?? node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw WrongKind(field, "double", node);

    private static decimal InRange(SObjectField field, decimal number)
    {
        var whole = field.Precision == 0 ? 18 : field.Precision - field.Scale;
        if (Math.Abs(decimal.Truncate(number)) >= (decimal)Math.Pow(10, whole))
            throw new SalesforceException("NUMBER_OUTSIDE_VALID_RANGE", string.Create(CultureInfo.InvariantCulture, $"{field.Label}: value outside of valid range on numeric field: {number}"), 400, field.Name);
        return decimal.Round(number, field.Scale, MidpointRounding.AwayFromZero);
    }

    private static string Fitting(SObjectField field, string text)
    {
        if (field.Length > 0 && text.Length > field.Length)
            throw new SalesforceException("STRING_TOO_LONG", string.Create(CultureInfo.InvariantCulture, $"{field.Label}: data value too large: {text} (max length={field.Length})"), 400, field.Name);
        return text;
    }

    private static string Choice(SObjectField field, string text)
    {
        if (!field.Restricted)
            return Fitting(field, text);
        return field.Choices.FirstOrDefault(c => c.Active && c.Value.Equals(text, StringComparison.OrdinalIgnoreCase))?.Value ?? throw BadChoice(field, text);
    }

    private static string Choices(SObjectField field, string text) =>
        string.Join(';', text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(one => Choice(field, one)).Distinct(StringComparer.Ordinal));

    private static DateTimeOffset? Moment(string? text)
    {
        if (text is { Length: > 5 } && text[^5] is '+' or '-' && !text.EndsWith('Z'))
            text = text.Insert(text.Length - 2, ":");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? StoreText.Second(at) : null;
    }

    private static SalesforceException WrongKind(SObjectField field, string type, JsonNode node) => new(
        "JSON_PARSER_ERROR",
        $"Cannot deserialize instance of {type} from {Kind(node)} value {node.ToJsonString()} or request may be missing a required field",
        400,
        field.Name);

    private static string Kind(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String => "VALUE_STRING",
        JsonValueKind.Number => "VALUE_NUMBER_INT",
        JsonValueKind.True => "VALUE_TRUE",
        JsonValueKind.False => "VALUE_FALSE",
        JsonValueKind.Array => "START_ARRAY",
        _ => "START_OBJECT",
    };

    private static SalesforceException BadId(SObjectField field, string text) =>
        new("MALFORMED_ID", $"{field.Label}: id value of incorrect type: {text}", 400, field.Name);

    private static SalesforceException BadChoice(SObjectField field, string text) =>
        new("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", $"{field.Label}: bad value for restricted picklist field: {text}", 400, field.Name);
}
