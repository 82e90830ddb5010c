using CrmReadinessSync.Sync;
using static CrmReadinessSync.HubSpot.Tests.HubSpotTests;

namespace CrmReadinessSync.HubSpot.Tests;

public sealed class FailureTableTests : IDisposable
{
    private const string Account = "GET /account-info/2026-03/details";
    private const string Fine = """{"portalId":42,"timeZone":"Asia/Tokyo"}""";
    private readonly StubHubSpot _wire = new();
    private readonly InstantTime _time = new();

    public void Dispose() => _wire.Dispose();

    [Theory]
    [InlineData(400, """{"category":"VALIDATION_ERROR","message":"Invalid input"}""", FailureAction.StopCrm, "VALIDATION_ERROR", false)]
    [InlineData(401, """{"category":"INVALID_AUTHENTICATION","message":"Authentication credentials not found"}""", FailureAction.StopCrm, "INVALID_AUTHENTICATION", true)]
    [InlineData(404, "", FailureAction.StopCrm, "not_found", false)]
    [InlineData(409, """{"category":"CONFLICT"}""", FailureAction.Retry, "CONFLICT", false)]
    [InlineData(414, "<html><head><title>414 URI Too Long</title></head></html>", FailureAction.StopCrm, "uri_too_long", false)]
    [InlineData(530, "<!doctype html><title>Error 1016</title>", FailureAction.StopCrm, "malformed_token", true)]
    public async Task An_answer_that_stands_becomes_a_failure(int status, string body, FailureAction action, string code, bool environment)
    {
        _wire.On(Account, body, status, body.StartsWith('<') ? "text/html" : "application/json");

        var failure = await FailAsync();

        (failure.Failure.Action, failure.Failure.Code, failure.IsEnvironment).ShouldBe((action, code, environment));
        (failure.Failure.Remedy is null).ShouldBe(action == FailureAction.Retry);
    }

    [Theory]
    [InlineData(423, 2)]
    [InlineData(502, 2)]
    [InlineData(503, 0)]
    [InlineData(521, 0)]
    [InlineData(524, 0)]
    public async Task What_passes_is_waited_for(int status, int atLeastSeconds)
    {
        _wire.On(Account, "<html></html>", status, "text/html").On(Account, Fine).On("GET /crm/properties/2026-03/deals", AllProperties)
            .On("GET /crm/properties/2026-03/companies", AllProperties).On("GET /crm/properties/2026-03/contacts", AllProperties);

        await using var crm = Crm(_wire, time: _time);
        (await crm.OpenAsync(new KnownStub(), TestContext.Current.CancellationToken)).Id.ShouldBe("42");
        _time.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(atLeastSeconds));
    }

    [Theory]
    [InlineData("TEN_SECONDLY_ROLLING", 10)]
    [InlineData("SECONDLY", 1)]
    public async Task A_429_waits_as_its_policy_wants_and_is_counted(string policy, int seconds)
    {
        _wire.On(Account, $$"""{"status":"error","errorType":"RATE_LIMIT","policyName":"{{policy}}"}""", 429).On(Account, Fine)
            .On("GET", AllProperties).On("GET", AllProperties).On("GET", AllProperties);

        await using var crm = Crm(_wire, time: _time);
        await crm.OpenAsync(new KnownStub(), TestContext.Current.CancellationToken);

        _time.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds));
        crm.Usage.Throttled.ShouldBe(1);
        crm.Usage.ByKind["account"].ShouldBe(2);
    }

    [Fact]
    public async Task A_spent_day_is_not_slept_through()
    {
        _wire.On(Account, """{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","policyName":"DAILY"}""", 429);

        var failure = (await FailAsync()).Failure;

        failure.Action.ShouldBe(FailureAction.OutOfBudget);
        failure.ResumeAt.ShouldBe(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        _time.Elapsed.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task An_account_on_the_move_says_when_to_come_back()
    {
        _wire.On(Account, "", 477, "text/plain", ("Retry-After", "7200"));

        var failure = (await FailAsync()).Failure;

        (failure.Action, failure.ResumeAt).ShouldBe((FailureAction.Retry, Now.AddHours(2)));
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        _wire.On(Account, """
            {"status":"error","category":"MISSING_SCOPES","message":"This app hasn't been granted all required scopes","correlationId":"abc",
             "errors":[{"message":"One or more","context":{"requiredGranularScopes":["crm.objects.deals.read"]}}]}
            """, 403);

        var failure = (await FailAsync()).Failure;

        failure.Remedy.ShouldBe("Give the service key the scope crm.objects.deals.read.");
        failure.CorrelationId.ShouldBe("abc");
    }

    [Fact]
    public async Task The_token_never_appears_in_a_failure()
    {
        _wire.On(Account, """{"category":"INVALID_AUTHENTICATION","message":"The token pat-na1-0000-secret is bad, Bearer pat-na1-0000-secret"}""", 401);

        (await FailAsync()).ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task An_unreachable_account_is_a_matter_of_the_environment()
    {
        for (var i = 0; i < 5; i++)
        {
            _wire.OnThrow(Account, new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"));
        }

        var failure = await FailAsync();
        (failure.Failure.Action, failure.Failure.Code, failure.IsEnvironment).ShouldBe((FailureAction.Retry, "unreachable", true));
    }

    [Fact]
    public async Task Json_that_is_cut_off_is_asked_for_again()
    {
        _wire.On(Account, """{"portalId":4""").On(Account, Fine).On("GET", AllProperties).On("GET", AllProperties).On("GET", AllProperties);

        await using var crm = Crm(_wire, time: _time);
        (await crm.OpenAsync(new KnownStub(), TestContext.Current.CancellationToken)).Id.ShouldBe("42");
    }

    [Fact]
    public async Task Our_share_of_the_day_ends_the_run_politely()
    {
        _wire.On(Account, Fine, 200, "application/json", ("X-HubSpot-RateLimit-Daily", "4"), ("X-HubSpot-RateLimit-Daily-Remaining", "3"));

        var failure = (await FailAsync()).Failure;

        (failure.Action, failure.Code).ShouldBe((FailureAction.OutOfBudget, "daily_share"));
        failure.ResumeAt.ShouldBe(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero), "midnight in Tokyo");
    }

    private async Task<CrmException> FailAsync()
    {
        await using var crm = Crm(_wire, time: _time);
        var failure = await Should.ThrowAsync<CrmException>(() => crm.OpenAsync(new KnownStub(), TestContext.Current.CancellationToken));
        _wire.IsDone.ShouldBeTrue();
        return failure;
    }
}
