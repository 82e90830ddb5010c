namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// Every object of the org. For Opportunity, Account, Contact and Event this holds only what stands behind their own fields:
/// the system fields; the rest comes from the store's mapping.
/// </summary>
internal static class StandardObjects
{
    public static IEnumerable<SObjectType> All(bool ja) =>
    [
        new("Opportunity", KeyPrefix.Opportunity, Fields.System(),
        [
            new("OpportunityContactRoles", "OpportunityContactRole", "OpportunityId"),
            new("Events", "Event", "WhatId"),
            new("Tasks", "Task", "WhatId"),
            new("OpportunityHistories", "OpportunityHistory", "OpportunityId"),
            new("Histories", "OpportunityFieldHistory", "OpportunityId"),
        ]) { Label = ja ? "商談" : "Opportunity" },
        new("Account", KeyPrefix.Account, Fields.System(),
        [
            new("Opportunities", "Opportunity", "AccountId"),
            new("Contacts", "Contact", "AccountId"),
            new("Events", "Event", "AccountId"),
        ]) { Label = ja ? "取引先" : "Account" },
        new("Contact", KeyPrefix.Contact, Fields.System(),
        [
            new("OpportunityContactRoles", "OpportunityContactRole", "ContactId"),
            new("Events", "Event", "WhoId"),
        ]) { Label = ja ? "取引先責任者" : "Contact" },
        new("Event", KeyPrefix.Event,
        [
            Fields.Plain("IsChild", "Is Child", FieldType.Boolean).Kept(),
            Fields.Plain("IsRecurrence", "Create Recurring Series of Events", FieldType.Boolean).Kept(),
            Fields.Reference("RecurrenceActivityId", "Recurrence Activity ID", "RecurrenceActivity", "Event").Kept(),
            Fields.Plain("IsArchived", "Archived", FieldType.Boolean).Kept(),
            .. Fields.System(),
        ]) { Label = ja ? "行動" : "Event", IsActivity = true },
        new("Lead", KeyPrefix.Lead, Fields.System()) { Label = ja ? "リード" : "Lead" },
        new("Task", KeyPrefix.Task, [Fields.Plain("IsArchived", "Archived", FieldType.Boolean).Kept(), .. Fields.System()]) { Label = ja ? "ToDo" : "Task", IsActivity = true },
        TaskStatus(), ContactRole(ja), Mail(ja), History(), FieldHistory(), User(), Stages(), RecordType(), Organization(), Campaign(), PermissionSet(), FieldPermissions(),
        PermissionSetAssignment(), ObjectPermissions(), CustomField(), FieldDefinition(),
    ];

    private static SObjectType ContactRole(bool ja) => new("OpportunityContactRole", KeyPrefix.ContactRole,
    [
        Fields.Id(),
        Fields.Reference("OpportunityId", "Opportunity ID", "Opportunity", "Opportunity").Required() with { Updateable = false },
        Fields.Reference("ContactId", "Contact ID", "Contact", "Contact").Required(),
        Fields.Choice("Role", ja ? "役割" : "Role", ValueMap.Roles, ja),
        Fields.Plain("IsPrimary", ja ? "主" : "Primary", FieldType.Boolean),
        .. Fields.System(),
    ]) { Label = ja ? "商談の取引先責任者の役割" : "Opportunity Contact Role" };

    private static SObjectType Mail(bool ja) => Log("EmailMessage", KeyPrefix.Mail, ja ? "メールメッセージ" : "Email Message",
    [
        Fields.Reference("RelatedToId", "Related To ID", "RelatedTo", "Account", "Opportunity"),
        Fields.Plain("Incoming", "Is Incoming", FieldType.Boolean),
        Fields.Plain("MessageDate", "Message Date", FieldType.DateTime),
    ]);

    private static SObjectType History() => Log("OpportunityHistory", KeyPrefix.OpportunityHistory, "Opportunity History",
    [
        Fields.Reference("OpportunityId", "Opportunity ID", "Opportunity", "Opportunity"),
        Fields.Text("StageName", "Stage"),
        Fields.Plain("Amount", "Amount", FieldType.Currency),
        Fields.Plain("ExpectedRevenue", "Expected Amount", FieldType.Currency),
        Fields.Plain("CloseDate", "Close Date", FieldType.Date),
        Fields.Plain("Probability", "Probability", FieldType.Percent),
        Fields.Text("ForecastCategory", "Forecast Category"),
        Fields.Plain("PrevAmount", "Previous Amount", FieldType.Currency),
        Fields.Plain("PrevCloseDate", "Previous Close Date", FieldType.Date),
    ]);

