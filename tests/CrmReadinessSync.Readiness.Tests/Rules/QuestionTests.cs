namespace CrmReadinessSync.Readiness.Tests;

/// <summary>The one question, what it beat, and when not to ask again.</summary>
public sealed class QuestionTests
{
    private const string Held = "2026-11-05T01:00:00Z;2026-11-13T01:00:00Z;2026-11-20T01:00:00Z";

    [Fact]
    public void The_runner_up_is_known_and_why_it_lost()
    {
        var verdict = TestRules.Standard.Judge(TestRules.Deal(("need", "decided"), ("authority", "approver"), ("fit", "match")), TestRules.Clock);
        var weighing = TestRules.Standard.WeighQuestions(verdict, "en").ShouldNotBeNull();

        weighing.Chosen.Premise.ShouldBe("Timing");
        weighing.Chosen.Text.ShouldBe("Is there a date or event by which you expect to decide?");
        weighing.Chosen.Best.ShouldBe(new QuestionOutcome(Flag.Ready, Phase.Deciding, TalkDepth.Proposal, 0));
        weighing.Chosen.Worst.ShouldBe(new QuestionOutcome(Flag.Hold, Phase.Gathering, TalkDepth.ExamplesAndPriceRange, 1));
        weighing.RunnerUp.ShouldBeNull();
    }

    [Theory]
    [InlineData("need=decided", "Timing", "Authority", "An answer on Authority would move the verdict less than one on Timing.")]
    [InlineData("need=decided;timing=dated", "Authority", "Fit", "Both would move the verdict as far, and Authority comes before Fit in the rules.")]
    [InlineData("timing=dated;authority=approver;fit=match;budget=allocated", "Need", null, null)]
    public void It_lost_because(string values, string chosen, string? runnerUp, string? lost)
    {
        var verdict = TestRules.Standard.Judge(TestRules.Deal([.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))]), TestRules.Clock);
        var weighing = TestRules.Standard.WeighQuestions(verdict, "en").ShouldNotBeNull();

        (weighing.Chosen.Premise, weighing.RunnerUp?.Premise, weighing.Lost).ShouldBe((chosen, runnerUp, lost));
    }

    [Fact]
    public void Nothing_is_weighed_where_nothing_is_asked()
    {
        TestRules.Standard.WeighQuestions(TestRules.Standard.Judge(TestRules.Deal(("need", "no_plan")), TestRules.Clock), "ja").ShouldBeNull();
        var ready = TestRules.Deal(("need", "decided"), ("timing", "dated"), ("authority", "approver"), ("fit", "match"), ("decision_process", "mapped"), ("budget", "open"));
        TestRules.Standard.WeighQuestions(TestRules.Standard.Judge(ready, TestRules.Clock), "ja")?.Chosen.Premise.ShouldBe("Budget");
    }

    [Theory]
    [InlineData(10, true, "noted after the second of three meetings: two since")]
    [InlineData(17, true, "noted on the day after the first")]
    [InlineData(3, false, "one meeting since")]
    [InlineData(1, false, "no meeting since but the last, the day before")]
    public void A_question_left_open_at_two_meetings_gives_way_to_a_courteous_line(int daysAgo, bool courteous, string why)
    {
        var facts = new DealFacts.Builder()
            .Set(Vocabulary.Need, "decided", TestRules.Now.AddDays(-20))
            .Set(Vocabulary.Authority, "approver", TestRules.Now.AddDays(-20))
            .Set(Vocabulary.Fit, "match", TestRules.Now.AddDays(-20))
            .Set(Vocabulary.DecisionProcess, "mapped", TestRules.Now.AddDays(-20))
            .Set(Vocabulary.Timing, "open", TestRules.Now.AddDays(-daysAgo))
            .Set(Vocabulary.MeetingsHeldAt, Held)
            .Build();
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        verdict.LeftOpen.ShouldBe(courteous ? "Timing" : null, why);
        (verdict.RevisitOn is not null).ShouldBe(courteous);
        (verdict.Flag, verdict.Phase).ShouldBe((Flag.Confirm, Phase.Unclear));
        var text = TestRules.Standard.Write(verdict, facts, "ja", TestRules.Tokyo).NextStep;
        text.Contains("いったん区切りとさせていただきます", StringComparison.Ordinal).ShouldBe(courteous);
        text.ShouldEndWith("(→判断の時期)");
    }

    [Fact]
    public void The_courteous_line_names_a_day_to_come_back()
    {
        var facts = TestRules.Deal(TestRules.Now.AddDays(-10), ("need", "open"), ("meeting.held_at", Held));
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo).NextStep.ShouldBe(
            "Open after two meetings. You may offer to pause: \"I expect this is a busy time, so let us pause here. May I get back to you around Wed 10 Feb 2027?\" (→ Need)");
        TestRules.Standard.Judge(TestRules.Deal(null, ("need", "open"), ("meeting.held_at", Held)), TestRules.Clock).LeftOpen.ShouldBeNull();
    }
}
