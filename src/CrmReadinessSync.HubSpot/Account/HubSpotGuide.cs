using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Where things are mended in HubSpot.</summary>
internal sealed class HubSpotGuide : IFieldGuide
{
    /// <summary>A property of sensitive data is told only to keys with a scope of its own.</summary>
    public string? MayBeHidden => null;

    public string EditorOf(string objectName) => "Settings > Properties > " + objectName switch
    {
        ObjectTypes.Deals => "Deal properties",
        ObjectTypes.Companies => "Company properties",
        ObjectTypes.Contacts => "Contact properties",
        _ => objectName,
    };

    public string Permission(string objectName, string field, bool write) =>
        $"give the service key the scope {(write ? $"crm.objects.{objectName}.write" : $"crm.objects.{objectName}.read")}, and look at the field-level permissions of {field} in {EditorOf(objectName)}";

    public string History(string objectName, string field) => "HubSpot keeps it for every property";
}