    private static SObjectType FieldHistory() => Log("OpportunityFieldHistory", KeyPrefix.FieldHistory, "Opportunity Field History",
    [
        Fields.Reference("OpportunityId", "Opportunity ID", "Opportunity", "Opportunity"),
        Fields.Text("Field", "Changed Field"),
        Fields.Text("DataType", "Datatype"),
        Fields.Text("OldValue", "Old Value") with { Filterable = false, Sortable = false },
        Fields.Text("NewValue", "New Value") with { Filterable = false, Sortable = false },
    ]);

    private static SObjectType User() => Fixed("User", KeyPrefix.User, "User",
    [
        Fields.Text("Username", "Username", 80), Fields.Text("LastName", "Last Name", 80), Fields.Text("FirstName", "First Name", 40),
        Fields.Text("Name", "Full Name", 121), new SObjectField("Email", FieldType.Email) { Label = "Email", Length = 128 },
        Fields.Plain("IsActive", "Active", FieldType.Boolean), Fields.Text("TimeZoneSidKey", "Time Zone", 40), Fields.Text("LocaleSidKey", "Locale", 40),
        Fields.Text("LanguageLocaleKey", "Language", 40), Fields.Text("UserType", "User Type", 40), Fields.Reference("ManagerId", "Manager ID", "Manager", "User"),
        .. Stamps(),
    ]);

    private static SObjectType Stages() => Fixed("OpportunityStage", KeyPrefix.Stage, "Opportunity Stage",
    [
        Fields.Text("MasterLabel", "Master Label"), Fields.Text("ApiName", "API Name"), Fields.Plain("IsActive", "Is Active", FieldType.Boolean),
        Fields.Plain("SortOrder", "Sort Order", FieldType.Int), Fields.Plain("IsClosed", "Closed", FieldType.Boolean), Fields.Plain("IsWon", "Won", FieldType.Boolean),
        Fields.Text("ForecastCategory", "Forecast Category"), Fields.Text("ForecastCategoryName", "Forecast Category Name"),
        Fields.Plain("DefaultProbability", "Probability (%)", FieldType.Percent), .. Stamps(),
    ]);

    private static SObjectType TaskStatus() => Fixed("TaskStatus", KeyPrefix.TaskStatus, "Task Status Value",
    [
        Fields.Text("MasterLabel", "Master Label"), Fields.Text("ApiName", "API Name"), Fields.Plain("SortOrder", "Sort Order", FieldType.Int),
        Fields.Plain("IsDefault", "Is Default", FieldType.Boolean), Fields.Plain("IsClosed", "Closed", FieldType.Boolean), .. Stamps(),
    ]);

    private static SObjectType RecordType() => Fixed("RecordType", KeyPrefix.RecordType, "Record Type",
    [
        Fields.Text("Name", "Name", 80), Fields.Text("DeveloperName", "Record Type Name", 80), Fields.Text("NamespacePrefix", "Namespace Prefix", 15),
        Fields.Text("SobjectType", "SObject Type Name", 40), Fields.Plain("IsActive", "Active", FieldType.Boolean), .. Stamps(),
    ]);

    private static SObjectType Organization() => Fixed("Organization", KeyPrefix.Organization, "Organization",
    [
        Fields.Text("Name", "Name", 80), Fields.Text("OrganizationType", "Edition", 40), Fields.Plain("IsSandbox", "Is Sandbox", FieldType.Boolean),
        Fields.Text("InstanceName", "Instance Name", 5), Fields.Text("TimeZoneSidKey", "Time Zone", 40), Fields.Text("LanguageLocaleKey", "Language", 40),
        Fields.Text("DefaultLocaleSidKey", "Locale", 40), Fields.Plain("FiscalYearStartMonth", "Fiscal Year Starts In", FieldType.Int), .. Stamps(),
    ]);

    private static SObjectType Campaign() => Fixed("Campaign", KeyPrefix.Campaign, "Campaign",
        [Fields.Text("Name", "Name", 80), Fields.Plain("IsActive", "Active", FieldType.Boolean), .. Stamps()]);

