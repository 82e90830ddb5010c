using System.Collections.Immutable;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Compiled rules. Immutable and pure: facts, rules and clock decide (law 8). Made by <see cref="RulesDocument.Compile"/>, which
/// proves the laws first.
/// </summary>
public sealed partial class ReadinessRules
{
    private readonly Segment[] _segments;
    private readonly SignRule[] _signs;
    private readonly OverrideRule _override;
    private readonly HollowRule _hollow;
    private readonly GapRule _gap;
    private readonly BusinessCalendar _calendar;

    // Made again once a day; whichever thread wins, the value is the same.
    private JudgingDay? _day;

    internal ReadinessRules(
        IReadOnlyList<Segment> segments,
        IReadOnlyList<SignRule> signs,
        OverrideRule overriding,
        HollowRule hollow,
        GapRule gap,
        BusinessCalendar calendar,
        string fingerprint)
    {
        _segments = [.. segments];
        _signs = [.. signs];
        _override = overriding;
        _hollow = hollow;
        _gap = gap;
        _calendar = calendar;
        Fingerprint = fingerprint;
    }

    /// <summary>Sixteen hexadecimal digits that name these rules and the shipped texts.</summary>
    public string Fingerprint { get; }

    /// <summary>The premises in the order of the rules, as they stand outside every segment and window.</summary>
    public IReadOnlyList<Premise> Premises => _segments[^1].Stance.Premises;

    /// <summary>From when on a value that stands alike on many deals says nothing: what the counts across deals are kept for.</summary>
    public CopyLimits CopyLimits => _hollow.Limits;

    /// <summary>Findings, phase, depth, flag and score without evidence or texts; allocates nothing where no value stands on many deals.</summary>
    public Judgement Decide(DealFacts facts, JudgingClock clock)
    {
        facts = _hollow.Apply(facts);
        return Decide(facts, new Instant(clock.Now.UtcTicks, DayOf(clock), facts));
    }

    /// <summary>
    /// The facts with what these rules set aside as hollow already set aside, for judging them many times over: rules with the same <c>Hollow</c>
    /// section find nothing more to set aside.
    /// </summary>
    public DealFacts SetAside(DealFacts facts) => _hollow.Apply(facts);

    /// <summary>The deal's values that are filled and say nothing, in slot order, whether a premise reads them or not.</summary>
    public IReadOnlyList<Evidence> HollowOf(DealFacts facts) =>
    [
        .. _hollow.Apply(facts).Values.Where(value => value.State is not ValueState.Usable)
            .Select(value => new Evidence(value.Field.Name, value.Raw, value.SetAt, AnswerMap.Route, Finding.Unknown, value.WhyHollow, value.CopiesToTell)),
    ];

    /// <summary>The whole verdict with everything needed to recompute it by hand (law 7).</summary>
    public Verdict Judge(DealFacts facts, JudgingClock clock)
    {
        facts = _hollow.Apply(facts);
        var at = new Instant(clock.Now.UtcTicks, DayOf(clock), facts);
        var trace = new Trace();
        var segment = SegmentOf(facts, at, trace);
        var window = segment.WindowOf(facts, at, trace);
        var stance = window?.Stance ?? segment.Stance;
        var findings = ImmutableArray.CreateBuilder<PremiseFinding>(stance.Premises.Length);
        var judgement = Decide(stance, facts, at, trace, findings);
        var signs = _signs.Where(sign => !sign.IsBarred(judgement.Findings)).Select(sign => Find(sign, facts, clock, trace)).OfType<WarningSign>().ToImmutableArray();
        var gap = _gap.Find(judgement.Phase, facts, at, trace);
        var meeting = MeetingAfter(facts, at, trace);
        if (facts[Vocabulary.ConfirmedOn] is { State: ValueState.Usable } confirmed)
        {
            trace.NoteChange(at.Day.StartOf(confirmed.Day), at.Now);
        }

        var found = findings.MoveToImmutable();
        RepOverride? overridden = null;
        if (_override.Find(facts, at) is { } last)
        {
            overridden = OverrideRule.Describe(last, judgement.ComputedFlag, facts);
            trace.NoteChange(last.Until, at.Now);
        }

        var asked = judgement.ComputedFlag is Flag.Confirm ? stance.Questions.Rank(judgement.Findings, judgement.HasSigns) : [];
        var leftOpen = asked.Count > 0 ? OpenTwice.Since(found[asked[0]], facts) : null;
        DateOnly? revisit = null;
        if (judgement.Flag is Flag.Hold || judgement.ComputedFlag is Flag.Hold || leftOpen is not null)
        {
            var waitsForMoney = stance.Premises.Where((premise, i) => premise.ShelfLife.FiscalYear && found[i].Finding is Finding.Unmet).Any();
            revisit = RevisitDate.Of(judgement.Phase, leftOpen ?? RevisitDate.FirstNo(found), waitsForMoney, facts, at, _calendar);
            trace.NoteChange(at.Day.StartOf(revisit.Value.DayNumber), at.Now);
        }

        return new Verdict
        {
            Phase = judgement.Phase,
            TalkDepth = judgement.TalkDepth,
            Flag = judgement.Flag,
            Confirmed = judgement.Confirmed,
            Score = judgement.Score,
            Findings = found,
            WarningSigns = signs,
            Gap = gap,
            Segment = segment.Name,
            Window = window?.Name,
            MissingForReady = [.. stance.Questions.MissingForReady(judgement.Findings, judgement.HasSigns).Select(i => stance.Premises[i].Name)],
            Override = overridden,
            LeftOpen = leftOpen is null ? null : found[asked[0]].Premise,
            MeetingStart = meeting,
            RevisitOn = revisit,
            Trigger = revisit is not null && facts[Vocabulary.Trigger] is { State: ValueState.Usable } trigger ? trigger.Raw : null,
            Rules = Fingerprint,
            JudgedAt = clock.Now,
            ChangesAt = trace.ChangesAt,
        };
    }

