using System.Collections.Frozen;
using System.Text.Json;

namespace CrmReadinessSync.Salesforce;

/// <summary>The shipped mapping: the fields of <c>deploy/salesforce</c> and the standard ones beside them.</summary>
internal static class Standard
{
    /// <summary>The <c>Fields</c> document.</summary>
    public const string FieldsDocument = """
        {
          "need": { "From": "Readiness_Need__c" },
          "timing": { "From": "Readiness_Timing__c" },
          "authority": { "From": "Readiness_Authority__c" },
          "decision_process": { "From": "Readiness_Decision_Process__c" },
          "budget": { "From": "Readiness_Budget__c" },
          "fit": { "From": "Readiness_Fit__c" },
          "decide_by": { "From": "Readiness_Decide_By__c" },
          "confirmed_on": { "From": "Readiness_Confirmed_On__c" },
          "note": { "From": "Readiness_Note__c" },
          "unease": { "From": "Readiness_Unease__c" },
          "override": { "From": "Readiness_Override__c" },
          "override.reason": { "From": "Readiness_Override_Reason__c" },
          "override.until": { "From": "Readiness_Override_Until__c" },
          "created": { "From": "CreatedDate" },
          "stage": { "From": "StageName" },
          "stage.entered": { "From": "LastStageChangeDate" },
          "record_type": { "From": "RecordType.DeveloperName" },
          "amount": { "From": "Amount" },
          "currency": { "From": "CurrencyIsoCode" },
          "close_date": { "From": "CloseDate" },
          "close_date.pushed": { "From": "PushCount" },
          "forecast": { "From": "ForecastCategoryName" },
          "probability": { "From": "Probability" },
          "owner": { "From": "OwnerId" },
          "deal_type": { "From": "Type" },
          "customer": { "From": "Type", "Values": {
            "New Customer": "new", "Existing Customer - Upgrade": "existing", "Existing Customer - Replacement": "existing",
            "Existing Customer - Downgrade": "existing", "New Business": "new", "Existing Business": "existing" } },
          "source": { "From": "LeadSource" },
          "campaign": { "From": "CampaignId" },
          "company.name": { "From": "Name" },
          "company.employees": { "From": "NumberOfEmployees" },
          "company.industry": { "From": "Industry" },
          "contact.roles": { "From": "Role" },
          "meeting.start": { "From": "StartDateTime" },
          "meeting.title": { "From": "Subject" },
          "meeting.type": { "From": "Type" },
          "last_inbound": { "From": "EmailMessage.MessageDate" }
        }
        """;

    /// <summary>The <c>WriteTo</c> document.</summary>
    public const string WriteToDocument = """
        {
          "Flag": "Readiness_Flag__c",
          "NextStep": "Readiness_Next_Step__c",
          "Phase": "Readiness_Phase__c",
          "TalkDepth": "Readiness_Talk_Depth__c",
          "Reasons": "Readiness_Reasons__c"
        }
        """;

    /// <summary>Word → field name, as shipped.</summary>
    public static FrozenDictionary<string, string> Fields { get; } = Read();

    private static FrozenDictionary<string, string> Read()
    {
        using var document = JsonDocument.Parse(FieldsDocument);
        return document.RootElement.EnumerateObject().ToFrozenDictionary(field => field.Name, field => field.Value.GetProperty("From").GetString()!, StringComparer.Ordinal);
    }
}
