using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace CrmReadinessSync.Sandbox;

/// <summary>One HTTP request as the practice CRM sees it: no socket, so that it can be made up by a test.</summary>
public sealed record SandboxRequest
{
    /// <summary>Upper case: <c>GET</c>, <c>POST</c>, <c>PATCH</c>, <c>PUT</c>, <c>DELETE</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The path, still percent-encoded, beginning with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Query parameters, decoded; a parameter given twice has two values.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Query { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Headers; names compare without case.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>The body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Length of the request target (path and query) as sent, for limits on long addresses.</summary>
    public int TargetLength { get; init; }

    private static readonly ImmutableDictionary<string, string> NoHeaders =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first value of a query parameter; null when it is absent.</summary>
    public string? QueryValue(string name) => Query.TryGetValue(name, out var values) && values.Length > 0 ? values[0] : null;

    /// <summary>A header's value; null when it is absent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Makes a request from a request target such as <c>/crm/v3/objects/deals?limit=10</c>.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="body">Text body, sent as UTF-8; null for none.</param>
    /// <param name="headers">Name and value pairs.</param>
    public static SandboxRequest Create(string method, string target, string? body = null, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        ArgumentNullException.ThrowIfNull(target);
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var all = NoHeaders.ToBuilder();
        foreach (var (name, value) in headers)
            all[name] = value;
        return new SandboxRequest
        {
            Method = method,
            Path = mark < 0 ? target : target[..mark],
            Query = mark < 0 ? ImmutableDictionary<string, ImmutableArray<string>>.Empty : ParseQuery(target[mark..]),
            Headers = all.ToImmutable(),
            Body = body is null ? default : Encoding.UTF8.GetBytes(body),
            TargetLength = target.Length,
        };
    }

    /// <summary>Reads a query string, or a form body, which is written the same way.</summary>
    public static ImmutableDictionary<string, ImmutableArray<string>> ParseQuery(string text)
    {
        var parsed = QueryHelpers.ParseQuery(text);
        return parsed.ToImmutableDictionary(
            pair => pair.Key,
            pair => pair.Value.Select(value => value ?? string.Empty).ToImmutableArray(),
            StringComparer.Ordinal);
    }
}
