using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck.Fluent;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>The laws of judgement over generated deals, under the standard rules and under generated rules that keep the laws.</summary>
public sealed class LawTests
{
    /// <summary>The fields that the shipped signs look at.</summary>
    private static readonly string[] Sensed = ["unease", "note", "meeting.held", "close_date.pushed", "last_inbound", "company.employees", "contact.count", "meeting.moved", "meeting.quiet"];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    [Fact]
    public void Law_1_removing_any_evidence_never_moves_a_deal_to_not_buying() => Generated.Holds(
        Generated.Scenarios.SelectMany(scenario => Gen.Choose(0, 1 << 16).Select(mask => (scenario, mask))),
        one =>
        {
            var (scenario, mask) = one;
            if (scenario.Judge().Phase is Phase.NotBuying)
            {
                return;
            }

            var some = scenario.Facts.Values.Where((_, i) => (mask >> i & 1) == 1).Aggregate(scenario.Facts, (facts, value) => facts.Without(value.Field));
            foreach (var facts in scenario.Facts.Values.Select(value => scenario.Facts.Without(value.Field)).Append(some).Append(DealFacts.Empty))
            {
                scenario.Rules.Judge(facts, TestRules.Clock).Phase.ShouldNotBe(Phase.NotBuying);
            }
        });

    [Fact]
    public void Law_2_no_contact_changes_any_finding_nor_helps() => Generated.Holds(Generated.Scenarios, scenario =>
    {
        var builder = new DealFacts.Builder();
        foreach (var value in scenario.Values)
        {
            builder.Set(Find(value.Field), value.Value, value.SetAt, value.Copies);
        }

        foreach (var field in Vocabulary.All.Where(field => field.Kind is FieldKind.Contact))
        {
            builder.Set(field, field.Type switch { FieldType.Number => "9", FieldType.Moment => "2026-11-21T00:00:00Z", _ => "yes" }, TestRules.Now);
        }

        var with = scenario.Rules.Decide(builder.Build(), TestRules.Clock);
        var without = scenario.Rules.Decide(
            scenario.Facts.Values.Where(v => v.Field.Kind is FieldKind.Contact).Aggregate(scenario.Facts, (f, v) => f.Without(v.Field)), TestRules.Clock);
        (with.Phase, with.Findings, with.Confirmed, with.Score).ShouldBe((without.Phase, without.Findings, without.Confirmed, without.Score));
        ((int)with.Flag).ShouldBeLessThanOrEqualTo((int)without.Flag);
        ((int)with.TalkDepth).ShouldBeLessThanOrEqualTo((int)without.TalkDepth);
    });

    [Fact]
    public void Law_3_a_better_answer_never_lowers_depth_nor_worsens_the_flag() => Generated.Holds(
        Generated.Scenarios.Where(s => s.Spec is not null).SelectMany(s => Gen.Choose(0, s.Spec!.Premises.Count - 1).Select(i => (s, i))),
        one =>
        {
            var (scenario, index) = one;
            var field = scenario.Spec!.Premises[index].Field;
            Judgement? before = null;
            foreach (var answer in new[] { "no", "open", "yes" })
            {
                var values = scenario.Values.Where(v => v.Field != field).Append(new RawValue(field, answer, TestRules.Now));
                var now = scenario.Rules.Decide(Generated.Facts(values), TestRules.Clock);
                if (before is { } worse)
                {
                    ((int)now.TalkDepth).ShouldBeGreaterThanOrEqualTo((int)worse.TalkDepth);
                    ((int)now.Flag).ShouldBeGreaterThanOrEqualTo((int)worse.Flag);
                    now.Score.ShouldBeGreaterThanOrEqualTo(worse.Score);
                }

                before = now;
            }
        });

