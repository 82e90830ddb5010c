using CrmReadinessSync.Sync;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrmReadinessSync.Simulation;

/// <summary>One process of the service: its own clock, its connection to the journal and to the CRM.</summary>
internal sealed class Process : IAsyncDisposable
{
    private readonly World _world;
    private readonly ProcessClock _clock;
    private readonly IJournalStore _store;
    private readonly IJournal _journal;
    private readonly Steps _steps;
    private readonly SimulatedWire _wire;
    private readonly ICrm _crm;
    private readonly SyncCycle _cycle;

    private Process(World world, ProcessClock clock, IJournalStore store, IJournal journal, int number)
    {
        (_world, _clock, _store) = (world, clock, store);
        _steps = new Steps(world);
        _journal = journal;
        _wire = new SimulatedWire(world, _steps);
        var connection = Connection;
        var crm = world.Side.Connect(connection, clock, new Random(number), world.Mutant?.Wire is { } broken ? broken(_wire) : _wire);
        _crm = world.Mutant?.Crm is { } mutated ? mutated(crm) : crm;
        _cycle = new SyncCycle(new RetryPolicy(new Random(number + 1000)), clock, NullLogger<SyncCycle>.Instance);
    }

    /// <summary>The journal without what stands before it.</summary>
    public IJournal Journal => _journal;

    /// <summary>How the last cycle's steps were counted.</summary>
    public Steps Steps => _steps;

    private CrmConnection Connection => _world.Mutant?.Connection is { } broken ? broken(_world.Connection) : _world.Connection;

    /// <summary>Starts one.</summary>
    public static async Task<Process> StartAsync(World world, int number)
    {
        world.Tell("a process starts");
        var clock = new ProcessClock(world.Time) { Skew = world.Skew };
        var store = await world.Home.OpenAsync(world, clock);
        return new Process(world, clock, store, await store.OpenAsync(world.Connection.Name, CancellationToken.None), number);
    }

    /// <summary>Runs a cycle.</summary>
    /// <returns>Its report; null when the journal could not be used.</returns>
    /// <exception cref="ProcessDiedException">The process died meanwhile.</exception>
    public Task<CycleReport?> RunAsync(int cycle) => RunAsync(cycle, request => request);

    /// <summary>Undoes a run in place of a cycle.</summary>
    public Task<CycleReport?> UndoAsync(int cycle, long run) => RunAsync(cycle, request => request with { Trigger = "undo", Undo = run, Undone = _world.Undos.Meet });

    /// <summary>Looks at a preview, which nothing befalls, and accepts it.</summary>
    public async Task PreviewAsync()
    {
        _world.Laws.BeginPreview();
        await using var copy = await _store.CopyAsync(CancellationToken.None);
        var journal = await copy.OpenAsync(_world.Connection.Name, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        _steps.Begin(-1, stop);
        var report = await _cycle.RunAsync(Request(journal) with { Trigger = "preview", Preview = true, Cache = _journal }, CancellationToken.None);
        if (report.State is RunState.Completed)
        {
            await _journal.AcceptRulesAsync((await journal.ReadRunsAsync(1, CancellationToken.None))[0].Start.Rules, CancellationToken.None);
        }

        _world.Laws.EndPreview(isAccepted: report.State is RunState.Completed);
    }

    /// <summary>Lets the plan go that stands held, if one does.</summary>
    public async Task ReleaseAsync()
    {
        if (await _journal.ReadHeldAsync(CancellationToken.None) is not { ReleasedUntil: null } held)
        {
            return;
        }

        var deals = new List<string>();
        await foreach (var page in _journal.ReadOpenDealsAsync(CancellationToken.None))
        {
            deals.AddRange(page.Where(deal => deal.Outcome is DealOutcome.Held).Select(deal => deal.Snapshot.Id));
        }

        if (await _journal.ReleaseAsync(held.Plan, _clock.GetUtcNow() + TimeSpan.FromHours(24), CancellationToken.None))
        {
            _world.Tell($"released: plan {held.Plan} of {deals.Count} deals");
            _world.Laws.MeetRelease(deals);
        }
    }

    private async Task<CycleReport?> RunAsync(int cycle, Func<CycleRequest, CycleRequest> asked)
    {
        using var stop = new CancellationTokenSource();
        _clock.Skew = _world.Skew;
        _steps.Begin(cycle, stop);
        try
        {
            return await _cycle.RunAsync(asked(Request(JournalTap.Before(_journal, _steps, _world.Mutant))), stop.Token);
        }
        catch (JournalException)
        {
            _world.Tell("the journal cannot be used");
            return null;
        }
    }

    private CycleRequest Request(IJournal journal)
    {
        var brake = new BrakeSettings(_world.History.MassFlip, _world.History.RequiresPreview);
        return new CycleRequest
        {
            Crm = _crm,
            Connection = Connection,
            Rules = _world.Rules,
            Journal = journal,
            Trigger = "simulation",
            Brake = _world.Mutant?.Brake is { } broken ? broken(brake) : brake,
        };
    }

    /// <summary>It ends, in good order or at once.</summary>
    public async Task EndAsync(bool orderly)
    {
        _steps.Rest();
        if (orderly)
        {
            await _crm.DisposeAsync();
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _steps.Die();
        _world.Time.Forget(_clock);
        await _store.DisposeAsync();
        _wire.Dispose();
    }
}
