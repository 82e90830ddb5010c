namespace CrmReadinessSync.Sync.Tests;

public sealed class RetryPolicyTests
{
    private static readonly CrmFailure Transient = new(FailureAction.Retry, "503", "Later.");
    private static readonly CrmFailure Permanent = new(FailureAction.SkipDeal, "INVALID", "No.");

    [Fact]
    public void The_pause_doubles_up_to_an_hour_and_half_of_it_is_chance()
    {
        foreach (var (attempt, pause) in Pauses(Transient, 12))
        {
            var full = TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, attempt - 1)));
            pause.ShouldBeInRange(full / 2, full);
        }
    }

    [Fact]
    public void A_deal_that_needs_a_person_waits_from_an_hour_to_a_day()
    {
        var pauses = Pauses(Permanent, 40).ToList();

        pauses[0].Pause.ShouldBeInRange(TimeSpan.FromMinutes(30), TimeSpan.FromHours(1));
        pauses[^1].Pause.ShouldBeInRange(TimeSpan.FromHours(12), TimeSpan.FromHours(24));
    }

    [Fact]
    public void The_same_seed_gives_the_same_pauses_and_deals_failing_together_come_back_apart()
    {
        Pauses(Transient, 8).ShouldBe(Pauses(Transient, 8));

        var policy = new RetryPolicy(new Random(1));
        Enumerable.Range(0, 50).Select(deal => policy.Next($"{deal}", null, Permanent, World.Start).NextAt).Distinct().Count().ShouldBeGreaterThan(45);
    }

    [Fact]
    public void A_time_that_the_crm_names_is_waited_for()
    {
        var later = World.Start.AddHours(5);

        new RetryPolicy(new Random(1)).Next("1", null, Transient with { ResumeAt = later }, World.Start).NextAt.ShouldBe(later);
    }

    private static IEnumerable<(int Attempt, TimeSpan Pause)> Pauses(CrmFailure failure, int count)
    {
        var policy = new RetryPolicy(new Random(7));
        RetryRecord? entry = null;
        for (var attempt = 1; attempt <= count; attempt++)
        {
            entry = policy.Next("1", entry, failure, World.Start);
            entry.Attempts.ShouldBe(attempt);
            yield return (attempt, entry.NextAt - World.Start);
        }
    }
}
