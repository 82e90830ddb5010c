namespace CrmReadinessSync.Readiness.Tests;

public sealed class MeetingWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_deal_is_due_again_at_each_window_and_the_verdict_names_it()
    {
        var facts = TestRules.Deal(("meeting.start", "2026-11-30T05:00:00Z"));
        var now = TestRules.Now;
        var seen = new List<(DateTimeOffset, string?)>();
        while (TestRules.Standard.Judge(facts, new JudgingClock(now, TestRules.Tokyo)) is { ChangesAt: { } due } verdict)
        {
            seen.Add((now, verdict.Window));
            now = due;
        }

        seen.ShouldBe([(TestRules.Now, null), (Start.AddHours(-72), "T-72h"), (Start.AddHours(-24), "T-24h"), (Start.AddHours(-2), "T-2h")]);
        now.ShouldBe(Start);
    }

    [Fact]
    public void An_untouched_deal_walks_through_its_windows_past_its_meeting_to_the_day_to_come_back()
    {
        var facts = TestRules.Deal(("need", "evaluating"), ("timing", "not_now"), ("meeting.start", "2026-11-30T05:00:00Z"));
        var texts = new List<(DateTimeOffset At, string Text)>();
        var now = TestRules.Now;
        for (var due = (DateTimeOffset?)now; due is { } at && at < TestRules.Now.AddDays(85); due = TestRules.Standard.Judge(facts, new JudgingClock(at, TestRules.Tokyo)).ChangesAt)
        {
            now = at;
            var verdict = TestRules.Standard.Judge(facts, new JudgingClock(now, TestRules.Tokyo));
            verdict.Flag.ShouldBe(Flag.Hold);
            var text = TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo).NextStep;
            if (texts.Count == 0 || texts[^1].Text != text)
            {
                texts.Add((now, text));
            }
        }

        texts.Select(one => (one.At, one.Text.Split(':', '.')[0])).ShouldBe(
        [
            (TestRules.Now, "Keep Mon 30 Nov 14"),
            (Start, "No meeting for now"),
            (new DateTimeOffset(2027, 2, 10, 0, 0, 0, TimeSpan.FromHours(9)), "No meeting for now"),
        ]);
        texts[1].Text.ShouldContain("around Wed 10 Feb 2027");
        texts[2].Text.ShouldNotContain("10 Feb 2027");
    }

    [Fact]
    public void Over_a_change_of_clocks_a_window_opens_so_many_hours_ahead_and_the_text_shows_the_clock_of_that_day()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var meets = new DateTimeOffset(2027, 3, 15, 10, 0, 0, TimeSpan.FromHours(-4));
        var facts = TestRules.Deal(("meeting.start", "2027-03-15T14:00:00Z"));

        foreach (var (before, window) in new[] { (TimeSpan.FromHours(72), "T-72h"), (TimeSpan.FromHours(72) + TimeSpan.FromSeconds(1), null) })
        {
            var verdict = TestRules.Standard.Judge(facts, new JudgingClock(meets - before, zone));
            verdict.Window.ShouldBe(window);
            TestRules.Standard.Write(verdict, facts, "en", zone).NextStep.ShouldStartWith("Before Mon 15 Mar 10:00, ask:");
        }
    }

    [Fact]
    public void A_window_asks_for_more_and_a_nearer_one_keeps_asking()
    {
        var rules = TestRules.Compile(
            """{ "MeetingClock": { "Windows": { "T-72h": { "Premises": { "Budget": { "Essential": true } } }, "T-24h": { "Premises": { "DecisionProcess": { "CapsTalkAt": "Proposal", "Essential": true } } } } } }""");
        var values = new[] { ("need", "decided"), ("timing", "dated"), ("authority", "approver"), ("fit", "match"), ("meeting.start", "2026-11-30T05:00:00Z") };

        At(73).ShouldBe((Flag.Ready, ""));
        At(72).ShouldBe((Flag.Confirm, "Budget"));
        At(24).ShouldBe((Flag.Confirm, "DecisionProcess,Budget"));
        At(2).ShouldBe((Flag.Confirm, "DecisionProcess,Budget"));
        At(-1).ShouldBe((Flag.Ready, ""));

        (Flag, string) At(int hoursBefore)
        {
            var verdict = rules.Judge(TestRules.Deal(values), new JudgingClock(Start.AddHours(-hoursBefore), TestRules.Tokyo));
            rules.Write(verdict, TestRules.Deal(values), "ja", TestRules.Tokyo).NextStep.Length.ShouldBeGreaterThan(0);
            return (verdict.Flag, string.Join(',', verdict.MissingForReady));
        }
    }

    [Fact]
    public void A_segment_has_windows_of_its_own_on_top_of_the_common_ones()
    {
        var rules = TestRules.Compile(
            """{ "Segments": { "existing_customers": { "MeetingClock": { "Windows": { "T-2h": { "Before": "4h" }, "T-7d": { "Before": "168h" } } } } } }""");

        Window("existing", 100).ShouldBe("T-7d");
        Window("existing", 3).ShouldBe("T-2h");
        Window("new", 100).ShouldBeNull();
        Window("new", 3).ShouldBe("T-24h");

        string? Window(string customer, int hoursBefore) =>
            rules.Judge(TestRules.Deal(("customer", customer), ("meeting.start", "2026-11-30T05:00:00Z")), new JudgingClock(Start.AddHours(-hoursBefore), TestRules.Tokyo)).Window;
    }

    [Theory]
    [InlineData("""{ "Windws": {} }""", "MeetingClock:Windws", "The key is unknown.")]
    [InlineData("""{ "Windows": { "soon": {} } }""", "MeetingClock:Windows:soon:Before", "The window does not say when it opens.")]
    [InlineData("""{ "Windows": { "soon": { "Before": "72h" } } }""", "MeetingClock:Windows:soon:Before", "Two windows open at the same time.")]
    [InlineData("""{ "Windows": { "soon": { "Before": 72 } } }""", "MeetingClock:Windows:soon:Before", "This is not a duration.")]
    [InlineData("""{ "Windows": { "T-2h": { "Premises": { "Need": { "Essential": false } } } } }""", "MeetingClock:Windows:T-2h:Premises:Need:Essential", "A window may only tighten")]
    [InlineData("""{ "Windows": { "T-2h": { "Premises": { "Need": { "CapsTalkAt": "Proposal" } } } } }""", "MeetingClock:Windows:T-2h:Premises:Need:CapsTalkAt", "A window may only tighten")]
    [InlineData("""{ "Windows": { "T-2h": { "Premises": { "Need": { "Weight": 3 } } } } }""", "MeetingClock:Windows:T-2h:Premises:Need:Weight", "The key is unknown.")]
    [InlineData("""{ "Windows": { "T-2h": { "Premises": { "Nede": { "Essential": true } } } } }""", "MeetingClock:Windows:T-2h:Premises:Nede", "There is no premise of that name.")]
    [InlineData("""{ "Windows": { "T-2h": { "Premises": { "Budget": { "CapsTalkAt": "ConfirmProblem" } } } } }""", "MeetingClock:Windows:T-2h:Premises:Budget:CapsTalkAt", "In the window \"T-2h\": Ready below Proposal: ")]
    public void Faults_are_told_in_their_place(string clock, string path, string problem)
    {
        var (rules, faults) = TestRules.Try($$"""{ "MeetingClock": {{clock}} }""");

        rules.ShouldBeNull();
        faults.ShouldContain(
            fault => fault.Path == $"Readiness:{path}" && fault.Problem.StartsWith(problem) && fault.Line != null && fault.Remedy.Length > 0,
            string.Join('\n', faults.Select(f => $"{f.Path}: {f.Problem}")));
    }
}
