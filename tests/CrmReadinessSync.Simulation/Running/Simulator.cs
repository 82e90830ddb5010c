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
    private Turns? _turns;
    private Random? _turn;
    private int _started;

    public async Task RunAsync()
    {
        world.Freeze = Freeze;
        world.Between = Between;
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
            EndTurns();
            await EndProcessAsync(orderly: false);
            await EndOtherAsync();
        }
    }

    /// <summary>
    /// The process under way stands still where it is, and a second one runs a cycle: to its end, or taking turns with the first one, which wakes in the middle of it.
    /// </summary>
    private void Freeze(Happening happening)
    {
        if (_turns is not null)
        {
            return;
        }

        var chance = new Random(happening.Chance);
        var pause = TimeSpan.FromSeconds(chance.Next(LongestFreeze));
        world.Tell($"frozen for {pause}");
        world.Laws.MeetFreeze();
        world.Laws.MeetPeople();
        world.Time.Advance(pause);
        if (chance.Next(2) == 0)
        {
            OneThread.Run(OtherAsync);
        }
        else
        {
            (_turns, _turn) = (new Turns(OtherAsync), chance);
            _turns.Let(chance.Next(1, 60));
        }

        world.Laws.MeetFreeze();
        world.Tell("goes on");
    }

    private async Task<bool> OtherAsync()
    {
        if (_other is null)
        {
            world.Laws.MeetProcess();
            _other = await Process.StartAsync(world, 500 + _started++);
        }

        var report = await _other.RunAsync(cycle: -1);
        world.Tell($"the other process: {report?.State} {report?.Failure?.Code}, written {report?.Counts.Written}");
        return true;
    }

    /// <summary>Between two steps of one process the other one may do some of its own.</summary>
    private void Between(Steps steps)
    {
        if (_turns is { IsMine: true } mine)
        {
            mine.Step();
        }
        else if (_turns is { IsOver: false } other && _turn!.Next(3) == 0)
        {
            other.Let(_turn.Next(1, 8));
        }
    }

    private void EndTurns()
    {
        if (_turns is { } turns)
        {
            _turns = null;
            turns.Dispose();
            world.Laws.MeetFreeze();
        }
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

        CycleReport? report = null;
        world.Undos.MeetLinks();
        var undone = await AskedAsync(_process);
        var began = world.Time.Now;
        world.Laws.MeetCycle(isUndo: undone is not null);
        world.Tell($"cycle {cycle}");
        try
        {
            report = undone is null ? await _process.RunAsync(cycle) : await _process.UndoAsync(cycle, undone.Id);
        }
        catch (ProcessDiedException)
        {
            await EndProcessAsync(orderly: false);
        }

        EndTurns();
        if (undone is not null)
        {
            world.Undos.End(report, undone.Start.Rules);
        }
        else
        {
            world.Undos.MeetCycle(report, began);
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

        if (undone is null && _process is not null && (await _process.Journal.ReadRunsAsync(1, CancellationToken.None)) is [{ Start.Trigger: "simulation" } latest])
        {
            world.Undos.MeetRules(latest.Start.Rules);
        }

        Throw();
        return report;
    }

    /// <summary>Does what operations asked for before the cycle.</summary>
    /// <returns>The run to be undone in place of the cycle; null for none.</returns>
    private async Task<RunRecord?> AskedAsync(Process process)
    {
        RunRecord? undone = null;
        foreach (var asked in world.Asked)
        {
            switch (asked.What)
            {
                case What.Release:
                    await process.ReleaseAsync();
                    break;
                case What.Preview:
                    await process.PreviewAsync();
                    break;
                case What.Undo:
                    var runs = (await process.Journal.ReadRunsAsync(8, CancellationToken.None)).Where(run => run.End?.Counts.Written > 0).ToList();
                    undone = runs.Count == 0 ? null : runs[new Random(asked.Chance).Next(runs.Count)];
                    break;
            }
        }

        world.Asked = [];
        if (undone is not null)
        {
            world.Tell($"undoing run {undone.Id}");
            await world.Undos.BeginAsync(process.Journal, undone);
        }

        return undone;
    }

    private async Task CalmAsync()
    {
        world.Calm();
        // Past the longest pause of a retry (a deal that waits for a person is tried daily), and past what the index, the budget or a clock
        // that was ten hours ahead may still keep back.
        world.Time.Advance(TimeSpan.FromHours(35));
        await CalmCycleAsync();
        world.Time.Advance(world.History.Budget is null ? TimeSpan.FromMinutes(10) : TimeSpan.FromHours(25));
        await CalmCycleAsync();
        var listing = world.History.Crm == "salesforce" ? 1 : 0;
        if (world.History.Budget is null && world.Laws.FullReads > listing)
        {
            world.Laws.Break($"Echoes cost no more than listing them: {world.Laws.FullReads} requests read deals in full, and nobody changed any.");
        }

        new Convergence(world).Check();
        Throw();
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

    /// <summary>A cycle that nothing befalls; what it holds is let go.</summary>
    private async Task CalmCycleAsync()
    {
        var report = await CycleAsync(int.MaxValue);
        if (report is { Held: { } held })
        {
            world.Tell($"held: {held.Reason}, {held.Deals} deals");
            world.Asked = [Ask(What.Preview), Ask(What.Release)];
            report = await CycleAsync(int.MaxValue);
        }

        if (report?.State is not (RunState.Completed or RunState.OutOfBudget))
        {
            world.Laws.Break($"A calm cycle completes: {report?.State} {report?.Failure}.");
            Throw();
        }
    }

    private static Happening Ask(What what) => new(0, Where.Before, 0, what, 0);

    private string WantedOfAll(DateTimeOffset now) =>
        string.Join('\n', world.Side.Truth.OpenDeals.SelectMany(deal => new Hands(world).OptionsOf(deal).SelectMany(hand => world.Side.Truth.Wanted(deal, world.Rules, now, hand).Values)));

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
