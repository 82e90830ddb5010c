namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The standard fields of Account, Contact and Event over the store's companies, contacts and meetings.</summary>
internal static class PeopleFields
{
    /// <summary>The event's field in which a booking tool counts how often the guest put it off.</summary>
    public const string PutOffs = "Booking__Times_Rescheduled__c";

    public static IEnumerable<OrgField> Account(bool ja) =>
    [
        new(Fields.Text("Name", ja ? "取引先名" : "Account Name").Required(), Known.Name),
        new(Fields.Choice("Type", ja ? "種別" : "Account Type", null, ja), "Type"),
        new(Fields.Text("BillingCity", ja ? "市区郡(請求先)" : "Billing City", 40), Known.City),
        new(Fields.Text("BillingCountry", ja ? "国(請求先)" : "Billing Country", 80), Known.Country),
        new(new SObjectField("Website", FieldType.Url) { Label = ja ? "Web サイト" : "Website", Length = 255 }, Known.Domain),
        new(Fields.Choice("Industry", ja ? "業種" : "Industry", null, ja), Known.Industry),
        new(Fields.Plain("AnnualRevenue", ja ? "年間売上" : "Annual Revenue", FieldType.Currency) with { Scale = 0 }, Known.Revenue),
        new(Fields.Plain("NumberOfEmployees", ja ? "従業員数" : "Employees", FieldType.Int), Known.Employees),
        new(Fields.LongText("Description", ja ? "説明" : "Account Description", 32_000), Known.Description),
        new(Fields.Reference("OwnerId", ja ? "所有者 ID" : "Owner ID", "Owner", "User").Required(), null, null, static (org, company) => Org.UserId(company[Known.OwnerNumber])),
    ];

    public static IEnumerable<OrgField> Contact(bool ja) =>
    [
        new(Fields.Reference("AccountId", ja ? "取引先 ID" : "Account ID", "Account", "Account"), null, null, static (org, contact) => org.LinkedId(contact.Key, RecordKind.Company)),
        new(Fields.Text("LastName", ja ? "姓" : "Last Name", 80).Required(), Known.LastName),
        new(Fields.Text("FirstName", ja ? "名" : "First Name", 40), Known.FirstName),
        new(Fields.Text("Name", ja ? "氏名" : "Full Name", 121).Kept(), null, null, static (_, contact) => FullName(contact)),
        new(new SObjectField("Email", FieldType.Email) { Label = ja ? "メール" : "Email", Length = 80 }, Known.Email),
        new(new SObjectField("Phone", FieldType.Phone) { Label = ja ? "電話" : "Business Phone", Length = 40 }, Known.Phone),
        new(Fields.Text("Title", ja ? "役職" : "Title", 128), Known.JobTitle),
        new(Fields.Reference("OwnerId", ja ? "所有者 ID" : "Owner ID", "Owner", "User").Required(), null, null, static (org, contact) => Org.UserId(contact[Known.OwnerNumber])),
    ];

    /// <summary>What a lead has of its own. The practice org keeps none: it is there for its fields to be set up.</summary>
    public static IEnumerable<OrgField> Lead(bool ja) =>
    [
        new(Fields.Text("LastName", ja ? "姓" : "Last Name", 80).Required(), Known.LastName),
        new(Fields.Text("FirstName", ja ? "名" : "First Name", 40), Known.FirstName),
        new(Fields.Text("Company", ja ? "会社名" : "Company").Required(), Known.Name),
        new(Fields.Choice("LeadSource", ja ? "リードソース" : "Lead Source", ValueMap.Sources, ja), Known.Source, ValueMap.Sources),
    ];

    /// <summary>An event has one WhatId: the first deal its meeting belongs to.</summary>
    public static IEnumerable<OrgField> Event(bool ja) =>
    [
        new(Fields.Reference("WhoId", ja ? "名前 ID" : "Contact/Lead ID", "Who", "Contact", "Lead"), null, null, static (org, meeting) => org.LinkedId(meeting.Key, RecordKind.Contact)),
        new(Fields.Reference("WhatId", ja ? "関連先 ID" : "Opportunity/Account ID", "What", "Account", "Opportunity"), null, null,
            static (org, meeting) => org.LinkedId(meeting.Key, RecordKind.Deal) ?? org.LinkedId(meeting.Key, RecordKind.Company)),
        new(Fields.Text("Subject", ja ? "件名" : "Subject"), Known.Name),
        new(Fields.Text("Location", ja ? "場所" : "Location"), Known.Location),
        new(Fields.Plain("IsAllDayEvent", ja ? "終日" : "All-Day Event", FieldType.Boolean), "IsAllDayEvent"),
        new(Fields.Plain("ActivityDateTime", ja ? "期日 (時間)" : "Due Date Time", FieldType.DateTime).Kept(), null, null, static (_, meeting) => Start(meeting)),
        new(Fields.Plain("ActivityDate", ja ? "期日のみ" : "Due Date Only", FieldType.Date).Kept(), null, null,
            static (_, meeting) => Start(meeting) is { } start ? DateOnly.FromDateTime(start.UtcDateTime) : null),
        new(Fields.Plain("StartDateTime", ja ? "開始日時" : "Start Date Time", FieldType.DateTime), Known.Start),
        new(Fields.Plain("EndDateTime", ja ? "終了日時" : "End Date Time", FieldType.DateTime), Known.End),
        new(Fields.Plain("DurationInMinutes", ja ? "期間(分)" : "Duration", FieldType.Int).Kept(), null, null, static (_, meeting) =>
            Start(meeting) is { } start && StoreText.Read(meeting[Known.End], FieldType.DateTime) is DateTimeOffset end ? (decimal)(int)(end - start).TotalMinutes : null),
        new(Fields.LongText("Description", ja ? "説明" : "Description", 32_000), Known.Body),
        new(Fields.Choice("Type", ja ? "種別" : "Type", ValueMap.Meetings, ja), Known.MeetingType, ValueMap.Meetings),
        new(Fields.Choice("EventSubtype", "Event Subtype", null, ja).Kept(), null, null, static (_, _) => "Event"),
        new(Fields.Choice("ShowAs", ja ? "公開方法" : "Show Time As", null, ja), null, null, static (_, _) => "Busy"),
        new(Fields.Reference("AccountId", ja ? "取引先 ID" : "Account ID", "Account", "Account").Kept(), null, null, static (org, meeting) => org.AccountOfMeeting(meeting.Key)),
        new(Fields.Reference("OwnerId", ja ? "任命先 ID" : "Assigned To ID", "Owner", "User").Required(), null, null, static (org, meeting) => Org.UserId(meeting[Known.OwnerNumber])),
        // What a booking tool's package adds.
        new(Fields.Plain(PutOffs, ja ? "先方による日程変更" : "Times Rescheduled by Guest", FieldType.Double), Known.PutOffs),
        new(Fields.Plain("IsPrivate", ja ? "非公開" : "Private", FieldType.Boolean), "IsPrivate"),
        new(Fields.Plain("IsGroupEvent", "Is Group Event", FieldType.Boolean).Kept(), null, null, static (_, meeting) => EventTable.HasInvitee(meeting.Key.Number)),
    ];

    private static DateTimeOffset? Start(CrmRecord meeting) => StoreText.Read(meeting[Known.Start], FieldType.DateTime) as DateTimeOffset?;

    // In Japanese the family name comes first.
    private static string FullName(CrmRecord contact)
    {
        var first = contact[Known.FirstName];
        var last = contact[Known.LastName] ?? "";
        return first is null ? last : last.Any(static c => c > '\u2E7F') ? $"{last} {first}" : $"{first} {last}";
    }
}
