using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// What the org tells of its own make-up to whoever may <em>View Setup and Configuration</em>: which custom fields there are, whoever may
/// see them, and whose history is kept. A service's user often may not; then it is unknown, not "none".
/// </summary>
/// <param name="api">The org.</param>
internal sealed class OrgMakeUp(ISalesforceApi api)
{
    private static readonly SoqlNames CustomField = new("CustomField", [Names.Id, "DeveloperName", "NamespacePrefix", "TableEnumOrId"]);
    private static readonly SoqlNames FieldDefinition = new("FieldDefinition", ["QualifiedApiName", "EntityDefinitionId", "IsFieldHistoryTracked"]);

    /// <summary>The opportunity's custom fields, hidden ones too, by API name; null when the org does not tell.</summary>
    public async Task<IReadOnlySet<string>?> CustomFieldsAsync(CancellationToken cancellationToken) =>
        (await FindCustomFieldsAsync(Names.Opportunity, cancellationToken))?.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>An object's custom fields by API name → the id of their definition; null when the org does not tell.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> FindCustomFieldsAsync(string objectName, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await api.QueryToolingAsync(
                new SoqlQuery(CustomField, [Names.Id, "DeveloperName", "NamespacePrefix"]).Where("TableEnumOrId", objectName), cancellationToken);
            return answer.Records.Where(row => row.Has("DeveloperName") && row.Has(Names.Id)).DistinctBy(NameOf, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(NameOf, row => row.Text(Names.Id)!, StringComparer.OrdinalIgnoreCase);
        }
        catch (CrmException refused) when (IsRefused(refused))
        {
            return null;
        }
    }

    /// <summary>Whose history is kept.</summary>
    public async Task<FieldTracking> HistoryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await api.DescribeAsync(Names.FieldHistory, cancellationToken) is null)
            {
                return new FieldTracking(IsOff: true, null);
            }

            var answer = await api.QueryToolingAsync(
                new SoqlQuery(FieldDefinition, ["QualifiedApiName", "IsFieldHistoryTracked"]).Where("EntityDefinitionId", Names.Opportunity), cancellationToken);
            return new FieldTracking(
                IsOff: false,
                answer.Records.Where(row => row.Flag("IsFieldHistoryTracked")).Select(row => row.Text("QualifiedApiName")).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase));
        }
        catch (CrmException refused) when (IsRefused(refused))
        {
            return new FieldTracking(IsOff: false, null);
        }
    }

    private static string NameOf(SalesforceRow field) => $"{(field.Text("NamespacePrefix") is { } prefix ? $"{prefix}__" : "")}{field.Text("DeveloperName")}__c";

    /// <summary>Whether the org says that this is none of the user's business, in one of the ways it has.</summary>
    private static bool IsRefused(CrmException refused) =>
        refused.Failure.Code is "INVALID_TYPE" or "INVALID_FIELD" or "INSUFFICIENT_ACCESS" or "INSUFFICIENT_ACCESS_OR_READONLY" or "API_DISABLED_FOR_ORG" or "NOT_FOUND" or "HTTP_403" or "HTTP_404";
}

/// <summary>What is known of field history.</summary>
/// <param name="IsOff">Whether it cannot be read at all.</param>
/// <param name="Tracked">The fields whose history is kept; null when the org does not say.</param>
internal sealed record FieldTracking(bool IsOff, IReadOnlySet<string>? Tracked);
