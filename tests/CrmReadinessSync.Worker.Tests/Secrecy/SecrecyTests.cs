using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>
/// A noisy day at the most verbose level: four connections whose CRMs throttle, break off, lose answers and repeat in their errors the token and
/// the deals they were told of. Then everything that was left behind is searched (law 12).
/// </summary>
public sealed partial class SecrecyTests : IAsyncLifetime
{
    private const string Stranger = " to a stranger";
    private const string PageToken = "open-sesame-47110815";

    private static readonly string[] Paths = ["/", "/deals", "/deals?q=a", "/rules", "/runs", "/sign-in", "/health/live", "/health/ready", "/page.css", "/no-such-page"];

    private readonly Bench _bench = new() { Time = new HastyTime() };
    private readonly StringBuilder _exceptions = new();
    private readonly Lock _gate = new();
    private SandboxServer _server = null!;
    private EchoingProxy _hubSpot = null!;
    private EchoingProxy _org = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(
            new SandboxOptions { Deals = 120, Faults = ["throttled", "flaky", "lost-acks", "locked-rows"] }, TimeProvider.System, TestContext.Current.CancellationToken);
        _hubSpot = await EchoingProxy.StartAsync(_server.HubSpotBaseUrl);
        _org = await EchoingProxy.StartAsync(_server.SalesforceLoginUrl);
        AppDomain.CurrentDomain.FirstChanceException += Note;
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Note;
        await _hubSpot.DisposeAsync();
        await _org.DisposeAsync();
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task No_secret_is_left_anywhere_and_no_deal_in_a_log()
    {
        Connect();
        var output = new StringBuilder();
        var logs = new StringBuilder();
        foreach (var arguments in new[]
        {
            ["once"], ["once", "--json"], ["once", "--crm", "keyed", "--json"], ["preview", "--json"], ["preview"], ["explain", "keyed", "1", "--json"], ["check", "--json"], ["report", "--json"], ["stops", "--json"], ["outcomes", "--json"], ["undo", "1", "--crm", "keyed", "--json"], ["provision", "keyed", "--json"], ["settings", "show"], ["settings", "show", "--json"],
            ["settings", "validate"], ["once", "--json", "--set", "Crms:keyed:HubSpot:BaseUrl=http://public.example"], ["once", "--json", "--set", "Crms:org:Salesforce:Flow=Nonsense"], new[] { "once" },
        })
        {
            await _bench.RunAsync(arguments);
            // What stops a command is told a person on the screen, in the CRM's words; a cycle tells a log.
            output.Append(_bench.Out).Append(_bench.Error);
            logs.Append(arguments[0] == "once" ? _bench.Error : "");
        }

        var pages = await ServeAsync(logs);
        foreach (var file in Directory.EnumerateFiles(_bench.Folder, "*.json", SearchOption.AllDirectories).Where(file => file.Contains("logs", StringComparison.Ordinal)))
        {
            logs.Append(await ReadAsync(file));
        }

        (_hubSpot.Errors + _org.Errors).ShouldBeGreaterThan(20, "the day was to be noisy");
        logs.ToString().ShouldContain("\"Level\":\"Debug\"", customMessage: "the log was to be verbose");
        var everywhere = new List<(string Where, string Text)> { ("an output", output.ToString()), ("a log", logs.ToString()), ("an exception", Exceptions()) };
        everywhere.AddRange(pages);
        foreach (var file in Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories))
        {
            everywhere.Add((Path.GetFileName(file), await ReadAsync(file)));
        }

        everywhere.ShouldContain(one => one.Where.EndsWith(".db", StringComparison.Ordinal));
        var leaks = from secret in Secrets() from one in everywhere where one.Text.Contains(secret.Value, StringComparison.Ordinal) select $"{secret.Name} in {one.Where}: {Around(one.Text, secret.Value)}";
        leaks.ShouldBeEmpty();

        var texts = await DealTextsAsync();
        texts.Count.ShouldBeGreaterThan(100);
        texts.Where(text => logs.ToString().Contains(text, StringComparison.Ordinal)).Select(text => $"{text}: {Around(logs.ToString(), text)}").ShouldBeEmpty();

        // Whoever shows the page's token may see the deals, names and words included; nobody else sees any.
        var telling = pages.Where(page => texts.Any(text => page.Text.Contains(text, StringComparison.Ordinal))).Select(page => page.Where).ToList();
        telling.Count.ShouldBeGreaterThan(10);
        telling.Where(where => where.EndsWith(Stranger, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>The service with its status page on the same journal: each page, in both languages, as whoever has the token sees it and as a stranger does.</summary>
    private async Task<List<(string Where, string Text)>> ServeAsync(StringBuilder logs)
    {
        using var stop = new CancellationTokenSource();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var output = new Watched(("The status page is at", () => { }), ("Cycle ", () => ready.TrySetResult()));
        using var error = new StringWriter();
        var running = Task.Run(() => CommandLine.RunAsync(["run"], _bench.Surroundings(output, error), stop.Token));
        await ready.Task.WaitAsync(Watched.NeverLonger, TestContext.Current.CancellationToken);
        var address = new Uri(StatusPage().Match(output.ToString()).Groups["url"].Value);
        using var client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "Authorization", $"Bearer {PageToken}" } } };
        using var stranger = new HttpClient { BaseAddress = address };
        var pages = new List<(string Where, string Text)>();
        foreach (var path in Paths.Concat(await LinksAsync(client)))
        {
            foreach (var language in new[] { "en", "ja" })
            {
                var target = new Uri($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={language}", UriKind.Relative);
                pages.Add(($"{path} in {language}", await ReadAsync(client, target)));
                pages.Add(($"{path} in {language}{Stranger}", await ReadAsync(stranger, target)));
            }
        }

        await stop.CancelAsync();
        (await running).ShouldBe(0);
        logs.Append(output).Append(error);
        return pages;
    }

