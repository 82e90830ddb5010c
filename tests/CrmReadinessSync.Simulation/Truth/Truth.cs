using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Simulation;

/// <summary>A vendor's own words for what the store keeps.</summary>
/// <param name="Stages">The store's stage → the vendor's.</param>
/// <param name="Meetings">The store's meeting type → the vendor's.</param>
internal sealed record Words(IReadOnlyDictionary<string, string> Stages, IReadOnlyDictionary<string, string> Meetings);

/// <summary>
/// What is so, read from the CRM's own store without any wire, and what the CRM must therefore show. Shares the judgement with the service
/// and nothing else: which facts there are is worked out here anew.
/// </summary>
internal class Truth(CrmStore store, Words words)
{
    private static readonly string[] Dated =
    [
        ReadinessFields.Need, ReadinessFields.Timing, ReadinessFields.Authority, ReadinessFields.DecisionProcess, ReadinessFields.Budget, ReadinessFields.Fit,
        ReadinessFields.Note, ReadinessFields.Unease,
    ];

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(14);

    private (long Version, CopyLimits Limits, Crowds Crowds)? _crowds;

    protected CrmStore Store { get; } = store;

    /// <summary>Deals that must carry a verdict: live and open.</summary>
    public IEnumerable<CrmRecord> OpenDeals => Store.List(RecordKind.Deal, 0, archived: false).Where(deal => !Stage.IsClosed(deal[Known.Stage]));

