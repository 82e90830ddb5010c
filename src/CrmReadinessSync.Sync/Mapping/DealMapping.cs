using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// One connection's settings, compiled for use on deals: which of them are ours, what the rules may know of them, and what the CRM
/// should show. Pure; the same snapshot and instant always give the same answer (law 8 of judgement).
/// </summary>
public sealed class DealMapping
{
    private readonly CrmConnection _connection;
    private readonly MeetingChoice _meetings;
    private readonly ImmutableArray<(Field Field, ValueTranslation Translation)> _mapped;
    private readonly ValueTranslation _roles;
    private readonly ValueTranslation _meetingTypes;

    private DealMapping(CrmConnection connection)
    {
        _connection = connection;
        _meetings = new MeetingChoice(connection.Meetings);
        _mapped =
        [
            .. from field in Vocabulary.All
               where connection.Fields.ContainsKey(field.Name) && !Words.Derived.Contains(field.Name)
               select (field, ValueTranslation.Of(field, connection)),
        ];
        _roles = ValueTranslation.Of(Words.ContactRoles, connection);
        _meetingTypes = ValueTranslation.Of(Words.MeetingType, connection);
        Fingerprint = MappingFingerprint.OfReading(connection);
    }

    /// <summary>How long after a meeting its answers may be recorded and still count as its own: reps write on Fridays.</summary>
    public static TimeSpan MeetingSettlesAfter { get; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Sixteen hex digits over everything that decides what is read: field sources, targets and filters. When it changes, everything is
    /// read again (law 13).
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Compiles a validated connection. Unknown vocabulary names are a settings fault long before, and are left out here.</summary>
    public static DealMapping Compile(CrmConnection connection) => new(connection);

    /// <summary>
    /// The fingerprint of all that judges: the rules' own, <c>+</c>, eight hex digits over translations, meetings, language and zone.
    /// When it changes, every deal is judged again from the journal, without asking the CRM (law 13).
    /// </summary>
    public string JudgedUnder(ReadinessRules rules) => $"{rules.Fingerprint}+{MappingFingerprint.OfJudging(_connection)[..8]}";

    /// <summary>
    /// Whether the deal is ours to judge: open, and within the connection's filters. A filter on something the CRM did not report is taken
    /// as held by the reader.
    /// </summary>
    public bool IsOurs(DealSnapshot deal)
    {
        var filter = _connection.Deals;
        return !deal.IsClosed
            && Passes(deal, filter.Pipelines, "pipeline", "record_type")
            && Passes(deal, filter.Stages, "stage")
            && Passes(deal, filter.Owners, "owner")
            && IsNewEnough(deal, filter.CreatedAfter);
    }

    /// <summary>The meeting that a verdict prepares at <paramref name="now"/>; null when none is booked within the horizon.</summary>
    public DealMeeting? NextMeeting(DealSnapshot deal, DateTimeOffset now) => _meetings.Next(deal, now);

    /// <summary>
    /// When time alone changes what meetings tell: one begins, is over, comes within the horizon, or has had its days to move something. Null
    /// for never.
    /// </summary>
    public DateTimeOffset? NextMeetingChangesAt(DealSnapshot deal, DateTimeOffset now)
    {
        var change = _meetings.ChangesAt(deal, now);
        if (_connection.Tasks is { } tasks && NextMeeting(deal, now) is { } next && next.Start - tasks.Within is var near && near > now && !(change <= near))
        {
            change = near;
        }

        foreach (var meeting in deal.Memory.Quiet)
        {
            if (meeting.Start + MeetingSettlesAfter is var settles && settles > now && !(change <= settles))
            {
                change = settles;
            }
        }

        return change;
    }

    /// <summary>What the rules may know of the deal: mapped values, translated, and what its contacts and meetings tell.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="now">The instant.</param>
    /// <param name="hand">A flag set by hand: the rep's last word (law 14), unless a younger one stands in the field for it.</param>
    /// <param name="copies">On how many deals its values stand alike, by field name; null or absent is on this one only.</param>
    public DealFacts ToFacts(DealSnapshot deal, DateTimeOffset now, HandSetFlag? hand = null, IReadOnlyDictionary<string, int>? copies = null)
    {
        var facts = new DealFacts.Builder();
        var seen = deal.Memory.Sightings;
        foreach (var (field, translation) in _mapped)
        {
            if (deal.Values.TryGetValue(field.Name, out var observed))
            {
                facts.Set(field, translation.Translate(observed.Value), observed.SetAt, copies is not null && copies.TryGetValue(field.Name, out var count) ? count : 1, seen.Of(field.Name));
            }
        }

        facts.Set(Words.ContactCount, deal.Contacts.Length.ToString(CultureInfo.InvariantCulture), seenAt: seen.Of(Words.ContactCount.Name));
        facts.Set(Words.ContactRoles, Roles(deal), seenAt: seen.Of(Words.ContactRoles.Name));
        var held = _meetings.Held(deal, now);
        facts.Set(Words.MeetingsHeld, held.Length.ToString(CultureInfo.InvariantCulture), held.IsEmpty ? null : held[^1].Start);
        facts.Set(Words.MeetingsHeldAt, string.Join(';', held.Select(meeting => Moment(meeting.Start))));
        Remember(facts, deal);
        var quiet = deal.Memory.Quiet.Where(one => one.Start + MeetingSettlesAfter <= now && held.Any(meeting => meeting.Id == one.Meeting)).ToList();
        facts.Set(Words.MeetingsQuiet, quiet.Count.ToString(CultureInfo.InvariantCulture), quiet.Count == 0 ? null : quiet[^1].Start);
        var word = deal.Values.GetValueOrDefault(Words.Override.Name);
        if (hand is not null && (word.Value is null || word.SetAt < hand.SetAt))
        {
            word = new ObservedValue(hand.Flag, hand.SetAt);
            facts.Set(Words.Override, hand.Flag, hand.SetAt);
            facts.Set(Words.OverrideReason, null);
            facts.Set(Words.OverrideUntil, null);
        }

        if (word.Value is not null && word.SetAt is { } decided && _meetings.FirstAfter(deal, decided) is { } ends)
        {
            facts.Set(Words.OverrideMeeting, Moment(ends));
        }

        if (NextMeeting(deal, now) is { } meeting)
        {
            facts.Set(Words.MeetingStart, Moment(meeting.Start));
            facts.Set(Words.MeetingTitle, meeting.Title);
            facts.Set(Words.MeetingType, _meetingTypes.Translate(meeting.Type));
        }

        return facts.Build();
    }

    /// <summary>
    /// What the targets should show. With <see cref="WriteWhen.MeetingBooked"/> a deal without a meeting carries no flag, so its targets
    /// are to be blank.
    /// </summary>
    public ImmutableSortedDictionary<string, string?> Wanted(DealSnapshot deal, Verdict verdict, DealFacts facts, ReadinessRules rules)
    {
        var blank = _connection.Deals.WriteWhen is WriteWhen.MeetingBooked && NextMeeting(deal, verdict.JudgedAt) is null;
        return blank
            ? _connection.WriteTo.Properties.ToImmutableSortedDictionary(property => property, _ => (string?)null, StringComparer.Ordinal)
            : ShownValues.Of(_connection.WriteTo, verdict, rules.Write(verdict, facts, _connection.Language, _connection.TimeZone));
    }

    /// <summary>What the journal saw between two reads counts beside what the CRM counts itself; the higher number is the better informed.</summary>
    private static void Remember(DealFacts.Builder facts, DealSnapshot deal)
    {
        var memory = deal.Memory;
        var counted = deal.Values.GetValueOrDefault(Words.MeetingsMoved.Name);
        var moved = Movers.Times(counted.Value) is var times && times > memory.Moves.Length
            ? new ObservedValue(times.ToString(CultureInfo.InvariantCulture), counted.SetAt)
            : new ObservedValue(memory.Moves.Length.ToString(CultureInfo.InvariantCulture), memory.Moves.IsEmpty ? null : memory.Moves[^1].SeenAt);
        facts.Set(Words.MeetingsMoved, moved.Value, moved.SetAt, seenAt: memory.Sightings.Of(Words.MeetingsMoved.Name));
        deal.Values.TryGetValue(Words.ClosePushed.Name, out var told);
        var isNumber = decimal.TryParse(told.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var count);
        if (memory.ClosePushes > 0 && (told.Value is null || (isNumber && count < memory.ClosePushes)))
        {
            facts.Set(Words.ClosePushed, memory.ClosePushes.ToString(CultureInfo.InvariantCulture), memory.ClosePushedAt);
        }
        else if (told.Value is not null)
        {
            facts.Set(Words.ClosePushed, told.Value, told.SetAt ?? memory.ClosePushedAt, seenAt: memory.Sightings.Of(Words.ClosePushed.Name));
        }
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string? Roles(DealSnapshot deal)
    {
        var roles = deal.Contacts.SelectMany(contact => contact.Roles).Select(_roles.Translate).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return string.Join(';', roles);
    }

    private static bool Passes(DealSnapshot deal, ImmutableArray<string> allowed, params ReadOnlySpan<string> fields)
    {
        var passes = true;
        foreach (var field in allowed.IsEmpty ? [] : fields)
        {
            if (deal.Values.TryGetValue(field, out var observed))
            {
                if (observed.Value is { } value && allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
                {
                    return true;
                }

                passes = false;
            }
        }

        return passes;
    }

    private static bool IsNewEnough(DealSnapshot deal, DateTimeOffset? createdAfter) =>
        createdAfter is not { } bound
        || !deal.Values.TryGetValue("created", out var created)
        || !DateTimeOffset.TryParse(created.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
        || instant >= bound;

    /// <summary>The words that come from contacts and meetings rather than from a mapped value.</summary>
    private static class Words
    {
        public static readonly Field ContactCount = Find("contact.count");
        public static readonly Field ContactRoles = Find("contact.roles");
        public static readonly Field MeetingStart = Find("meeting.start");
        public static readonly Field MeetingTitle = Find("meeting.title");
        public static readonly Field MeetingType = Find("meeting.type");
        public static readonly Field MeetingsHeld = Find("meeting.held");
        public static readonly Field MeetingsHeldAt = Find("meeting.held_at");
        public static readonly Field MeetingsMoved = Find("meeting.moved");
        public static readonly Field MeetingsQuiet = Find("meeting.quiet");
        public static readonly Field ClosePushed = Find("close_date.pushed");
        public static readonly Field Override = Find("override");
        public static readonly Field OverrideReason = Find("override.reason");
        public static readonly Field OverrideUntil = Find("override.until");
        public static readonly Field OverrideMeeting = Find("override.meeting");

        public static readonly FrozenSet<string> Derived =
            new[] { ContactCount, ContactRoles, MeetingStart, MeetingTitle, MeetingType, MeetingsHeld, MeetingsHeldAt, MeetingsMoved, MeetingsQuiet, ClosePushed, OverrideMeeting }.Select(field => field.Name).ToFrozenSet(StringComparer.Ordinal);

        private static Field Find(string name) =>
            Vocabulary.TryFind(name, out var field) ? field : throw new InvalidOperationException($"The vocabulary has no '{name}'.");
    }
}
