using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

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