    /// <summary>What the CRM must show of a deal at an instant: the store's name of a target → value.</summary>
    public SortedDictionary<string, string?> Wanted(CrmRecord deal, ReadinessRules rules, DateTimeOffset now, Hand? hand = null)
    {
        var facts = FactsOf(deal, now, hand, CrowdsBy(rules.CopyLimits));
        var verdict = rules.Judge(facts, new JudgingClock(now, Zone));
        var texts = rules.Write(verdict, facts, "ja", Zone);
        return new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            [ReadinessFields.Flag] = Snake(verdict.Flag.ToString()),
            [ReadinessFields.Phase] = Snake(verdict.Phase.ToString()),
            [ReadinessFields.TalkDepth] = Snake(verdict.TalkDepth.ToString()),
            [ReadinessFields.NextStep] = Plain(texts.NextStep),
            [ReadinessFields.Reasons] = Plain(texts.Reasons),
        };
    }

    /// <summary>What the CRM shows of a deal.</summary>
    public static SortedDictionary<string, string?> Shown(CrmRecord deal) =>
        new(ReadinessFields.Targets.ToDictionary(target => target, target => Plain(deal[target]), StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>When the present value of an answer was set, as far as the vendor lets it be known.</summary>
    protected virtual DateTimeOffset? SetAt(CrmRecord deal, string property)
    {
        var value = deal[property];
        var set = deal.History(property).Where(change => change.Value == value).Select(change => change.At).ToList();
        return set.Count == 0 ? null : set.Max();
    }

    /// <summary>A meeting's type and state; null when the vendor shows no such meeting.</summary>
    protected virtual SeenMeeting? Meeting(CrmRecord meeting, DateTimeOffset now)
    {
        if (Start(meeting) is not { } start)
        {
            return null;
        }

        return new SeenMeeting(start, meeting[Known.Name], TypeOf(meeting), meeting[Known.Outcome] switch
        {
            MeetingOutcome.Completed => Seen.Held,
            MeetingOutcome.Canceled => Seen.Off,
            MeetingOutcome.NoShow => Seen.Missed,
            MeetingOutcome.Rescheduled when start <= now => Seen.Off,
            _ => Seen.Booked,
        });
    }

    /// <summary>The roles of a contact on a deal.</summary>
    protected virtual IEnumerable<string> Roles(CrmRecord contact, IEnumerable<Link> links) => (contact[Known.BuyingRole] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether an answer that is a day has an age too.</summary>
    protected virtual bool DatesDays => false;

    protected string? TypeOf(CrmRecord meeting) => meeting[Known.MeetingType] is { } type ? words.Meetings.GetValueOrDefault(type, type) : null;

    protected static DateTimeOffset? Start(CrmRecord meeting) =>
        DateTimeOffset.TryParse(meeting[Known.Start], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start) ? start : null;

    private Answer AnswerOf(CrmRecord deal, string property) => new(property, deal[property], Plain(deal[property]) is null ? null : SetAt(deal, property));

    /// <summary>What stands alike on many deals; worked out anew once anything in the CRM is different.</summary>
    private Crowds CrowdsBy(CopyLimits limits)
    {
        if (_crowds is not { } last || last.Version != Store.Version || last.Limits != limits)
        {
            _crowds = last = (Store.Version, limits, new Crowds(limits, [.. OpenDeals.SelectMany(deal => Dated.Select(property => AnswerOf(deal, property)))]));
        }

        return last.Crowds;
    }

    private DealFacts FactsOf(CrmRecord deal, DateTimeOffset now, Hand? hand, Crowds crowds)
    {
        var facts = new DealFacts.Builder();
        foreach (var property in Dated)
        {
            var answer = AnswerOf(deal, property);
            Set(property[ReadinessFields.Prefix.Length..], answer.Value, answer.SetAt, crowds.Of(answer));
        }

        Set("decide_by", deal[ReadinessFields.DecideBy], DatesDays && deal[ReadinessFields.DecideBy] is not null ? SetAt(deal, ReadinessFields.DecideBy) : null);
        Set("confirmed_on", deal[ReadinessFields.ConfirmedOn]);
        Set("stage", deal[Known.Stage] is { } stage ? words.Stages[stage] : null);
        Set("amount", deal[Known.Amount]);
        Set("customer", deal[Known.DealType]);
        var companies = Store.Links(deal.Key, RecordKind.Company);
        Set("company.employees", companies.Count == 0 ? null : Store.Find(companies[0].To)![Known.Employees]);

        var contacts = Store.Links(deal.Key, RecordKind.Contact).GroupBy(link => link.To).ToList();
        Set("contact.count", contacts.Count.ToString(CultureInfo.InvariantCulture));
        Set("contact.roles", string.Join(';', contacts.SelectMany(contact => Roles(Store.Find(contact.Key)!, contact)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));

        var meetings = Store.LinksWithBinned(deal.Key, RecordKind.Meeting).Select(link => Store.Find(link.To)!).Where(IsSeen)
            .Select(meeting => Meeting(meeting, now)).OfType<SeenMeeting>()
            .Where(meeting => meeting.Title?.Contains("社内", StringComparison.Ordinal) != true).OrderBy(meeting => meeting.Start).ToList();
        var held = meetings.Where(meeting => meeting.State is Seen.Held).ToList();
        Set("meeting.held", held.Count.ToString(CultureInfo.InvariantCulture), held.Count == 0 ? null : held[^1].Start);
        Set("meeting.held_at", string.Join(';', held.Select(meeting => Moment(meeting.Start))));
        if (hand is not null)
        {
            Set("override", hand.Flag, hand.SetAt);
            Set("override.meeting", meetings.Find(meeting => meeting.Start > hand.SetAt && meeting.State is not Seen.Off) is { } ends ? Moment(ends.Start) : null);
        }

        if (meetings.Find(meeting => meeting.State is Seen.Booked && meeting.Start > now && meeting.Start <= now + Horizon) is { } next)
        {
            Set("meeting.start", Moment(next.Start));
            Set("meeting.title", next.Title);
            Set("meeting.type", next.Type);
        }

        return facts.Build();

        void Set(string word, string? value, DateTimeOffset? setAt = null, int copies = 1) =>
            facts.Set(Vocabulary.TryFind(word, out var field) ? field : throw new ArgumentException($"There is no word '{word}'.", nameof(word)), value, setAt, copies);
    }

    /// <summary>Whether the vendor shows a meeting at all.</summary>
    protected virtual bool IsSeen(CrmRecord meeting) => meeting.IsLive;

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text as every CRM keeps it.</summary>
    private static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Snake(string name) => string.Concat(name.Select((letter, at) => char.IsUpper(letter) ? (at > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}

/// <summary>What became of a meeting.</summary>
internal enum Seen
{
    Booked,
    Held,
    Off,
    Missed,
}

/// <summary>A meeting as a vendor shows it.</summary>
internal sealed record SeenMeeting(DateTimeOffset Start, string? Title, string? Type, Seen State);
