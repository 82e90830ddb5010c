using System.Text.Json.Serialization;

namespace CrmReadinessSync.Salesforce;

/// <summary>The token endpoint's answer, good or bad; only two of its members are promised by every flow.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("instance_url")] string? InstanceUrl,
    [property: JsonPropertyName("id")] string? Identity,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription);

/// <summary>An API version the instance offers.</summary>
internal sealed record ApiVersion(string Label, string Url, string Version);

/// <summary>What describe tells of an object, to the integration user: a field without read access is not there at all.</summary>
internal sealed record ObjectDescription(
    string Name, IReadOnlyList<FieldDescription>? Fields, bool? Updateable = null, IReadOnlyList<RecordTypeInfo>? RecordTypeInfos = null, bool? Createable = null);

/// <summary>A record type of an object; the master one stands for "none".</summary>
internal sealed record RecordTypeInfo(string? DeveloperName, string? Name, bool Active = true, bool Master = false);

/// <summary>One field of a description.</summary>
internal sealed record FieldDescription(
    string Name,
    string Type,
    int Length,
    bool Updateable,
    bool RestrictedPicklist,
    IReadOnlyList<PicklistEntry>? PicklistValues,
    IReadOnlyList<string>? ReferenceTo,
    string? RelationshipName,
    bool? Custom = null,
    bool? Calculated = null);

/// <summary>One choice; <see cref="Value"/> is the API name.</summary>
internal sealed record PicklistEntry(bool Active, string Value, string? Label = null);

/// <summary>A page of a query. <see cref="NextRecordsUrl"/> is relative and absent on the last page.</summary>
internal sealed record QueryResult(int TotalSize, bool Done, string? NextRecordsUrl, IReadOnlyList<SalesforceRow> Records);

/// <summary>Several requests in one; each answers for itself.</summary>
internal sealed record CompositeRequest(bool AllOrNone, [property: JsonPropertyName("compositeRequest")] IReadOnlyList<CompositePart> Parts);

/// <summary>One request of a composite.</summary>
internal sealed record CompositePart(string Method, string Url, string ReferenceId);

/// <summary>The answers of a composite, in the order asked.</summary>
internal sealed record CompositeAnswer([property: JsonPropertyName("compositeResponse")] IReadOnlyList<CompositePartAnswer> Parts);

/// <summary>One answer of a composite.</summary>
internal sealed record CompositePartAnswer(CompositeBody Body, int HttpStatusCode, string ReferenceId);

/// <summary>The outcome of one row of a collection; a failed one often has no id, so rows are told apart by their place.</summary>
internal sealed record SaveResult(string? Id, bool Success, IReadOnlyList<SaveError>? Errors);

/// <summary>Why a row failed.</summary>
internal sealed record SaveError(string? StatusCode, string? Message, IReadOnlyList<string>? Fields);

/// <summary>An error of a whole request.</summary>
internal sealed record RequestError(string? ErrorCode, string? Message);

/// <summary>What makes a bulk job.</summary>
internal sealed record BulkJobRequest(string Object, string Operation, string ContentType, string LineEnding, string ColumnDelimiter)
{
    /// <summary>An update of opportunities by CSV with LF.</summary>
    public static BulkJobRequest UpdateOpportunities { get; } = new("Opportunity", "update", "CSV", "LF", "COMMA");
}

/// <summary>Moves a bulk job on.</summary>
internal sealed record BulkJobChange(string State);

/// <summary>A bulk job.</summary>
internal sealed record BulkJob(string Id, string State, string? ErrorMessage)
{
    /// <summary>Whether nothing more will happen.</summary>
    [JsonIgnore]
    public bool IsOver => State is "JobComplete" or "Failed" or "Aborted";
}