    [Fact]
    public void Law_4_signs_turn_ready_to_confirm_cost_one_step_and_expire() => Generated.Holds(Generated.Scenarios, scenario =>
    {
        var silent = scenario.Values.Where(v => !Sensed.Contains(v.Field)).ToList();
        var calm = scenario.Rules.Decide(Generated.Facts(silent), TestRules.Clock);
        calm.HasSigns.ShouldBeFalse();
        foreach (var (ticks, daysAgo, shows) in new[] { ("vague", 10, true), ("mismatch;vague", 59, true), ("vague", 91, false), ("other", 1, false) })
        {
            var values = silent.Append(new RawValue("unease", ticks, TestRules.Now.AddDays(-daysAgo)));
            var facts = Generated.Facts(values);
            var uneasy = scenario.Rules.Decide(facts, TestRules.Clock);
            uneasy.Phase.ShouldBe(calm.Phase);
            uneasy.Flag.ShouldBe(shows && calm.Flag is Flag.Ready ? Flag.Confirm : calm.Flag);
            uneasy.TalkDepth.ShouldBe(shows && calm.TalkDepth > TalkDepth.ConfirmProblem ? calm.TalkDepth - 1 : calm.TalkDepth);
            var signs = scenario.Rules.Judge(facts, TestRules.Clock).WarningSigns;
            signs.Length.ShouldBe(shows ? ticks.Split(';').Length : 0);
            signs.All(sign => sign.Field == "unease" && ticks.Contains(sign.Quote) && sign.AsOf == TestRules.Now.AddDays(-daysAgo)).ShouldBeTrue();
        }
    });

    [Fact]
    public void Law_4_holds_for_sensed_signs_all_together_and_each_quotes_its_field() => Generated.Holds(Generated.Scenarios, scenario =>
    {
        var calm = scenario.Rules.Decide(Generated.Facts(scenario.Values.Where(v => !Sensed.Contains(v.Field))), TestRules.Clock);
        var verdict = scenario.Judge();
        var shows = !verdict.WarningSigns.IsEmpty;

        verdict.Phase.ShouldBe(calm.Phase);
        verdict.Flag.ShouldBe(shows && calm.Flag is Flag.Ready ? Flag.Confirm : calm.Flag);
        verdict.TalkDepth.ShouldBe(shows && calm.TalkDepth > TalkDepth.ConfirmProblem ? calm.TalkDepth - 1 : calm.TalkDepth);
        foreach (var sign in verdict.WarningSigns)
        {
            var value = scenario.Facts[Find(sign.Field)].ShouldNotBeNull();
            value.Raw.Contains(sign.Quote, StringComparison.OrdinalIgnoreCase).ShouldBeTrue($"{sign.Quote} in {value.Raw}");
            sign.Quote.ShouldNotBeEmpty();
        }

        var later = scenario.Rules.Judge(scenario.Facts, new JudgingClock(TestRules.Now.AddDays(1000), TestRules.Tokyo));
        later.WarningSigns.ShouldAllBe(sign => sign.AsOf == null && sign.SeenAt == null);
    });

    [Fact]
    public void Law_4_every_sign_expires_once_its_shelf_life_has_passed_since_it_was_set_or_else_first_seen() => Generated.Holds(Generated.Scenarios, scenario =>
    {
        var seen = scenario with { Values = [.. scenario.Values.Select(value => value with { SeenAt = value.SeenAt ?? TestRules.Now })] };
        foreach (var sign in seen.Judge().WarningSigns)
        {
            var value = seen.Facts[Find(sign.Field)].ShouldNotBeNull();
            (sign.AsOf is null).ShouldBe(sign.SeenAt is not null);
            (sign.AsOf is null || value.SetAt is not null || seen.Values.Any(other => other.SetAt == sign.AsOf) || value.Field.Type is FieldType.Moment).ShouldBeTrue("a first sight is not when it was set");
            var began = (sign.AsOf ?? sign.SeenAt)!.Value;
            var life = TimeSpan.FromDays(seen.Spec is not null || sign.Name is "vague_words" or "comparison_quote" ? 60 : 90);
            (TestRules.Now - began).ShouldBeLessThan(life);
            foreach (var after in new[] { began + life, began + life + TimeSpan.FromDays(1000) })
            {
                seen.Rules.Judge(seen.Facts, new JudgingClock(after, TestRules.Tokyo)).WarningSigns.ShouldAllBe(later => later.Name != sign.Name);
            }
        }

        seen.Rules.Judge(seen.Facts, new JudgingClock(TestRules.Now.AddDays(91), TestRules.Tokyo)).WarningSigns.ShouldBeEmpty();
    });

