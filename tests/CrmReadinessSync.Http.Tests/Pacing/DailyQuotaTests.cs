namespace CrmReadinessSync.Http.Tests;

public sealed class DailyQuotaTests
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Our_share_of_the_day_ends_with_an_exception_that_says_when_the_vendors_next_day_begins()
    {
        var quota = new DailyQuota(0.25, _time);
        quota.UseZone(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        quota.Learn(limit: 40, left: 39);
        for (var i = 0; i < 10; i++)
        {
            quota.Spend();
        }

        Should.Throw<QuotaSpentException>(() => quota.Spend()).ResumeAt.ShouldBe(new(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void What_others_used_today_counts_and_what_they_used_yesterday_does_not()
    {
        var today = new DailyQuota(0.5, _time);
        today.Learn(new(2026, 11, 22), total: 5, sent: 0);
        today.Learn(10, 5);
        Should.Throw<QuotaSpentException>(() => today.Spend());

        var tomorrow = new DailyQuota(0.5, _time);
        tomorrow.Learn(new(2026, 11, 21), total: 5, sent: 0);
        tomorrow.Learn(10, 5);
        tomorrow.Spend();
        tomorrow.Use.ShouldBe((new(2026, 11, 22), 1L));
    }

    [Fact]
    public void What_is_kept_for_others_stays_however_little_they_left()
    {
        var quota = new DailyQuota(1, _time, reserve: 0.1);
        quota.Learn(1000, 102);
        quota.Spend();
        quota.Spend();
        Should.Throw<QuotaSpentException>(() => quota.Spend());
    }

    [Fact]
    public void Where_others_leave_less_than_our_share_the_last_of_that_is_for_writes_too()
    {
        var quota = new DailyQuota(0.5, _time, reserve: 0.1);
        quota.Learn(1000, 100 + 100 + 3);

        foreach (var (part, requests) in new[] { (DailyPart.Lists, 3), (DailyPart.Deals, 50), (DailyPart.Writes, 50) })
        {
            for (var i = 0; i < requests; i++)
            {
                quota.Spend(part);
            }

            Should.Throw<QuotaSpentException>(() => quota.Spend(part));
        }
    }

    [Fact]
    public void Lists_end_first_then_reads_by_name_and_writes_take_the_last_of_the_share()
    {
        var quota = new DailyQuota(0.5, _time);
        quota.Learn(200, 199);

        foreach (var (part, requests) in new[] { (DailyPart.Lists, 80), (DailyPart.Deals, 10), (DailyPart.Writes, 10) })
        {
            for (var i = 0; i < requests; i++)
            {
                quota.Spend(part);
            }

            Should.Throw<QuotaSpentException>(() => quota.Spend(part));
        }
    }

    [Fact]
    public void What_was_sent_while_the_sum_was_told_counts_too_and_a_smaller_sum_takes_nothing_back()
    {
        var quota = new DailyQuota(1, _time);
        quota.Spend();
        quota.Spend();
        quota.Learn(new(2026, 11, 22), total: 7, sent: 1);
        quota.Use.Used.ShouldBe(8);
        quota.Learn(new(2026, 11, 22), total: 2, sent: 2);
        quota.Use.Used.ShouldBe(8);
    }

    [Fact]
    public void The_accounts_last_request_is_never_overdrawn_and_a_new_day_starts_afresh()
    {
        var quota = new DailyQuota(1, _time);
        quota.Learn(1000, 1);
        quota.Spend();
        Should.Throw<QuotaSpentException>(() => quota.Spend());

        _time.Run(() => Task.Delay(TimeSpan.FromHours(10), _time, CancellationToken.None));
        quota.Spend();
        quota.Use.ShouldBe((new(2026, 11, 23), 1L));
    }
}
