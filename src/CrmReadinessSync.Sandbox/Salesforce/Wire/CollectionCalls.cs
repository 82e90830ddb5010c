using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// sObject Collections: up to 200 rows in one call, answered by position with 200 whatever became of the rows. What cannot be
/// read at all, such as a column that does not exist, fails the call as a whole.
/// </summary>
internal sealed class CollectionCalls(Org org, RowWriter writer)
{
    private const int LargestCall = 200;
    private const int Duplicates = 12;

    /// <summary>Answers a call under <c>/composite/sobjects</c>; null when there is no such.</summary>
    public SandboxResponse? TryHandle(string[] rest, SandboxRequest request, string version) => (request.Method, rest.Length) switch
    {
        ("PATCH", 0) => Write(request, update: true),
        ("POST", 0) => Write(request, update: false),
        ("DELETE", 0) => Delete(request),
        ("GET", 1) => Read(rest[0], Split(request.QueryValue("ids")), Split(request.QueryValue("fields")), version),
        ("POST", 1) => Retrieve(rest[0], JsonBody.Object(request), version),
        _ => null,
    };

    /// <summary>Applies prepared rows, or with <paramref name="allOrNone"/> none when one is faulty.</summary>
    public static JsonArray Apply(IReadOnlyList<Func<PreparedWrite>> rows, bool allOrNone)
    {
        var prepared = new List<(PreparedWrite? Write, SalesforceException? Fault)>();
        foreach (var row in rows)
        {
            try
            {
                prepared.Add((row(), null));
            }
            catch (SalesforceException fault) when (fault.Code is not ("INVALID_FIELD" or "JSON_PARSER_ERROR" or "INVALID_TYPE"))
            {
                prepared.Add((null, fault));
            }
        }

        var rolledBack = new SalesforceException("ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header");
        var halt = allOrNone && prepared.Exists(static p => p.Fault is not null);
        return [.. prepared.Select(p => p.Fault is not null ? ErrorBody.Row(p.Fault) : halt ? ErrorBody.Row(rolledBack) : ErrorBody.Done(p.Write!.Apply().Id))];
    }

    private SandboxResponse Write(SandboxRequest request, bool update)
    {
        var body = JsonBody.Object(request);
        if (body["records"] is not JsonArray records)
            throw new SalesforceException("JSON_PARSER_ERROR", "records is required");
        Count(records.Count);
        var types = records.Select(TypeOf).ToArray();
        if (types.Zip(types.Skip(1)).Count(static pair => pair.First != pair.Second) >= 10)
            throw new SalesforceException("LIMIT_EXCEEDED", "Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.");

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = records.Select((record, index) => (Func<PreparedWrite>)(() =>
        {
            var row = (JsonObject)record!;
            if (!update)
                return writer.Create(types[index], row);
            var id = row.Text("id") ?? row.Text("Id") ?? throw new SalesforceException("MISSING_ARGUMENT", "Id not specified in an update call", 400, "Id");
            var times = seen[RecordId.Normalise(id) ?? id] = seen.GetValueOrDefault(RecordId.Normalise(id) ?? id) + 1;
            if (times > Duplicates)
                throw new SalesforceException("DUPLICATE_VALUE", $"Maximum number of duplicate updates in one batch (12 allowed). Attempt to update Id more than once in this Api call: {id}", 400, "Id");
            return writer.Update(types[index], id, row);
        })).ToArray();
        return SandboxResponse.Json(200, Apply(rows, body.Flag("allOrNone")));
    }

    private SandboxResponse Delete(SandboxRequest request)
    {
        var ids = Split(request.QueryValue("ids"));
        Count(ids.Length);
        var rows = ids.Select(id => (Func<PreparedWrite>)(() =>
        {
            var type = org.Schema.Types.FirstOrDefault(t => id.StartsWith(t.KeyPrefix, StringComparison.Ordinal))
                ?? throw new SalesforceException("MALFORMED_ID", $"malformed id {id}", 400, "Id");
            return writer.Delete(type.Name, id);
        })).ToArray();
        return SandboxResponse.Json(200, Apply(rows, string.Equals(request.QueryValue("allOrNone"), "true", StringComparison.OrdinalIgnoreCase)));
    }

    private SandboxResponse Retrieve(string typeName, JsonObject body, string version)
    {
        static string[] Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(static n => n!.GetValue<string>())] : [];
        return Read(typeName, Texts(body["ids"]), Texts(body["fields"]), version);
    }

    private SandboxResponse Read(string typeName, string[] ids, string[] names, string version)
    {
        var type = org.Type(typeName) ?? throw new SalesforceException("NOT_FOUND", "The requested resource does not exist", 404);
        if (ids.Length > 2_000)
            throw new SalesforceException("EXCEEDED_ID_LIMIT", "exceeded max size of 2000 ids");
        var fields = names.Select(name => RowCalls.Named(type, name)).ToArray();
        return new SandboxResponse(200, RowCalls.Bytes(json =>
        {
            json.WriteStartArray();
            foreach (var id in ids)
            {
                if (RecordId.Normalise(id) is { } whole && whole.StartsWith(type.KeyPrefix, StringComparison.Ordinal) && org.Find(whole) is { } row && row["IsDeleted"] is not true)
                    RowCalls.Write(json, row, fields, version);
                else
                    json.WriteNullValue();
            }

            json.WriteEndArray();
        }), "application/json;charset=UTF-8");
    }

    private static string TypeOf(JsonNode? record) => (record as JsonObject)?["attributes"] is JsonObject attributes && attributes.Text("type") is { } type
        ? type
        : throw new SalesforceException("INVALID_TYPE", "Must send a concrete entity type.");

    private static void Count(int rows)
    {
        if (rows > LargestCall)
            throw new SalesforceException("EXCEEDED_ID_LIMIT", string.Create(CultureInfo.InvariantCulture, $"record limit reached. cannot submit more than {LargestCall} records into this call"));
    }

    private static string[] Split(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
