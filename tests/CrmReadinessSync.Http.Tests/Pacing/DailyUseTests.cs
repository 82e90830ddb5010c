namespace CrmReadinessSync.Http.Tests;

/// <summary>What several processes use of one allowance is one sum.</summary>
public sealed class DailyUseTests
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<DateOnly, long> _kept = [];
    private bool _isFull;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_that_take_turns_draw_on_one_share()
    {
        var (one, other) = (New(), New());
        Learn(one, other);
        await one.ShareAsync(Add, Token);
        await other.ShareAsync(Add, Token);
        var sent = 0;
        while (sent < 200)
        {
            var turn = sent % 14 < 7 ? one : other;
            await turn.SaveAsync(Token);
            try
            {
                turn.Quota.Spend();
            }
            catch (QuotaSpentException)
            {
                break;
            }

            sent++;
            await turn.SaveAsync(Token);
        }

        sent.ShouldBe(100);
        _kept.Values.Single().ShouldBe(100);
    }

    [Fact]
    public async Task A_process_that_starts_anew_goes_on_where_the_last_one_stood()
    {
        var first = New();
        await first.ShareAsync(Add, Token);
        first.Quota.Spend();
        first.Quota.Spend();
        await first.SaveAsync(Token);

        var next = New();
        next.Quota.Spend();
        await next.ShareAsync(Add, Token);
        next.Quota.Use.Used.ShouldBe(3);
        await next.ShareAsync(Add, Token);
        next.Quota.Use.Used.ShouldBe(3);
        _kept.Values.Single().ShouldBe(3);
    }

    [Fact]
    public async Task No_more_than_ten_requests_are_unknown_to_others()
    {
        var use = New();
        await use.ShareAsync(Add, Token);
        for (var sent = 1; sent <= 95; sent++)
        {
            await use.SaveOftenAsync(Token);
            use.Quota.Spend();
            (sent - _kept.Values.Sum()).ShouldBeLessThanOrEqualTo(10);
        }
    }

    [Fact]
    public async Task What_could_not_be_kept_is_told_later_and_told_once()
    {
        var use = New();
        await use.ShareAsync(Add, Token);
        use.Quota.Spend();
        _isFull = true;
        await Should.ThrowAsync<IOException>(() => use.SaveAsync(Token));
        _isFull = false;
        use.Quota.Spend();
        await use.SaveAsync(Token);
        await use.SaveAsync(Token);
        _kept.Values.Single().ShouldBe(2);
    }

    [Fact]
    public async Task A_new_day_is_counted_anew()
    {
        var use = New();
        await use.ShareAsync(Add, Token);
        use.Quota.Spend();
        await use.SaveAsync(Token);
        _time.Run(() => Task.Delay(TimeSpan.FromHours(10), _time, CancellationToken.None));
        use.Quota.Spend();
        await use.SaveAsync(Token);
        _kept.ShouldBe(new Dictionary<DateOnly, long> { [new(2026, 11, 22)] = 1, [new(2026, 11, 23)] = 1 });
    }

    private static void Learn(params DailyUse[] uses)
    {
        foreach (var use in uses)
        {
            use.Quota.Learn(limit: 100, left: 100);
        }
    }

    private DailyUse New() => new(new DailyQuota(1, _time));

    private Task<long> Add(DateOnly day, long count, CancellationToken cancellationToken) => _isFull
        ? Task.FromException<long>(new IOException("The disk is full."))
        : Task.FromResult(_kept[day] = _kept.GetValueOrDefault(day) + count);
}
