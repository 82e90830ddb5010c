namespace CrmReadinessSync.Http.Tests;

/// <summary>Requests arrive later than they leave, and not all alike: no window of the vendor's may hold more than permitted for it.</summary>
public sealed class LateArrivalTests
{
    [Fact]
    public void Where_answers_take_now_long_now_short_no_window_holds_more_than_permitted()
    {
        var time = new VirtualTime();
        var window = TimeSpan.FromSeconds(1);
        var pacer = new Pacer(5, window, time);
        var arrivals = new List<TimeSpan>();
        var random = new Random(7);

        time.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var permit = await pacer.AcquireAsync(CancellationToken.None);
                // A vendor that works on one request at a time is reached late by whoever stands in its line.
                await Task.Delay(TimeSpan.FromMilliseconds(i % 5 == 0 ? random.Next(120, 160) : random.Next(5, 15)), time, CancellationToken.None);
                arrivals.Add(time.Elapsed);
            }
        });

        for (var i = 5; i < arrivals.Count; i++)
        {
            (arrivals[i] - arrivals[i - 5]).ShouldBeGreaterThanOrEqualTo(window, $"request {i}");
        }
    }

    /// <summary>A pause of a garbage collector, a lost packet: once in a while a request takes far longer than any before it.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(900)]
    [InlineData(3000)]
    public void A_request_that_is_far_longer_on_its_way_than_any_before_it_is_overtaken_by_no_more_than_its_window_permits(int late)
    {
        var time = new VirtualTime();
        var window = TimeSpan.FromSeconds(1);
        var pacer = new Pacer(5, window, time);
        var arrivals = new List<TimeSpan>();
        var left = 60;

        time.Run(() => Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            while (left-- > 0)
            {
                using var permit = await pacer.AcquireAsync(CancellationToken.None);
                await Task.Delay(TimeSpan.FromMilliseconds(left is 20 or 35 ? late : 20), time, CancellationToken.None);
                arrivals.Add(time.Elapsed);
                await Task.Delay(TimeSpan.FromMilliseconds(80), time, CancellationToken.None);
            }
        })));

        arrivals.Sort();
        for (var i = 5; i < arrivals.Count; i++)
        {
            (arrivals[i] - arrivals[i - 5]).ShouldBeGreaterThanOrEqualTo(window, $"request {i}");
        }
    }

    /// <summary>The first requests of a process open connections, and find a vendor who has to wake up.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(100, 10)]
    public void As_long_as_nobody_knows_how_long_requests_take_the_first_windows_hold_no_more_than_permitted(int permits, int seconds)
    {
        var time = new VirtualTime();
        var window = TimeSpan.FromSeconds(seconds);
        var pacer = new Pacer(permits, window, time);
        var arrivals = new List<TimeSpan>();

        time.Run(() => Task.WhenAll(Enumerable.Range(0, permits * 4).Select(async i =>
        {
            using var permit = await pacer.AcquireAsync(CancellationToken.None);
            await Task.Delay(i < permits ? window * 0.24 : TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
            arrivals.Add(time.Elapsed);
        })));

        for (var i = permits; i < arrivals.Count; i++)
        {
            (arrivals[i] - arrivals[i - permits]).ShouldBeGreaterThanOrEqualTo(window, $"request {i}");
        }
    }
}
