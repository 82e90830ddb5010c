using System.Globalization;
using System.Text.Json;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Writes rows as the API shows them.</summary>
internal sealed class RecordJson(IRows rows, string version)
{
    /// <summary>Rows below one record that an answer holds before a cursor takes over.</summary>
    public const int ChildPage = 200;

    /// <summary>Keeps what is left of a child list and gives the address it continues at.</summary>
    public required Func<SoqlPlan, IReadOnlyList<IRow>, int, string> Continue { get; init; }

    /// <summary>Rows written so far, children too; what a lookup points to is part of its row.</summary>
    public int Written { get; private set; }

    /// <summary>A moment as answers show it: the offset without a colon.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);

    /// <summary>The address of a row.</summary>
    public static string Url(string version, string typeName, string id) => $"/services/data/{version}/sobjects/{typeName}/{id}";

    /// <summary>Writes one record.</summary>
    public void Write(Utf8JsonWriter json, IRow row, Projection projection)
    {
        Written++;
        Write(json, row, projection, shownAs: null);
    }

    private void Write(Utf8JsonWriter json, IRow row, Projection projection, string? shownAs)
    {
        json.WriteStartObject();
        json.WriteStartObject("attributes");
        json.WriteString("type", shownAs ?? row.TypeName);
        json.WriteString("url", Url(version, row.TypeName, row.Id));
        json.WriteEndObject();
        foreach (var slot in projection.Slots)
        {
            json.WritePropertyName(slot.Name);
            switch (slot)
            {
                case Projection.Value value:
                    Value(json, value.IsTypeWord ? row.TypeName : value.Labelled ? Label(value.Field, row[value.Field.Name]) : row[value.Field.Name], value.Field);
                    break;
                case Projection.Parent parent:
                    if (row[parent.Reference.Name] is string id && rows.Find(id) is { } above)
                        Write(json, above, parent.Inside, parent.Reference.IsPolymorphic ? "Name" : null);
                    else
                        json.WriteNullValue();
                    break;
                case Projection.Children children:
                    Below(json, row, children);
                    break;
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Writes one value.</summary>
    public static void Value(Utf8JsonWriter json, object? value, SObjectField field)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset at: json.WriteStringValue(Moment(at)); break;
            // Whole numbers of a decimal field come with a point, as doubles do.
            case decimal number when field.Type != FieldType.Int && number == decimal.Truncate(number):
                json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"{decimal.Truncate(number)}.0"));
                break;
            case decimal number: json.WriteNumberValue(number); break;
            default: json.WriteStringValue((string)value); break;
        }
    }

    private static object? Label(SObjectField field, object? value) => value is string text ? field.Choices.FirstOrDefault(c => c.Value == text)?.Label ?? text : value;

    private void Below(Utf8JsonWriter json, IRow row, Projection.Children children)
    {
        var below = children.Plan.RunBelow(rows, row.Id, children.Relationship.Field).ToList();
        if (below.Count == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("totalSize", below.Count);
        json.WriteBoolean("done", below.Count <= ChildPage);
        if (below.Count > ChildPage)
            json.WriteString("nextRecordsUrl", Continue(children.Plan, below, ChildPage));
        json.WriteStartArray("records");
        foreach (var child in below.Take(ChildPage))
            Write(json, child, children.Plan.Projection);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
