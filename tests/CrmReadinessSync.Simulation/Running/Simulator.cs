using System.Globalization;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;
using ReadinessFields = CrmReadinessSync.Sandbox.ReadinessFields;

namespace CrmReadinessSync.Simulation;

/// <summary>What became of a history.</summary>
/// <param name="Broken">The first law broken; null when all held.</param>
/// <param name="Trace">Eight bytes over everything that happened and what the CRM shows in the end.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="Lines">What happened, when it was to be kept.</param>
internal sealed record Outcome(string? Broken, ulong Trace, long Requests, IReadOnlyList<string> Lines);

/// <summary>Lives a history through: its cycles with everything that happens, then the calm, then the comparison with the truth.</summary>
internal static class Simulator
{
    /// <summary>Runs a history from beginning to end.</summary>
    public static Outcome Run(History history, Mutant? mutant = null, bool keepsTrace = false, JournalHome? home = null)
    {
        using var world = new World(history, mutant, keepsTrace, home ?? JournalHome.File);
        try
        {
            OneThread.Run(async () =>
            {
                await new Life(world).RunAsync();
                return true;
            });
        }
        catch (LawBrokenException)
        {
            // The laws keep it.
        }
        catch (Exception error) when (error is not (OutOfMemoryException or StackOverflowException))
        {
            world.Laws.Break($"Nothing is thrown: {error.GetType().Name}: {error.Message}\n{error.StackTrace}");
        }

        return new Outcome(world.Laws.Broken, world.Trace.Hash, world.Laws.Sent, world.Trace.Lines);
    }
}

/// <summary>One run of a history.</summary>
internal sealed class Life(World world)
{
    /// <summary>As long as a frozen process may keep others from working, and longer.</summary>
    private const int LongestFreeze = 1200;

    private Process? _process;
    private Process? _other;
    private int _started;

    public async Task RunAsync()
    {
        world.Freeze = Freeze;
        try
        {
            for (var cycle = 0; cycle < world.History.Pauses.Length; cycle++)
            {
                world.Time.Advance(world.History.Pauses[cycle]);
                foreach (var happening in world.HappeningsOf(cycle, Where.Before))
                {
                    world.Happen(happening);
                }

                await CycleAsync(cycle);
            }

            await CalmAsync();
        }
        finally
        {
            await EndProcessAsync(orderly: false);
            await EndOtherAsync();
        }
    }

    /// <summary>The process under way stands still where it is, and a second one runs a cycle.</summary>
    private void Freeze(Happening happening)
    {
        var pause = TimeSpan.FromSeconds(new Random(happening.Chance).Next(LongestFreeze));
        world.Tell($"frozen for {pause}");
        world.Laws.MeetFreeze();
        world.Laws.MeetPeople();
        world.Time.Advance(pause);
        OneThread.Run(async () =>
        {
            if (_other is null)
            {
                world.Laws.MeetProcess();
                _other = await Process.StartAsync(world, 500 + _started++);
            }

            var report = await _other.RunAsync(cycle: -1);
            world.Tell($"the other process: {report?.State} {report?.Failure?.Code}, written {report?.Counts.Written}");
            return true;
        });
        world.Laws.MeetFreeze();
        world.Tell("goes on");
    }

    private async Task EndOtherAsync()
    {
        if (_other is { } other)
        {
            _other = null;
            await other.EndAsync(orderly: true);
        }
    }

