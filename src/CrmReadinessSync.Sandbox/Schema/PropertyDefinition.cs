namespace CrmReadinessSync.Sandbox;

/// <summary>What a property holds; each wire has its own word for it.</summary>
internal enum PropertyType
{
    Text,
    LongText,
    Number,
    Boolean,
    Date,
    Moment,
    Choice,
    Choices,
}

/// <summary>One choice of a property.</summary>
internal sealed record PropertyOption(string Value, string Label, string? Description = null, int DisplayOrder = 0, bool Hidden = false);

/// <summary>A property of deals, contacts, companies or meetings as the store knows it.</summary>
/// <param name="Name">The store's name, see <see cref="Known"/>, or the name a user gave it.</param>
/// <param name="Label">What people read.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Options">The choices of a <see cref="PropertyType.Choice"/> or <see cref="PropertyType.Choices"/>.</param>
internal sealed record PropertyDefinition(string Name, string Label, PropertyType Type, IReadOnlyList<PropertyOption> Options)
{
    public string? Description { get; init; }
}
