using System.Collections.Immutable;

namespace CrmReadinessSync.HubSpot;

/// <summary>Query of the list endpoint. <paramref name="After"/> is a record id in fact, opaque by contract.</summary>
internal sealed record ListQuery(ImmutableArray<string> Properties, ImmutableArray<string> Associations, int Limit, string? After);

internal sealed record SearchRequest(
    IReadOnlyList<FilterGroup> FilterGroups,
    IReadOnlyList<Sort> Sorts,
    IReadOnlyList<string> Properties,
    int Limit);

internal sealed record FilterGroup(IReadOnlyList<Filter> Filters);

/// <summary>One condition of a search. Only the values that its operator wants are sent.</summary>
internal sealed record Filter(string PropertyName, string Operator, string? Value = null, string? HighValue = null, IReadOnlyList<string>? Values = null)
{
    public static Filter Equal(string property, string value) => new(property, "EQ", value);

    public static Filter NotEqual(string property, string value) => new(property, "NEQ", value);

    public static Filter Greater(string property, string value) => new(property, "GT", value);

    public static Filter AtLeast(string property, string value) => new(property, "GTE", value);

    public static Filter Below(string property, string value) => new(property, "LT", value);

    public static Filter Between(string property, string low, string high) => new(property, "BETWEEN", low, high);

    public static Filter In(string property, IReadOnlyList<string> values) => new(property, "IN", Values: values);

    public static Filter Blank(string property) => new(property, "NOT_HAS_PROPERTY");
}

internal sealed record Sort(string PropertyName, string Direction)
{
    public static readonly Sort ById = new("hs_object_id", "ASCENDING");
}

internal sealed record BatchReadRequest(
    IReadOnlyList<string> Properties,
    IReadOnlyList<string>? PropertiesWithHistory,
    IReadOnlyList<RecordRef> Inputs);

internal sealed record RecordRef(string Id);

internal sealed record AssociationRequest(IReadOnlyList<AssociationInput> Inputs);

/// <summary>One record whose associations are wanted; paging is per record.</summary>
internal sealed record AssociationInput(string Id, string? After = null);

internal sealed record BatchUpdateRequest(IReadOnlyList<RecordUpdate> Inputs);

/// <summary>Values for one record. The trace id, unique in the batch, is what makes HubSpot report partial failure in a 207.</summary>
internal sealed record RecordUpdate(string Id, string ObjectWriteTraceId, IReadOnlyDictionary<string, string> Properties);

internal sealed record BatchCreateRequest(IReadOnlyList<NewRecord> Inputs);

/// <summary>A record to make with what it hangs on; the trace id tells it apart in the answer.</summary>
internal sealed record NewRecord(string ObjectWriteTraceId, IReadOnlyDictionary<string, string> Properties, IReadOnlyList<NewAssociation> Associations);

internal sealed record NewAssociation(RecordRef To, IReadOnlyList<AssociationType> Types);

/// <summary>A kind of association by HubSpot's number of it (https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide).</summary>
internal sealed record AssociationType(string AssociationCategory, int AssociationTypeId)
{
    public static readonly AssociationType TaskToDeal = new("HUBSPOT_DEFINED", 216);
}

/// <summary>A property to make. All of these are required but the description and the choices.</summary>
internal sealed record NewProperty(
    string Name, string Label, string Description, string GroupName, string Type, string FieldType, bool FormField, IReadOnlyList<PropertyOption>? Options);

/// <summary>What changes of a property; what is null stays. Choices replace the whole list, so all of them are sent.</summary>
internal sealed record PropertyChange(IReadOnlyList<PropertyOption>? Options);

internal sealed record TokenRequest(string ClientId, string ClientSecret, string RefreshToken)
{
    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"refresh for client {ClientId}";
}
