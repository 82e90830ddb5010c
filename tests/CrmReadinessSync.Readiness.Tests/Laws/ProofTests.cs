using FsCheck.Fluent;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>The proofs at load, against the plainest possible search for a counterexample.</summary>
public sealed class ProofTests
{
    [Fact]
    public void Rules_are_refused_exactly_when_they_break_a_law()
    {
        var refused = 0;
        var kept = 0;
        Generated.Holds(Generated.Rules, spec =>
        {
            var (rules, faults) = TestRules.Try(spec.Json());
            (rules is null).ShouldBe(BreaksALaw(spec), string.Join('\n', faults.Select(f => f.Problem)));
            faults.All(f => f.Problem.StartsWith("Law ", StringComparison.Ordinal) || f.Problem.StartsWith("Ready below Proposal", StringComparison.Ordinal)).ShouldBeTrue();
            refused += rules is null ? 1 : 0;
            kept += rules is null ? 0 : 1;
        }, 500);

        refused.ShouldBeGreaterThan(50);
        kept.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void The_proof_covers_the_rules_of_every_segment()
    {
        var refused = 0;
        var kept = 0;
        Generated.Holds(Generated.Rules.SelectMany(spec => Generated.Rules.Select(other => (spec, other))).Where(pair => !BreaksALaw(pair.spec)), pair =>
        {
            var patched = pair.spec with
            {
                Premises = [.. pair.spec.Premises.Select((premise, i) => i < pair.other.Premises.Count
                    ? premise with { Essential = pair.other.Premises[i].Essential, Unknown = pair.other.Premises[i].Unknown, Unmet = pair.other.Premises[i].Unmet }
                    : premise)],
            };
            var (rules, faults) = TestRules.Try(pair.spec.JsonWithSegment(patched));
            (rules is null).ShouldBe(BreaksALaw(patched), string.Join('\n', faults.Select(f => f.Problem)));
            faults.ShouldAllBe(f => f.Problem.StartsWith("In the segment \"named\": ") && f.Path.StartsWith("Readiness:Segments:named"));
            refused += rules is null ? 1 : 0;
            kept += rules is null ? 0 : 1;
        }, 300);

        refused.ShouldBeGreaterThan(20);
        kept.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_proof_covers_every_window_and_what_passes_only_tightens()
    {
        var refused = 0;
        var kept = 0;
        Generated.Holds(Generated.Rules.SelectMany(spec => Generated.Rules.Select(other => (spec, other))).Where(pair => !BreaksALaw(pair.spec)), pair =>
        {
            var tightened = pair.spec with
            {
                Premises = [.. pair.spec.Premises.Select((premise, i) => i < pair.other.Premises.Count
                    ? premise with
                    {
                        Essential = premise.Essential || pair.other.Premises[i].Essential,
                        Unknown = (TalkDepth)Math.Min((int)premise.Unknown, (int)pair.other.Premises[i].Unknown),
                        Unmet = (TalkDepth)Math.Min((int)premise.Unmet, (int)pair.other.Premises[i].Unmet),
                    }
                    : premise)],
            };
            var (rules, faults) = TestRules.Try(pair.spec.JsonWithWindow(tightened));
            (rules is null).ShouldBe(BreaksALaw(tightened), string.Join('\n', faults.Select(f => f.Problem)));
            refused += rules is null ? 1 : 0;
            kept += rules is null ? 0 : 1;
            foreach (var findings in pair.spec.Combinations().Where((_, i) => rules is not null && i % 7 == 0))
            {
                var outside = pair.spec.Judge(findings, signs: false);
                var answers = pair.spec.Premises.Select((p, i) => (p.Field, findings[i] switch { Finding.Met => "yes", Finding.Unmet => "no", _ => "open" })).ToArray();
                var within = rules!.Decide(TestRules.Deal([.. answers, ("meeting.start", "2026-11-23T05:00:00Z")]), TestRules.Clock);
                within.Phase.ShouldBe(outside.Phase);
                ((int)within.Flag).ShouldBeLessThanOrEqualTo((int)outside.Flag);
                ((int)within.TalkDepth).ShouldBeLessThanOrEqualTo((int)outside.Depth);
            }
        }, 300);

        refused.ShouldBeGreaterThan(5);
        kept.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_standard_rules_keep_every_law() => TestRules.Try(null).Faults.ShouldBeEmpty();

    [Fact]
    public void Ten_premises_are_proved_too_and_quickly_enough_to_load()
    {
        var premises = string.Join(",", Enumerable.Range(0, 10).Select(i =>
            $$"""
            "P{{i}}": { "Essential": true, "CapsTalkAt": "ExamplesAndPriceRange", "Answers": { "need": { "yes": "Met", "no": "Unmet" } } }
            """));
        var rules = TestRules.Compile($$"""{ "Base": "None", "Premises": { {{premises}} }, "Phases": { "Deciding": { "all": { "P0": "Met" } } } }""");

        rules.Judge(TestRules.Deal(("need", "yes")), TestRules.Clock).Flag.ShouldBe(Flag.Ready);
    }

    [Theory]
    [InlineData(
        """{ "PhaseCeilings": { "Unclear": "Terms", "Deciding": "Proposal" }, "Premises": { "Need": { "CapsTalkAt": "Terms" } } }""",
        "Phases",
        "Law 3, monotone: with Need Unknown and all others Met the depth is Terms, but with Need Met it is Proposal.")]
    [InlineData(
        """{ "Phases": { "NotBuying": { "said no plan": null, "silent": { "Need": "Unknown" } } } }""",
        "Phases:NotBuying",
        "Law 1, blank is not bad: with every premise Met the phase is Deciding, but with Need Unknown it is NotBuying.")]
    [InlineData(
        """{ "Phases": { "NotBuying": { "said no plan": { "Need": "Met" } } } }""",
        "Phases:NotBuying",
        "Law 1, blank is not bad: ")]
    [InlineData(
        """{ "Premises": { "Budget": { "CapsTalkAt": "ConfirmProblem" } } }""",
        "Premises:Budget:CapsTalkAt",
        "Ready below Proposal: with Budget Unknown and all others Met the flag is Ready, but the depth is ConfirmProblem.")]
    [InlineData(
        """{ "Premises": { "Fit": { "Essential": false } } }""",
        "Premises:Fit:CapsTalkAt",
        "Ready below Proposal: ")]
    [InlineData(
        """{ "Premises": { "Need": { "CapsTalkAt": { "Unknown": "Pause", "Unmet": "Proposal" } }, "Timing": { "CapsTalkAt": "Terms" } }, "Phases": { "NotBuying": null, "Gathering": null } }""",
        "Premises:Need:CapsTalkAt",
        "Law 3, monotone: ")]
    public void A_broken_law_is_told_with_its_counterexample(string json, string path, string problem)
    {
        var (rules, faults) = TestRules.Try(json);

        rules.ShouldBeNull();
        faults.ShouldContain(
            f => f.Path == $"Readiness:{path}" && f.Problem.StartsWith(problem), string.Join('\n', faults.Select(f => $"{f.Path}: {f.Problem}")));
        faults.ShouldAllBe(f => f.Remedy.Length > 0 && f.File != null && f.Line != null && f.Column != null);
    }

    private static bool BreaksALaw(RuleSpec spec)
    {
        var all = spec.Combinations().ToDictionary(Key, findings => (findings, Calm: spec.Judge(findings, signs: false), Uneasy: spec.Judge(findings, signs: true)));
        return all.Values.Any(here => BreaksALaw(here.findings, other => all[Key(other)].Calm, other => all[Key(other)].Uneasy));
    }

    private static string Key(Finding[] findings) => string.Concat(findings.Select(finding => (int)finding));

    private static bool BreaksALaw(
        Finding[] findings,
        Func<Finding[], (Phase Phase, TalkDepth Depth, Flag Flag)> judge,
        Func<Finding[], (Phase Phase, TalkDepth Depth, Flag Flag)> judgeUneasy)
    {
        var here = judge(findings);
        if ((here.Phase is Phase.NotBuying && !findings.Contains(Finding.Unmet)) || here is { Flag: Flag.Ready, Depth: < TalkDepth.Proposal })
        {
            return true;
        }

        return Enumerable.Range(0, findings.Length).Any(i => Enum.GetValues<Finding>().Where(f => f > findings[i]).Any(better =>
        {
            Finding[] other = [.. findings[..i], better, .. findings[(i + 1)..]];
            var there = judge(other);

            // From Met only to Unknown, from Unmet to both: what removing evidence can do (law 1).
            var blank = (better is Finding.Met && findings[i] is Finding.Unknown && here.Phase is Phase.NotBuying && there.Phase is not Phase.NotBuying)
                || (findings[i] is Finding.Unmet && there.Phase is Phase.NotBuying && here.Phase is not Phase.NotBuying);
            var uneasy = judgeUneasy(findings);
            var easier = judgeUneasy(other);
            return blank || there.Depth < here.Depth || there.Flag < here.Flag || easier.Depth < uneasy.Depth || easier.Flag < uneasy.Flag;
        }));
    }
}
