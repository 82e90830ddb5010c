using System.Collections.Immutable;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Tests;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>Workers as real processes on one real PostgreSQL and one practice account, which has an undisturbed twin.</summary>
internal sealed class ClusterScene : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly Dictionary<int, WorkerProcess> _workers = [];
    private readonly string _journal;

    private ClusterScene(PostgresServer server, TwinScene twins)
    {
        (_server, Twins) = (server, twins);
        _journal = server.NewSchema();
        twins.Settings = ImmutableDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Journal__Provider"] = "Postgres",
            ["Journal__ConnectionString"] = _journal,
            ["Crms__hubspot__Schedule"] = "2s",
            ["Web__Enabled"] = "false",
        });
    }

    public TwinScene Twins { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ClusterScene> StartAsync(int deals, int latency)
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "needs signals of a Unix");
        return new ClusterScene(await PostgresServer.StartAsync(Token), await TwinScene.StartAsync(deals, latency));
    }

    /// <summary>One more worker joins.</summary>
    public void Join(params string[] settingsFiles) =>
        Join(WorkerStart.Service with { Arguments = ["run", .. settingsFiles.SelectMany(file => new[] { "--settings", file })] });

    /// <summary>One more worker joins, started so.</summary>
    public void Join(WorkerStart how)
    {
        var start = how with { Settings = Twins.Settings };
        var worker = WorkerProcess.Start(Twins.Account, Twins.Folder, start);
        _workers.Add(worker.Id, worker);
    }

    /// <summary>A worker is asked to stop, and does so in good order.</summary>
    public async Task LeaveAsync(int id)
    {
        _workers.Remove(id, out var worker).ShouldBeTrue();
        using (worker)
        {
            worker!.Signal(Signals.Terminate);
            var ended = await worker.EndAsync(within: TimeSpan.FromSeconds(60));
            ended.Code.ShouldBe(0, ended.Out + ended.Error);
        }
    }

    public async Task LeaveAllAsync()
    {
        foreach (var id in Workers)
        {
            await LeaveAsync(id);
        }
    }

    public IReadOnlyList<int> Workers => [.. _workers.Keys];

    /// <summary>A worker is killed: no handler runs.</summary>
    public async Task KillAsync(int id)
    {
        _workers.Remove(id, out var worker).ShouldBeTrue();
        using (worker)
        {
            (await worker!.TryKillAsync()).ShouldBeTrue();
        }
    }

    /// <summary>Waits until the CRM has met so many writes since <paramref name="before"/>, and tells which process holds the lease then.</summary>
    public async Task<int> WriterAsync(long before, int writes = 2)
    {
        while (true)
        {
            if (await WritesAsync() >= before + writes && await HolderAsync() is { } holder && _workers.ContainsKey(holder.Process))
            {
                return holder.Process;
            }

            ShouldAllRun();
        }
    }

    /// <summary>Write requests that the CRM met.</summary>
    public async Task<long> WritesAsync() =>
        (await Twins.Account.RequestsByKindAsync()).Where(kind => kind.Key.Contains("update", StringComparison.OrdinalIgnoreCase)).Sum(kind => kind.Value);

    /// <summary>SIGSTOP between two transactions, since within one the server would end its session half a minute later.</summary>
    public async Task FreezeAsync(int id)
    {
        await using var connection = new NpgsqlConnection(_journal);
        for (var attempt = 0; attempt < 50; attempt++)
        {
            await Signals.FreezeAsync(id);
            // What it sent before has a moment to arrive.
            if (await connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.05) WHERE application_name = 'crm-readiness-sync' AND state IN ('active', 'idle in transaction')", commandTimeout: 30) == 0)
            {
                return;
            }

            _workers[id].Signal(Signals.Continue);
            // Frozen again at once, it would still be in the same transaction.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The worker was in the middle of a transaction each time.");
    }

    public void Wake(int id) => _workers[id].Signal(Signals.Continue);

    /// <summary>Stands for the minutes that the lease of a silent worker lasts.</summary>
    public Task<int> RunOutTheLeaseAsync() => ExecuteAsync("UPDATE lease SET until = 1 WHERE until > 0");

    /// <summary>Who holds the lease: its run and process; null when it is free.</summary>
    public async Task<(long Run, int Process)?> HolderAsync()
    {
        await using var connection = new NpgsqlConnection(_journal);
        var holder = await connection.QueryFirstOrDefaultAsync<(long Run, string Worker)>("SELECT run, worker FROM lease WHERE until > 0");
        return holder.Worker is null ? null : (holder.Run, int.Parse(holder.Worker.Split(':')[^2], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until so many parts of the account are worked on at once, and tells which process holds each part's lease.</summary>
    public async Task<IReadOnlyDictionary<string, int>> HoldersAsync(int parts)
    {
        await using var connection = new NpgsqlConnection(_journal);
        while (true)
        {
            var holders = (await connection.QueryAsync<(string Crm, string Worker)>("SELECT c.name, l.worker FROM lease l JOIN crm c ON c.key = l.crm WHERE l.until > 0")).AsList();
            if (holders.Count >= parts)
            {
                return holders.ToDictionary(one => one.Crm, one => int.Parse(one.Worker.Split(':')[^2], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
            }

            ShouldAllRun();
        }
    }

    /// <summary>Waits for a run newer than <paramref name="after"/> that ended as <paramref name="state"/>; a dead worker's cycle goes on within a minute.</summary>
    public async Task<RunRecord> EndedAsync(long after, RunState state = RunState.Completed, bool isNewer = true, string crm = "hubspot")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            if ((await RunsAsync(crm)).FirstOrDefault(run => (isNewer ? run.Id > after : run.Id == after) && run.End?.State == state) is { } found)
            {
                return found;
            }

            ShouldAllRun();
        }
    }

    /// <summary>Every run so far, oldest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> RunsAsync(string crm = "hubspot")
    {
        await using var store = await Journal.PostgresJournalStore.OpenAsync(_journal, TimeProvider.System, Token);
        return [.. (await (await store.OpenAsync(crm, Token)).ReadRunsAsync(10_000, Token)).Reverse()];
    }

    /// <summary>A newer version has been here: its migration, which this one may still work with.</summary>
    public Task<int> MigrateAsync() => ExecuteAsync(
        """
        BEGIN;
        SELECT pg_advisory_xact_lock(1129468746);
        ALTER TABLE deal ADD COLUMN of_the_next_version bigint;
        CREATE TABLE of_the_next_version (crm bigint PRIMARY KEY REFERENCES crm ON DELETE CASCADE);
        INSERT INTO journal_version (version, usable_by) SELECT max(version) + 1, max(usable_by) FROM journal_version;
        COMMIT
        """);

    /// <summary>The database is down for a moment, in the midst of everything.</summary>
    public async Task RestartDatabaseAsync()
    {
        await _server.DownAsync(Token);
        await _server.UpAsync(Token);
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Two runs never worked at once: each had ended, was dead or displaced before the next began. And no flag moved more often than its deal's answers.</summary>
    /// <param name="mayHaveBeenLate">A worker was frozen: its late request may have put flags back, and the correction forth.</param>
    public async Task ShouldHaveBeenOneAtATimeAsync(bool mayHaveBeenLate, string crm = "hubspot")
    {
        var runs = await RunsAsync(crm);
        foreach (var (one, next) in runs.Zip(runs.Skip(1)))
        {
            (one.End is null || one.End.State is RunState.Displaced || one.End.EndedAt <= next.Start.StartedAt).ShouldBeTrue($"run {one.Id} ended {one.End?.EndedAt:O} and run {next.Id} began {next.Start.StartedAt:O}");
        }

        const int Batch = 100;
        var more = 0;
        var deals = (await Twins.Account.PropertiesAsync()).Keys.Select(key => key.Split('.')[0]).Distinct();
        foreach (var (deal, changes) in await Twins.Account.ChangesAsync(deals, "readiness_flag"))
        {
            more += Math.Max(0, changes - 1 - Twins.Edits.GetValueOrDefault(deal));
        }

        more.ShouldBeLessThanOrEqualTo(mayHaveBeenLate ? 2 * Batch : 0, "flags that moved without a reason");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.Values)
        {
            worker.Dispose();
        }

        await Twins.DisposeAsync();
        await _server.DisposeAsync();
    }

    private void ShouldAllRun() => _workers.Values.ShouldAllBe(worker => worker.IsRunning);

    private async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_journal);
        return await connection.ExecuteAsync(sql);
    }
}
