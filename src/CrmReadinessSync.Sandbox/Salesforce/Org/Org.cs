using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>One org: a store seen as Salesforce objects.</summary>
internal sealed partial class Org : IRows
{
    private readonly Dictionary<string, ITable> _byType;
    private readonly Dictionary<string, ITable> _byPrefix;

    public Org(CrmStore store, bool japanese, bool bare)
    {
        Store = store;
        Japanese = japanese;
        Schema = new OrgSchema(japanese, bare);
        _byType = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Opportunity"] = new RecordTable(this, "Opportunity", RecordKind.Deal),
            ["Account"] = new RecordTable(this, "Account", RecordKind.Company),
            ["Contact"] = new RecordTable(this, "Contact", RecordKind.Contact),
            ["Event"] = new EventTable(this),
            ["Lead"] = new SmallTable(static () => []),
            ["Task"] = new RecordTable(this, "Task", RecordKind.Task),
            ["TaskStatus"] = new SmallTable(TaskStatuses),
            ["EmailMessage"] = new MailTable(this),
            ["OpportunityContactRole"] = new ContactRoleTable(this),
            ["OpportunityHistory"] = HistoryTable.States(this),
            ["OpportunityFieldHistory"] = HistoryTable.Changes(this),
            ["User"] = new SmallTable(Users),
            ["OpportunityStage"] = new SmallTable(Stages),
            ["RecordType"] = new SmallTable(RecordTypes),
            ["Organization"] = new SmallTable(Organizations),
            ["Campaign"] = new SmallTable(Campaigns),
            ["PermissionSet"] = new SmallTable(PermissionSetRows),
            ["PermissionSetAssignment"] = new SmallTable(PermissionSetAssignments),
            ["ObjectPermissions"] = new SmallTable(ObjectPermissionRows),
            ["FieldPermissions"] = new SmallTable(FieldPermissionRows),
            ["CustomField"] = new SmallTable(CustomFieldRows),
            ["FieldDefinition"] = new SmallTable(FieldDefinitionRows),
        };
        _byPrefix = _byType.ToDictionary(pair => Schema.Whole(pair.Key)!.KeyPrefix, static pair => pair.Value, StringComparer.Ordinal);
    }

    /// <summary>What the org keeps.</summary>
    public CrmStore Store { get; }

    /// <summary>Its objects and permissions.</summary>
    public OrgSchema Schema { get; }

    /// <summary>Its permission sets.</summary>
    public PermissionSets Permissions { get; } = new();

    /// <summary>Whether labels are Japanese.</summary>
    public bool Japanese { get; }

    /// <summary>The org's id.</summary>
    public static string Id { get; } = RecordId.Of(KeyPrefix.Organization, 1);

    /// <summary>The instant of the request being answered.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>The user's zone.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    /// <summary>The user's today.</summary>
    public DateOnly Today => Clock.Today;

    /// <summary>The clock queries run by.</summary>
    public SoqlClock Clock => new(Now, Zone);

    public SObjectType? Type(string name) => Schema.Seen(name);

    public IRow? Find(string id) => id.Length == 18 && _byPrefix.TryGetValue(id[..3], out var table) ? table.Find(id) : null;

    public IEnumerable<IRow> Scan(SObjectType type, ScanHint hint) => _byType[type.Name].Scan(hint);

    /// <summary>A record's id as the org writes it.</summary>
    public static string IdOf(RecordKey key) => key.Kind switch
    {
        RecordKind.Deal => RecordId.Of(KeyPrefix.Opportunity, key.Number),
        RecordKind.Contact => RecordId.Of(KeyPrefix.Contact, key.Number),
        RecordKind.Company => RecordId.Of(KeyPrefix.Account, key.Number),
        RecordKind.Task => RecordId.Of(KeyPrefix.Task, key.Number),
        _ => EventTable.IdOf(key.Number),
    };

    /// <summary>The record of an id; null when it names no record of that kind.</summary>
    public RecordKey? KeyOf(RecordKind kind, string id)
    {
        var prefix = kind switch
        {
            RecordKind.Deal => KeyPrefix.Opportunity,
            RecordKind.Contact => KeyPrefix.Contact,
            RecordKind.Company => KeyPrefix.Account,
            RecordKind.Task => KeyPrefix.Task,
            _ => KeyPrefix.Event,
        };
        if (RecordId.Normalise(id) is not { } whole || !whole.StartsWith(prefix, StringComparison.Ordinal))
            return null;
        var number = kind == RecordKind.Meeting ? EventTable.Meeting(whole) : RecordId.Number(whole);
        return number is { } found && Store.Find(new RecordKey(kind, found)) is not null ? new RecordKey(kind, found) : null;
    }

    /// <summary>The id of the first record of a kind that belongs to this one, a primary one before others; null when none does.</summary>
    public string? LinkedId(RecordKey from, RecordKind to)
    {
        var links = Store.Links(from, to);
        if (links.Count == 0)
            return null;
        foreach (var link in links)
        {
            if (link.Label == Link.Primary)
                return IdOf(link.To);
        }

        return IdOf(links[0].To);
    }

    /// <summary>The account of the deal a meeting belongs to.</summary>
    public string? AccountOfMeeting(RecordKey meeting) =>
        Store.Links(meeting, RecordKind.Deal) is [var deal, ..] ? LinkedId(deal.To, RecordKind.Company) : LinkedId(meeting, RecordKind.Company);

    /// <summary>The latest day of a deal's meetings, which may lie ahead; null without any.</summary>
    public DateOnly? LastActivity(RecordKey deal)
    {
        DateOnly? last = null;
        foreach (var link in Store.Links(deal, RecordKind.Meeting))
        {
            if (Store.Find(link.To) is { } meeting && meeting[Known.Outcome] != MeetingOutcome.Canceled
                && StoreText.Read(meeting[Known.Start], FieldType.Date) is DateOnly day && (last is null || day > last))
                last = day;
        }

        return last;
    }

    /// <summary>Who first or last edited a record.</summary>
    public static string Editor(CrmRecord record, bool first)
    {
        Change? found = null;
        foreach (var change in record.Properties.SelectMany(record.History))
        {
            if (found is not { } kept || (first ? change.At < kept.At : change.At > kept.At))
                found = change;
        }

        return UserOf(found?.Source ?? EditSource.System);
    }

    /// <summary>The user behind a source of edits.</summary>
    public static string UserOf(EditSource source) => source.Kind == SourceKind.Api ? IntegrationUserId : UserId(source.Kind == SourceKind.Person ? source.Id : null);

    /// <summary>The id of the owner of a number; without one, of the first of the team.</summary>
    public static string UserId(string? ownerNumber) =>
        RecordId.Of(KeyPrefix.User, long.TryParse(ownerNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
}