    [Fact]
    public void Law_11_who_owns_a_deal_changes_nothing() => Generated.Holds(
        Generated.Scenarios.SelectMany(s => Gen.Elements("101", "existing", "ready", "検討します").Select(owner => (s, owner))),
        one =>
        {
            var facts = Generated.Facts([.. one.s.Values, new RawValue("owner", one.owner, TestRules.Now)]);
            var verdict = one.s.Rules.Judge(facts, TestRules.Clock);
            Print(verdict).ShouldBe(Print(one.s.Judge()));
            one.s.Rules.Write(verdict, facts, "en", TestRules.Tokyo).ShouldBe(one.s.Rules.Write(verdict, one.s.Facts, "en", TestRules.Tokyo));
        });

    [Fact]
    public void Law_5_a_placeholder_counts_like_a_blank() => Generated.Holds(
        Generated.Scenarios.SelectMany(s => Gen.Elements("TBD", "Ｎ／Ａ", "-", "ー", "同上", "未定", "???", "tbd.", "　n/a　").Select(text => (s, text))),
        one =>
        {
            var (scenario, text) = one;
            foreach (var field in new[] { "need", "budget", "scope", "note", "decide_by" }.Select(Find))
            {
                var values = scenario.Values.Where(v => v.Field != field.Name).ToList();
                var blank = scenario.Rules.Decide(Generated.Facts(values), TestRules.Clock);
                var filled = Generated.Facts(values.Append(new RawValue(field.Name, text, TestRules.Now)));
                scenario.Rules.Decide(filled, TestRules.Clock).ShouldBe(blank);
                filled[field]!.State.ShouldBe(ValueState.Placeholder);
            }
        });

    [Fact]
    public void Law_5_what_stands_alike_on_many_deals_counts_like_a_blank_and_is_told_as_hollow() => Generated.Holds(
        Generated.Scenarios.SelectMany(s => Gen.Elements(5, 8, 9, 600, 1_000_000).Select(copies => (s, copies))),
        one =>
        {
            var (scenario, copies) = one;
            foreach (var field in new[] { "need", "timing", "budget", "scope", "note" }.Select(Find))
            {
                var limit = field.Type is FieldType.Text ? 5 : 8;
                var alone = Generated.Facts(scenario.Values.Select(v => v.Field == field.Name ? v with { Copies = limit - 1 } : v));
                var many = Generated.Facts(scenario.Values.Select(v => v.Field == field.Name ? v with { Copies = copies } : v));
                if (copies < limit || many[field] is not { State: ValueState.Usable })
                {
                    continue;
                }

                scenario.Rules.Decide(many, TestRules.Clock).ShouldBe(scenario.Rules.Decide(many.Without(field), TestRules.Clock));
                scenario.Rules.Decide(alone, TestRules.Clock).ShouldBe(scenario.Rules.Decide(
                    Generated.Facts(scenario.Values.Select(v => v.Field == field.Name ? v with { Copies = 1 } : v)), TestRules.Clock));
                scenario.Rules.HollowOf(many).ShouldContain(hollow => hollow.Field == field.Name && hollow.Copies == copies);
                scenario.Rules.Judge(many, TestRules.Clock).Findings.SelectMany(finding => finding.Evidence)
                    .ShouldAllBe(evidence => evidence.Field != field.Name || evidence.Says == Finding.Unknown);
            }
        });

