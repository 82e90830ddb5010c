using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>What hangs on some opportunities: people with roles, meetings, the dates of answers, long texts beyond the first.</summary>
internal sealed class Children
{
    /// <summary>Queries of one composite: what the vendor allows of its 25 requests.</summary>
    internal const int QueriesOfComposite = 5;

    /// <summary>Deals have several dated answers each: beyond so many their history is asked in parts, each with pages of its own.</summary>
    private const int DealsOfHistory = 300;

    private readonly ILookup<string, SalesforceRow> _roles;
    private readonly ILookup<string, SalesforceRow> _events;
    private readonly ILookup<string, SalesforceRow> _history;
    private readonly IReadOnlyDictionary<string, string> _mails;
    private readonly Dictionary<(string Id, string Path), SalesforceRow> _extra;
    private readonly ReadPlan _plan;

    private Children(
        ReadPlan plan, IReadOnlyList<SalesforceRow> roles, IReadOnlyList<SalesforceRow> events, IReadOnlyList<SalesforceRow> mails, IReadOnlyList<SalesforceRow> history, Dictionary<(string, string), SalesforceRow> extra)
    {
        _plan = plan;
        _roles = By(roles, "OpportunityId");
        _events = By(events, "WhatId");
        _history = By(history, "OpportunityId");
        _mails = Mails.Latest(mails);
        _extra = extra;
    }

    /// <summary>The queries for some opportunities.</summary>
    /// <param name="plan">What to select.</param>
    /// <param name="ids">The opportunities.</param>
    /// <param name="mailsOf">Those of them whose mails are wanted too.</param>
    /// <param name="room">How many queries there is room for in the composite; at least four.</param>
    public static IReadOnlyList<(SoqlQuery Query, bool All)> Queries(ReadPlan plan, IReadOnlyCollection<string> ids, IReadOnlyCollection<string> mailsOf, int room)
    {
        var queries = new List<(SoqlQuery, bool)>
        {
            (new SoqlQuery(plan.ContactRoleNames, [Names.Id, "OpportunityId", "ContactId", plan.Role]).WhereIn("OpportunityId", ids).OrderBy("OpportunityId", Names.Id), false),
            (Events(plan).WhereIn("WhatId", ids).OrderBy("WhatId", Names.Id), false),
        };
        if (mailsOf.Count > 0)
        {
            queries.Add((Mails.Of(mailsOf), false));
        }

        if (!plan.Answers.IsEmpty)
        {
            var parts = Math.Min(room - queries.Count, (ids.Count + DealsOfHistory - 1) / DealsOfHistory);
            queries.AddRange(ids.Chunk((ids.Count + parts - 1) / parts).Select(part => (History(plan, part), false)));
        }

        return queries;
    }

    private static SoqlQuery History(ReadPlan plan, IEnumerable<string> ids) => new SoqlQuery(ReadPlan.FieldHistoryNames, Names.FieldHistoryFields)
        .WhereIn("OpportunityId", ids).WhereIn("Field", plan.Answers.Select(field => field.Path).Distinct(StringComparer.Ordinal)).OrderBy("OpportunityId", "CreatedDate");

    /// <summary>The query for events that are meetings: neither invitees' copies nor patterns of a series.</summary>
    public static SoqlQuery Events(ReadPlan plan)
    {
        string?[] optional = [plan.MeetingType, plan.MovedBy, plan.PutOffs, plan.EndDate];
        return new SoqlQuery(
                plan.EventNames,
                [Names.Id, "WhatId", "Subject", "StartDateTime", "EndDateTime", "ActivityDate", "IsAllDayEvent", "IsDeleted", Names.Stamp, .. optional.OfType<string>()])
            .Where("IsChild", false).Where("IsRecurrence", false);
    }

