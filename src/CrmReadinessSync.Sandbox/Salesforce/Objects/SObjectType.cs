using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A word that walks from a row down to rows that refer to it.</summary>
/// <param name="Name">The relationship name, such as <c>OpportunityContactRoles</c>.</param>
/// <param name="ChildType">The object on the far side.</param>
/// <param name="Field">The reference field on the far side.</param>
internal sealed record ChildRelationship(string Name, string ChildType, string Field);

/// <summary>One sObject as the asking user sees it: fields without permission are absent.</summary>
internal sealed class SObjectType
{
    private readonly Dictionary<string, SObjectField> _byName;
    private readonly Dictionary<string, SObjectField> _byRelationship;

    public SObjectType(string name, string keyPrefix, IEnumerable<SObjectField> fields, IEnumerable<ChildRelationship>? children = null)
    {
        Name = name;
        KeyPrefix = keyPrefix;
        Fields = [.. fields];
        Children = [.. children ?? []];
        _byName = Fields.ToDictionary(static f => f.Name, StringComparer.OrdinalIgnoreCase);
        _byRelationship = Fields.Where(static f => f.RelationshipName is not null)
            .ToDictionary(static f => f.RelationshipName!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The API name.</summary>
    public string Name { get; }

    /// <summary>The first three characters of its ids.</summary>
    public string KeyPrefix { get; }

    /// <summary>What people see.</summary>
    public string Label { get; init; } = "";

    /// <summary>Whether rows may be made.</summary>
    public bool Createable { get; init; } = true;

    /// <summary>Whether rows may be changed.</summary>
    public bool Updateable { get; init; } = true;

    /// <summary>Whether rows may be deleted.</summary>
    public bool Deletable { get; init; } = true;

    /// <summary>Whether it is a log or a task, which may not stand inside a semi-join.</summary>
    public bool IsActivity { get; init; }

    /// <summary>Fields in describe's order.</summary>
    public ImmutableArray<SObjectField> Fields { get; }

    /// <summary>Ways down.</summary>
    public ImmutableArray<ChildRelationship> Children { get; }

    /// <summary>Finds a field by its API name, whatever the case; null when there is none or no right to see it.</summary>
    public SObjectField? Field(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Finds the reference field behind a relationship word such as <c>Account</c>.</summary>
    public SObjectField? Reference(string relationship) => _byRelationship.GetValueOrDefault(relationship);

    /// <summary>Finds a way down by its relationship word.</summary>
    public ChildRelationship? Child(string relationship) =>
        Children.FirstOrDefault(c => c.Name.Equals(relationship, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same object with these fields.</summary>
    public SObjectType With(IEnumerable<SObjectField> fields) => new(Name, KeyPrefix, fields, Children)
    {
        Label = Label, Createable = Createable, Updateable = Updateable, Deletable = Deletable, IsActivity = IsActivity,
    };

    /// <summary>The same object with only the fields that <paramref name="visible"/> lets through, each perhaps changed by it.</summary>
    public SObjectType Seen(Func<SObjectField, SObjectField?> visible, bool writable) =>
        new(Name, KeyPrefix, Fields.Select(visible).OfType<SObjectField>(), Children)
        {
            Label = Label, Createable = Createable && writable, Updateable = Updateable && writable, Deletable = Deletable, IsActivity = IsActivity,
        };
}