    [Fact]
    public void Law_6_dated_answers_go_stale_and_answers_of_unknown_age_count_and_say_so() => Generated.Holds(Generated.Scenarios, scenario =>
    {
        var later = new JudgingClock(TestRules.Now.AddDays(4000), TestRules.Tokyo);
        var dated = Generated.Facts(scenario.Values.Where(v => v.Field != "confirmed_on").Select(v => v with { SetAt = v.SetAt ?? TestRules.Now }));
        var undated = Generated.Facts(scenario.Values.Where(v => v.Field is not ("confirmed_on" or "decide_by" or "contract.ends")).Select(v => v with { SetAt = null }));
        var old = scenario.Rules.Judge(dated, later);
        for (var i = 0; i < old.Findings.Length; i++)
        {
            var ages = scenario.Rules.Premises[i].ShelfLife is { StaleAfter: > 0 } or { FiscalYear: true };
            foreach (var evidence in old.Findings[i].Evidence.Where(e => ages && Find(e.Field).Kind is FieldKind.Answer))
            {
                evidence.Says.ShouldBe(Finding.Unknown);
            }
        }

        var atOnce = scenario.Rules.Judge(undated, TestRules.Clock);
        var muchLater = scenario.Rules.Judge(undated, later);
        muchLater.Findings.Select(f => (f.Finding, f.Kind)).ShouldBe(atOnce.Findings.Select(f => (f.Finding, f.Kind)));
        atOnce.Findings.SelectMany(f => f.Evidence).All(e => e.AsOf is null).ShouldBeTrue();
        if (!atOnce.Findings.All(f => f.Evidence.IsEmpty))
        {
            scenario.Rules.Write(atOnce, undated, "en", TestRules.Tokyo).Reasons.ShouldContain("age unknown");
        }
    });

    [Fact]
    public void Law_7_a_verdict_can_be_recomputed_by_hand_from_its_evidence() => Generated.Holds(Generated.Scenarios.Where(s => s.Spec is not null), scenario =>
    {
        var verdict = scenario.Judge();
        foreach (var finding in verdict.Findings)
        {
            var says = finding.Evidence.Select(e => e.Says).ToList();
            finding.Finding.ShouldBe(says.Contains(Finding.Unmet) ? Finding.Unmet : says.Contains(Finding.Met) ? Finding.Met : Finding.Unknown);
            (finding.Kind is UnknownKind.None).ShouldBe(finding.Finding is not Finding.Unknown);
            (finding.Route is null).ShouldBe(finding.Finding is Finding.Unknown);
            finding.Evidence.Select(e => e.Value).ShouldBe(finding.Evidence.Select(e => scenario.Facts[Find(e.Field)]!.Raw));
        }

        var (phase, depth, flag) = scenario.Spec!.Judge([.. verdict.Findings.Select(f => f.Finding)], !verdict.WarningSigns.IsEmpty);
        (verdict.Phase, verdict.TalkDepth, verdict.Flag).ShouldBe((phase, depth, flag));
        verdict.Confirmed.ShouldBe(verdict.Findings.Count(f => f.Finding is not Finding.Unknown));

        var better = verdict.Findings.Select((f, i) => verdict.MissingForReady.Contains(f.Premise) ? Finding.Met : f.Finding).ToList();
        if (!verdict.MissingForReady.IsEmpty)
        {
            scenario.Spec.Judge(better, signs: false).Flag.ShouldBe(Flag.Ready);
        }
    });

