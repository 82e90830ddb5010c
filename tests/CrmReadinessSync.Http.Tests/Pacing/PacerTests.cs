namespace CrmReadinessSync.Http.Tests;

public sealed class PacerTests
{
    [Theory]
    [InlineData(5, 1, 0)]
    [InlineData(5, 1, 20)]
    [InlineData(5, 1, 400)]
    [InlineData(100, 10, 35)]
    [InlineData(190, 10, 150)]
    [InlineData(190, 10, 450)]
    public void A_steady_stream_reaches_95_percent_of_the_permitted_rate_and_never_breaks_it(int permits, int seconds, int latency)
    {
        var time = new VirtualTime();
        var window = TimeSpan.FromSeconds(seconds);
        var pacer = new Pacer(permits, window, time);
        var arrivals = new List<TimeSpan>();
        var random = new Random(7);
        const int Workers = 64;
        var total = permits * 20;
        var left = total;

        time.Run(() => Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            while (left-- > 0)
            {
                using var permit = await pacer.AcquireAsync(TestContext.Current.CancellationToken);
                // The vendor's clock sees the request somewhere on its way, up to 45 ms late.
                var way = Math.Min(latency, random.Next(0, 45));
                await Task.Delay(TimeSpan.FromMilliseconds(way), time, TestContext.Current.CancellationToken);
                arrivals.Add(time.Elapsed);
                await Task.Delay(TimeSpan.FromMilliseconds(latency - way), time, TestContext.Current.CancellationToken);
            }
        })));

        arrivals.Sort();
        arrivals.Count.ShouldBe(total);
        for (var i = permits; i < arrivals.Count; i++)
        {
            (arrivals[i] - arrivals[i - permits]).ShouldBeGreaterThanOrEqualTo(window, $"request {i}");
        }

        // The first window's burst is free, and after it nothing is known yet of how long answers take; what follows is the rate.
        var rate = (total - (2 * permits)) / (arrivals[^1] - arrivals[permits]).TotalSeconds;
        (rate / (permits / window.TotalSeconds)).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(100, 10)]
    public void Processes_that_share_an_account_never_break_its_limit_together_and_nobody_starves(int permits, int seconds)
    {
        var time = new VirtualTime();
        var window = TimeSpan.FromSeconds(seconds);
        var (first, second) = (new Pacer(permits, window, time), new Pacer(permits, window, time));
        var arrivals = new List<(TimeSpan At, int Process)>();
        var total = permits * 12;
        var left = total;

        // The first has the account to itself until the second joins; both are told before their next request.
        time.Run(() => Task.WhenAll(SendAsync(first, 0, TimeSpan.Zero), SendAsync(second, 1, window * 2.5)));

        arrivals.Sort();
        for (var i = permits; i < arrivals.Count; i++)
        {
            (arrivals[i].At - arrivals[i - permits].At).ShouldBeGreaterThanOrEqualTo(window, $"request {i}");
        }

        var together = arrivals.SkipWhile(one => one.Process == 0).ToList();
        together.Count(one => one.Process == 1).ShouldBeGreaterThan(together.Count / 3);
        (together.Count / (together[^1].At - together[0].At).TotalSeconds).ShouldBeGreaterThanOrEqualTo(0.75 * (permits - 1) / seconds);

        async Task SendAsync(Pacer pacer, int process, TimeSpan after)
        {
            await Task.Delay(after, time, TestContext.Current.CancellationToken);
            if (process == 1)
            {
                first.Share(2);
            }

            while (left-- > 0)
            {
                pacer.Share(time.Elapsed < window * 2.5 ? 1 : 2);
                using var permit = await pacer.AcquireAsync(TestContext.Current.CancellationToken);
                arrivals.Add((time.Elapsed, process));
            }
        }
    }

    [Fact]
    public void What_a_header_tells_of_others_is_not_taken_from_our_own_share()
    {
        var time = new VirtualTime();
        var pacer = new Pacer(10, TimeSpan.FromSeconds(10), time);
        pacer.Learn(10, TimeSpan.FromSeconds(10), remaining: 5);
        pacer.Share(2);
        var taken = 0;

        time.Run(async () =>
        {
            for (; time.Elapsed == TimeSpan.Zero && taken < 9; taken++)
            {
                (await pacer.AcquireAsync(TestContext.Current.CancellationToken)).Dispose();
            }
        });

        taken.ShouldBe(6, "five at once, and the sixth had to wait");
    }

    [Fact]
    public void Callers_are_served_in_the_order_of_asking()
    {
        var time = new VirtualTime();
        var pacer = new Pacer(1, TimeSpan.FromSeconds(1), time);
        var order = new List<int>();

        time.Run(() => Task.WhenAll(Enumerable.Range(0, 5).Select(async i =>
        {
            using var permit = await pacer.AcquireAsync(TestContext.Current.CancellationToken);
            order.Add(i);
        })));

        order.ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void A_wait_can_be_cancelled_and_the_next_caller_goes_on()
    {
        var time = new VirtualTime();
        var pacer = new Pacer(1, TimeSpan.FromSeconds(10), time);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);

        time.Run(async () =>
        {
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            await Should.ThrowAsync<OperationCanceledException>(async () => await pacer.AcquireAsync(stop.Token));
            time.Elapsed.ShouldBe(TimeSpan.FromSeconds(2));
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            time.Elapsed.ShouldBe(TimeSpan.FromSeconds(10));
        });
    }

    [Fact]
    public void A_higher_limit_in_the_headers_is_used_at_once()
    {
        var time = new VirtualTime();
        var pacer = new Pacer(1, TimeSpan.FromSeconds(10), time);

        time.Run(async () =>
        {
            using var first = await pacer.AcquireAsync(CancellationToken.None);
            pacer.Learn(190, TimeSpan.FromSeconds(10), 189);
            for (var i = 0; i < 189; i++)
            {
                (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            }
        });

        time.Elapsed.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void When_others_draw_on_the_same_allowance_their_part_is_left_to_them()
    {
        var time = new VirtualTime();
        var pacer = new Pacer(100, TimeSpan.FromSeconds(10), time);

        time.Run(async () =>
        {
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            pacer.Learn(100, TimeSpan.FromSeconds(10), remaining: 2);
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            time.Elapsed.ShouldBe(TimeSpan.Zero);
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            time.Elapsed.ShouldBe(TimeSpan.FromSeconds(10));
        });
    }

    [Fact]
    public void A_complaint_stops_the_whole_family_and_widens_the_margin_up_to_a_quarter()
    {
        var time = new VirtualTime();
        var pacer = new Pacer(5, TimeSpan.FromSeconds(1), time);
        pacer.Margin.ShouldBe(TimeSpan.FromMilliseconds(250), "nothing is known yet");
        time.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            }
        });
        var (before, margin) = (time.Elapsed, pacer.Margin);

        pacer.Complain(TimeSpan.FromSeconds(3));
        pacer.Margin.ShouldBe(margin * 2);
        time.Run(async () => (await pacer.AcquireAsync(CancellationToken.None)).Dispose());

        (time.Elapsed - before).ShouldBe(TimeSpan.FromSeconds(3));
        for (var i = 0; i < 10; i++)
        {
            pacer.Complain(TimeSpan.Zero);
        }

        pacer.Margin.ShouldBe(TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void Those_who_name_the_same_account_share_and_others_do_not()
    {
        var pacers = new PerAccount<Pacer>();
        Pacer Of(string token) => pacers.Of(() => new Pacer(1, TimeSpan.FromSeconds(1), TimeProvider.System), "api.hubapi.com", token);

        Of("one").ShouldBeSameAs(Of("one"));
        Of("one").ShouldNotBeSameAs(Of("two"));
    }

    [Fact]
    public void Where_there_is_no_limit_nobody_waits_until_one_is_told()
    {
        var time = new VirtualTime();
        var pacer = new Pacer(1, TimeSpan.FromSeconds(1), time);
        pacer.Lift();
        time.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            }

            time.Elapsed.ShouldBe(TimeSpan.Zero);
            pacer.Learn(1, TimeSpan.FromSeconds(1), null);
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            (await pacer.AcquireAsync(CancellationToken.None)).Dispose();
            time.Elapsed.ShouldBe(TimeSpan.FromSeconds(1));
        });
    }
}