    private static SObjectType PermissionSet() => new("PermissionSet", KeyPrefix.PermissionSet,
    [
        Fields.Id(), Fields.Text("Name", "Permission Set Name", 80).Required(), Fields.Text("Label", "Permission Set Label", 80).Required(),
        Fields.Text("Description", "Description"), Fields.Plain("PermissionsApiEnabled", "API Enabled", FieldType.Boolean),
        Fields.Plain("IsCustom", "Custom", FieldType.Boolean).Kept(), Fields.Plain("IsOwnedByProfile", "Owned By Profile", FieldType.Boolean).Kept(),
        .. Stamps().Select(static f => f.Kept()),
    ]) { Label = "Permission Set", Updateable = false, Deletable = false };

    private static SObjectType PermissionSetAssignment() => new("PermissionSetAssignment", "0Pa",
    [
        Fields.Id(), Fields.Reference("PermissionSetId", "PermissionSet ID", "PermissionSet", "PermissionSet").Required(),
        Fields.Reference("AssigneeId", "Assignee ID", "Assignee", "User").Required(),
    ]) { Label = "Permission Set Assignment", Updateable = false, Deletable = false };

    private static readonly string[] Rights = ["Read", "Edit", "Create", "Delete", "ViewAllRecords", "ModifyAllRecords"];

    private static SObjectType ObjectPermissions() => new("ObjectPermissions", "110",
    [
        Fields.Id(), Fields.Reference("ParentId", "Parent ID", "Parent", "PermissionSet").Required(), Fields.Text("SobjectType", "Sobject Type Name").Required(),
        .. Rights.Select(static what => Fields.Plain($"Permissions{what}", what, FieldType.Boolean)),
    ]) { Label = "Object Permissions", Deletable = false };

    private static SObjectType FieldPermissions() => new("FieldPermissions", KeyPrefix.FieldPermissions,
    [
        Fields.Id(),
        Fields.Reference("ParentId", "Parent ID", "Parent", "PermissionSet").Required(),
        Fields.Text("SobjectType", "Sobject Type Name").Required(),
        Fields.Text("Field", "Field").Required(),
        Fields.Plain("PermissionsRead", "Read Field", FieldType.Boolean),
        Fields.Plain("PermissionsEdit", "Edit Field", FieldType.Boolean),
    ]) { Label = "Field Permissions" };

    private static SObjectType FieldDefinition() => Fixed("FieldDefinition", KeyPrefix.FieldDefinition, "Field Definition",
    [
        Fields.Text("DurableId", "Durable ID"), Fields.Text("QualifiedApiName", "Qualified API Name", 70), Fields.Text("EntityDefinitionId", "Entity Definition ID"),
        Fields.Text("Label", "Label", 80), Fields.Plain("IsFieldHistoryTracked", "Is Field History Tracked", FieldType.Boolean),
    ]);

    private static SObjectType CustomField() => new("CustomField", KeyPrefix.CustomField,
    [
        Fields.Id(),
        Fields.Text("DeveloperName", "Developer Name", 40), Fields.Text("FullName", "Full Name"), Fields.Text("TableEnumOrId", "Table Enum or ID"),
        Fields.Text("NamespacePrefix", "Namespace Prefix", 15),
    ]) { Label = "Custom Field" };

    private static IEnumerable<SObjectField> Stamps() => [Fields.Plain("SystemModstamp", "System Modstamp", FieldType.DateTime)];

    private static SObjectType Fixed(string name, string prefix, string label, IEnumerable<SObjectField> fields) =>
        new(name, prefix, [Fields.Id(), .. fields.Select(static f => f.Kept())]) { Label = label, Createable = false, Updateable = false, Deletable = false };

    private static SObjectType Log(string name, string prefix, string label, IEnumerable<SObjectField> fields) =>
        new(name, prefix,
        [
            Fields.Id(), .. fields.Select(static f => f.Kept()),
            Fields.Plain("IsDeleted", "Deleted", FieldType.Boolean).Kept(),
            Fields.Plain("CreatedDate", "Created Date", FieldType.DateTime).Kept(),
            Fields.Reference("CreatedById", "Created By ID", "CreatedBy", "User").Kept(),
            Fields.Plain("SystemModstamp", "System Modstamp", FieldType.DateTime).Kept(),
        ]) { Label = label, Createable = false, Updateable = false, Deletable = false };
}
