using System.Net;
using System.Text.Json;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// HubSpot's answers as failures that say what to do: the one table of this vendor
/// (https://developers.hubspot.com/docs/api-reference/error-handling). Whole requests here; single deals of a batch in
/// <see cref="DealFailures"/>.
/// </summary>
internal sealed class FailureTable(TimeProvider time, Redactor redactor, Func<DateTimeOffset> nextDay)
{
    /// <summary>Which answers are worth sending again within the call, and how soon.</summary>
    public RetryAdvice Advise(HttpResponseMessage response)
    {
        var after = RetryAfter.Read(response, time);
        return (int)response.StatusCode switch
        {
            // HubSpot does not promise Retry-After on 429; its own SDK waits ten seconds for the burst and one for search.
            429 => PolicyOf(ErrorOf(response)) switch
            {
                Policy.Daily => new RetryAdvice(false, Throttled: true),
                Policy.Secondly => new RetryAdvice(true, after ?? TimeSpan.FromSeconds(1), Throttled: true),
                _ => new RetryAdvice(true, after ?? TimeSpan.FromSeconds(10), Throttled: true),
            },
            // A lock lasts two seconds; earlier attempts prolong it.
            423 => new RetryAdvice(true, after > TimeSpan.FromSeconds(2) ? after : TimeSpan.FromSeconds(2)),
            // The account moves between regions; the wait is in seconds and up to a day.
            477 => new RetryAdvice(true, after ?? TimeSpan.FromHours(1)),
            // Processing limits hit: "pause your requests for a few seconds".
            502 or 504 => new RetryAdvice(true, after ?? TimeSpan.FromSeconds(2)),
            408 or 500 or 503 or 520 or 521 or 522 or 523 or 524 or 525 or 526 => new RetryAdvice(true, after),
            _ => RetryAdvice.Final,
        };
    }

    /// <summary>The failure that a final answer means.</summary>
    public CrmException Translate(HttpResponseMessage response)
    {
        var error = ErrorOf(response);
        var words = Words(error) is { } said ? ErrorBody.Shorten(redactor.Redact(said)) : ErrorBody.Quote(response, redactor);
        var id = IdOf(error?.CorrelationId ?? (response.Headers.TryGetValues("X-HubSpot-Correlation-Id", out var ids) ? ids.First() : null), redactor);
        var isToken = response.RequestMessage is { } request && RequestTraits.Of(request).Kind == "token";
        var now = time.GetUtcNow();
        var after = RetryAfter.Read(response, time);

        CrmException Fail(FailureAction action, string code, string? remedy, DateTimeOffset? resumeAt = null, bool environment = false) =>
            new(new CrmFailure(action, ErrorBody.Code(error?.Category ?? error?.Error, redactor, code), words, remedy, resumeAt, id)) { IsEnvironment = environment };

        return (int)response.StatusCode switch
        {
            _ when isToken && (int)response.StatusCode is 400 or 401 or 403 => Fail(
                FailureAction.StopCrm, "token_refused", "Check ClientId, ClientSecret and RefreshToken; if the app was uninstalled, install it again and use its new refresh token.", environment: true),
            400 => Fail(FailureAction.StopCrm, "bad_request", RemedyOf(error)),
            401 => Fail(FailureAction.StopCrm, "unauthorized", "Make a service key in HubSpot (Development > Keys > Service keys) and set it as AccessToken.", environment: true),
            403 => Fail(FailureAction.StopCrm, "forbidden", ScopeRemedy(error), environment: true),
            404 => Fail(FailureAction.StopCrm, "not_found", "Check BaseUrl and ApiVersion; the address asked for does not exist there."),
            409 => Fail(FailureAction.Retry, "conflict", null),
            414 => Fail(FailureAction.StopCrm, "uri_too_long", "Map fewer properties: their names do not fit into one request."),
            423 => Fail(FailureAction.Retry, "locked", null, now + TimeSpan.FromSeconds(2)),
            429 when PolicyOf(error) == Policy.Daily => Fail(FailureAction.OutOfBudget, "DAILY", null, nextDay()),
            429 => Fail(FailureAction.Retry, ErrorBody.Code(error?.PolicyName, redactor, "rate_limit"), null, now + (after ?? TimeSpan.FromSeconds(10))),
            477 => Fail(FailureAction.Retry, "migrating", "HubSpot is moving the account to another region; nothing to do but wait.", now + (after ?? TimeSpan.FromHours(1)), environment: true),
            530 => Fail(FailureAction.StopCrm, "malformed_token", "HubSpot's edge refused the token's form; check AccessToken for missing or extra characters.", environment: true),
            525 or 526 => Fail(FailureAction.Retry, "tls", "A TLS problem in front of HubSpot; if it lasts, tell HubSpot support the correlation id.", environment: true),
            408 or >= 500 => Fail(FailureAction.Retry, "server_error", null, after is { } wait ? now + wait : null, environment: true),
            _ => Fail(FailureAction.StopCrm, $"http_{(int)response.StatusCode}", "HubSpot answered in a way its documentation does not name; see the words, and check BaseUrl."),
        };
    }

