using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests.Backtests;

/// <summary><c>backtest --crm</c> and <c>calibrate --crm</c>, over real sockets, against practice CRMs with closed deals and their history.</summary>
public sealed class CrmBacktestTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private SandboxServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 900 }, TimeProvider.System, TestContext.Current.CancellationToken);
        _bench.ConnectTo(_server);
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Kind"] = "Salesforce",
            ["Enabled"] = "true",
            ["Salesforce__LoginUrl"] = _server.SalesforceLoginUrl.GetLeftPart(UriPartial.Authority),
            ["Salesforce__Flow"] = "RefreshToken",
            ["Salesforce__ClientId"] = _server.Crms.SalesforceClientId,
            ["Salesforce__ClientSecret"] = _server.Crms.SalesforceClientSecret,
            ["Salesforce__RefreshToken"] = _server.Crms.SalesforceRefreshToken,
            ["Salesforce__RefreshTokenFile"] = Path.Combine(_bench.Folder, "refresh-token"),
        })
        {
            _bench.Environment[$"CRS_Crms__salesforce__{key}"] = value;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task Closed_deals_are_judged_as_before_their_first_meeting(string crm)
    {
        (await _bench.RunAsync("backtest", "--crm", crm, "--json")).ShouldBe(0, _bench.Error);

        var report = _bench.Json;
        report["fromHistory"]!.GetValue<bool>().ShouldBeTrue();
        report["won"]!.GetValue<int>().ShouldBeGreaterThan(20);
        report["lost"]!.GetValue<int>().ShouldBeGreaterThan(20);
        report["undated"]!.GetValue<int>().ShouldBePositive("associations and companies have no past");
        var undated = report["undatedFields"]!.AsArray().ToDictionary(one => one!["field"]!.GetValue<string>(), one => one!["count"]!.GetValue<int>());
        new[] { "contact.count", "contact.roles", "company.employees" }.ShouldAllBe(field => undated.ContainsKey(field));
        undated.Values.Sum().ShouldBe(report["undated"]!.GetValue<int>());
        report["tooLate"]!.GetValue<int>().ShouldBePositive("meetings brought answers too");
        report["score"]!["auc"]!["value"]!.GetValue<double>().ShouldBeGreaterThan(0.7);
        report["drift"]!["quarters"]!.AsArray().ShouldNotBeEmpty();

        (await _bench.RunAsync("backtest", "--crm", crm, "--deals", "30", "--every-meeting", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["deals"]!.GetValue<int>().ShouldBeGreaterThan(30, "most had a second meeting");
        _bench.Json["groups"]!.GetValue<int>().ShouldBeLessThanOrEqualTo(30);
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task Only_deals_closed_since_a_day_are_read(string crm)
    {
        (await _bench.RunAsync("backtest", "--crm", crm, "--json")).ShouldBe(0, _bench.Error);
        var all = _bench.Json["deals"]!.GetValue<int>();

        var since = TimeProvider.System.GetUtcNow().AddDays(-45).ToString("yyyy-MM-dd", null);
        (await _bench.RunAsync("backtest", "--crm", crm, "--since", since, "--json")).ShouldBe(0, _bench.Error);

        _bench.Json["deals"]!.GetValue<int>().ShouldBeInRange(1, all - 1);
    }

    [Fact]
    public async Task Calibration_reads_the_same_deals_and_writes_nothing_to_the_crm()
    {
        (await _bench.RunAsync("calibrate", "--crm", "hubspot", "--patch", "patch.json", "--json")).ShouldBe(0, _bench.Error);

        _bench.Json["tooFew"]!.GetValue<bool>().ShouldBeFalse();
        _bench.Json["gain"]!["folds"]!.GetValue<int>().ShouldBe(5);
        if (_bench.Json["patch"] is not null)
        {
            File.Exists(Path.Combine(_bench.Folder, "patch.json")).ShouldBeTrue();
            (await _bench.RunAsync("settings", "validate", "--settings", "patch.json")).ShouldBe(0, _bench.Error);
        }
    }

    [Fact]
    public async Task A_file_and_a_connection_at_once_are_refused()
    {
        (await _bench.RunAsync("backtest", "--crm", "hubspot", "--csv", "deals.csv")).ShouldBe(2);

        _bench.Error.ShouldContain("Both a connection and a file");
    }
}
