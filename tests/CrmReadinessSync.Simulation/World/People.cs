using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Simulation;

/// <summary>The people who work in the CRM. What each of them does is decided by the happening's own chance and the CRM as it stands.</summary>
internal sealed class People(CrmStore store, bool hasRolesOnDeal)
{
    private static readonly ImmutableArray<(string Field, ImmutableArray<string> Choices)> Answers =
    [
        (ReadinessFields.Need, ["decided", "evaluating", "open", "no_plan", ""]),
        (ReadinessFields.Timing, ["dated", "event", "open", "not_now", ""]),
        (ReadinessFields.Authority, ["approver", "sponsor", "open", "no_mandate", ""]),
        (ReadinessFields.DecisionProcess, ["in_approval", "mapped", "open", "undisclosed", ""]),
        (ReadinessFields.Budget, ["allocated", "fundable", "open", "no_budget", ""]),
        (ReadinessFields.Fit, ["chosen", "match", "open", "quote_only", "mismatch", ""]),
        (ReadinessFields.Note, ["検討します", "社長は前向き。稟議は来週", "TBD", "prices compared with two others", ""]),
        (ReadinessFields.Unease, ["vague", "mismatch;vague", "approval_unseen", ""]),
    ];

    private static readonly string[] Stages = [Stage.Appointment, Stage.Qualified, Stage.Presented, Stage.BoughtIn, Stage.Contract];
    private static readonly string[] Roles = [ContactRole.DecisionMaker, ContactRole.Champion, ContactRole.Influencer, ContactRole.EndUser, ""];

    /// <summary>Does it.</summary>
    /// <returns>What was done, for the trace; null when there was nothing to do it to.</returns>
    public string? Act(What what, Random chance, DateTimeOffset now) => what switch
    {
        What.EditAnswers => OnDeal(chance, deal => Edit(deal, Some(chance, now), now)),
        What.EditMany => EditMany(chance, now),
        What.EditForeign => OnDeal(chance, deal => Edit(deal, Foreign(chance), now)),
        What.BookMeeting => OnDeal(chance, deal => Book(deal, chance, now)),
        What.MoveMeeting => OnMeeting(chance, meeting => Edit(meeting, Times(chance, now), now)),
        What.EndMeeting => OnMeeting(chance, meeting => Edit(meeting, [Pair(Known.Outcome, Pick(chance, [MeetingOutcome.Completed, MeetingOutcome.Canceled, MeetingOutcome.NoShow, MeetingOutcome.Rescheduled]))], now)),
        What.CreateDeal => Create(chance, now).ToString(),
        What.CloseDeal => OnDeal(chance, deal => Edit(deal, [Pair(Known.Stage, Pick(chance, [Stage.Won, Stage.Lost]))], now)),
        What.ReopenDeal => On(Deals(closed: true), chance, deal => Edit(deal, [Pair(Known.Stage, Pick(chance, Stages))], now)),
        What.ArchiveDeal => OnDeal(chance, deal => store.Archive(deal.Key, now)),
        What.RestoreDeal => On(store.List(RecordKind.Deal, 0, archived: true).Where(deal => deal.MergedInto is null), chance, deal => store.Restore(deal.Key, now)),
        What.MergeDeals => hasRolesOnDeal ? null : Merge(chance, now),
        What.EditCompany => On(Live(RecordKind.Company), chance, company => Edit(company, [Pair(Known.Employees, Number(chance, 2000))], now)),
        What.EditContact => On(Live(RecordKind.Contact), chance, contact => EditRole(contact, Pick(chance, Roles), now)),
        What.LinkContact => LinkContact(chance, now),
        What.SetFlag => OnDeal(chance, deal => Edit(deal, [Pair(ReadinessFields.Flag, Pick(chance, ["ready", "confirm", "hold", ""]))], now)),
        What.Overwrite => On(Deals(closed: false).Take(2), chance, deal => Edit(deal, [Pair(ReadinessFields.NextStep, $"Words of our own {Number(chance, 1000)}")], now)),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No person does this."),
    };

    /// <summary>Makes a deal with what hangs on it.</summary>
    public RecordKey Create(Random chance, DateTimeOffset now)
    {
        var deal = store.Create(RecordKind.Deal, [.. Foreign(chance), Pair(Known.Pipeline, "default"), Pair(Known.Stage, Pick(chance, Stages))], Person(chance), now);
        Edit(deal, Some(chance, now), now);
        Edit(deal, Some(chance, now), now);
        if (chance.Next(4) > 0)
        {
            var companies = Live(RecordKind.Company).ToList();
            var company = companies.Count > 0 && chance.Next(2) == 0
                ? companies[chance.Next(companies.Count)]
                : store.Create(RecordKind.Company, [Pair(Known.Name, $"Company {Number(chance, 1000)}"), Pair(Known.Employees, Number(chance, 2000))], Person(chance), now);
            store.Associate(deal.Key, company.Key, Link.Primary, now);
        }

        for (var n = chance.Next(3); n > 0; n--)
        {
            var contact = store.Create(RecordKind.Contact, [Pair(Known.LastName, $"Person {Number(chance, 1000)}"), Pair(Known.BuyingRole, Pick(chance, Roles))], Person(chance), now);
            store.Associate(deal.Key, contact.Key, hasRolesOnDeal ? Pick(chance, Roles) : null, now);
        }

        if (chance.Next(2) == 0)
        {
            Book(deal, chance, now);
        }

        return deal.Key;
    }

