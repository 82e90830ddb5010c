using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>What a connection's mapping asks of HubSpot: which properties of which objects, and which of them with their history.</summary>
internal sealed class PropertyPlan
{
    public const string IsClosed = "hs_is_closed";
    public const string IsWon = "hs_is_closed_won";
    public const string Name = "dealname";
    public const string Stage = "dealstage";
    public const string Pipeline = "pipeline";
    public const string Owner = "hubspot_owner_id";
    public const string Created = "createdate";
    public const string MeetingStart = "hs_meeting_start_time";
    public const string MeetingTimestamp = "hs_timestamp";
    public const string MeetingEnd = "hs_meeting_end_time";
    public const string MeetingTitle = "hs_meeting_title";
    public const string MeetingOutcome = "hs_meeting_outcome";
    public const string DefaultMeetingType = "hs_activity_type";
    public const string PushesWord = "close_date.pushed";
    public const string PutOffsWord = "meeting.moved";

    public PropertyPlan(CrmConnection connection)
    {
        var mapped = new List<MappedProperty>();
        foreach (var (name, source) in connection.Fields)
        {
            if (Vocabulary.TryFind(name, out var field))
            {
                mapped.Add(new MappedProperty(field, source.From));
            }
        }

        DealFields = WithFilters([.. mapped.Where(property => ObjectOf(property.Field.Name) == ObjectTypes.Deals)], connection.Deals);
        CompanyFields = [.. mapped.Where(property => ObjectOf(property.Field.Name) == ObjectTypes.Companies)];
        var contact = mapped.Where(property => ObjectOf(property.Field.Name) == ObjectTypes.Contacts).ToList();
        Roles = contact.Find(property => property.Field.Name == "contact.roles")?.From;
        ContactFields = [.. contact.Where(property => property.Field.Name is not ("contact.roles" or "contact.count"))];
        NeedsContacts = contact.Count > 0;
        NeedsCompanies = CompanyFields.Length > 0;
        MeetingType = mapped.Find(property => property.Field.Name == "meeting.type")?.From ?? DefaultMeetingType;
        Targets = [.. connection.WriteTo.Properties];
        Dated = [.. DealFields.Where(property => property.Field is { Kind: FieldKind.Answer, Type: not FieldType.Date })];

        DealProperties = Distinct([Name, Stage, Pipeline, IsClosed, IsWon, ObjectTypes.StampOf(ObjectTypes.Deals), .. DealFields.Select(property => property.From), .. Targets]);
        ContactProperties = Distinct([.. ContactFields.Select(property => property.From), .. Roles is null ? [] : new[] { Roles }, ObjectTypes.StampOf(ObjectTypes.Contacts)]);
        CompanyProperties = Distinct([.. CompanyFields.Select(property => property.From), ObjectTypes.StampOf(ObjectTypes.Companies)]);
        MovedBy = mapped.Find(property => property.Field.Name == "meeting.moved_by")?.From;
        PutOffs = mapped.Find(property => property.Field.Name == PutOffsWord)?.From;
        CountsPutOffs = PutOffs is null && connection.Watches(PutOffsWord);
        MeetingProperties = Distinct([MeetingStart, MeetingTimestamp, MeetingEnd, MeetingTitle, MeetingOutcome, MeetingType, .. new[] { MovedBy, PutOffs }.OfType<string>(), ObjectTypes.StampOf(ObjectTypes.Meetings)]);
        CloseDate = DealFields.FirstOrDefault(property => property.Field.Name == "close_date")?.From;
        CountsPushes = CloseDate is not null && connection.Watches(PushesWord) && !connection.Fields.ContainsKey(PushesWord);
        HistoryProperties = Distinct([.. Dated.Select(property => property.From), .. CloseDate is null ? [] : new[] { CloseDate }]);
        Required =
        [
            .. DealFields.Select(property => property.From).Except(Standard.Optional, StringComparer.Ordinal).Concat(Targets).Select(name => new RequiredProperty(ObjectTypes.Deals, name)),
            .. CompanyFields.Select(property => new RequiredProperty(ObjectTypes.Companies, property.From)),
            .. ContactFields.Select(property => new RequiredProperty(ObjectTypes.Contacts, property.From)),
            .. Roles is null ? [] : new[] { new RequiredProperty(ObjectTypes.Contacts, Roles) },
            .. new[] { MovedBy, PutOffs }.OfType<string>().Select(name => new RequiredProperty(ObjectTypes.Meetings, name)),
        ];
    }

