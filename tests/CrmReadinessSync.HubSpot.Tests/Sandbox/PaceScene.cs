using CrmReadinessSync.Contract;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>Whole cycles, journal on disk included, against a practice CRM that keeps HubSpot's limits, in virtual time.</summary>
internal sealed class PaceScene : IDisposable, IProgress<CycleProgress>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crs-pace-").FullName;
    private readonly QuietTime _time = new(HubSpotTests.Now);
    private readonly CrmConnection _connection = Connections.Standard(services => services.AddHubSpot());
    private readonly Dictionary<Stroke, TimeSpan> _ended = [];
    private readonly PracticeCrms _crms;
    private readonly DistantWire _wire;

    public PaceScene(int deals, TimeSpan latency)
    {
        _crms = PracticeCrms.Open(new SandboxOptions { Deals = deals, Limits = SandboxLimits.Real }, HubSpotTests.Now);
        _wire = new DistantWire(_crms.HubSpot, _time, latency, new Random(1));
    }

    public TimeSpan Elapsed => _time.Elapsed;

    /// <summary>One process runs one cycle, beside what else goes on.</summary>
    public CycleReport Run(Func<Task>? beside = null)
    {
        CycleReport? report = null;
        _time.Run(async () =>
        {
            var other = beside?.Invoke() ?? Task.CompletedTask;
            report = await CycleAsync();
            await other;
        });
        return report!;
    }

    public void Rest(TimeSpan wait) => _time.Run(() => Task.Delay(wait, _time, CancellationToken.None));

    /// <summary>Another client of the account, which asks at its own pace whatever it is told.</summary>
    public async Task GrabAsync(TimeSpan from, TimeSpan until, TimeSpan every)
    {
        await Task.Delay(from - Elapsed, _time, CancellationToken.None);
        while (Elapsed < until)
        {
            _crms.HubSpot.Handle(SandboxRequest.Create("GET", "/crm/v3/owners", null, ("Authorization", $"Bearer {_crms.HubSpotAccessToken}")), _time.GetUtcNow()).Status.ShouldBeOneOf(200, 429);
            await Task.Delay(every, _time, CancellationToken.None);
        }
    }

    public void Report(CycleProgress value) => _ended[value.Stroke] = Elapsed;

    /// <summary>When a stroke last moved.</summary>
    public TimeSpan Ended(Stroke stroke) => _ended[stroke];

    public int Count(string pathEnd) => _wire.Arrivals.Count(arrival => arrival.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    public int Refused() => _wire.Arrivals.Count(arrival => arrival.Status == 429);

    public int[] Statuses() => [.. _wire.Arrivals.Select(arrival => arrival.Status).Distinct()];

    /// <summary>Requests of the burst family so far.</summary>
    public int BurstUntil(TimeSpan elapsed) => _wire.Arrivals.Count(arrival => arrival.IsBurst && arrival.At <= HubSpotTests.Now + elapsed);

    public IEnumerable<string> BurstBySecond() => _wire.Arrivals.Where(arrival => arrival.IsBurst)
        .CountBy(arrival => (int)(arrival.At - HubSpotTests.Now).TotalSeconds).OrderBy(second => second.Key).Select(second => $"{second.Key}:{second.Value}");

    public void Dispose()
    {
        _wire.Dispose();
        _crms.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<CycleReport> CycleAsync()
    {
        await using var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", _folder, _time, CancellationToken.None);
        var settings = new HubSpotSettings { BaseUrl = new Uri("http://127.0.0.1:4710"), ApiVersion = HubSpotSettings.DefaultVersion, AccessToken = _crms.HubSpotAccessToken };
        await using var crm = new HubSpotCrm(_connection, settings, _time, new Random(1), _wire);
        var journal = await store.OpenAsync(_connection.Name, CancellationToken.None);
        var cycle = new SyncCycle(new RetryPolicy(new Random(1)), _time, NullLogger<SyncCycle>.Instance);
        return await cycle.RunAsync(
            new CycleRequest { Crm = crm, Connection = _connection, Rules = RulesDocument.Compile(null).Rules!, Journal = journal, Trigger = "once", Progress = this },
            CancellationToken.None);
    }
}