    [Fact]
    public void Law_8_equal_facts_rules_and_clock_give_equal_verdicts_and_texts() => Generated.Holds(Generated.Scenarios, scenario =>
    {
        var again = scenario.Spec is null ? TestRules.Compile(null) : TestRules.Compile(scenario.Spec.Json());
        var facts = Generated.Facts(scenario.Values.Reverse());
        var verdict = scenario.Judge();
        Print(again.Judge(facts, TestRules.Clock)).ShouldBe(Print(verdict));
        again.Fingerprint.ShouldBe(verdict.Rules);
        foreach (var language in RepLanguage.All)
        {
            again.Write(verdict, facts, language, TestRules.Tokyo).ShouldBe(scenario.Rules.Write(verdict, scenario.Facts, language, TestRules.Tokyo));
        }

        var quick = scenario.Rules.Decide(scenario.Facts, TestRules.Clock);
        (quick.Phase, quick.TalkDepth, quick.Flag, quick.Confirmed, quick.Score, quick.HasSigns)
            .ShouldBe((verdict.Phase, verdict.TalkDepth, verdict.Flag, verdict.Confirmed, verdict.Score, !verdict.WarningSigns.IsEmpty));
        verdict.Findings.Select(f => f.Finding).ShouldBe(Enumerable.Range(0, verdict.Findings.Length).Select(quick.FindingOf));
    });

