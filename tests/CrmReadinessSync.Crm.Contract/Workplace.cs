using System.Text.Json.Nodes;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrmReadinessSync.Contract;

/// <summary>One CRM, one journal on disk and the rules: runs cycles as the service does, process by process.</summary>
public sealed class Workplace : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);
    private static readonly ReadinessRules Rules = RulesDocument.Compile(null).Rules!;

    private readonly string _folder = Directory.CreateTempSubdirectory("crs-contract-").FullName;
    private readonly Func<Workplace, ICrm> _connect;
    private readonly Func<PracticeCrms, PracticeCrm> _side;

    public Workplace(SandboxOptions options, CrmConnection connection, Func<PracticeCrms, PracticeCrm> side, Func<Workplace, ICrm> connect)
    {
        (Connection, _side, _connect) = (connection, side, connect);
        Crms = PracticeCrms.Open(options, Start);
        Wire = new PracticeWire(side(Crms), Time);
    }

    public LeapingTime Time { get; } = new(Start);

    public CrmConnection Connection { get; }

    public PracticeCrms Crms { get; }

    public PracticeWire Wire { get; private set; }

    private PracticeCrm Crm => _side(Crms);

    /// <summary>One process: connects, runs a cycle, ends.</summary>
    public Task<CycleReport> RunAsync(Action<PracticeWire>? prepare = null) => RunAsync(prepare, request => request);

    /// <summary>One process: connects, undoes a run, ends.</summary>
    public Task<CycleReport> UndoAsync(long run) => RunAsync(prepare: null, request => request with { Undo = run });

    private async Task<CycleReport> RunAsync(Action<PracticeWire>? prepare, Func<CycleRequest, CycleRequest> with)
    {
        Wire = new PracticeWire(Crm, Time);
        prepare?.Invoke(Wire);
        await using var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", _folder, Time, CancellationToken.None);
        await using var crm = _connect(this);
        var journal = await store.OpenAsync(Connection.Name, CancellationToken.None);
        var cycle = new SyncCycle(new RetryPolicy(new Random(1)), Time, NullLogger<SyncCycle>.Instance);
        return await cycle.RunAsync(with(new CycleRequest { Crm = crm, Connection = Connection, Rules = Rules, Journal = journal, Trigger = "once" }), CancellationToken.None);
    }

    /// <summary>Another process takes the lease once the one at work has lost it, and lets it go again.</summary>
    public async Task TakeOverAsync()
    {
        await using var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", _folder, Time, CancellationToken.None, worker: "another");
        var journal = await store.OpenAsync(Connection.Name, CancellationToken.None);
        long? run = null;
        while (run is null)
        {
            Time.Advance(ILeases.Length);
            try
            {
                run = await journal.BeginRunAsync(new RunStart(Time.GetUtcNow(), "other", "once"), CancellationToken.None);
            }
            catch (LeaseHeldException)
            {
                // A request beside the one that is frozen has just kept it.
            }
        }

        await journal.EndRunAsync(run.Value, new RunEnd(Time.GetUtcNow(), RunState.Stopped, new RunCounts()), CancellationToken.None);
    }

    /// <summary>Open deals on which the journal believes that somebody else changed our fields.</summary>
    public async Task<IReadOnlyList<string>> ThoughtEditedAsync()
    {
        await using var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", _folder, Time, CancellationToken.None);
        var edited = new List<string>();
        await foreach (var page in (await store.OpenAsync(Connection.Name, CancellationToken.None)).ReadOpenDealsAsync(CancellationToken.None))
        {
            edited.AddRange(page.Where(deal => deal.Standing is not null).Select(deal => deal.Snapshot.Id));
        }

        return edited;
    }

    /// <summary>Every open deal as the journal has it.</summary>
    public async Task<IReadOnlyList<DealRecord>> OpenDealsAsync()
    {
        await using var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", _folder, Time, CancellationToken.None);
        var deals = new List<DealRecord>();
        await foreach (var page in (await store.OpenAsync(Connection.Name, CancellationToken.None)).ReadOpenDealsAsync(CancellationToken.None))
        {
            deals.AddRange(page);
        }

        return deals;
    }

    /// <summary>The next process starts with an empty journal.</summary>
    public void ForgetJournal()
    {
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            File.Delete(file);
        }
    }

    /// <summary>Runs until a cycle has nothing more to do; time goes on between them.</summary>
    public async Task<CycleReport> SettleAsync(int atMost = 25)
    {
        CycleReport report;
        do
        {
            report = await RunAsync();
            Time.Advance(TimeSpan.FromMinutes(30));
        }
        while ((report.State != RunState.Completed || report.Counts.Written > 0 || report.Counts.Failed > 0) && --atMost > 0);
        return report;
    }

    /// <summary>Every deal as the CRM shows it: id → target → value, with whether it is binned.</summary>
    public SortedDictionary<string, string> Shown()
    {
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        JsonNode? next = null;
        do
        {
            var page = Admin("GET", $"/_sandbox/deals?limit=500&after={next?.ToString() ?? "0"}");
            foreach (var deal in page["results"]!.AsArray())
            {
                var properties = deal!["properties"]!;
                shown[deal["id"]!.ToString()] = string.Join('\n', Connection.WriteTo.Properties.Select(property => $"{property}={properties[property]}"));
            }

            next = page["next"];
        }
        while (next is not null);
        return shown;
    }

    /// <summary>Requests the CRM met so far, by kind.</summary>
    public Dictionary<string, long> Requests() =>
        Admin("GET", "/_sandbox/requests")["byKind"]!.AsObject().ToDictionary(kind => kind.Key, kind => kind.Value!.GetValue<long>(), StringComparer.Ordinal);

    /// <summary>An admin call: a person at work in the CRM.</summary>
    public JsonNode Admin(string method, string target, JsonObject? body = null)
    {
        var answer = Crm.Handle(SandboxRequest.Create(method, target, body?.ToJsonString()), Time.GetUtcNow());
        answer.Status.ShouldBeInRange(200, 299, answer.Text);
        return answer.Text.Length == 0 ? new JsonObject() : JsonNode.Parse(answer.Text)!;
    }

    public void Dispose()
    {
        Wire.Dispose();
        Crms.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
