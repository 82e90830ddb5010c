namespace CrmReadinessSync.Readiness.Tests;

/// <summary>What time alone does to a verdict.</summary>
public sealed class ClockTests
{
    [Fact]
    public void An_answer_goes_stale_at_the_instant_the_verdict_names()
    {
        var facts = TestRules.Deal(TestRules.Now.AddDays(-10), ("need", "decided"));
        var due = TestRules.Standard.Judge(facts, TestRules.Clock).ChangesAt.ShouldNotBeNull();

        due.ShouldBe(TestRules.Now.AddDays(110));
        Need(facts, due.AddTicks(-1)).Finding.ShouldBe(Finding.Met);
        Need(facts, due).ShouldSatisfyAllConditions(f => f.Finding.ShouldBe(Finding.Unknown), f => f.Kind.ShouldBe(UnknownKind.Stale));
    }

    [Fact]
    public void Last_fiscal_year_s_budget_is_unknown_from_the_first_of_april_in_the_crm_s_zone()
    {
        var facts = new DealFacts.Builder().Set(Vocabulary.Budget, "allocated", new DateTimeOffset(2027, 3, 20, 0, 0, 0, TimeSpan.Zero)).Build();
        var april = new DateTimeOffset(2027, 4, 1, 0, 0, 0, TimeSpan.FromHours(9));

        var before = TestRules.Standard.Judge(facts, new JudgingClock(april.AddTicks(-1), TestRules.Tokyo));
        before.Findings[4].Finding.ShouldBe(Finding.Met);
        before.ChangesAt.ShouldBe(april);
        TestRules.Standard.Judge(facts, new JudgingClock(april, TestRules.Tokyo)).Findings[4].Kind.ShouldBe(UnknownKind.Stale);
    }

    [Fact]
    public void Being_a_customer_does_not_age()
    {
        var facts = TestRules.Deal(TestRules.Now.AddDays(-3000), ("customer", "existing"));

        TestRules.Standard.Judge(facts, TestRules.Clock).Findings[4].Finding.ShouldBe(Finding.Met);
    }

