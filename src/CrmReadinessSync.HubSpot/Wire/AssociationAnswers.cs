using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

internal sealed record AssociationBatch
{
    public IReadOnlyList<AssociationResult> Results { get; set => field = Lists.Whole(value); } = [];

    public IReadOnlyList<HubSpotError> Errors { get; set => field = Lists.Whole(value); } = [];
}

/// <summary>The kinds of association between two object types; those without a label are HubSpot's own.</summary>
internal sealed record LinkTypeList
{
    public IReadOnlyList<LinkType> Results { get; set => field = Lists.Whole(value); } = [];
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
