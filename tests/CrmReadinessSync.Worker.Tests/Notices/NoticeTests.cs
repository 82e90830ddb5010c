using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Web;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>Notices go out when the state changes, outside quiet hours, and hold no deal text.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private readonly ManualTime _time = ManualTime.Create();
    private readonly Receiver _receiver = new();
    private readonly State _state = new();
    private readonly LogLines<NoticeWatch> _log = new();

    private SqliteJournalStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SqliteJournalStore.OpenAsync("journal.db", _bench.Folder, _time, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _receiver.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task A_state_is_told_once_and_its_end_once()
    {
        using var watch = Watch("https://hooks.slack.com/services/T0/B0/secret");
        await LookAsync(watch);
        _receiver.Bodies.ShouldBeEmpty("all is well");

        _state.Failure = new CrmFailure(FailureAction.StopCrm, "401", "The deal Acme - rollout is theirs.", "Create a new key.");
        await LookAsync(watch);
        await LookAsync(watch);
        Text(_receiver.Bodies.ShouldHaveSingleItem()).ShouldBe("⚠️ hubspot cannot be synchronised. (401) Create a new key.");

        _state.Failure = null;
        await LookAsync(watch);
        await LookAsync(watch);
        _receiver.Bodies.Count.ShouldBe(2);
        Text(_receiver.Bodies[1]).ShouldBe("✅ hubspot is synchronised again.");
        string.Concat(_receiver.Bodies).ShouldNotContain("Acme", Case.Sensitive, "the CRM's own words can quote a deal");
    }

    [Fact]
    public async Task What_begins_and_ends_in_quiet_hours_is_never_told_and_what_stays_is_told_afterwards()
    {
        using var watch = Watch("https://hooks.slack.com/services/x", "09:00-12:00");
        _state.Failure = new CrmFailure(FailureAction.StopCrm, "401", "", null);
        _state.Refused = new RefusedView(_time.GetUtcNow(), [new SettingsFault("Safety", "problem", "Mend it.", File: "appsettings.json", Line: 3)]);
        await LookAsync(watch);
        _receiver.Bodies.ShouldBeEmpty("it is ten in the morning in Tokyo");

        _state.Failure = null;
        _time.Advance(TimeSpan.FromHours(3));
        await LookAsync(watch);

        Text(_receiver.Bodies.ShouldHaveSingleItem()).ShouldContain("The settings changed and are refused");
        Text(_receiver.Bodies[0]).ShouldNotContain("hubspot");
    }

    [Fact]
    public async Task A_notice_that_could_not_be_sent_is_tried_again_and_the_address_is_never_logged()
    {
        using var watch = Watch("https://hooks.slack.com/services/T0/B0/secret");
        _state.Failure = new CrmFailure(FailureAction.StopCrm, "401", "", null);
        _receiver.Answer = HttpStatusCode.ServiceUnavailable;
        await LookAsync(watch);
        await LookAsync(watch);
        _receiver.Bodies.Count.ShouldBe(1, "not at every look");

        _receiver.Answer = HttpStatusCode.OK;
        _time.Advance(TimeSpan.FromMinutes(3));
        await LookAsync(watch);
        await LookAsync(watch);

        _receiver.Bodies.Count.ShouldBe(2);
        _log.All.ShouldHaveSingleItem().Text.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Of_two_workers_that_see_a_change_one_tells_it_and_what_comes_again_is_told_again()
    {
        foreach (var part in new[] { "another", "hubspot" })
        {
            // Parts of one account, which keep their counts together.
            await (await _store.OpenAsync(part, TestContext.Current.CancellationToken)).BindAccountAsync("1001", TestContext.Current.CancellationToken);
        }

        using var one = Watch("https://hooks.slack.com/services/x");
        using var other = Watch("https://hooks.slack.com/services/x");
        foreach (var failure in new[] { new CrmFailure(FailureAction.StopCrm, "401", "", null), null, new CrmFailure(FailureAction.StopCrm, "401", "", null) })
        {
            _state.Failure = failure;
            await LookAsync(one);
            _time.Advance(TimeSpan.FromSeconds(20));
            await LookAsync(other);
        }

        _receiver.Bodies.Count.ShouldBe(3);

        // A third, started hours later, tells what it finds: nobody may have been there to see it.
        _time.Advance(TimeSpan.FromHours(2));
        using var late = Watch("https://hooks.slack.com/services/x");
        await LookAsync(late);
        _receiver.Bodies.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_one_worker_could_not_send_another_does()
    {
        using var one = Watch("https://hooks.slack.com/services/x");
        using var other = Watch("https://hooks.slack.com/services/x");
        _state.Failure = new CrmFailure(FailureAction.StopCrm, "401", "", null);
        _receiver.Answer = HttpStatusCode.ServiceUnavailable;
        await LookAsync(one);
        _receiver.Answer = HttpStatusCode.OK;
        await LookAsync(other);
        _time.Advance(TimeSpan.FromMinutes(3));
        await LookAsync(one);

        _receiver.Bodies.Count.ShouldBe(2, "one refused, one arrived");
    }

    [Theory]
    [InlineData("https://hooks.slack.com/services/x", false)]
    [InlineData("https://chat.example/hooks/x", false)]
    [InlineData("https://prod-01.japaneast.logic.azure.com/workflows/x", true)]
    [InlineData("https://contoso.webhook.office.com/webhookb2/x", true)]
    public async Task Slack_gets_a_text_and_Teams_a_card(string address, bool card)
    {
        using var watch = Watch(address);
        _state.Failure = new CrmFailure(FailureAction.StopCrm, "401", "", null);
        await LookAsync(watch);

        var body = JsonNode.Parse(_receiver.Bodies.ShouldHaveSingleItem())!;
        (body["text"] is null).ShouldBe(card);
        if (card)
        {
            body["attachments"]![0]!["contentType"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.card.adaptive");
            body["attachments"]![0]!["content"]!["body"]![0]!["text"]!.GetValue<string>().ShouldContain("hubspot");
        }
    }

    private static Task LookAsync(NoticeWatch watch) => watch.LookAsync(TestContext.Current.CancellationToken);

    private static string Text(string body) => JsonNode.Parse(body)!["text"]!.GetValue<string>();

    private NoticeWatch Watch(string webhook, string quiet = "")
    {
        var input = new SettingsInput
        {
            WorkingFolder = _bench.Folder,
            ExecutableFolder = _bench.Folder,
            ReadsFiles = false,
            Given = [new("Notices:Webhook", webhook), new("Notices:QuietHours", quiet), new("Notices:Language", "en")],
        };
        var settings = Loading.Load(_bench.Surroundings(TextWriter.Null, TextWriter.Null), input);
        var live = new LiveSettings(settings, input, new SettingsLoader([]), _time, new LogLines<LiveSettings>());
        return new NoticeWatch(_state, live, new NoticeClaims(_store, live, _time, new LogLines<NoticeClaims>()), new Webhook(new HttpClient(_receiver, disposeHandler: false)), _time, _log);
    }

    private sealed class State : IServiceState
    {
        private static readonly DateTimeOffset Ended = new(2026, 11, 26, 4, 0, 0, TimeSpan.Zero);

        public CrmFailure? Failure { get; set; }

        public RefusedView? Refused { get; set; }

        public ServiceView Now => new(
            Ended,
            RulesDocument.Compile(null).Rules!,
            null,
            false,
            [
                new CrmView(
                    new CrmConnection { Name = "hubspot", Kind = "HubSpot", TimeZone = TimeZoneInfo.Utc, Language = "en", WriteTo = new WriteTargets(null, null, null, null, null) },
                    IsEnabled: true,
                    KnownSince: Ended,
                    OverdueAfter: TimeSpan.FromDays(1),
                    EndedAt: Ended,
                    Last: new CycleReport(1, Failure is null ? RunState.Completed : RunState.Failed, new RunCounts(), TimeSpan.Zero, Failure, ImmutableArray<FailureTally>.Empty, null, false)),
            ],
            Refused,
            []);

        public Task RunSoonAsync(string crm, CancellationToken cancellationToken) => throw new InvalidOperationException("Nobody asked for a cycle.");
    }

    private sealed class Receiver : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(Answer);
        }
    }
}
