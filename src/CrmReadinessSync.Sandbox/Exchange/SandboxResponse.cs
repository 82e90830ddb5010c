using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>One HTTP answer of the practice CRM, with the way it is to be carried over the wire.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="ContentType">The media type; null without a body.</param>
public sealed record SandboxResponse(int Status, ReadOnlyMemory<byte> Body = default, string? ContentType = null)
{
    /// <summary>Headers beside the content type.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How the socket carries it; a caller under virtual time decides for itself what these mean.</summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>A JSON answer.</summary>
    public static SandboxResponse Json(int status, JsonNode body) =>
        new(status, Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options)), "application/json;charset=utf-8");

    /// <summary>A page of HTML, also used for what a vendor's edge says instead of its API.</summary>
    public static SandboxResponse Html(int status, string html) =>
        new(status, Encoding.UTF8.GetBytes(html), "text/html;charset=utf-8");

    /// <summary>Adds or replaces a header.</summary>
    public SandboxResponse With(string header, string value) => this with { Headers = Headers.SetItem(header, value) };
}

/// <summary>How an answer travels.</summary>
public enum Delivery
{
    /// <summary>As it is.</summary>
    Whole,

    /// <summary>The connection is reset before a byte of the answer.</summary>
    Reset,

    /// <summary>The headers come, the body dribbles.</summary>
    Slow,

    /// <summary>Half of the body comes with a proper end, so that its JSON is broken.</summary>
    Truncated,
}
