using System.Text.Json;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>What one entry of a batch's errors, or a batch refused for the sake of one deal, means for that deal.</summary>
internal sealed class DealFailures(Redactor redactor)
{
    /// <summary>Whether the error says that HubSpot no longer has the record.</summary>
    public static bool IsGone(HubSpotError error) =>
        error.Category == "OBJECT_NOT_FOUND"
        || (error.SubCategory.ValueKind == JsonValueKind.String && error.SubCategory.GetString()!.Contains("NOT_FOUND", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the error would meet every deal alike, so that there is no use in trying them one by one.</summary>
    public static bool IsAboutAll(HubSpotError error) =>
        InvalidProperties.Of(error).Any(property => property.Error is "PROPERTY_DOESNT_EXIST" or "READ_ONLY_VALUE");

    /// <summary>The failure of the deal.</summary>
    public CrmFailure Of(HubSpotError error)
    {
        var action = error switch
        {
            _ when IsAboutAll(error) => FailureAction.StopCrm,
            { Category: "RATE_LIMITS" or "RATE_LIMIT" or "CONFLICT" or "INTERNAL_ERROR" or "LOCKED" } => FailureAction.Retry,
            _ => FailureAction.SkipDeal,
        };
        var words = FailureTable.Words(error) is { } said ? ErrorBody.Shorten(redactor.Redact(said)) : "HubSpot gave no reason.";
        return new CrmFailure(
            action,
            ErrorBody.Code(error.Category, redactor, "refused"),
            words,
            action == FailureAction.Retry ? null : FailureTable.RemedyOf(error),
            CorrelationId: FailureTable.IdOf(error.CorrelationId, redactor));
    }
}