    [Fact]
    public void A_grant_s_deadline_counts_until_its_day_has_passed()
    {
        var facts = TestRules.Deal(("timing", "event"), ("decide_by", "2026-11-25"));
        var midnight = new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.FromHours(9));

        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);
        verdict.ChangesAt.ShouldBe(midnight);
        verdict.Findings[1].Finding.ShouldBe(Finding.Met);
        TestRules.Standard.Judge(facts, new JudgingClock(midnight, TestRules.Tokyo)).Findings[1].Kind.ShouldBe(UnknownKind.Stale);
    }

    [Fact]
    public void A_no_stays_a_no_after_the_deadline()
    {
        var facts = TestRules.Deal(("timing", "not_now"), ("decide_by", "2026-11-01"));

        TestRules.Standard.Judge(facts, TestRules.Clock).Phase.ShouldBe(Phase.Gathering);
    }

    [Theory]
    [InlineData(200, "2026-11-20", Finding.Met)]
    [InlineData(200, "2026-05-01", Finding.Unknown)]
    [InlineData(200, "2026-12-01", Finding.Unknown)]
    [InlineData(5, "2025-01-01", Finding.Met)]
    [InlineData(null, "2025-01-01", Finding.Met)]
    public void Confirming_freshens_what_is_old_and_ages_nothing(int? daysAgo, string confirmedOn, Finding expected)
    {
        var facts = new DealFacts.Builder()
            .Set(Vocabulary.Need, "decided", daysAgo is { } days ? TestRules.Now.AddDays(-days) : null)
            .Set(Vocabulary.ConfirmedOn, confirmedOn)
            .Build();

        Need(facts, TestRules.Now).Finding.ShouldBe(expected);
    }

    [Fact]
    public void A_meeting_changes_the_text_a_day_ahead_and_is_over_when_it_starts()
    {
        var start = new DateTimeOffset(2026, 11, 26, 5, 0, 0, TimeSpan.Zero);
        var facts = TestRules.Deal(null, ("meeting.start", "2026-11-26T05:00:00Z"));

        TestRules.Standard.Judge(facts, TestRules.Clock).ChangesAt.ShouldBe(start.AddDays(-3));
        TestRules.Standard.Judge(facts, new JudgingClock(start.AddDays(-3), TestRules.Tokyo)).ChangesAt.ShouldBe(start.AddDays(-1));
        var lastDay = TestRules.Standard.Judge(facts, new JudgingClock(start.AddDays(-1), TestRules.Tokyo));
        lastDay.ChangesAt.ShouldBe(start.AddHours(-2));
        lastDay.MeetingStart.ShouldBe(start);
        TestRules.Standard.Judge(facts, new JudgingClock(start, TestRules.Tokyo)).MeetingStart.ShouldBeNull();
    }

    [Theory]
    [InlineData("need=no_plan", "2027-05-11")]
    [InlineData("timing=not_now", "2027-02-10")]
    [InlineData("timing=not_now;decide_by=2027-03-05", "2027-01-04")]
    [InlineData("timing=not_now;decide_by=2026-12-01", "2027-02-10")]
    [InlineData("timing=not_now;budget=no_budget", "2027-02-01")]
    [InlineData("timing=not_now;budget=no_budget;decide_by=2027-03-05", "2027-01-04")]
    [InlineData("need=no_plan;budget=no_budget", "2027-05-11")]
    [InlineData("need=open", null)]
    public void A_hold_names_the_business_day_to_come_back(string values, string? expected)
    {
        var rules = TestRules.Compile("""{ "Calendar": { "Holidays": ["2027-01-01"] } }""");
        var facts = TestRules.Deal([.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))]);

        rules.Judge(facts, TestRules.Clock).RevisitOn.ShouldBe(expected is null ? null : DateOnly.Parse(expected, null));
    }

    [Fact]
    public void A_revisit_day_that_has_come_makes_way_for_the_next()
    {
        var facts = TestRules.Deal(("timing", "not_now"));
        var day = new DateTimeOffset(2027, 2, 10, 0, 0, 0, TimeSpan.FromHours(9));
        var rules = TestRules.Compile("""{ "Premises": { "Timing": { "StaleAfter": null } } }""");

        rules.Judge(facts, TestRules.Clock).ChangesAt.ShouldBe(day);
        rules.Judge(facts, new JudgingClock(day, TestRules.Tokyo)).RevisitOn.ShouldBe(new DateOnly(2027, 5, 11));
    }

    [Fact]
    public void A_revisit_day_on_a_weekend_waits_for_monday_and_skips_no_turn()
    {
        var facts = TestRules.Deal(TestRules.Now.AddDays(-7), ("timing", "not_now"));
        var saturday = new DateTimeOffset(2027, 2, 13, 12, 0, 0, TimeSpan.FromHours(9));

        TestRules.Standard.Judge(facts, TestRules.Clock).RevisitOn.ShouldBe(new DateOnly(2027, 2, 15));
        TestRules.Standard.Judge(facts, new JudgingClock(saturday, TestRules.Tokyo)).RevisitOn.ShouldBe(new DateOnly(2027, 2, 15));
    }

    [Theory]
    [InlineData("2026-11-30", null, null, "close_date")]
    [InlineData("2026-10-30", null, null, "close_date")]
    [InlineData("2026-12-20", null, null, null)]
    [InlineData("2026-12-20", "contractsent", null, "stage")]
    [InlineData("2026-12-20", "qualifiedtobuy", "commit", "forecast")]
    public void Our_side_running_ahead_of_theirs_is_a_gap(string close, string? stage, string? forecast, string? expected)
    {
        var facts = TestRules.Deal([("timing", "open"), ("close_date", close), ("stage", stage ?? ""), ("forecast", forecast ?? "")]);
        var deciding = TestRules.Deal([("need", "decided"), ("timing", "dated"), ("close_date", close), ("stage", stage ?? ""), ("forecast", forecast ?? "")]);

        TestRules.Standard.Judge(facts, TestRules.Clock).Gap?.Kind.ShouldBe(expected);
        (TestRules.Standard.Judge(facts, TestRules.Clock).Gap is null).ShouldBe(expected is null);
        TestRules.Standard.Judge(deciding, TestRules.Clock).Gap.ShouldBeNull();
    }

    [Fact]
    public void A_day_begins_at_its_first_moment_even_where_the_clock_jumps_over_midnight()
    {
        var santiago = TimeZoneInfo.FindSystemTimeZoneById("America/Santiago");
        var facts = TestRules.Deal(null, ("timing", "dated"), ("decide_by", "2026-09-05"));
        var verdict = TestRules.Standard.Judge(facts, new JudgingClock(new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero), santiago));

        verdict.ChangesAt.ShouldBe(new DateTimeOffset(2026, 9, 6, 4, 0, 0, TimeSpan.Zero));
    }

    private static PremiseFinding Need(DealFacts facts, DateTimeOffset now) => TestRules.Standard.Judge(facts, new JudgingClock(now, TestRules.Tokyo)).Findings[0];
}
