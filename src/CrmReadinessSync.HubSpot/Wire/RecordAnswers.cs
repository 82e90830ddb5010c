using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

// Members with a default have setters rather than init: generated readers assign every init member, also one that the answer left out,
// and HubSpot leaves out what it likes. A null is taken for the default as well.

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

    /// <summary>Who did it: <c>userId:…</c> for a person in HubSpot's own pages.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? SourceId { get; init; }
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
