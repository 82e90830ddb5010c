using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>How the org words what went wrong: a JSON array for calls, a status code within rows.</summary>
internal static class ErrorBody
{
    /// <summary>A refused call.</summary>
    public static SandboxResponse Of(SalesforceException fault) => Of(fault.Status, fault.Code, fault.Message, fault.Fields);

    /// <summary>A refused call.</summary>
    public static SandboxResponse Of(int status, string code, string message, IReadOnlyList<string>? fields = null)
    {
        var error = new JsonObject { ["message"] = message, ["errorCode"] = code };
        if (fields is { Count: > 0 })
            error["fields"] = Names(fields);
        return SandboxResponse.Json(status, new JsonArray(error));
    }

    /// <summary>A failed row of a collection; its id is left out, as the org does.</summary>
    public static JsonObject Row(SalesforceException fault) => new()
    {
        ["success"] = false,
        ["errors"] = new JsonArray(new JsonObject { ["statusCode"] = fault.Code, ["message"] = fault.Message, ["fields"] = Names(fault.Fields) }),
    };

    /// <summary>A row that went through.</summary>
    public static JsonObject Done(string id) => new() { ["id"] = id, ["success"] = true, ["errors"] = new JsonArray() };

    /// <summary>What the edge says instead of the API.</summary>
    public static SandboxResponse Page(int status, string title) => SandboxResponse.Html(status, $"<h1>{title}</h1>");

    /// <summary>No such address.</summary>
    public static SandboxResponse NotFound() => Of(404, "NOT_FOUND", "The requested resource does not exist");

    private static JsonArray Names(IReadOnlyList<string> fields) => new([.. fields.Select(static f => (JsonNode)f)]);
}
