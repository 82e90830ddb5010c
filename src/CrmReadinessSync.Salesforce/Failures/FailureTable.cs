using System.Net;
using System.Text.Json;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The one place where Salesforce's errors become actions. The code decides, not the status: rows of a collection fail with the same
/// codes under HTTP 200.
/// </summary>
internal sealed class FailureTable(Redactor redactor, TimeProvider time)
{
    /// <summary>The allowance is a rolling day, so some of it comes back every hour.</summary>
    internal static readonly TimeSpan QuotaPause = TimeSpan.FromHours(1);

    /// <summary>The row is not the user's to edit.</summary>
    internal const string NoAccess = "INSUFFICIENT_ACCESS_OR_READONLY";

    /// <summary>The remedy for anything wrong with fields and permissions.</summary>
    internal const string FieldRemedy =
        "Deploy deploy/salesforce and give the service's user the permission set \"Readiness integration\".";

    /// <summary>Whether an answer may come out differently soon.</summary>
    public RetryAdvice Advise(HttpResponseMessage response)
    {
        var after = RetryAfter.Read(response, time);
        switch ((int)response.StatusCode)
        {
            case 429:
                return new(true, after, Throttled: true);
            case 406 or 500 or 502 or 503 or 504:
                return new(true, after);
            case 400 or 403:
                var (code, message) = First(response);
                return code switch
                {
                    "REQUEST_LIMIT_EXCEEDED" => IsDaily(message) ? new(false, Throttled: true) : new(true, after, Throttled: true),
                    // A query that took two minutes is not asked again as it was: whoever asked makes it smaller.
                    "TOO_MANY_APEX_REQUESTS" or "SERVER_UNAVAILABLE" => new(true, after),
                    _ => RetryAdvice.Final,
                };
            default:
                return RetryAdvice.Final;
        }
    }

