namespace CrmReadinessSync.Sandbox;

/// <summary>A property as HubSpot defines it.</summary>
/// <param name="Name">The internal name.</param>
/// <param name="Label">What people read.</param>
/// <param name="Type"><c>string</c>, <c>number</c>, <c>bool</c>, <c>date</c>, <c>datetime</c>, <c>enumeration</c>, <c>object_coordinates</c>.</param>
/// <param name="FieldType">How forms show it: <c>text</c>, <c>select</c>, <c>checkbox</c> and so on.</param>
/// <param name="Group">The group it is listed under.</param>
internal sealed record HubSpotProperty(string Name, string Label, string Type, string FieldType, string Group)
{
    /// <summary>The store's property behind it; null when it is computed.</summary>
    public string? Stored { get; init; }

    /// <summary>Computes the value on each read; null when it is stored.</summary>
    public Func<CrmRecord, HubSpotAccount, string?>? Computed { get; init; }

    /// <summary>HubSpot's value for each store value, where they differ.</summary>
    public IReadOnlyList<(string Stored, string Wire)> Values { get; init; } = [];

    public IReadOnlyList<PropertyOption> Options { get; init; } = [];

    public string Description { get; init; } = string.Empty;

    public bool Defined { get; init; } = true;

    public bool HasUniqueValue { get; init; }

    public int DisplayOrder { get; init; } = -1;

    public bool Hidden { get; init; }

    public bool FormField { get; init; }

    /// <summary>Options are the owners.</summary>
    public bool ExternalOptions { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public bool ReadOnly => Computed is not null;

    public bool IsMultiple => Type == "enumeration" && FieldType == "checkbox";

    public string? ToWire(string? stored)
    {
        if (stored is null || Values.Count == 0)
            return stored;
        return Translate(stored, static pair => pair.Stored, static pair => pair.Wire);
    }

    public string? ToStored(string? wire)
    {
        if (string.IsNullOrEmpty(wire))
            return null;
        return Values.Count == 0 ? wire : Translate(wire, static pair => pair.Wire, static pair => pair.Stored);
    }

    private string Translate(string text, Func<(string Stored, string Wire), string> from, Func<(string Stored, string Wire), string> to)
    {
        if (IsMultiple && text.Contains(';', StringComparison.Ordinal))
            return string.Join(';', text.Split(';').Select(part => Translate(part, from, to)));
        foreach (var pair in Values)
        {
            if (string.Equals(from(pair), text, StringComparison.Ordinal))
                return to(pair);
        }

        return text;
    }
}

/// <summary>A group of properties.</summary>
internal sealed record HubSpotGroup(string Name, string Label, int DisplayOrder, bool Archived = false);
