using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>One raw value of a generated deal.</summary>
internal sealed record RawValue(string Field, string? Value, DateTimeOffset? SetAt, int Copies = 1, DateTimeOffset? SeenAt = null);

/// <summary>Rules, a deal and the doc they came from.</summary>
internal sealed record Scenario(RuleSpec? Spec, ReadinessRules Rules, IReadOnlyList<RawValue> Values)
{
    private DealFacts? _facts;

    public IReadOnlyList<RawValue> Values
    {
        get;
        init
        {
            field = value;
            _facts = null;
        }
    } = Values;

    public DealFacts Facts => _facts ??= Generated.Facts(Values);

    public Verdict Judge() => Rules.Judge(Facts, TestRules.Clock);

    /// <summary>Prints what is needed to see a counterexample.</summary>
    public override string ToString() => $"{Spec?.Json() ?? "standard rules"}\n{string.Join('\n', Values)}";
}

/// <summary>Generated rule sets and deals, and the seeded runs over them.</summary>
internal static class Generated
{
    private static readonly string[] AnswerFields = ["need", "timing", "authority", "budget", "fit"];

    private static readonly Dictionary<string, string?[]> Choices = new()
    {
        ["need"] = [null, null, "yes", "also", "open", "no", "decided", "evaluating", "no_plan", "TBD"],
        ["timing"] = [null, null, "yes", "open", "no", "dated", "event", "not_now", "－"],
        ["authority"] = [null, "yes", "also", "open", "no", "approver", "sponsor", "no_mandate"],
        ["decision_process"] = [null, "mapped", "open", "undisclosed"],
        ["budget"] = [null, null, "yes", "open", "no", "allocated", "fundable", "なし", "同上", "五百万"],
        ["fit"] = [null, "yes", "also", "open", "no", "chosen", "match", "quote_only"],
        ["customer"] = [null, "existing", "new"],
        ["scope"] = [null, "clear", "N/A"],
        ["unease"] = [null, null, null, "vague", "vague;mismatch"],
        ["decide_by"] = [null, null, "2026-11-01", "2026-11-22", "2026-12-15", "2027-06-30", "someday"],
        ["confirmed_on"] = [null, null, null, "2026-11-20", "2026-05-01", "2026-12-01"],
        ["close_date"] = [null, "2026-11-30", "2027-03-01"],
        ["meeting.start"] = [null, "2026-11-26T05:00:00Z", "2026-11-22T23:00:00Z", "2026-11-20T05:00:00Z"],
        ["created"] = [null, "2026-02-03T04:05:06Z"],
        ["note"] = [null, "来週の役員会で決める", "検討します", "We'll see.", "相見積もり", "-"],
        ["source"] = [null, "web"],
        ["downloads"] = [null, "12"],
        ["contract.ends"] = [null, null, "2027-02-28"],
        ["purchasing"] = [null, null, "leads"],
        ["rfp"] = [null, "yes"],
        ["meeting.held"] = [null, "1", "2"],
        ["meeting.held_at"] = [null, "2026-11-05T01:00:00Z;2026-11-20T01:00:00Z"],
        ["close_date.pushed"] = [null, null, "4"],
        ["company.employees"] = [null, null, "40", "1200"],
        ["contact.count"] = [null, "1", "3"],
        ["meeting.moved"] = [null, null, "0", "2"],
        ["meeting.quiet"] = [null, null, null, "2"],
        ["last_inbound"] = [null, null, "2026-10-20T01:00:00Z", "2026-11-12T01:00:00Z"],
    };

    private static readonly Gen<DateTimeOffset?> SetAt = Gen.Frequency(
        (1, Gen.Constant((DateTimeOffset?)null)),
        (4, Gen.Choose(0, 400).Select(days => (DateTimeOffset?)TestRules.Now.AddDays(-days).AddMinutes(-days * 7))));

    /// <summary>The journal saw what it judges, be it just now; in a back-test nobody did.</summary>
    private static readonly Gen<DateTimeOffset?> SeenAt = Gen.Frequency(
        (1, Gen.Constant((DateTimeOffset?)null)),
        (6, Gen.Choose(0, 200).Select(days => (DateTimeOffset?)TestRules.Now.AddDays(-days).AddMinutes(days * 3))));

    /// <summary>Most values stand on one deal; some on many, short of or beyond the shipped limits.</summary>
    private static readonly Gen<int> Copies = Gen.Frequency((12, Gen.Constant(1)), (1, Gen.Elements(2, 4, 5, 7, 8, 600)));

    public static Gen<IReadOnlyList<RawValue>> Deals { get; } = Gen.CollectToArray(
            Choices.Select(field => 
                from value in Gen.Elements(field.Value)
                from at in SetAt
                from copies in Copies
                from seen in SeenAt
                select new RawValue(field.Key, value, at, copies, seen)))
        .Select(values => (IReadOnlyList<RawValue>)values);

