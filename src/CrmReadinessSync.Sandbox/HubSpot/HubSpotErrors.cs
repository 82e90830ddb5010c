using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>A refusal of a HubSpot call. The wire turns it into the answer; a batch may put it beside what went well.</summary>
internal sealed class HubSpotRefusal(int status, string category, string message, string? subCategory = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Category { get; } = category;

    public string? SubCategory { get; } = subCategory;

    /// <summary>What the refusal is about, such as <c>ids</c>.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Context { get; init; } = [];

    /// <summary>Single faults within the refusal.</summary>
    public IReadOnlyList<HubSpotFault> Faults { get; init; } = [];

    public static HubSpotRefusal Invalid(string message) => new(400, "VALIDATION_ERROR", message);

    public static HubSpotRefusal NotFound(string message = "resource not found") => new(404, "OBJECT_NOT_FOUND", message);

    public static HubSpotRefusal Values(IReadOnlyList<HubSpotFault> faults, int portalId)
    {
        // HubSpot writes the faults twice: as JSON inside the message, and as errors beside it.
        var list = new JsonArray([.. faults.Select(fault => (JsonNode)new JsonObject
        {
            ["isValid"] = false,
            ["message"] = fault.Message,
            ["error"] = fault.Code,
            ["name"] = fault.Property,
            ["localizedErrorMessage"] = fault.Message,
            ["portalId"] = portalId,
        })]);
        return new HubSpotRefusal(400, "VALIDATION_ERROR", "Property values were not valid: " + list.ToJsonString(JsonText.Options)) { Faults = faults };
    }

    public JsonObject Body(string correlationId)
    {
        var body = Core();
        body["status"] = "error";
        body["correlationId"] = correlationId;
        return body;
    }

    /// <summary>The refusal of one input of a batch.</summary>
    public JsonObject Entry(string? traceId, string? id)
    {
        var body = Core();
        body["status"] = "error";
        var context = body["context"] as JsonObject ?? [];
        if (traceId is not null)
            context["objectWriteTraceId"] = new JsonArray(traceId);
        if (id is not null && Status == 404)
            context["ids"] = new JsonArray(id);
        body["context"] = context;
        return body;
    }

    private JsonObject Core()
    {
        var body = new JsonObject { ["message"] = Message, ["category"] = Category };
        if (SubCategory is not null)
            body["subCategory"] = SubCategory;
        if (Context.Count > 0)
            body["context"] = Named(Context);
        if (Faults.Count > 0)
        {
            body["errors"] = new JsonArray([.. Faults.Select(fault =>
            {
                var error = new JsonObject { ["message"] = fault.Message };
                if (fault.Code is not null)
                    error["code"] = fault.Code;
                var context = new JsonObject();
                if (fault.Property is not null)
                    context["propertyName"] = new JsonArray(fault.Property);
                foreach (var (name, values) in fault.Context)
                    context[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
                error["context"] = context;
                return (JsonNode)error;
            })]);
        }

        return body;
    }

    private static JsonObject Named(IReadOnlyList<(string Name, IReadOnlyList<string> Values)> context) =>
        new(context.Select(pair => KeyValuePair.Create(pair.Name, (JsonNode?)new JsonArray([.. pair.Values.Select(value => (JsonNode)value)]))));
}

/// <summary>One fault within a refusal.</summary>
internal sealed record HubSpotFault(string Message, string? Code = null, string? Property = null)
{
    public IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Context { get; init; } = [];
}