    /// <summary>The vendor's id of a request, without what is none.</summary>
    public static string? IdOf(string? said, Redactor redactor) => said is null ? null : ErrorBody.Shorten(redactor.Redact(said));

    /// <summary>The failure that trouble on the way means.</summary>
    public CrmException Translate(Exception exception) => exception switch
    {
        QuotaSpentException spent => new(new CrmFailure(
            FailureAction.OutOfBudget, "daily_share", spent.Message, "Raise ApiBudget:DailyShare, or lower ApiBudget:Reserve if others need less; else let the schedule run less often.", spent.ResumeAt), exception),
        TimeoutException => new(new CrmFailure(FailureAction.Retry, "timeout", exception.Message), exception) { IsEnvironment = true },
        JsonException => new(new CrmFailure(FailureAction.Retry, "unreadable", "HubSpot's answer has another shape than documented."), exception),
        InvalidDataException => new(new CrmFailure(FailureAction.StopCrm, "too_large", exception.Message, "Map fewer long text properties."), exception),
        HttpIOException => new(new CrmFailure(FailureAction.Retry, "connection_lost", ErrorBody.Shorten(redactor.Redact(exception.Message))), exception) { IsEnvironment = true },
        _ => new(new CrmFailure(
            FailureAction.Retry, "unreachable", ErrorBody.Shorten(redactor.Redact(exception.Message)), "Check BaseUrl, the network, and any proxy between."), exception) { IsEnvironment = true },
    };

    /// <summary>The error body, when the answer has one in JSON; a page of HTML is never parsed.</summary>
    public static HubSpotError? ErrorOf(HttpResponseMessage response)
    {
        var json = ErrorBody.Json(response);
        if (json.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json.Span, HubSpotJson.Default.HubSpotError);
        }
        catch (JsonException)
        {
            // An error body of an unknown shape is still an error; its text is quoted.
            return null;
        }
    }

    /// <summary>HubSpot's own words without the values it quotes.</summary>
    internal static string? Words(HubSpotError? error)
    {
        if (error is null)
        {
            return null;
        }

        var invalid = InvalidProperties.Of(error);
        return invalid.Count > 0
            ? $"Property values were not valid: {string.Join(", ", invalid.Select(property => $"{property.Name} {property.Error}".Trim()))}"
            : error.Message ?? error.Error;
    }

    internal static string? RemedyOf(HubSpotError? error)
    {
        var invalid = InvalidProperties.Of(error) is [var first, ..] ? first : null;
        return invalid?.Error switch
        {
            "PROPERTY_DOESNT_EXIST" => $"Create the deal property '{invalid.Name}' in HubSpot, or take it out of Fields and WriteTo.",
            "INVALID_OPTION" => $"Give the property '{invalid.Name}' the options the service writes (deploy/hubspot/README.md lists them).",
            "READ_ONLY_VALUE" => $"The property '{invalid.Name}' is read-only in HubSpot; name another one under WriteTo.",
            "MISSING_CONDITIONAL_REQUIRED_PROPERTY" => $"HubSpot wants '{invalid.Name}' filled before it takes any change to this deal; set ApiVersion to 2026-03, which does not.",
            _ => "See HubSpot's words; the settings that name properties, pipelines or stages are the usual cause.",
        };
    }

    private static string ScopeRemedy(HubSpotError? error)
    {
        var scopes = error?.ContextOf("requiredGranularScopes")
            .Concat(error.Errors?.SelectMany(detail => ErrorContext.Texts(detail.Context, "requiredGranularScopes")) ?? [])
            .Distinct(StringComparer.Ordinal)
            .ToList() ?? [];
        return scopes.Count > 0
            ? $"Give the service key the scope {string.Join(" or ", scopes)}."
            : "Give the service key the scopes named in README.md; the token itself is good.";
    }

    private static Policy PolicyOf(HubSpotError? error)
    {
        var name = error?.PolicyName ?? error?.Message ?? "";
        return name.Contains("DAILY", StringComparison.OrdinalIgnoreCase) ? Policy.Daily
            : name.Contains("TEN_SECONDLY", StringComparison.OrdinalIgnoreCase) ? Policy.TenSecondly
            : name.Contains("SECONDLY", StringComparison.OrdinalIgnoreCase) ? Policy.Secondly
            : Policy.TenSecondly;
    }

    private enum Policy
    {
        Secondly,
        TenSecondly,
        Daily,
    }
}
