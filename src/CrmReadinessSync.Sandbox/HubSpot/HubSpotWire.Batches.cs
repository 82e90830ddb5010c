using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// Batches of records. With a distinct objectWriteTraceId on every input, a bad input is reported beside the good ones (207);
/// without, one bad input refuses the whole batch (400) and nothing is written.
/// </summary>
internal sealed partial class HubSpotWire
{
    private const int BatchMost = 100;

    private SandboxResponse Batch(HubSpotObject type, string what, SandboxRequest request)
    {
        var body = Body(request);
        var most = what == "read" && body["propertiesWithHistory"] is JsonArray { Count: > 0 } ? WithHistoryMost : BatchMost;
        var inputs = Inputs(body, most);
        return what switch
        {
            "read" => BatchRead(type, body, inputs, request.QueryValue("archived") == "true"),
            "create" => BatchWrite(inputs, 201, input => PrepareCreate(type, input)),
            "update" => BatchUpdate(type, inputs),
            "archive" => BatchArchive(type, inputs),
            _ => throw NoSuchPath(request),
        };
    }

    private static List<JsonObject> Inputs(JsonObject body, int most)
    {
        if (body["inputs"] is not JsonArray list)
            throw HubSpotRefusal.Invalid("Invalid input JSON: some required fields were not set: [inputs]");
        var inputs = list.Select(node => node as JsonObject ?? throw HubSpotRefusal.Invalid("Invalid input JSON: an input is not an object")).ToList();
        if (inputs.Count == 0)
            throw HubSpotRefusal.Invalid("Invalid input JSON: inputs must not be empty");
        return inputs.Count <= most ? inputs : throw HubSpotRefusal.Invalid($"The maximum number of inputs supported in a batch request for this type is {most}; {inputs.Count} were given");
    }

    private SandboxResponse BatchRead(HubSpotObject type, JsonObject body, List<JsonObject> inputs, bool archived)
    {
        var idProperty = body["idProperty"]?.GetValue<string>();
        var wanted = new Wanted(Strings(body["properties"]), Strings(body["propertiesWithHistory"]), true);
        var results = new JsonArray();
        var missing = new List<string>();
        foreach (var id in inputs.Select(Id).Distinct(StringComparer.Ordinal))
        {
            if (Lookup(type, id, idProperty, archived) is { } record)
                results.Add(Write(type, record, wanted, []));
            else
                missing.Add(id);
        }

        var answer = Complete(results);
        if (missing.Count == 0)
            return SandboxResponse.Json(200, answer);
        answer["numErrors"] = 1;
        answer["errors"] = new JsonArray(new JsonObject
        {
            ["status"] = "error",
            ["category"] = "OBJECT_NOT_FOUND",
            ["message"] = $"Could not get some {type.Singular.ToUpperInvariant()} objects, they may be deleted or not exist. Check that ids are valid.",
            ["context"] = new JsonObject { ["ids"] = new JsonArray([.. missing.Select(id => (JsonNode)id)]) },
        });
        return SandboxResponse.Json(207, answer);
    }

    private SandboxResponse BatchUpdate(HubSpotObject type, List<JsonObject> inputs)
    {
        RefuseDuplicates(inputs.Select(Id));
        RefuseLocked(inputs.Select(input => HubSpotIds.Parse(type.Kind, Id(input))).OfType<RecordKey>());
        return BatchWrite(inputs, 200, input =>
        {
            var record = Existing(type, Id(input), input["idProperty"]?.GetValue<string>(), archived: false);
            var values = HubSpotValues.Read(_account, type, input["properties"], record);
            RequireUnique(type, values, record.Key);
            return () => Write(type, _account.Store.Edit(record.Key, values, Program, _account.Now), Written(type, input["properties"]), []);
        });
    }

    private SandboxResponse BatchArchive(HubSpotObject type, List<JsonObject> inputs)
    {
        RefuseDuplicates(inputs.Select(Id));
        foreach (var input in inputs)
            Archive(type, Id(input));
        return new SandboxResponse(204);
    }

    /// <summary>Looks at every input before the first is done: <paramref name="prepare"/> refuses a bad one or hands back the deed.</summary>
    private SandboxResponse BatchWrite(List<JsonObject> inputs, int success, Func<JsonObject, Func<JsonObject>> prepare)
    {
        var traces = inputs.Select(input => input["objectWriteTraceId"]?.ToString()).ToList();
        var traced = traces.TrueForAll(trace => trace is not null) && traces.Distinct(StringComparer.Ordinal).Count() == traces.Count;
        var results = new JsonArray();
        var errors = new JsonArray();
        var commits = new List<(Func<JsonObject> Commit, string? Trace)>();
        for (var i = 0; i < inputs.Count; i++)
        {
            try
            {
                commits.Add((prepare(inputs[i]), traces[i]));
            }
            catch (HubSpotRefusal refusal) when (traced || refusal.Status == 404)
            {
                errors.Add(refusal.Entry(traced ? traces[i] : null, inputs[i]["id"]?.ToString()));
            }
        }

        foreach (var (commit, trace) in commits)
        {
            var record = commit();
            if (traced)
                record["objectWriteTraceId"] = trace;
            results.Add(record);
        }

        var answer = Complete(results);
        if (errors.Count == 0)
            return SandboxResponse.Json(success, answer);
        answer["numErrors"] = errors.Count;
        answer["errors"] = errors;
        return SandboxResponse.Json(207, answer);
    }

    private static void RefuseDuplicates(IEnumerable<string> ids)
    {
        var twice = ids.GroupBy(id => id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        if (twice.Count > 0)
            throw new HubSpotRefusal(400, "VALIDATION_ERROR", $"Duplicate IDs found in batch input: [{string.Join(", ", twice)}]. IDs must be unique") { Context = [("ids", twice)] };
    }

    private JsonObject Complete(JsonArray results) => new()
    {
        ["status"] = "COMPLETE",
        ["results"] = results,
        ["startedAt"] = HubSpotText.Moment(_account.Now),
        ["completedAt"] = HubSpotText.Moment(_account.Now),
    };

    private static string Id(JsonObject input) =>
        input["id"]?.ToString() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: some required fields were not set: [id]");

    private static IReadOnlyList<string> Strings(JsonNode? list) =>
        list is JsonArray array ? [.. array.Select(node => node?.ToString()).OfType<string>()] : [];
}