    /// <summary>Whether a new session may help. Two of the 401s come back for every new session too and would loop.</summary>
    public static bool IsSessionExpired(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized && First(response) is ("INVALID_SESSION_ID", var message)
        && !message.Contains("Connected app is not attached to Agent", StringComparison.OrdinalIgnoreCase)
        && !message.Contains("not valid for use with the REST API", StringComparison.OrdinalIgnoreCase);

    /// <summary>The failure of a whole request.</summary>
    public CrmException Of(HttpResponseMessage response)
    {
        var (code, message) = First(response);
        return Whole((int)response.StatusCode, code, code.Length > 0 ? message : ErrorBody.Quote(response, redactor));
    }

    /// <summary>The failure of one request of a composite.</summary>
    public CrmException Of(int status, ReadOnlyMemory<byte> body)
    {
        var (code, message) = First(body);
        return Whole(status, code, message);
    }

    /// <summary>The failure behind an exception of the transport; null for exceptions that are not about the CRM.</summary>
    public CrmException? Of(Exception exception) => exception switch
    {
        QuotaSpentException spent => new CrmException(
            new CrmFailure(FailureAction.OutOfBudget, "daily_share_spent", spent.Message, "Raise ApiBudget:DailyShare, or let it resume by itself.", spent.ResumeAt), spent),
        TimeoutException => new CrmException(new CrmFailure(FailureAction.Retry, "timeout", exception.Message), exception) { IsEnvironment = true },
        InvalidDataException => new CrmException(new CrmFailure(FailureAction.StopCrm, "answer_too_large", exception.Message), exception),
        HttpRequestException or IOException => new CrmException(
            new CrmFailure(FailureAction.Retry, "unreachable", Words(exception.Message), "Check the network, DNS and Salesforce:LoginUrl; status.salesforce.com tells of outages."), exception) { IsEnvironment = true },
        _ => null,
    };

    /// <summary>An answer that cannot be what it should be.</summary>
    public static CrmException Unreadable(string words, Exception? inner = null) => new(new CrmFailure(FailureAction.Retry, "unreadable_answer", words), inner);

    /// <summary>Something that only a person can mend.</summary>
    public CrmException Misconfigured(string code, string words, string remedy) =>
        new(new CrmFailure(FailureAction.StopCrm, code, Words(words), remedy)) { IsEnvironment = true };

    /// <summary>The failure of one row.</summary>
    public CrmFailure OfRow(string? code, string? message)
    {
        code = ErrorBody.Code(code, redactor, "UNKNOWN_EXCEPTION");
        var words = Words(message ?? "");
        return code switch
        {
            "REQUEST_LIMIT_EXCEEDED" => Limit(code, words),
            "UNABLE_TO_LOCK_ROW" or "SERVER_UNAVAILABLE" or "UNKNOWN_EXCEPTION" or "QUERY_TIMEOUT" or "TOO_MANY_APEX_REQUESTS"
                or "ALL_OR_NONE_OPERATION_ROLLED_BACK" or "PROCESSING_HALTED" => new CrmFailure(FailureAction.Retry, code, words),
            "ENTITY_IS_LOCKED" => new CrmFailure(FailureAction.Retry, code, words, "An approval locks the opportunity; it is tried again later."),
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" or "CANNOT_EXECUTE_FLOW_TRIGGER" => words.Contains("UNABLE_TO_LOCK_ROW", StringComparison.Ordinal)
                ? new CrmFailure(FailureAction.Retry, code, words)
                : new CrmFailure(FailureAction.SkipDeal, code, words, "A trigger or flow of the org refuses the update; its owner can let the five readiness fields pass."),
            "INVALID_FIELD" or "INVALID_FIELD_FOR_INSERT_UPDATE" or "INVALID_TYPE" or "INVALID_TYPE_FOR_OPERATION" => new CrmFailure(FailureAction.StopCrm, code, words, FieldRemedy),
            "FIELD_CUSTOM_VALIDATION_EXCEPTION" => new CrmFailure(FailureAction.SkipDeal, code, words, "A validation rule of the org refuses the opportunity as it is; fill in what it asks, or exempt the service's user from it."),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" => new CrmFailure(FailureAction.SkipDeal, code, words, "Offer the value for the opportunity's record type."),
            NoAccess or "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" or "INVALID_CROSS_REFERENCE_KEY" or "NOT_FOUND" =>
                new CrmFailure(FailureAction.SkipDeal, code, words, "Share the opportunity with the service's user, with edit access."),
            _ => new CrmFailure(FailureAction.SkipDeal, code, words),
        };
    }

    /// <summary>Whether a query took the org too long, so that a smaller one may pass.</summary>
    public static bool IsTooSlow(CrmException failed) => failed.Failure.Code is "QUERY_TIMEOUT";

    /// <summary>Whether a query will never be answered to this user: the object or a field is not there, or is not for it.</summary>
    public static bool IsRefused(HttpResponseMessage response) => First(response).Code is
        "INVALID_TYPE" or "INVALID_FIELD" or "MALFORMED_QUERY" or "INVALID_QUERY_FILTER_OPERATOR" or "INSUFFICIENT_ACCESS" or "NOT_FOUND" or "FUNCTIONALITY_NOT_ENABLED";

    /// <summary>Whether the row does not exist any more.</summary>
    public static bool IsGone(string? code) => code is "ENTITY_IS_DELETED";

    private CrmException Whole(int status, string code, string message)
    {
        var words = Words(message);
        var name = ErrorBody.Code(code, redactor, $"HTTP_{status}");
        var failure = (status, code) switch
        {
            (_, "REQUEST_LIMIT_EXCEEDED") => Limit(name, words),
            (401, _) => Stop("Check the app's policies and the service user's licence and profile; the session was refused twice."),
            (403, _) => Stop("The service's user lacks a permission: API Enabled, the permission set \"Readiness integration\", or its address is outside the allowed ranges."),
            (410, _) or (404, "UNSUPPORTED_API_VERSION") => Stop("Set Salesforce:ApiVersion to a version this org offers."),
            (420, _) => Stop("The org is not known at this address any more; check Salesforce:LoginUrl."),
            (_, "INVALID_FIELD" or "INVALID_TYPE") => Stop(FieldRemedy),
            (_, "QUERY_TIMEOUT" or "TOO_MANY_APEX_REQUESTS" or "INVALID_QUERY_LOCATOR" or "UNABLE_TO_LOCK_ROW") or ( >= 500 or 406 or 429, _) => new CrmFailure(FailureAction.Retry, name, words),
            _ => Stop(null),
        };
        return new CrmException(failure) { IsEnvironment = status is 401 or 403 or 420 or >= 500 && failure.Action != FailureAction.OutOfBudget };

        CrmFailure Stop(string? remedy) => new(FailureAction.StopCrm, name, words, remedy);
    }

    private CrmFailure Limit(string code, string words) => IsDaily(words)
        ? new CrmFailure(FailureAction.OutOfBudget, code, words, "The org's daily API allowance is used up; it resumes by itself.", time.GetUtcNow() + QuotaPause)
        : new CrmFailure(FailureAction.Retry, code, words, "Too many long requests run in this org at once.");

    private string Words(string text) => ErrorBody.Shorten(redactor.Redact(text));

    private static bool IsDaily(string message) => message.Contains("TotalRequests", StringComparison.OrdinalIgnoreCase);

    private static (string Code, string Message) First(HttpResponseMessage response) => First(ErrorBody.Json(response));

    private static (string Code, string Message) First(ReadOnlyMemory<byte> json)
    {
        if (json.Span is not [(byte)'[', ..])
        {
            return ("", "");
        }

        try
        {
            var error = JsonSerializer.Deserialize(json.Span, SalesforceJson.Default.IReadOnlyListRequestError) is [var first, ..] ? first : null;
            return (error?.ErrorCode ?? "", error?.Message ?? "");
        }
        catch (JsonException)
        {
            // A body that is no error list says nothing about the error; the status does.
            return ("", "");
        }
    }
}