    public ImmutableArray<MappedProperty> DealFields { get; }

    public ImmutableArray<MappedProperty> CompanyFields { get; }

    public ImmutableArray<MappedProperty> ContactFields { get; }

    /// <summary>Deal fields whose age matters: what the counterpart said. A date speaks for itself.</summary>
    public ImmutableArray<MappedProperty> Dated { get; }

    /// <summary>The contact property that holds buying roles; null when roles are not mapped.</summary>
    public string? Roles { get; }

    public string MeetingType { get; }

    /// <summary>The meeting property that tells who moved it; null when none is mapped.</summary>
    public string? MovedBy { get; }

    /// <summary>The meeting property with a count of how often they put it off; null when none is mapped.</summary>
    public string? PutOffs { get; }

    /// <summary>Whether the history of meetings that they moved is to tell how often.</summary>
    public bool CountsPutOffs { get; }

    /// <summary>Whether the history of the close date is to tell how often it was pushed.</summary>
    public bool CountsPushes { get; }

    /// <summary>The deal property with the day on which we expect to close; null when none is mapped.</summary>
    public string? CloseDate { get; }

    public bool NeedsContacts { get; }

    public bool NeedsCompanies { get; }

    public ImmutableArray<string> Targets { get; }

    public ImmutableArray<string> DealProperties { get; }

    public ImmutableArray<string> ContactProperties { get; }

    public ImmutableArray<string> CompanyProperties { get; }

    public ImmutableArray<string> MeetingProperties { get; }

    /// <summary>Read with their history: answers, and the close date, whose history tells how often it was pushed.</summary>
    public ImmutableArray<string> HistoryProperties { get; }

    /// <summary>
    /// Whether the deal properties fit into a search: HubSpot refuses bodies over 3,000 characters, and the filters need their part. When
    /// they do not, deals are read through the list and batch endpoints.
    /// </summary>
    public bool FitsSearch => DealProperties.Sum(name => name.Length + 3) <= 2200;

    /// <summary>What must exist for the mapping to make sense.</summary>
    public ImmutableArray<RequiredProperty> Required { get; }

    /// <summary>The types whose associations with deals are read.</summary>
    public ImmutableArray<string> LinkedTypes =>
        [.. new[] { ObjectTypes.Contacts, ObjectTypes.Companies, ObjectTypes.Meetings }.Where(Needs)];

    /// <summary>The properties read of a type.</summary>
    public ImmutableArray<string> PropertiesOf(string type) => type switch
    {
        ObjectTypes.Contacts => ContactProperties,
        ObjectTypes.Companies => CompanyProperties,
        ObjectTypes.Meetings => MeetingProperties,
        _ => DealProperties,
    };

    /// <summary>Whether a type is read at all.</summary>
    public bool Needs(string type) => type switch
    {
        ObjectTypes.Contacts => NeedsContacts,
        ObjectTypes.Companies => NeedsCompanies,
        _ => true,
    };

    /// <summary>
    /// A deal that leaves the filters is told by the values they look at, so these are read even where no field is mapped to them.
    /// </summary>
    private static ImmutableArray<MappedProperty> WithFilters(ImmutableArray<MappedProperty> fields, DealFilter filter)
    {
        foreach (var (field, property, isUsed) in new[]
        {
            ("pipeline", Pipeline, !filter.Pipelines.IsEmpty),
            ("stage", Stage, !filter.Stages.IsEmpty),
            ("owner", Owner, !filter.Owners.IsEmpty),
            ("created", Created, filter.CreatedAfter is not null),
        })
        {
            if (isUsed && !fields.Any(known => known.Field.Name == field) && Vocabulary.TryFind(field, out var word))
            {
                fields = fields.Add(new MappedProperty(word, property));
            }
        }

        return fields;
    }

    /// <summary>The object that a field's prefix names; null for what contacts and meetings tell by themselves.</summary>
    private static string? ObjectOf(string field) => field.Split('.')[0] switch
    {
        "company" => ObjectTypes.Companies,
        "contact" => ObjectTypes.Contacts,
        "meeting" => null,
        _ => ObjectTypes.Deals,
    };

    private static ImmutableArray<string> Distinct(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal)];
}

/// <summary>A vocabulary field and the property it comes from.</summary>
internal sealed record MappedProperty(Field Field, string From);

/// <summary>A property that has to exist on an object type.</summary>
internal readonly record struct RequiredProperty(string Type, string Name);