    /// <summary>Takes over the answers to <see cref="Queries"/>, following their pages.</summary>
    public static async Task<Children> ReadAsync(
        ISalesforceApi api, Pages pages, ReadPlan plan, IReadOnlyList<QueryResult> answers, IReadOnlyCollection<string> ids, bool hasMails, CancellationToken cancellationToken)
    {
        var extra = new Dictionary<(string, string), SalesforceRow>();
        foreach (var longText in plan.ExtraLongTexts)
        {
            foreach (var chunk in ids.Chunk(200))
            {
                var query = new SoqlQuery(plan.OpportunityNames, [Names.Id, longText]).WhereIn(Names.Id, chunk);
                foreach (var row in await pages.RestAsync(await api.QueryAsync(query, all: true, cancellationToken), cancellationToken))
                {
                    extra[(row.Text(Names.Id) ?? "", longText)] = row;
                }
            }
        }

        var history = new List<SalesforceRow>();
        foreach (var part in answers.Skip(hasMails ? 3 : 2))
        {
            history.AddRange(await pages.RestAsync(part, cancellationToken));
        }

        var mails = hasMails ? await pages.RestAsync(answers[2], cancellationToken) : [];
        return new Children(plan, await pages.RestAsync(answers[0], cancellationToken), await pages.RestAsync(answers[1], cancellationToken), mails, history, extra);
    }

    /// <summary>A whole snapshot.</summary>
    public DealSnapshot Complete(SalesforceRow row, DealSnapshot? known, DateTimeOffset? since)
    {
        var id = row.Text(Names.Id) ?? "";
        var own = OpportunityRow.Read(row, path => _extra.GetValueOrDefault((id, path), row), _plan);
        var history = _history[own.Id]
            .Select(change => (Field: change.Text("Field") ?? "", At: change.Moment("CreatedDate")))
            .Where(change => change.At is not null)
            .GroupBy(change => change.Field, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(changes => changes.Key, changes => changes.Max(change => change.At)!.Value, StringComparer.OrdinalIgnoreCase);
        if (_plan.ReadsMails)
        {
            own = own with { Values = own.Values.SetItem(Mails.Word, new ObservedValue(Mails.Later(_mails.GetValueOrDefault(id), known?.Values.GetValueOrDefault(Mails.Word).Value))) };
        }

        if (_plan.PutOffs is { } counted)
        {
            own = own with { Values = own.Values.SetItem(ReadPlan.PutOffsWord, PutOffs(_events[own.Id], counted)) };
        }

        return OpportunityRow.Dated(own, row, known, history, since, _plan) with
        {
            Contacts = [.. Contacts(_roles[own.Id], _plan)],
            Meetings = [.. _events[own.Id].Select(meeting => EventRow.Read(meeting, _plan)).OfType<DealMeeting>().OrderBy(meeting => meeting.Start).ThenBy(meeting => meeting.Id, StringComparer.Ordinal)],
        };
    }

    /// <summary>How often they put meetings off, dated by the latest such meeting, since nothing tells when the count last grew.</summary>
    private static ObservedValue PutOffs(IEnumerable<SalesforceRow> events, string counted)
    {
        var moved = events.Select(meeting => (Times: Movers.Times(meeting.Text(counted)), Start: meeting.Moment("StartDateTime"))).Where(meeting => meeting.Times > 0).ToList();
        return moved.Count == 0 ? default : new ObservedValue(moved.Sum(meeting => meeting.Times).ToString(CultureInfo.InvariantCulture), moved.Max(meeting => meeting.Start));
    }

    private static IEnumerable<DealContact> Contacts(IEnumerable<SalesforceRow> roles, ReadPlan plan) =>
        from role in roles
        let contact = role.Text("ContactId")
        where contact is not null
        group role.Text(plan.Role) by contact into person
        orderby person.Key
        select new DealContact(person.Key, [.. person.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    private static ILookup<string, SalesforceRow> By(IReadOnlyList<SalesforceRow> rows, string field) =>
        rows.ToLookup(row => row.Text(field) ?? "", StringComparer.Ordinal);
}
