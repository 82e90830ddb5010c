using System.Net;
using System.Text;
using CrmReadinessSync.Http;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>Headers and error bodies, of whatever kind and from whomever between here and the CRM.</summary>
internal static class HttpTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("error-body", Quote) { Weight = 4 },
        new("retry-after", Retry),
        new("redactor", bytes => new Redactor().Redact(Encoding.UTF8.GetString(bytes))),
    ];

    private static void Quote(byte[] bytes)
    {
        foreach (var type in new[] { "text/html", "application/json", "text/plain" })
        {
            using var response = Answered(bytes, type);
            ErrorBody.Quote(response, new Redactor()).Length.ShouldBeLessThanOrEqualTo(ErrorBody.MaxQuote);
            ErrorBody.Json(response);
            new HubSpot.FailureTable(TimeProvider.System, new Redactor(), () => default).Translate(response).Failure.Words.Length.ShouldBeLessThanOrEqualTo(ErrorBody.MaxQuote);
        }
    }

    private static void Retry(byte[] bytes)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        var text = Encoding.Latin1.GetString(bytes).Replace('\r', ' ').Replace('\n', ' ');
        response.Headers.TryAddWithoutValidation("Retry-After", text);
        response.Headers.TryAddWithoutValidation("Date", text);
        if (RetryAfter.Read(response, TimeProvider.System) is { } wait)
        {
            wait.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        }

        Salesforce.LimitInfo.Read(text);
    }

    /// <summary>An answer as it leaves the transport.</summary>
    private static HttpResponseMessage Answered(byte[] bytes, string type)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new(type) } };
        var body = BufferedBody.ReadAsync(content, 1 << 24, CancellationToken.None).GetAwaiter().GetResult();
        return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = body.AsContent(content.Headers) };
    }
}
