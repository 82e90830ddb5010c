using System.Net;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class LimitTests : IAsyncDisposable
{
    private readonly TestOrg _org = new();

    [Theory]
    [InlineData("api-usage=18/15000", 18, 15000)]
    [InlineData("api-usage=25/5000; per-app-api-usage=17/250(appName=X)", 25, 5000)]
    [InlineData("per-app-api-usage=17/250(appName=X); api-usage=25/5000", 25, 5000)]
    public void The_orgs_own_use_is_read_whatever_stands_around_it(string header, long used, long limit) => LimitInfo.Read(header).ShouldBe((used, limit));

    [Theory]
    [InlineData("per-app-api-usage=17/250(appName=X)")]
    [InlineData("")]
    public void An_apps_use_is_not_the_orgs(string header) => LimitInfo.Read(header).ShouldBeNull();

    [Fact]
    public void Our_share_of_the_day_ends_the_cycle_politely()
    {
        _org.Connection = _org.Connection with { DailyShare = 0.001 };
        _org.Stub.On("GET", "/services/data", _ =>
        {
            var answer = StubOrg.Json("""[{"label":"x","url":"/services/data/v67.0","version":"67.0"}]""");
            answer.Headers.Add("Sforce-Limit-Info", "api-usage=100/1000");
            return answer;
        });

        var failure = TestOrg.Fails(() => _org.Open());

        failure.Action.ShouldBe(FailureAction.OutOfBudget);
        failure.ResumeAt.ShouldNotBeNull();
    }

    [Fact]
    public void The_days_limit_ends_the_cycle_politely_and_is_not_tried_again()
    {
        _org.Stub.On("GET", "/services/data", _ => StubOrg.Error(HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));

        var failure = TestOrg.Fails(() => _org.Open());

        failure.Action.ShouldBe(FailureAction.OutOfBudget);
        failure.ResumeAt.ShouldBe(_org.Time.GetUtcNow() + TimeSpan.FromHours(1));
        _org.Stub.Lines.ShouldBe(["POST /services/oauth2/token", "GET /services/data"]);
    }

    [Fact]
    public void Too_many_at_once_backs_off_and_goes_on()
    {
        var calls = 0;
        _org.Stub.On("GET", "/services/data", _ => ++calls < 3
            ? StubOrg.Error(HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")
            : StubOrg.Json("""[{"label":"x","url":"/services/data/v67.0","version":"67.0"}]"""));

        _org.Open();

        calls.ShouldBe(3);
        _org.Crm.Usage.Throttled.ShouldBe(2);
        _org.Time.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void What_was_used_of_the_day_outlives_the_process()
    {
        _org.Open();
        long.Parse(_org.Cached["salesforce.used 2026-11-22"], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(_org.Crm.Usage.Total - 1);
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();
}
