namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The standard fields of Task (ToDo).</summary>
internal static class TaskFields
{
    public static IEnumerable<OrgField> All(bool ja) =>
    [
        new(Fields.Reference("WhoId", ja ? "名前 ID" : "Contact/Lead ID", "Who", "Contact", "Lead"), null, null, static (org, task) => org.LinkedId(task.Key, RecordKind.Contact)),
        new(Fields.Reference("WhatId", ja ? "関連先 ID" : "Opportunity/Account ID", "What", "Account", "Opportunity"), null, null,
            static (org, task) => org.LinkedId(task.Key, RecordKind.Deal) ?? org.LinkedId(task.Key, RecordKind.Company)),
        new(Fields.Text("Subject", ja ? "件名" : "Subject"), Known.Name),
        new(Fields.Plain("ActivityDate", ja ? "期日のみ" : "Due Date Only", FieldType.Date), Known.Start),
        new(Fields.Choice("Status", ja ? "状況" : "Status", ValueMap.TaskStatuses, ja), Known.Status, ValueMap.TaskStatuses),
        new(Fields.Choice("Priority", ja ? "優先度" : "Priority", null, ja), Known.Priority),
        new(Fields.LongText("Description", ja ? "コメント" : "Description", 32_000) with { Filterable = false, Sortable = false }, Known.Body),
        new(Fields.Plain("IsClosed", ja ? "完了" : "Closed", FieldType.Boolean).Kept(), null, null, static (_, task) => task[Known.Status] == TaskProgress.Completed),
        new(Fields.Reference("OwnerId", ja ? "任命先 ID" : "Assigned To ID", "Owner", "User").Required(), null, null, static (org, task) => Org.UserId(task[Known.OwnerNumber])),
    ];
}
