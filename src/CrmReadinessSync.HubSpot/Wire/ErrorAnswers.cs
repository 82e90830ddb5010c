using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// An error body, or one entry of a batch's <c>errors</c>. HubSpot asks parsers to take every field as optional; <c>subCategory</c> is
/// text in some answers and an object in others.
/// </summary>
internal sealed record HubSpotError
{
    [JsonConverter(typeof(LenientText))]
    public string? Id { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Category { get; init; }

    public JsonElement SubCategory { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Message { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? CorrelationId { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? ErrorType { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? PolicyName { get; init; }

    /// <summary>OAuth's own field (RFC 6749).</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Error { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Status { get; init; }

    public Dictionary<string, JsonElement>? Context { get; init; }

    public IReadOnlyList<HubSpotErrorDetail>? Errors { get; set => field = Lists.Whole(value); }

    /// <summary>The texts of one context entry, whether given as a list or alone; empty when absent.</summary>
    public IEnumerable<string> ContextOf(string key) => ErrorContext.Texts(Context, key);
}

internal sealed record HubSpotErrorDetail
{
    [JsonConverter(typeof(LenientText))]
    public string? Message { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Code { get; init; }

    public Dictionary<string, JsonElement>? Context { get; init; }
}

internal static class ErrorContext
{
    public static IEnumerable<string> Texts(Dictionary<string, JsonElement>? context, string key)
    {
        if (context is null || !context.TryGetValue(key, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ToString())] : [value.ToString()];
    }
}