    private Judgement Decide(DealFacts facts, in Instant at)
    {
        var segment = SegmentOf(facts, at, trace: null);
        return Decide(segment.WindowOf(facts, at, trace: null)?.Stance ?? segment.Stance, facts, at, trace: null, findings: null);
    }

    /// <summary>The first that holds: they are ordered from the most specific to the one of all other deals.</summary>
    private Segment SegmentOf(DealFacts facts, in Instant at, Trace? trace)
    {
        Segment? first = null;
        foreach (var segment in _segments)
        {
            if (segment.Holds(facts, at, trace))
            {
                first ??= segment;
                if (trace is null)
                {
                    break;
                }
            }
        }

        return first!;
    }

    private Judgement Decide(Stance stance, DealFacts facts, in Instant at, Trace? trace, ImmutableArray<PremiseFinding>.Builder? findings)
    {
        var code = 0;
        var confirmed = 0;
        var score = 0d;
        var premises = stance.Premises;
        for (var i = 0; i < premises.Length; i++)
        {
            var finding = premises[i].Find(facts, at, trace);
            findings?.Add(trace!.Finish(premises[i].Name, finding));
            code += (int)finding * FindingsCode.Power(i);
            confirmed += finding is Finding.Unknown ? 0 : 1;
            score += stance.Credit[(i * 3) + (int)finding];
        }

        var hasSigns = false;
        for (var i = 0; i < _signs.Length && !hasSigns; i++)
        {
            hasSigns = !_signs[i].IsBarred(code) && _signs[i].Shows(facts, at);
        }

        var outcome = stance.Outcomes[code, hasSigns];
        var flag = _override.Find(facts, at)?.Flag ?? outcome.Flag;
        return new Judgement(outcome.Phase, outcome.TalkDepth, flag, outcome.Flag, confirmed, score, hasSigns, code);
    }

    private WarningSign? Find(SignRule sign, DealFacts facts, JudgingClock clock, Trace trace) =>
        sign.Find(facts, new Instant(clock.Now.UtcTicks, DayOf(clock), facts), trace);

    /// <summary>A meeting that has started is no longer prepared. In its last day the text says "at the start of the meeting".</summary>
    private static DateTimeOffset? MeetingAfter(DealFacts facts, in Instant at, Trace trace)
    {
        if (facts[Vocabulary.MeetingStart] is not { State: ValueState.Usable } meeting || meeting.Ticks <= at.Now)
        {
            return null;
        }

        trace.NoteChange(meeting.Ticks - LastDay.Ticks, at.Now);
        trace.NoteChange(meeting.Ticks, at.Now);
        return new DateTimeOffset(meeting.Ticks, TimeSpan.Zero);
    }

    private JudgingDay DayOf(JudgingClock clock)
    {
        var day = Volatile.Read(ref _day);
        if (day is null || !day.Covers(clock))
        {
            day = new JudgingDay(clock, _calendar);
            Volatile.Write(ref _day, day);
        }

        return day;
    }
}
