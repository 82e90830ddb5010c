using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

// Members with a default have setters rather than init: generated readers assign every init member, also one that the answer left out,
// and HubSpot leaves out what it likes. A null is taken for the default as well.

/// <summary>Account details, the HTTP <c>Date</c> of the answer, and whether it carried rate limits, as HubSpot's own always do.</summary>
internal sealed record AccountAnswer(AccountDetails Details, DateTimeOffset Now, bool IsLimited);

internal sealed record AccountDetails
{
    [JsonConverter(typeof(LenientText))]
    public string? PortalId { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? TimeZone { get; init; }
}

internal sealed record PropertyList
{
    public IReadOnlyList<PropertyDefinition> Results { get; set => field = Lists.Whole(value); } = [];
}

/// <summary>A property as HubSpot defines it; on creation and change the same names are sent.</summary>
internal sealed record PropertyDefinition
{
    public string Name { get; set => field = value ?? ""; } = "";

    public string? Label { get; init; }

    public string? Type { get; init; }

    public string? FieldType { get; init; }

    public string? GroupName { get; init; }

    public IReadOnlyList<PropertyOption> Options { get; set => field = value ?? []; } = [];

    /// <summary>Whether its choices are the owners, or another list kept elsewhere.</summary>
    public bool? ExternalOptions { get; init; }

    public bool? Calculated { get; init; }

    public bool? HubspotDefined { get; init; }

    public bool? Archived { get; init; }

    public ModificationMetadata? ModificationMetadata { get; init; }
}

/// <summary>What may be changed of a property.</summary>
internal sealed record ModificationMetadata
{
    public bool? ReadOnlyValue { get; init; }

    public bool? ReadOnlyOptions { get; init; }
}

/// <summary>One choice, as it is told and as it is sent: a list of choices replaces the whole list.</summary>
internal sealed record PropertyOption
{
    public string Value { get; set => field = value ?? ""; } = "";

    public string Label { get; set => field = value ?? ""; } = "";

    public string? Description { get; init; }

    public int? DisplayOrder { get; init; }

    public bool Hidden { get; init; }
}

internal sealed record PropertyGroupList
{
    public IReadOnlyList<PropertyGroup> Results { get; set => field = value ?? []; } = [];
}

internal sealed record PropertyGroup
{
    public string Name { get; set => field = value ?? ""; } = "";

    public string? Label { get; init; }

    public int? DisplayOrder { get; init; }

    public bool? Archived { get; init; }
}

internal sealed record PipelineList
{
    public IReadOnlyList<Pipeline> Results { get; set => field = value ?? []; } = [];
}

internal sealed record Pipeline
{
    [JsonConverter(typeof(LenientText))]
    public string Id { get; set => field = value ?? ""; } = "";

    public string? Label { get; init; }

    public bool? Archived { get; init; }

    public IReadOnlyList<PipelineStage> Stages { get; set => field = value ?? []; } = [];
}

internal sealed record PipelineStage
{
    [JsonConverter(typeof(LenientText))]
    public string Id { get; set => field = value ?? ""; } = "";

    public string? Label { get; init; }

    public bool? Archived { get; init; }

    /// <summary>Values are text, whatever they mean: <c>isClosed</c> is <c>"true"</c>.</summary>
    public Dictionary<string, JsonElement>? Metadata { get; init; }
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

internal sealed record RecordPage
{
    public long? Total { get; init; }

    public IReadOnlyList<CrmRecord> Results { get; set => field = Lists.Whole(value); } = [];

    public Paging? Paging { get; init; }
}

internal sealed record Paging
{
    public NextPage? Next { get; init; }
}

internal sealed record NextPage
{
    [JsonConverter(typeof(LenientText))]
    public string? After { get; init; }
}

/// <summary>A record of any type. Property values are text or null, whatever their declared type.</summary>
internal sealed record CrmRecord
{
    [JsonConverter(typeof(LenientText))]
    public string Id { get; set => field = value ?? ""; } = "";

    public PropertyBag Properties { get; set => field = value ?? PropertyBag.Empty; } = PropertyBag.Empty;

    public Dictionary<string, IReadOnlyList<HistoryEntry>>? PropertiesWithHistory { get; set => field = Lists.Whole(value, static entries => Lists.Whole(entries)); }

    public Dictionary<string, InlineLinks>? Associations { get; set => field = Lists.Whole(value, static links => links); }

    [JsonConverter(typeof(LenientText))]
    public string? UpdatedAt { get; init; }

    public bool? Archived { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? ObjectWriteTraceId { get; init; }
}

internal sealed record HistoryEntry
{
    [JsonConverter(typeof(LenientText))]
    public string? Value { get; init; }

    [JsonConverter(typeof(LenientText))]
    public string? Timestamp { get; init; }
}

internal sealed record InlineLinks
{
    public IReadOnlyList<InlineLink> Results { get; set => field = Lists.Whole(value); } = [];

    public Paging? Paging { get; init; }
}

internal sealed record InlineLink
{
    [JsonConverter(typeof(LenientText))]
    public string Id { get; set => field = value ?? ""; } = "";

    public string? Type { get; init; }
}

/// <summary>Answer of a batch read or update: 200, 207, or, for an update that was refused as a whole, <see cref="Refusal"/> alone.</summary>
internal sealed record RecordBatch
{
    public IReadOnlyList<CrmRecord> Results { get; set => field = Lists.Whole(value); } = [];

    public IReadOnlyList<HubSpotError> Errors { get; set => field = Lists.Whole(value); } = [];

    [JsonIgnore]
    public HubSpotError? Refusal { get; init; }
}

internal sealed record AssociationBatch
{
    public IReadOnlyList<AssociationResult> Results { get; set => field = Lists.Whole(value); } = [];

    public IReadOnlyList<HubSpotError> Errors { get; set => field = Lists.Whole(value); } = [];
}

internal sealed record AssociationResult
{
    public LinkEnd From { get; set => field = value ?? new(); } = new();

    public IReadOnlyList<LinkTarget> To { get; set => field = Lists.Whole(value); } = [];

    public Paging? Paging { get; init; }
}

internal sealed record LinkEnd
{
    [JsonConverter(typeof(LenientText))]
    public string Id { get; set => field = value ?? ""; } = "";
}

internal sealed record LinkTarget
{
    [JsonConverter(typeof(LenientText))]
    public string ToObjectId { get; set => field = value ?? ""; } = "";

    public IReadOnlyList<LinkType> AssociationTypes { get; set => field = Lists.Whole(value); } = [];
}

internal sealed record LinkType
{
    public string? Category { get; init; }

    public int? TypeId { get; init; }

    public string? Label { get; init; }
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
