using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>The object types and standard properties of a fresh account.</summary>
internal static partial class HubSpotCatalogue
{
    public static IReadOnlyList<HubSpotObject> Create(string language)
    {
        var deals = new HubSpotObject(RecordKind.Deal, "0-3", "deal", "deals", "dealinformation",
            ["createdate", "hs_lastmodifieddate", "hs_object_id", "amount", "closedate", "dealname", "dealstage", "pipeline"],
            "crm.objects.deals.read", "crm.objects.deals.write", "crm.schemas.deals");
        var contacts = new HubSpotObject(RecordKind.Contact, "0-1", "contact", "contacts", "contactinformation",
            ["createdate", "lastmodifieddate", "hs_object_id", "email", "firstname", "lastname"],
            "crm.objects.contacts.read", "crm.objects.contacts.write", "crm.schemas.contacts");
        var companies = new HubSpotObject(RecordKind.Company, "0-2", "company", "companies", "companyinformation",
            ["createdate", "hs_lastmodifieddate", "hs_object_id", "domain", "name"],
            "crm.objects.companies.read", "crm.objects.companies.write", "crm.schemas.companies");
        // Meetings and tasks have no scope of their own: those of contacts serve.
        var meetings = new HubSpotObject(RecordKind.Meeting, "0-47", "meeting", "meetings", "engagement",
            ["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
            "crm.objects.contacts.read", "crm.objects.contacts.write", "crm.schemas.contacts");
        var tasks = new HubSpotObject(RecordKind.Task, "0-27", "task", "tasks", "engagement",
            ["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
            "crm.objects.contacts.read", "crm.objects.contacts.write", "crm.schemas.contacts");
        Add(deals, language == "ja" ? "取引情報" : "Deal information", Deals(language));
        Add(contacts, language == "ja" ? "コンタクト情報" : "Contact information", Contacts(language));
        Add(companies, language == "ja" ? "会社情報" : "Company information", Companies());
        Add(meetings, language == "ja" ? "ミーティング" : "Meeting information", Meetings(language));
        Add(tasks, language == "ja" ? "タスク" : "Task information", Tasks(language));
        return [deals, contacts, companies, meetings, tasks];
    }

    /// <summary>Adds the premise fields and targets to the deals, as the set-up of the service leaves them.</summary>
    public static void AddReadiness(HubSpotObject deals, string language)
    {
        const string group = "crm_readiness";
        deals.Groups.Add(group, new HubSpotGroup(group, language == "ja" ? "商談前チェック" : "Readiness", -1));
        foreach (var field in ReadinessFields.In(language))
        {
            var (type, fieldType) = field.Type switch
            {
                PropertyType.Choice => ("enumeration", "select"),
                PropertyType.Choices => ("enumeration", "checkbox"),
                PropertyType.Date => ("date", "date"),
                PropertyType.LongText => ("string", "textarea"),
                _ => ("string", "text"),
            };
            deals.Properties.Add(field.Name, new HubSpotProperty(field.Name, field.Label, type, fieldType, group) { Stored = field.Name, Options = field.Options, Defined = false });
        }
    }

    private static void Add(HubSpotObject type, string groupLabel, IEnumerable<HubSpotProperty> properties)
    {
        type.Groups.Add(type.DefaultGroup, new HubSpotGroup(type.DefaultGroup, groupLabel, 0));
        foreach (var property in System(type).Concat(properties))
            type.Properties.Add(property.Name, property with { Group = type.DefaultGroup });
    }

    /// <summary>What every object has.</summary>
    private static IEnumerable<HubSpotProperty> System(HubSpotObject type)
    {
        yield return Computed("hs_object_id", "Record ID", "number", (record, _) => HubSpotIds.Of(record.Key));
        yield return Computed("hs_createdate", "Object create date", "datetime", (record, _) => HubSpotText.Moment(record.CreatedAt));
        yield return Computed("hs_lastmodifieddate", "Last modified date", "datetime", (record, _) => HubSpotText.Moment(record.ModifiedAt));
        if (type.Kind is not (RecordKind.Meeting or RecordKind.Task))
            yield return Computed("createdate", "Create date", "datetime", (record, _) => HubSpotText.Moment(record.CreatedAt));
        if (type.Kind == RecordKind.Contact)
            yield return Computed("lastmodifieddate", "Last modified date", "datetime", (record, _) => HubSpotText.Moment(record.ModifiedAt));
        yield return Computed("hs_merged_object_ids", "Merged record IDs", "enumeration", (record, _) =>
            record.MergedFrom.Count == 0 ? null : string.Join(';', record.MergedFrom.Select(HubSpotIds.Of)));
        yield return Computed("hs_object_source", "Record source", "string", (record, account) => record.Key.Number < account.Store.Drawn(record.Key.Kind) ? "CRM_UI" : "INTEGRATION");
        yield return Computed("hs_object_source_label", "Record source label", "string", (record, account) => record.Key.Number < account.Store.Drawn(record.Key.Kind) ? "CRM UI" : "Integration");
        yield return new HubSpotProperty("hubspot_owner_id", "Owner", "enumeration", "select", type.DefaultGroup)
        {
            Stored = Known.OwnerNumber,
            ExternalOptions = true,
            Values = [.. Owner.Team.Select(owner => (owner.Number.ToString(CultureInfo.InvariantCulture), HubSpotAccount.OwnerId(owner.Number)))],
        };
    }

    private static HubSpotProperty Text(string name, string label, string stored, string fieldType = "text") =>
        new(name, label, "string", fieldType, string.Empty) { Stored = stored };

    private static HubSpotProperty Number(string name, string label, string stored) =>
        new(name, label, "number", "number", string.Empty) { Stored = stored };

    private static HubSpotProperty Moment(string name, string label, string stored) =>
        new(name, label, "datetime", "date", string.Empty) { Stored = stored };

    private static HubSpotProperty Choice(string name, string label, string stored, string fieldType, params ReadOnlySpan<(string Stored, string Wire, string Label)> choices)
    {
        var options = new List<PropertyOption>();
        var values = new List<(string, string)>();
        foreach (var (storedValue, wire, text) in choices)
        {
            options.Add(new PropertyOption(wire, text, null, options.Count));
            values.Add((storedValue, wire));
        }

        return new HubSpotProperty(name, label, "enumeration", fieldType, string.Empty) { Stored = stored, Options = options, Values = values };
    }

    private static HubSpotProperty Computed(string name, string label, string type, Func<CrmRecord, HubSpotAccount, string?> compute) =>
        new(name, label, type, type switch { "bool" => "booleancheckbox", "datetime" => "date", "number" => "number", "enumeration" => "checkbox", _ => "text" }, string.Empty)
        {
            Computed = compute,
            Options = type == "bool" ? [new PropertyOption("true", "True"), new PropertyOption("false", "False", null, 1)] : [],
        };
}
