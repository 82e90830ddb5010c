using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

/// <summary>Account details, the HTTP <c>Date</c> of the answer, and whether it carried rate limits, as HubSpot's own always do.</summary>
internal sealed record AccountAnswer(AccountDetails Details, DateTimeOffset Now, bool IsLimited);

internal sealed record AccountDetails
{
    [JsonConverter(typeof(LenientText))]
    public string? PortalId { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? TimeZone { get; init; }
}

internal sealed record OwnerPage
{
    public IReadOnlyList<CrmOwner> Results { get; set => field = value ?? []; } = [];

    public Paging? Paging { get; init; }
}

internal sealed record CrmOwner
{
    [JsonConverter(typeof(LenientText))]
    public string Id { get; set => field = value ?? ""; } = "";

    [JsonConverter(typeof(LenientText))]
    public string? UserId { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }
}

internal sealed record TokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("expires_in")]
    public int? ExpiresIn { get; init; }

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"token for {ExpiresIn} s";
}
