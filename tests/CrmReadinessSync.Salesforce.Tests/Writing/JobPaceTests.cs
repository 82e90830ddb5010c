namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>A bulk job is looked at about when it is over.</summary>
public sealed class JobPaceTests
{
    [Fact]
    public void The_first_job_is_looked_at_after_a_second_then_after_twice_as_long_each_time() =>
        new JobPace().WaitsFor(10_000).Take(7).Select(wait => wait.TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 20, 20]);

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(18)]
    [InlineData(60)]
    public void Later_jobs_cost_about_two_looks_and_a_few_seconds_more_than_they_take(double seconds)
    {
        var pace = new JobPace();
        Run(pace, seconds);
        var later = Enumerable.Range(0, 20).Select(_ => Run(pace, seconds)).ToList();
        later.Average(job => job.Looks).ShouldBeLessThanOrEqualTo(2);
        later.Skip(1).Max(job => job.Seen.TotalSeconds - seconds).ShouldBeLessThanOrEqualTo(Math.Max(1, seconds * 0.15));
    }

    [Fact]
    public void A_smaller_job_is_expected_to_end_sooner()
    {
        var pace = new JobPace();
        pace.Learn(10_000, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(9));
        pace.WaitsFor(5_000).First().ShouldBe(TimeSpan.FromSeconds(4.25));
    }

    /// <summary>Whatever was learnt, a job is neither looked at all the time nor forgotten for minutes.</summary>
    [Theory]
    [InlineData(0, 0.001)]
    [InlineData(1, 100_000)]
    public void A_first_look_comes_within_a_minute_and_each_later_one_within_twenty_seconds(double before, double after)
    {
        var pace = new JobPace();
        pace.Learn(10, TimeSpan.FromSeconds(before), TimeSpan.FromSeconds(after));
        pace.WaitsFor(10_000).First().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        pace.WaitsFor(10_000).Skip(1).Take(20).ShouldAllBe(wait => wait >= TimeSpan.FromSeconds(1) && wait <= TimeSpan.FromSeconds(20));
    }

    /// <summary>Nothing keeps the lease between two looks (law 11).</summary>
    [Fact]
    public void No_wait_after_the_slowest_request_outlasts_what_is_left_of_the_lease()
    {
        var pace = new JobPace();
        pace.Learn(10, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
        pace.WaitsFor(10_000).Take(20).ShouldAllBe(wait => SalesforceCrm.AttemptTimeout + wait < Sync.ILeases.LeftAtSending);
    }

    private static (int Looks, TimeSpan Seen) Run(JobPace pace, double seconds)
    {
        var (at, looks) = (TimeSpan.Zero, 0);
        foreach (var wait in pace.WaitsFor(10_000))
        {
            var before = at;
            at += wait;
            looks++;
            if (at.TotalSeconds >= seconds)
            {
                pace.Learn(10_000, before, at);
                break;
            }
        }

        return (looks, at);
    }
}
