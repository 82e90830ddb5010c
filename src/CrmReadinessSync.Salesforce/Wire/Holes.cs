namespace CrmReadinessSync.Salesforce;

/// <summary>Entries of answers that are null, or lack what makes them an entry. Readers of JSON let both pass.</summary>
internal static class Holes
{
    /// <summary>Whether an answer has one.</summary>
    public static bool In(object answer) => answer switch
    {
        ObjectDescription { Fields: { } fields } => fields.Any(field => field is null || field.Name is null || field.Type is null
            || (field.PicklistValues?.Any(choice => choice is null || choice.Value is null) ?? false) || (field.ReferenceTo?.Contains(null!) ?? false)),
        CompositeAnswer { Parts: var parts } => parts is null || parts.Any(part => part is null || part.Body is null),
        IReadOnlyList<SaveResult> results => results.Any(result => result is null || (result.Errors?.Contains(null!) ?? false)),
        IReadOnlyList<ApiVersion> versions => versions.Contains(null!),
        BulkJob job => job.Id is null || job.State is null,
        _ => false,
    };
}
