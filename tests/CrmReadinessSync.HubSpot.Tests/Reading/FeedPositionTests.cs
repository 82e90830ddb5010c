namespace CrmReadinessSync.HubSpot.Tests;

public sealed class FeedPositionTests
{
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Now = HubSpotTests.Now;

    [Fact]
    public void A_window_overlaps_the_last_one_by_half_a_minute()
    {
        var window = FeedPosition.AfterFullRead(Now, Lag).Next(Now.AddMinutes(1), Lag);

        window.ShouldBe(new FeedWindow(Now.AddSeconds(-30), Now.AddMinutes(1), Settles: false));
    }

    [Fact]
    public void Our_echoes_are_listed_once_and_the_window_after_begins_behind_them()
    {
        var first = FeedPosition.AfterFullRead(Now, Lag);
        var echo = Now.AddSeconds(12);

        var second = first.Next(Now.AddSeconds(20), Lag);
        second.From.ShouldBeLessThan(echo);
        var third = first.After(second, echo, Lag).Next(Now.AddSeconds(25), Lag);

        third.From.ShouldBe(echo);
        third.Until.ShouldBe(Now.AddSeconds(25));
    }

    [Fact]
    public void After_twice_the_index_lag_everything_unsettled_is_read_again_and_settled_up_to_the_lag()
    {
        var position = new FeedPosition(Now.AddMinutes(4), Now.AddMinutes(-5), Now.AddMinutes(4));
        var window = position.Next(Now.AddMinutes(5), Lag);

        window.ShouldBe(new FeedWindow(Now.AddMinutes(-5), Now.AddMinutes(5), Settles: true));
        position.After(window, null, Lag).Settled.ShouldBe(Now);
    }

    [Fact]
    public void A_clock_that_goes_back_never_moves_a_position_back()
    {
        var position = new FeedPosition(Now, Now.AddMinutes(-5));
        var window = position.Next(Now.AddMinutes(-1), Lag);

        window.Until.ShouldBeLessThan(Now);
        position.After(window, null, Lag).Until.ShouldBe(Now);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday;today;")]
    [InlineData("2026-11-22T09:00:00.000Z")]
    public void A_position_of_another_make_starts_the_feed_over(string? text) => FeedPosition.Parse(text).ShouldBeNull();

    [Fact]
    public void A_position_survives_its_text()
    {
        var position = new FeedPosition(Now.AddMilliseconds(123), Now, Now.AddTicks(TimeSpan.TicksPerMillisecond * 7));
        FeedPosition.Parse(position.ToString()).ShouldBe(position);
        position.ToString().ShouldBe("2026-11-22T09:00:00.123Z;2026-11-22T09:00:00.000Z;2026-11-22T09:00:00.007Z");
    }

    [Fact]
    public void No_row_whose_index_is_less_late_than_the_lag_is_missed_whatever_the_schedule()
    {
        // A row of stamp s that becomes visible at s + late must lie in some window that is read after that.
        var random = new Random(20261122);
        for (var run = 0; run < 200; run++)
        {
            var position = FeedPosition.AfterFullRead(Now, Lag);
            var clock = Now;
            var rows = Enumerable.Range(0, 50).Select(_ => (Stamp: Now.AddSeconds(random.Next(1, 3600)), Late: TimeSpan.FromSeconds(random.Next(0, 299)))).ToList();
            var seen = new HashSet<int>();
            while (clock < Now.AddHours(1.5))
            {
                clock = clock.AddSeconds(random.Next(5, 400));
                var window = position.Next(clock, Lag);
                for (var i = 0; i < rows.Count; i++)
                {
                    if (rows[i].Stamp > window.From && rows[i].Stamp <= window.Until && rows[i].Stamp + rows[i].Late <= clock)
                    {
                        seen.Add(i);
                    }
                }

                position = position.After(window, null, Lag);
            }

            seen.Count.ShouldBe(rows.Count, $"run {run}");
        }
    }
}
