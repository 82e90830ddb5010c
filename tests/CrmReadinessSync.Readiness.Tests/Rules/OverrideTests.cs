namespace CrmReadinessSync.Readiness.Tests;

/// <summary>The rep has the last word (law 9).</summary>
public sealed class OverrideTests
{
    private static readonly DateTimeOffset Set = TestRules.Now.AddDays(-1);

    [Fact]
    public void It_wins_and_the_computed_flag_stays_beside_it()
    {
        var facts = Deal(("need", "decided"), ("override", "ready"), ("override.reason", "社長と直接話した"), ("override.until", "2026-11-26"));
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        verdict.Flag.ShouldBe(Flag.Ready);
        verdict.ComputedFlag.ShouldBe(Flag.Confirm);
        verdict.Override.ShouldBe(new RepOverride(Flag.Ready, Flag.Confirm, "社長と直接話した", Set, Local(2026, 11, 27)));
        verdict.ChangesAt.ShouldBe(Local(2026, 11, 27));
        verdict.TalkDepth.ShouldBe(TalkDepth.ExamplesAndPriceRange);
        var ja = TestRules.Standard.Write(verdict, facts, "ja", TestRules.Tokyo);
        ja.NextStep.ShouldBe("担当者の判断で「進める」(2026/11/26(木)まで)。前提からの見立ては「確認してから」。機会があれば「いつごろまでに判断されるご予定か、目安があれば教えていただけますか。」を確認。(→判断の時期)");
        ja.Reasons.ShouldContain("\n担当者の判断:進める「社長と直接話した」〔2026/11/21〕2026/11/26(木)まで。前提からの見立て:確認してから\n");
        var en = TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo);
        en.NextStep.ShouldStartWith("By your decision: Ready (until Thu 26 Nov 2026). The premises say: Confirm first. If there is a chance, ask: \"");
        en.Reasons.ShouldContain("\nDecided by the rep: Ready, \"社長と直接話した\" [21 Nov 2026] until Thu 26 Nov 2026. The premises say: Confirm first\n");
    }

    [Theory]
    [InlineData("hold", Flag.Hold, "担当者の判断で「無理に進めない」(12/5(土)18:00まで)。前提からの見立ては「進める」。")]
    [InlineData("confirm", Flag.Confirm, "担当者の判断で「確認してから」(12/5(土)18:00まで)。前提からの見立ては「進める」。")]
    public void A_flag_below_the_computed_one_is_followed_too(string word, Flag flag, string nextStep)
    {
        var facts = Deal(
            ("need", "decided"), ("timing", "dated"), ("authority", "approver"), ("fit", "chosen"), ("decision_process", "mapped"), ("budget", "allocated"), ("override", word));
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        (verdict.Flag, verdict.ComputedFlag, verdict.RevisitOn is not null).ShouldBe((flag, Flag.Ready, flag is Flag.Hold));
        TestRules.Standard.Write(verdict, facts, "ja", TestRules.Tokyo).NextStep.ShouldBe(nextStep);
    }

    [Fact]
    public void The_computed_flag_said_again_by_the_rep_leaves_the_next_step_as_it_is()
    {
        var facts = Deal(("need", "no_plan"), ("override", "hold"));
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo).NextStep.ShouldStartWith("Let it rest.");
        TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo).Reasons.ShouldContain("Decided by the rep: Hold [21 Nov 2026] until Sat 5 Dec 18:00.");
    }

    [Theory]
    [InlineData("override.until=2026-11-21", false, "a day that has passed")]
    [InlineData("override.until=2026-11-22", true, "its last day")]
    [InlineData("override.until=2026-11-21;meeting.start=2026-11-26T05:00:00Z", false, "the day counts before the meeting")]
    [InlineData("meeting.start=2026-11-26T05:00:00Z", true, "until the meeting")]
    [InlineData("override.meeting=2026-11-22T05:00:00Z;meeting.start=2026-11-26T05:00:00Z", false, "the meeting it was set for is over")]
    [InlineData("override.meeting=2026-11-26T05:00:00Z", true, "the meeting it was set for lies ahead")]
    [InlineData("override=maybe", false, "no flag")]
    public void It_lasts(string values, bool lasts, string why) =>
        (Judge([("override", "ready"), .. Values(values)]).Override is not null).ShouldBe(lasts, why);

    [Fact]
    public void Without_a_day_or_a_meeting_it_lasts_a_settable_time_and_of_unknown_age_until_cleared()
    {
        var rules = TestRules.Compile("""{ "Override": { "LastsFor": "3d" } }""");
        var facts = Deal(("override", "ready"));

        rules.Judge(facts, TestRules.Clock).Override!.Until.ShouldBe(Set.AddDays(3));
        rules.Judge(facts, new JudgingClock(Set.AddDays(3), TestRules.Tokyo)).Override.ShouldBeNull();
        var undated = TestRules.Deal(null, ("override", "ready"));
        var verdict = rules.Judge(undated, new JudgingClock(TestRules.Now.AddDays(900), TestRules.Tokyo));
        (verdict.Flag, verdict.Override!.Until).ShouldBe((Flag.Ready, null));
        rules.Write(verdict, undated, "ja", TestRules.Tokyo).Reasons.ShouldContain("〔時期不明〕期限なし");
    }

    [Theory]
    [InlineData("""{ "Override": { "LastFor": "3d" } }""", "Override:LastFor", "The key is unknown.")]
    [InlineData("""{ "Override": { "LastsFor": 3 } }""", "Override:LastsFor", "This is not a duration.")]
    [InlineData("""{ "Premises": { "Fit": { "Met": { "rep": { "override": { "Is": "ready" } } } } } }""", "Premises:Fit:Met:rep:override", "Law 9: ")]
    public void Its_faults_are_told_in_their_place(string json, string path, string problem)
    {
        var fault = TestRules.Try(json).Faults.ShouldHaveSingleItem();

        fault.Path.ShouldBe($"Readiness:{path}");
        fault.Problem.ShouldStartWith(problem);
    }

    private static Verdict Judge((string, string)[] values) => TestRules.Standard.Judge(Deal(values), TestRules.Clock);

    private static DealFacts Deal(params (string, string)[] values) => TestRules.Deal(Set, values);

    private static DateTimeOffset Local(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.FromHours(9));

    private static (string, string)[] Values(string values) => [.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))];
}
