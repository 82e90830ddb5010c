namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The first three characters of ids, as the vendor gives them to each object.</summary>
internal static class KeyPrefix
{
    public const string Account = "001";
    public const string Contact = "003";
    public const string User = "005";
    public const string Mail = "02s";
    public const string Opportunity = "006";
    public const string OpportunityHistory = "008";
    public const string Organization = "00D";
    public const string Profile = "00e";
    public const string ContactRole = "00K";
    public const string CustomField = "00N";
    public const string Event = "00U";
    public const string Lead = "00Q";
    public const string Task = "00T";
    public const string TaskStatus = "01K";
    public const string RecordType = "012";
    public const string FieldHistory = "017";
    public const string FieldDefinition = "4fe";
    public const string FieldPermissions = "01k";
    public const string Stage = "01J";
    public const string PermissionSet = "0PS";
    public const string Campaign = "701";
    public const string IngestJob = "750";
}