    [Fact]
    public void Law_9_the_rep_s_flag_wins_while_it_lasts_is_shown_as_one_and_changes_nothing_else() => Generated.Holds(
        Generated.Scenarios.SelectMany(s => Gen.Elements("ready", "confirm", "hold").SelectMany(word => Gen.Choose(-3, 3).Select(days => (s, word, days)))),
        one =>
        {
            var (scenario, word, days) = one;
            var until = DateOnly.FromDateTime(TestRules.Now.AddDays(days).DateTime);
            var facts = Generated.Facts(
            [
                .. scenario.Values,
                new RawValue("override", word, TestRules.Now.AddDays(-5)),
                new RawValue("override.until", until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), TestRules.Now.AddDays(-5)),
            ]);
            var without = scenario.Judge();
            var with = scenario.Rules.Judge(facts, TestRules.Clock);
            var flag = Enum.Parse<Flag>(word, ignoreCase: true);
            var lasts = days >= 0;

            with.Flag.ShouldBe(lasts ? flag : without.Flag);
            with.ComputedFlag.ShouldBe(without.Flag);
            (with.Override is not null).ShouldBe(lasts);
            (with.Phase, with.TalkDepth, with.Score, with.Confirmed).ShouldBe((without.Phase, without.TalkDepth, without.Score, without.Confirmed));
            with.MissingForReady.ShouldBe(without.MissingForReady);
            foreach (var language in RepLanguage.All)
            {
                var texts = scenario.Rules.Write(with, facts, language, TestRules.Tokyo);
                texts.Reasons.Contains(RepLanguage.Of(language)["reasons.override"].Split('{')[0], StringComparison.Ordinal).ShouldBe(lasts);
                texts.NextStep.Length.ShouldBeInRange(1, RepTexts.MostNextStep);
                var differs = lasts && flag != without.Flag;
                (texts.NextStep != scenario.Rules.Write(without, scenario.Facts, language, TestRules.Tokyo).NextStep).ShouldBe(differs);
                (!differs || texts.NextStep.Contains(RepLanguage.Of(language).LabelOf(without.Flag), StringComparison.Ordinal)).ShouldBeTrue();
            }
        });

    [Fact]
    public void Law_10_what_cannot_be_read_is_never_judged_as_an_answer() => Generated.Holds(
        Generated.Scenarios.SelectMany(s => Gen.Elements("31/31/2026", "soon", "2026-13-01", "\ud800", "{}", "9999999999999999999999").Select(text => (s, text))),
        one =>
        {
            var (scenario, text) = one;
            foreach (var field in new[] { "need", "timing", "budget", "customer", "decide_by", "confirmed_on", "close_date", "meeting.start" }.Select(Find))
            {
                var rest = scenario.Values.Where(v => v.Field != field.Name).ToList();
                var blank = scenario.Rules.Decide(Generated.Facts(rest), TestRules.Clock);
                var garbled = Generated.Facts(rest.Append(new RawValue(field.Name, text, TestRules.Now)));
                scenario.Rules.Decide(garbled, TestRules.Clock).ShouldBe(blank);
                scenario.Rules.Judge(garbled, TestRules.Clock).MeetingStart.ShouldBe(field.Name == "meeting.start" ? null : scenario.Judge().MeetingStart);
            }
        });

    [Fact]
    public void Law_12_nothing_changes_before_the_verdict_says_it_may() => Generated.Holds(
        Generated.Scenarios
            .SelectMany(s => Gen.Elements<string?>(null, null, "ready", "hold").Select(word => s with { Values = [.. s.Values, new RawValue("override", word, TestRules.Now.AddDays(-2))] }))
            .SelectMany(s => Gen.Choose(0, 1000).Select(share => (s, share))),
        one =>
        {
            var (scenario, share) = one;
            var verdict = scenario.Judge();
            var end = verdict.ChangesAt ?? TestRules.Now.AddDays(2000);
            end.ShouldBeGreaterThan(TestRules.Now);
            var span = end - TestRules.Now - TimeSpan.FromTicks(1);
            foreach (var later in new[] { TestRules.Now + TimeSpan.FromTicks((long)(span.Ticks * (share / 1000d))), TestRules.Now + span })
            {
                var then = scenario.Rules.Judge(scenario.Facts, new JudgingClock(later, TestRules.Tokyo));
                Print(then).ShouldBe(Print(verdict));
                foreach (var language in RepLanguage.All)
                {
                    scenario.Rules.Write(then, scenario.Facts, language, TestRules.Tokyo)
                        .ShouldBe(scenario.Rules.Write(verdict, scenario.Facts, language, TestRules.Tokyo));
                }
            }
        });

    [Fact]
    public void The_chosen_question_can_change_the_verdict_and_is_the_only_one_asked() => Generated.Holds(Generated.Scenarios.Where(s => s.Spec is not null), scenario =>
    {
        var verdict = scenario.Judge();
        var text = scenario.Rules.Write(verdict, scenario.Facts, "en", TestRules.Tokyo).NextStep;
        text.Length.ShouldBeInRange(1, RepTexts.MostNextStep);
        text.ShouldNotContain('\n');
        text.ShouldNotContain('{');
        (text.Split('?').Length - 1).ShouldBeLessThanOrEqualTo(1);
        var asked = scenario.Spec!.Premises.Select((premise, i) => (premise.Name, i)).Where(p => text.EndsWith($"(→ {p.Name})", StringComparison.Ordinal)).ToList();
        if (asked.Count == 0)
        {
            return;
        }

        var index = asked.ShouldHaveSingleItem().i;
        var findings = verdict.Findings.Select(f => f.Finding).ToArray();
        findings[index].ShouldNotBe(Finding.Met);
        var signs = !verdict.WarningSigns.IsEmpty;
        var best = scenario.Spec.Judge([.. findings[..index], Finding.Met, .. findings[(index + 1)..]], signs);
        var worst = scenario.Spec.Judge([.. findings[..index], Finding.Unmet, .. findings[(index + 1)..]], signs);
        var weighed = scenario.Rules.WeighQuestions(verdict, "en").ShouldNotBeNull();
        weighed.Chosen.Premise.ShouldBe(asked[0].Name);
        weighed.Chosen.Best.ShouldNotBe(weighed.Chosen.Worst);
        (weighed.Chosen.Best.Phase, weighed.Chosen.Best.TalkDepth, weighed.Chosen.Best.Flag).ShouldBe(best);
        (weighed.Chosen.Worst.Phase, weighed.Chosen.Worst.TalkDepth, weighed.Chosen.Worst.Flag).ShouldBe(worst);
        (weighed.RunnerUp is null).ShouldBe(weighed.Lost is null);
    });

    private static Field Find(string name) => Vocabulary.TryFind(name, out var field) ? field : throw new ArgumentException(name, nameof(name));

    private static string Print(Verdict verdict) => JsonSerializer.Serialize(verdict with { JudgedAt = default }, Readable);
}