    private async Task<CycleReport?> CycleAsync(int cycle)
    {
        world.Cycle = cycle;
        if (world.IsRestartDue)
        {
            world.IsRestartDue = false;
            await EndProcessAsync(orderly: true);
        }

        if (_process is null)
        {
            world.Laws.MeetProcess();
            _process = await Process.StartAsync(world, _started++);
        }

        world.Laws.MeetCycle();
        world.Tell($"cycle {cycle}");
        CycleReport? report = null;
        try
        {
            report = await _process.RunAsync(cycle);
        }
        catch (ProcessDiedException)
        {
            await EndProcessAsync(orderly: false);
        }

        if (report is null)
        {
            // What the journal could not keep is tried again at once.
            world.Laws.MeetPeople();
        }
        else
        {
            var counts = report.Counts;
            world.Tell($"{report.State} {report.Failure?.Code}: read {counts.Read}, judged {counts.Judged}, written {counts.Written}, unchanged {counts.Unchanged}, skipped {counts.Skipped}, failed {counts.Failed}, requests {counts.Requests}");
            world.Laws.CheckVisible(report);
            await world.Laws.CheckRunAsync(_process!.Journal, report);
        }

        Throw();
        return report;
    }

    private async Task CalmAsync()
    {
        world.Calm();
        // Past the longest pause of a retry, and past what the index or the budget may still keep back.
        var rest = world.History switch
        {
            { Budget: not null } or { Reconciles: true } => TimeSpan.FromHours(25),
            _ => TimeSpan.FromMinutes(61) + (2 * world.History.IndexLag),
        };
        world.Time.Advance(rest);
        await CalmCycleAsync();
        world.Time.Advance(world.History.Budget is null ? TimeSpan.FromMinutes(10) : TimeSpan.FromHours(25));
        await CalmCycleAsync();
        var listing = world.History.Crm == "salesforce" ? 1 : 0;
        if (world.History.Budget is null && world.Laws.FullReads > listing)
        {
            world.Laws.Break($"Echoes cost no more than listing them: {world.Laws.FullReads} requests read deals in full, and nobody changed any.");
        }

        CheckConvergence(world.Time.Now);
        var wanted = WantedOfAll(world.Time.Now);
        var before = Changes();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await CalmCycleAsync();
        if (Changes() != before && WantedOfAll(world.Time.Now) == wanted)
        {
            world.Laws.Break("A run over unchanged deals sends no write.");
        }

        await world.Laws.CheckWritesAsync(_process!.Journal);
        world.Tell(string.Join('\n', world.Side.Truth.OpenDeals.SelectMany(deal => Truth.Shown(deal).Values)));
        Throw();
    }

    private async Task CalmCycleAsync()
    {
        var report = await CycleAsync(int.MaxValue);
        if (report?.State is not (RunState.Completed or RunState.OutOfBudget))
        {
            world.Laws.Break($"A calm cycle completes: {report?.State} {report?.Failure}.");
            Throw();
        }
    }

    private void CheckConvergence(DateTimeOffset now)
    {
        foreach (var deal in world.Side.Truth.OpenDeals)
        {
            var wanted = world.Side.Truth.Wanted(deal, world.Rules, now);
            var shown = Truth.Shown(deal);
            foreach (var (target, value) in wanted)
            {
                if (shown[target] != value)
                {
                    world.Laws.Break(string.Create(CultureInfo.InvariantCulture, $"The CRM converges within two calm cycles: {target} of deal {deal.Key.Number} ({world.Side.IdOf(deal.Key)}) shows\n  {shown[target]}\nand should show\n  {value}"));
                }
            }
        }

        Throw();
    }

    private string WantedOfAll(DateTimeOffset now) =>
        string.Join('\n', world.Side.Truth.OpenDeals.SelectMany(deal => world.Side.Truth.Wanted(deal, world.Rules, now).Values));

    /// <summary>How often we changed anything.</summary>
    private int Changes()
    {
        var deals = Enumerable.Range(0, (int)world.Side.Store.Count(RecordKind.Deal)).Select(number => world.Side.Store.Find(new RecordKey(RecordKind.Deal, number))!);
        return deals.Sum(deal => ReadinessFields.Targets.Sum(target => deal.History(target).Count(change => change.Source.Kind is SourceKind.Api)));
    }

    private async Task EndProcessAsync(bool orderly)
    {
        if (_process is { } process)
        {
            _process = null;
            await process.EndAsync(orderly);
        }
    }

    private void Throw()
    {
        if (world.Laws.Broken is { } law)
        {
            throw new LawBrokenException(law);
        }
    }
}
