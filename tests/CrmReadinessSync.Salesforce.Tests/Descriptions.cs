namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Describe answers of an org with the package, as its integration user sees them.</summary>
internal static class Descriptions
{
    private static readonly string[] Premises = ["Need", "Timing", "Authority", "Decision_Process", "Budget", "Fit"];

    public static string Account => Object("Account", Field("Id", "id"), Field("Name", "string"), Field("SystemModstamp", "datetime"), Field("Industry", "picklist"), Field("NumberOfEmployees", "int"));

    public static string ContactRole => Object(
        "OpportunityContactRole", Field("Id", "id"), Field("OpportunityId", "reference"), Field("ContactId", "reference"), Field("Role", "picklist"), Field("SystemModstamp", "datetime"));

    public static string FieldHistory => Object("OpportunityFieldHistory", Field("Id", "id"));

    public static string EmailMessage => Object("EmailMessage", Field("Id", "id"), Field("RelatedToId", "reference"), Field("Incoming", "boolean"), Field("MessageDate", "datetime"));

    public static string RecordType => Object("RecordType", Field("Id", "id"), Field("DeveloperName", "string"));

    public static string Event => EventWith();

    public static string EventWith(params string[] more) => Object(
        "Event",
        [.. Mapped(Names.EventFields), Field("EndDate", "date"), Field("Type", "picklist"), .. more]);

    public static string Opportunity(Dictionary<string, string?>? changes = null)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in Names.OpportunityFields.Concat([Names.SavedBy, "CloseDate", "ForecastCategoryName", "Probability", "Type", "LeadSource", "CampaignId", "PushCount", "LastStageChangeDate"]))
        {
            fields[name] = Field(name, TypeOf(name));
        }

        fields["Amount"] = Field("Amount", "currency");
        fields["RecordTypeId"] = """{"name":"RecordTypeId","type":"reference","length":18,"updateable":true,"restrictedPicklist":false,"picklistValues":[],"referenceTo":["RecordType"],"relationshipName":"RecordType"}""";
        foreach (var name in Premises)
        {
            fields[$"Readiness_{name}__c"] = Field($"Readiness_{name}__c", "picklist");
        }

        fields["Readiness_Decide_By__c"] = Field("Readiness_Decide_By__c", "date");
        fields["Readiness_Confirmed_On__c"] = Field("Readiness_Confirmed_On__c", "date");
        fields["Readiness_Note__c"] = Field("Readiness_Note__c", "string", 255);
        fields["Readiness_Unease__c"] = Field("Readiness_Unease__c", "multipicklist");
        fields["Readiness_Override__c"] = Field("Readiness_Override__c", "picklist");
        fields["Readiness_Override_Reason__c"] = Field("Readiness_Override_Reason__c", "string", 255);
        fields["Readiness_Override_Until__c"] = Field("Readiness_Override_Until__c", "date");
        fields["Readiness_Flag__c"] = Field("Readiness_Flag__c", "picklist", 255, true, "ready", "confirm", "hold");
        fields["Readiness_Phase__c"] = Field("Readiness_Phase__c", "picklist", 255, true, "deciding", "gathering", "not_buying", "unclear");
        fields["Readiness_Talk_Depth__c"] = Field("Readiness_Talk_Depth__c", "picklist", 255, true, "pause", "confirm_problem", "examples_and_price_range", "proposal", "terms");
        fields["Readiness_Next_Step__c"] = Field("Readiness_Next_Step__c", "string", 255, true);
        fields["Readiness_Reasons__c"] = Field("Readiness_Reasons__c", "textarea", 32768, true);
        foreach (var (name, field) in changes ?? [])
        {
            fields[name] = field;
        }

        return Object("Opportunity", [.. fields.Values.OfType<string>()]);
    }

    public static string Field(string name, string type, int length = 0, bool updateable = false, params string[] values) =>
        $$"""
        {"name":"{{name}}","type":"{{type}}","length":{{length}},"updateable":{{(updateable ? "true" : "false")}},"restrictedPicklist":{{(values.Length > 0 ? "true" : "false")}},
         "picklistValues":[{{string.Join(',', values.Select(value => $$"""{"active":true,"value":"{{value}}","label":"x"}"""))}}],"referenceTo":[],"relationshipName":null,"unknownMember":1}
        """;

    private static string Object(string name, params string[] fields) => $$"""{"name":"{{name}}","fields":[{{string.Join(',', fields)}}],"childRelationships":[]}""";

    private static IEnumerable<string> Mapped(IEnumerable<string> names) => names.Select(name => Field(name, TypeOf(name)));

    private static string TypeOf(string name) => name switch
    {
        "Id" => "id",
        _ when name.StartsWith("Is", StringComparison.Ordinal) => "boolean",
        "ActivityDate" or "CloseDate" => "date",
        _ when name.EndsWith("Date", StringComparison.Ordinal) || name.EndsWith("DateTime", StringComparison.Ordinal) || name == "SystemModstamp" => "datetime",
        _ => "string",
    };
}
