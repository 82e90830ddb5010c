namespace CrmReadinessSync.Salesforce;

/// <summary>The standard objects and fields that every reading needs, whatever is mapped.</summary>
internal static class Names
{
    public const string Opportunity = "Opportunity";
    public const string Account = "Account";
    public const string Event = "Event";
    public const string ContactRole = "OpportunityContactRole";
    public const string FieldHistory = "OpportunityFieldHistory";

    public const string Id = "Id";
    public const string Stamp = "SystemModstamp";
    public const string Saved = "LastModifiedDate";
    public const string SavedBy = "LastModifiedById";

    public static readonly string[] OpportunityFields =
        [Id, "Name", Stamp, "CreatedDate", Saved, "IsClosed", "IsWon", "IsDeleted", "AccountId", "StageName", "OwnerId"];

    public static readonly string[] AccountFields = [Id, Stamp];

    public static readonly string[] EventFields =
        [Id, "WhatId", "Subject", "StartDateTime", "EndDateTime", "ActivityDate", "IsAllDayEvent", "IsChild", "IsRecurrence", "IsDeleted", Stamp];

    public static readonly string[] OptionalEventFields = ["EndDate"];

    public static readonly string[] ContactRoleFields = [Id, "OpportunityId", "ContactId", "Role", Stamp];

    public static readonly string[] FieldHistoryFields = [Id, "OpportunityId", "Field", "CreatedDate"];
}
