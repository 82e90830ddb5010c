namespace CrmReadinessSync.Sandbox;

/// <summary>Properties of contacts, companies and meetings.</summary>
internal static partial class HubSpotCatalogue
{
    private static readonly string[] Industries =
    [
        "MACHINERY", "LOGISTICS_AND_SUPPLY_CHAIN", "FOOD_PRODUCTION", "CONSTRUCTION", "WHOLESALE", "ELECTRICAL_ELECTRONIC_MANUFACTURING", "PHARMACEUTICALS", "PRINTING",
        "TEXTILES", "TRANSPORTATION_TRUCKING_RAILROAD", "CHEMICALS", "MEDICAL_DEVICES", "PACKAGING_AND_CONTAINERS", "BUILDING_MATERIALS", "DAIRY", "COMPUTER_SOFTWARE", "RETAIL",
    ];

    private static IEnumerable<HubSpotProperty> Contacts(string language)
    {
        var ja = language == "ja";
        yield return Text("firstname", ja ? "名" : "First name", Known.FirstName);
        yield return Text("lastname", ja ? "姓" : "Last name", Known.LastName);
        yield return Text("email", ja ? "Eメール" : "Email", Known.Email) with { HasUniqueValue = true };
        yield return Text("phone", ja ? "電話番号" : "Phone number", Known.Phone);
        yield return Text("jobtitle", ja ? "役職" : "Job title", Known.JobTitle);
        yield return Choice("hs_buying_role", ja ? "購買ロール" : "Buying role", Known.BuyingRole, "checkbox",
            ("blocker", "BLOCKER", "Blocker"), (ContactRole.BudgetHolder, "BUDGET_HOLDER", ja ? "予算の所有者" : "Budget holder"), (ContactRole.Champion, "CHAMPION", ja ? "推進者" : "Champion"),
            (ContactRole.DecisionMaker, "DECISION_MAKER", ja ? "意思決定者" : "Decision maker"), (ContactRole.EndUser, "END_USER", ja ? "エンドユーザー" : "End user"),
            (ContactRole.Sponsor, "EXECUTIVE_SPONSOR", ja ? "経営幹部スポンサー" : "Executive sponsor"), (ContactRole.Influencer, "INFLUENCER", ja ? "影響者" : "Influencer"),
            ("legal_and_compliance", "LEGAL_AND_COMPLIANCE", "Legal & compliance"), ("other", "OTHER", ja ? "その他" : "Other"));
    }

    private static IEnumerable<HubSpotProperty> Companies()
    {
        yield return Text("name", "Company name", Known.Name);
        yield return Text("domain", "Company domain name", Known.Domain);
        yield return new HubSpotProperty("industry", "Industry", "enumeration", "select", string.Empty)
        {
            Stored = Known.Industry,
            Options = [.. Industries.Select((industry, i) => new PropertyOption(industry, industry[0] + industry[1..].ToLowerInvariant().Replace('_', ' '), null, i))],
        };
        yield return Number("numberofemployees", "Number of employees", Known.Employees);
        yield return Number("annualrevenue", "Annual revenue", Known.Revenue);
        yield return Text("city", "City", Known.City);
        yield return Text("country", "Country/Region", Known.Country);
    }

    private static IEnumerable<HubSpotProperty> Tasks(string language)
    {
        var ja = language == "ja";
        yield return Moment("hs_timestamp", "Due date", Known.Start);
        yield return Text("hs_task_subject", "Task title", Known.Name);
        yield return Text("hs_task_body", "Task notes", Known.Body, "html");
        yield return Choice("hs_task_status", ja ? "タスクのステータス" : "Task status", Known.Status, "select",
            (TaskProgress.NotStarted, "NOT_STARTED", ja ? "未着手" : "Not started"), (TaskProgress.InProgress, "IN_PROGRESS", ja ? "進行中" : "In progress"),
            (TaskProgress.Waiting, "WAITING", ja ? "待機中" : "Waiting"), (TaskProgress.Deferred, "DEFERRED", ja ? "延期" : "Deferred"), (TaskProgress.Completed, "COMPLETED", ja ? "完了" : "Completed"));
        yield return Choice("hs_task_priority", ja ? "優先度" : "Priority", Known.Priority, "select", ("none", "NONE", "None"), ("low", "LOW", "Low"), ("medium", "MEDIUM", "Medium"), ("high", "HIGH", "High"));
        yield return Choice("hs_task_type", ja ? "タスクのタイプ" : "Task type", Known.TaskType, "select", ("todo", "TODO", "To-do"), ("call", "CALL", "Call"), ("email", "EMAIL", "Email"));
    }

    private static IEnumerable<HubSpotProperty> Meetings(string language)
    {
        var ja = language == "ja";
        // The timestamp follows the start, as it should in a well-kept account.
        yield return Moment("hs_timestamp", "Activity date", Known.Start);
        yield return Moment("hs_meeting_start_time", "Meeting start time", Known.Start);
        yield return Moment("hs_meeting_end_time", "Meeting end time", Known.End);
        yield return Text("hs_meeting_title", "Meeting name", Known.Name);
        yield return Text("hs_meeting_body", "Meeting description", Known.Body, "html");
        yield return Text("hs_internal_meeting_notes", "Internal meeting notes", Known.InternalNotes, "html");
        yield return Text("hs_meeting_location", "Meeting location", Known.Location);
        yield return Text("hs_meeting_external_url", "Meeting URL", "hs_meeting_external_url");
        yield return Choice("hs_activity_type", ja ? "通話とミーティングの種類" : "Call and meeting type", Known.MeetingType, "select",
            ("first_meeting", "First Meeting", ja ? "初回商談" : "First meeting"), ("follow_up", "Follow-up Meeting", ja ? "継続商談" : "Follow-up meeting"), ("internal", "Internal", ja ? "社内" : "Internal"));
        yield return Choice("hs_meeting_outcome", ja ? "ミーティングの成果" : "Meeting outcome", Known.Outcome, "select",
            (MeetingOutcome.Scheduled, "SCHEDULED", ja ? "予定" : "Scheduled"), (MeetingOutcome.Completed, "COMPLETED", ja ? "完了" : "Completed"),
            (MeetingOutcome.Rescheduled, "RESCHEDULED", ja ? "日程変更" : "Rescheduled"), (MeetingOutcome.NoShow, "NO_SHOW", ja ? "欠席" : "No show"), (MeetingOutcome.Canceled, "CANCELED", ja ? "キャンセル" : "Canceled"));
    }
}
