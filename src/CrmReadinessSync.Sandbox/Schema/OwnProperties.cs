namespace CrmReadinessSync.Sandbox;

/// <summary>Properties of deals that one account has and others do not.</summary>
internal static class OwnProperties
{
    /// <summary>Adds them to the account's deals.</summary>
    /// <param name="account">The HubSpot side.</param>
    /// <param name="properties">What to add; those that are there stay as they are.</param>
    /// <param name="origin">Where they come from, in words.</param>
    public static void Define(HubSpotAccount account, IReadOnlyList<PropertyDefinition> properties, string origin)
    {
        var deals = account.Object(RecordKind.Deal);
        foreach (var property in properties.Where(property => !deals.Properties.ContainsKey(property.Name)))
        {
            var choice = property.Type == PropertyType.Choice;
            deals.Properties.Add(property.Name, new HubSpotProperty(property.Name, property.Label, choice ? "enumeration" : "string", choice ? "select" : "text", deals.DefaultGroup)
            {
                Stored = property.Name,
                Defined = false,
                Description = origin,
                Options = property.Options,
            });
        }
    }

    /// <summary>Adds them to the org's opportunities, as custom fields whose history is tracked.</summary>
    public static void Define(Salesforce.Org org, IReadOnlyList<PropertyDefinition> properties)
    {
        foreach (var property in properties.Where(property => !org.Schema.SourcesOf("Opportunity").Any(field => field.Property == property.Name)))
        {
            var field = Salesforce.CustomFields.OfReadiness(property);
            org.Schema.TryAdd("Opportunity", field with { Field = field.Field with { Restricted = false } });
            org.Schema.Permit("Opportunity", field.Field.Name, read: true, edit: true);
        }
    }
}