    private static async Task<string> ReadAsync(HttpClient client, Uri page)
    {
        using var answer = await client.GetAsync(page, TestContext.Current.CancellationToken);
        return answer.Headers + await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Some deals of each connection, once the boards have been read.</summary>
    private static async Task<List<string>> LinksAsync(HttpClient client)
    {
        for (var tries = 0; tries < 20_000; tries++)
        {
            var page = await client.GetStringAsync(new Uri("/deals", UriKind.Relative), TestContext.Current.CancellationToken);
            if (DealLink().Matches(page) is { Count: > 5 } links)
            {
                return [.. links.Select(link => link.Groups["path"].Value).Distinct(StringComparer.Ordinal).Take(40)];
            }
        }

        Assert.Fail("The page never showed a deal.");
        return [];
    }

    [GeneratedRegex("status page is at (?<url>http://[0-9.:]+/)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusPage();

    [GeneratedRegex("href=\"(?<path>/deals/[a-z]+/[0-9A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DealLink();

    private void Connect()
    {
        var crms = _server.Crms;
        Set("keyed", "Kind", "HubSpot", "Enabled", "true", "HubSpot__BaseUrl", _hubSpot.Address, "HubSpot__AccessToken", crms.HubSpotAccessToken);
        Set("oauth", "Kind", "HubSpot", "Enabled", "true", "HubSpot__BaseUrl", _hubSpot.Address, "HubSpot__ClientId", crms.HubSpotClientId, "HubSpot__ClientSecret", crms.HubSpotClientSecret, "HubSpot__RefreshToken", crms.HubSpotRefreshToken);
        Set("org", "Kind", "Salesforce", "Enabled", "true", "Salesforce__LoginUrl", _org.Address, "Salesforce__Flow", "ClientCredentials", "Salesforce__ClientId", crms.SalesforceClientId, "Salesforce__ClientSecret", crms.SalesforceClientSecret);
        Set("signed", "Kind", "Salesforce", "Enabled", "true", "Salesforce__LoginUrl", _org.Address, "Salesforce__Flow", "JwtBearer", "Salesforce__ClientId", crms.SalesforceClientId, "Salesforce__Username", crms.SalesforceUsername, "Salesforce__PrivateKey", crms.SalesforcePrivateKeyPem);
        _bench.Environment["CRS_Journal__ConnectionString"] = "Data Source=journal.db";
        _bench.Environment["CRS_Web__Url"] = "http://127.0.0.1:0";
        _bench.Environment["CRS_Web__AccessToken"] = PageToken;
        _bench.Environment["CRS_Serilog__MinimumLevel__Default"] = "Verbose";
        foreach (var source in new[] { "Microsoft", "System.Net.Http", "Quartz" })
        {
            _bench.Environment[$"CRS_Serilog__MinimumLevel__Override__{source}"] = "Verbose";
        }
    }

    private void Set(string name, params string[] pairs)
    {
        foreach (var pair in pairs.Chunk(2))
        {
            _bench.Environment[$"CRS_Crms__{name}__{pair[0]}"] = pair[1];
        }
    }

    /// <summary>What was configured, and every token that came by on the wire.</summary>
    private IEnumerable<(string Name, string Value)> Secrets()
    {
        var crms = _server.Crms;
        return new[]
        {
            ("token of the page", PageToken), ("service key", crms.HubSpotAccessToken), ("HubSpot client secret", crms.HubSpotClientSecret), ("HubSpot refresh token", crms.HubSpotRefreshToken), ("Salesforce client secret", crms.SalesforceClientSecret),
            ("line of the private key", crms.SalesforcePrivateKeyPem.Split('\n')[2].Trim()),
        }.Concat(_hubSpot.Tokens.Concat(_org.Tokens).Select(token => ("access token", token)));
    }

    private async Task<HashSet<string>> DealTextsAsync()
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        using var client = new HttpClient();
        foreach (var side in new[] { _server.HubSpotBaseUrl, _server.SalesforceLoginUrl })
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync(new Uri(side, "/_sandbox/deals?limit=1000"), TestContext.Current.CancellationToken));
            foreach (var property in page.RootElement.GetProperty("results").EnumerateArray().SelectMany(deal => deal.GetProperty("properties").EnumerateObject()))
            {
                // Names and sentences, not codes and dates that any log may hold.
                if (property.Name is "dealname" or "Name" or "readiness_note" or "Readiness_Note__c" or "readiness_next_step" or "Readiness_Next_Step__c" or "readiness_reasons" or "Readiness_Reasons__c"
                    && property.Value.GetString() is { Length: >= 6 } text)
                {
                    texts.Add(text);
                }
            }
        }

        return texts;
    }

    private void Note(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        lock (_gate)
        {
            _exceptions.AppendLine(thrown.Exception.Message);
        }
    }

    private string Exceptions()
    {
        lock (_gate)
        {
            return _exceptions.ToString();
        }
    }

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static string Around(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.Ordinal);
        return text[Math.Max(0, at - 80)..Math.Min(text.Length, at + word.Length + 40)];
    }
}
