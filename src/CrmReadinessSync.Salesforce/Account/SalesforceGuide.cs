using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Where things are mended in Salesforce.</summary>
internal sealed class SalesforceGuide : IFieldGuide
{
    /// <summary>Describe leaves out what the user may not read, as if it were not there.</summary>
    public string MayBeHidden => "is hidden from the service's user";

    public string EditorOf(string objectName) => $"Setup > Object Manager > {objectName} > Fields & Relationships";

    public string Permission(string objectName, string field, bool write) =>
        $"give the service's user {(write ? "edit" : "read")} access: Setup > Permission Sets > Readiness integration > Object Settings > {objectName} > {field}, and assign the set to the user";

    public string History(string objectName, string field) =>
        $"tick {field} in Setup > Object Manager > {objectName} > Fields & Relationships > Set History Tracking (20 fields an object at most)";
}