    /// <summary>Rule sets, lawful and unlawful.</summary>
    public static Gen<RuleSpec> Rules { get; } =
        from count in Gen.Choose(1, AnswerFields.Length)
        from premises in Gen.CollectToArray(Enumerable.Range(0, count).Select(Premise))
        from phases in Phases(count)
        from ceilings in Ceilings
        select new RuleSpec(premises, phases, ceilings);

    /// <summary>Generated rule sets that keep the laws, compiled once for all tests.</summary>
    private static readonly (RuleSpec? Spec, ReadinessRules Rules)[] Lawful =
    [
        .. Rules.Sample(50, new Rnd(20261122, 7), 600)
            .Select(spec => ((RuleSpec?)spec, TestRules.Try(spec.Json()).Rules))
            .Where(pair => pair.Rules is not null)
            .Select(pair => (pair.Item1, pair.Rules!)),
    ];

    /// <summary>A deal under the standard rules, or under generated rules that keep the laws.</summary>
    public static Gen<Scenario> Scenarios { get; } =
        from rules in Gen.Frequency(
            (1, Gen.Constant<(RuleSpec? Spec, ReadinessRules Rules)>((null, TestRules.Standard))),
            (3, Gen.Choose(0, Lawful.Length - 1).Select(i => Lawful[i])))
        from values in Deals
        select new Scenario(rules.Spec, rules.Rules, values);

    public static DealFacts Facts(IEnumerable<RawValue> values)
    {
        var builder = new DealFacts.Builder();
        foreach (var (name, value, setAt, copies, seenAt) in values)
        {
            Vocabulary.TryFind(name, out var field).ShouldBeTrue(name);
            builder.Set(field!, value, setAt, copies, seenAt);
        }

        return builder.Build();
    }

    /// <summary>Runs a property over seeded cases and throws the first counterexample. The seed is fixed, so that a failure repeats.</summary>
    public static void Holds<T>(Gen<T> cases, Action<T> property, int count = 2000) =>
        Prop.ForAll(Arb.From(cases), one => { property(one); return true; })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(20261122, 7));

    private static Gen<PremiseSpec> Premise(int index) =>
        from essential in Gen.Elements(true, true, false)
        from weight in Gen.Choose(0, 5)
        from unmet in Gen.Elements(TalkDepth.ConfirmProblem, TalkDepth.ExamplesAndPriceRange, TalkDepth.Proposal)
        from above in Gen.Choose(0, 2)
        from below in Gen.Frequency((12, Gen.Constant(0)), (1, Gen.Constant(1)))
        from stale in Gen.Elements<int?>(null, 30, 120, 365)
        from fiscal in Gen.Elements(true, false, false)
        from until in Gen.Elements(true, false, false)
        from route in Gen.Elements(true, false, false)
        select new PremiseSpec(
            string.Create(CultureInfo.InvariantCulture, $"P{index}"),
            AnswerFields[index],
            essential,
            weight,
            essential ? (TalkDepth)Math.Clamp((int)unmet + above - (below * 3), 0, 4) : (TalkDepth)Math.Clamp(3 + above - below, 2, 4),
            essential ? unmet : TalkDepth.Proposal,
            stale,
            fiscal,
            until,
            route);

    private static Gen<PhaseSpec[]> Phases(int count) =>
        from no in Gen.Choose(0, count - 1)
        from later in Gen.Choose(0, count - 1)
        from odd in Gen.Frequency((8, Gen.Constant(Finding.Unmet)), (1, Gen.Constant(Finding.Unknown)))
        from mixed in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new[]
        {
            Spec(Phase.NotBuying, (no, odd is Finding.Unmet ? [Finding.Unmet] : [Finding.Unmet, Finding.Unknown])),
            Spec(Phase.Gathering, mixed ? [(later, [Finding.Unmet]), ((later + 1) % count, [Finding.Met])] : [(later, [Finding.Unmet])]),
            Spec(Phase.Deciding, (no, [Finding.Met]), (later, [Finding.Met])),
        };

    private static Gen<IReadOnlyDictionary<Phase, TalkDepth>> Ceilings =>
        from flip in Gen.Frequency((10, Gen.Constant(false)), (1, Gen.Constant(true)))
        from gathering in Gen.Elements(TalkDepth.Pause, TalkDepth.ConfirmProblem)
        select (IReadOnlyDictionary<Phase, TalkDepth>)new Dictionary<Phase, TalkDepth>
        {
            [Phase.NotBuying] = TalkDepth.Pause,
            [Phase.Gathering] = gathering,
            [Phase.Unclear] = flip ? TalkDepth.Terms : TalkDepth.Proposal,
            [Phase.Deciding] = flip ? TalkDepth.Proposal : TalkDepth.Terms,
        };

    private static PhaseSpec Spec(Phase phase, params (int Premise, Finding[] Findings)[] needs)
    {
        var all = new Dictionary<int, Finding[]>();
        foreach (var (premise, findings) in needs)
        {
            all[premise] = findings;
        }

        return new PhaseSpec(phase, all);
    }
}