    private string? EditMany(Random chance, DateTimeOffset now)
    {
        var deals = Deals(closed: false).ToList();
        var values = Some(chance, now);
        // Whoever edits a list at once leaves one stamp on all of it.
        foreach (var deal in deals.Where(_ => chance.Next(2) == 0))
        {
            Edit(deal, values, now);
        }

        return $"{deals.Count} deals";
    }

    private string? Merge(Random chance, DateTimeOffset now)
    {
        var deals = Deals(closed: false).ToList();
        if (deals.Count < 2)
        {
            return null;
        }

        var winner = deals[chance.Next(deals.Count)];
        deals.Remove(winner);
        var loser = deals[chance.Next(deals.Count)];
        store.Merge(winner.Key, loser.Key, Person(chance), now);
        return $"{loser.Key.Number} into {winner.Key.Number}";
    }

    private string? LinkContact(Random chance, DateTimeOffset now)
    {
        var deals = Deals(closed: false).ToList();
        var contacts = Live(RecordKind.Contact).ToList();
        if (deals.Count == 0 || contacts.Count == 0)
        {
            return null;
        }

        var (deal, contact) = (deals[chance.Next(deals.Count)], contacts[chance.Next(contacts.Count)]);
        if (store.Links(deal.Key, RecordKind.Contact).Any(link => link.To == contact.Key))
        {
            store.Dissociate(deal.Key, contact.Key, null, all: true);
        }
        else
        {
            store.Associate(deal.Key, contact.Key, null, now);
        }

        return $"{contact.Key.Number} and {deal.Key.Number}";
    }

    /// <summary>HubSpot keeps a buying role with the contact, Salesforce with its place on the deal.</summary>
    private void EditRole(CrmRecord contact, string? role, DateTimeOffset now)
    {
        if (!hasRolesOnDeal)
        {
            Edit(contact, [Pair(Known.BuyingRole, role)], now);
            return;
        }

        foreach (var deal in store.Links(contact.Key, RecordKind.Deal).Select(link => link.To).Distinct().ToList())
        {
            store.Dissociate(deal, contact.Key, null, all: true);
            store.Associate(deal, contact.Key, role, now);
        }
    }

    private void Book(CrmRecord deal, Random chance, DateTimeOffset now)
    {
        var title = Pick(chance, ["お打ち合わせ", "ご提案", "社内レビュー", "Online demo"]);
        var values = Times(chance, now).Concat([Pair(Known.Name, title), Pair(Known.Outcome, MeetingOutcome.Scheduled), Pair(Known.MeetingType, Pick(chance, ["first_meeting", "follow_up", ""]))]);
        var meeting = store.Create(RecordKind.Meeting, values.Where(value => value.Value is not null), Person(chance), now);
        store.Associate(deal.Key, meeting.Key, null, now);
    }

    private static List<KeyValuePair<string, string?>> Times(Random chance, DateTimeOffset now)
    {
        var hours = chance.Next(4) switch { 0 => chance.Next(1, 30), 1 => chance.Next(30, 100), 2 => -chance.Next(1, 50), _ => chance.Next(100, 500) };
        var start = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(hours);
        return [Pair(Known.Start, Moment(start)), Pair(Known.End, Moment(start.AddHours(1)))];
    }

    private static List<KeyValuePair<string, string?>> Some(Random chance, DateTimeOffset now)
    {
        var values = new List<KeyValuePair<string, string?>>();
        for (var n = 1 + chance.Next(4); n > 0; n--)
        {
            var (field, choices) = Answers[chance.Next(Answers.Length)];
            values.RemoveAll(value => value.Key == field);
            values.Add(Pair(field, Pick(chance, [.. choices])));
        }

        if (chance.Next(4) == 0)
        {
            values.Add(Pair(chance.Next(2) == 0 ? ReadinessFields.DecideBy : ReadinessFields.ConfirmedOn, now.AddDays(chance.Next(-20, 60)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        }

        return values;
    }

    private static List<KeyValuePair<string, string?>> Foreign(Random chance) =>
    [
        Pair(Known.Name, $"Deal {Number(chance, 10_000)}"),
        Pair(Known.Amount, Number(chance, 1_000_000)),
        Pair(Known.NextStep, Pick(chance, ["call back", "send the deck", ""])),
        Pair(Known.DealType, Pick(chance, ["new", "existing"])),
    ];

    private void Edit(CrmRecord record, IEnumerable<KeyValuePair<string, string?>> values, DateTimeOffset now) => store.Edit(record.Key, values, EditSource.Person(1), now);

    private string? OnDeal(Random chance, Action<CrmRecord> act) => On(Deals(closed: false), chance, act);

    private string? OnMeeting(Random chance, Action<CrmRecord> act) => On(Live(RecordKind.Meeting), chance, act);

    private static string? On(IEnumerable<CrmRecord> among, Random chance, Action<CrmRecord> act)
    {
        var all = among.ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var one = all[chance.Next(all.Count)];
        act(one);
        return $"{one.Key.Kind} {one.Key.Number}";
    }

    private IEnumerable<CrmRecord> Deals(bool closed) => Live(RecordKind.Deal).Where(deal => Stage.IsClosed(deal[Known.Stage]) == closed);

    private IEnumerable<CrmRecord> Live(RecordKind kind) => store.List(kind, 0, archived: false);

    private static EditSource Person(Random chance) => EditSource.Person(chance.Next(5));

    private static string? Pick(Random chance, string[] choices) => choices[chance.Next(choices.Length)] is { Length: > 0 } choice ? choice : null;

    private static string Number(Random chance, int below) => chance.Next(below).ToString(CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static KeyValuePair<string, string?> Pair(string property, string? value) => KeyValuePair.Create(property, value);
}
