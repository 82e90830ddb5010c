using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Reads the JSON a client sends.</summary>
internal static class JsonBody
{
    /// <summary>The body as an object.</summary>
    /// <exception cref="SalesforceException">JSON_PARSER_ERROR.</exception>
    public static JsonObject Object(SandboxRequest request)
    {
        try
        {
            return JsonNode.Parse(request.Body.Span) as JsonObject
                ?? throw new SalesforceException("JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no entity body.");
        }
        catch (JsonException fault)
        {
            throw new SalesforceException("JSON_PARSER_ERROR", $"Unexpected character in the body at line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1}");
        }
    }

    /// <summary>A text member; null when absent or something else.</summary>
    public static string? Text(this JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A yes or no; false when absent or something else.</summary>
    public static bool Flag(this JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;
}
