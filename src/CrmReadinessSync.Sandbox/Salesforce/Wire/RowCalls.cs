using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Single rows under <c>/sobjects</c>, and the lists of what changed and what went.</summary>
internal sealed class RowCalls(Org org, RowWriter writer)
{
    /// <summary>Shows a row, all of it or the fields named.</summary>
    public SandboxResponse Get(SObjectType type, string id, SandboxRequest request, string version)
    {
        var row = Known(type, id);
        var fields = request.QueryValue("fields") is { Length: > 0 } names
            ? names.Split(',', StringSplitOptions.TrimEntries).Select(name => Named(type, name))
            : type.Fields;
        return new SandboxResponse(200, Bytes(json => Write(json, row, fields, version)), "application/json;charset=UTF-8");
    }

    /// <summary>Makes a row.</summary>
    public SandboxResponse Create(SObjectType type, SandboxRequest request)
    {
        var (id, _) = writer.Create(type.Name, JsonBody.Object(request)).Apply();
        return SandboxResponse.Json(201, ErrorBody.Done(id));
    }

    /// <summary>Changes a row; 204 without a body.</summary>
    public SandboxResponse Update(SObjectType type, string id, SandboxRequest request)
    {
        var row = Known(type, id);
        if (request.Header("If-Unmodified-Since") is { } since
            && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && row["LastModifiedDate"] is DateTimeOffset changed && changed > at)
            return ErrorBody.Of(412, "PRECONDITION_FAILED", "The resource has been changed since the time given.");
        var body = JsonBody.Object(request);
        if (body.ContainsKey("Id") || body.ContainsKey("id"))
            throw new SalesforceException("INVALID_FIELD", "The Id field should not be specified in the sobject data.", 400, "Id");
        writer.Update(type.Name, id, body).Apply();
        return new SandboxResponse(204);
    }

    /// <summary>Puts a row in the bin; 204 without a body.</summary>
    public SandboxResponse Delete(SObjectType type, string id)
    {
        Known(type, id);
        writer.Delete(type.Name, id).Apply();
        return new SandboxResponse(204);
    }

    /// <summary>Ids changed in a stretch of at most thirty days; seconds do not count.</summary>
    public SandboxResponse Updated(SObjectType type, SandboxRequest request)
    {
        var (start, end) = Stretch(request, TimeSpan.FromDays(30));
        var hint = new ScanHint { StampFrom = start, StampTo = end, Order = ScanOrder.Stamp };
        var ids = org.Scan(type, hint).Where(row => row["SystemModstamp"] is DateTimeOffset at && at >= start && at < end).Select(static row => (JsonNode)row.Id).Take(600_001).ToArray();
        if (ids.Length > 600_000)
            throw new SalesforceException("EXCEEDED_ID_LIMIT", "exceeded the maximum number of ids; shorten the stretch");
        return SandboxResponse.Json(200, new JsonObject { ["ids"] = new JsonArray(ids), ["latestDateCovered"] = RecordJson.Moment(end) });
    }

    /// <summary>Ids put in the bin in a stretch of at most fifteen days.</summary>
    public SandboxResponse Deleted(SObjectType type, SandboxRequest request)
    {
        var (start, end) = Stretch(request, TimeSpan.FromDays(15));
        var gone = org.Scan(type, new ScanHint { StampFrom = start, StampTo = end, Order = ScanOrder.Stamp, IncludeDeleted = true })
            .Where(row => row["IsDeleted"] is true && row["SystemModstamp"] is DateTimeOffset at && at >= start && at < end);
        return SandboxResponse.Json(200, new JsonObject
        {
            ["deletedRecords"] = new JsonArray([.. gone.Select(static row => (JsonNode)new JsonObject
            {
                ["id"] = row.Id, ["deletedDate"] = RecordJson.Moment((DateTimeOffset)row["SystemModstamp"]!),
            })]),
            ["earliestDateAvailable"] = RecordJson.Moment(org.Now - TimeSpan.FromDays(15)),
            ["latestDateCovered"] = RecordJson.Moment(end),
        });
    }

    /// <summary>Writes some fields of a row.</summary>
    public static void Write(Utf8JsonWriter json, IRow row, IEnumerable<SObjectField> fields, string version)
    {
        json.WriteStartObject();
        json.WriteStartObject("attributes");
        json.WriteString("type", row.TypeName);
        json.WriteString("url", RecordJson.Url(version, row.TypeName, row.Id));
        json.WriteEndObject();
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name);
            RecordJson.Value(json, row[field.Name], field);
        }

        json.WriteEndObject();
    }

    /// <summary>A field the user may see.</summary>
    /// <exception cref="SalesforceException">INVALID_FIELD.</exception>
    public static SObjectField Named(SObjectType type, string name) => type.Field(name) ?? throw new SalesforceException(
        "INVALID_FIELD",
        $"No such column '{name}' on entity '{type.Name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.");

    /// <summary>JSON written out.</summary>
    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = JsonText.Options.Encoder }))
            write(json);
        return body.WrittenMemory;
    }

    private IRow Known(SObjectType type, string id)
    {
        if (RecordId.Normalise(id) is not { } whole || !whole.StartsWith(type.KeyPrefix, StringComparison.Ordinal) || org.Find(whole) is not { } row)
            throw new SalesforceException("NOT_FOUND", "The requested resource does not exist", 404);
        return row["IsDeleted"] is true ? throw new SalesforceException("ENTITY_IS_DELETED", "entity is deleted", 404) : row;
    }

    private (DateTimeOffset Start, DateTimeOffset End) Stretch(SandboxRequest request, TimeSpan longest)
    {
        if (Moment(request.QueryValue("start")) is not { } start || Moment(request.QueryValue("end")) is not { } end)
            throw new SalesforceException("INVALID_REPLICATION_DATE", "start and end must be ISO 8601 instants");
        if (end - start < TimeSpan.FromMinutes(1))
            throw new SalesforceException("INVALID_REPLICATION_DATE", "start date must be at least one minute before end date");
        if (start < org.Now - longest)
            throw new SalesforceException("INVALID_REPLICATION_DATE", string.Create(CultureInfo.InvariantCulture, $"startDate before org's earliest date: {(int)longest.TotalDays} days"));
        return (start, end < org.Now ? end : Minute(org.Now));
    }

    private static DateTimeOffset? Moment(string? text)
    {
        // A plus sign that a client forgot to escape arrives as a blank.
        text = text?.Replace(' ', '+');
        if (text is { Length: > 5 } && text[^5] is '+' or '-' && !text.EndsWith('Z'))
            text = text.Insert(text.Length - 2, ":");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Minute(at) : null;
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);
}
