namespace CrmReadinessSync.Sandbox;

/// <summary>One object type of the account with its properties and groups.</summary>
internal sealed class HubSpotObject(RecordKind kind, string typeId, string singular, string plural, string defaultGroup, IReadOnlyList<string> defaults, string readScope, string writeScope, string schemaScope)
{
    public RecordKind Kind { get; } = kind;

    /// <summary>Such as <c>0-3</c>; interchangeable with the name in paths.</summary>
    public string TypeId { get; } = typeId;

    public string Singular { get; } = singular;

    public string Plural { get; } = plural;

    public string DefaultGroup { get; } = defaultGroup;

    /// <summary>Properties returned when none are asked for; the first three are returned always.</summary>
    public IReadOnlyList<string> Defaults { get; } = defaults;

    /// <summary>The name of the change stamp: contacts have their own.</summary>
    public string ModifiedProperty => Defaults[1];

    public string ReadScope { get; } = readScope;

    public string WriteScope { get; } = writeScope;

    /// <summary>Followed by <c>.read</c> or <c>.write</c>.</summary>
    public string SchemaScope { get; } = schemaScope;

    /// <summary>All properties, archived ones included, by name.</summary>
    public Dictionary<string, HubSpotProperty> Properties { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, HubSpotGroup> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>A live property; null when it never was or is archived.</summary>
    public HubSpotProperty? Property(string name) =>
        Properties.TryGetValue(name, out var property) && property.ArchivedAt is null ? property : null;

    public bool Answers(string name) =>
        string.Equals(name, TypeId, StringComparison.Ordinal)
        || string.Equals(name, Plural, StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, Singular, StringComparison.OrdinalIgnoreCase);
}
