using CrmReadinessSync.Sync;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>Several workers on one server: a dead one's lease is free as soon as the server knows, a frozen one's by time.</summary>
public sealed class PostgresLeaseTests(SharedServer shared) : IAsyncLifetime
{
    private readonly ManualTime _time = new(Sample.Start);
    private string _connection = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _connection = (await shared.RequireAsync()).NewSchema();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task The_lease_of_a_worker_whose_sessions_the_server_lost_is_free_at_once_and_the_worker_is_fenced()
    {
        await using var first = await OpenAsync("first");
        await using var second = await OpenAsync("second");
        var lost = await first.OpenAsync("hubspot", Token);
        var run = await lost.BeginRunAsync(Sample.Run(), Token);
        var journal = await second.OpenAsync("hubspot", Token);
        await Should.ThrowAsync<LeaseHeldException>(() => journal.BeginRunAsync(Sample.Run(), Token));

        await EndGuardsAsync();
        var next = await journal.BeginRunAsync(Sample.Run(), Token);

        next.ShouldBeGreaterThan(run);
        await Assert.ThrowsAsync<LeaseLostException>(() => lost.KeepLeaseAsync(run, Token));
        await Should.ThrowAsync<LeaseHeldException>(() => lost.BeginRunAsync(Sample.Run(), Token));
        await journal.KeepLeaseAsync(next, Token);
    }

    [Fact]
    public async Task The_lease_of_a_process_that_died_is_free_at_once_whatever_other_crms_it_worked_on()
    {
        var dead = await OpenAsync("dead");
        await (await dead.OpenAsync("salesforce", Token)).BeginRunAsync(Sample.Run(), Token);
        var run = await (await dead.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
        await dead.DisposeAsync();
        await using var next = await OpenAsync("next");

        await WaitForGuardsAsync(0);
        (await (await next.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token)).ShouldBeGreaterThan(run);
        await (await next.OpenAsync("salesforce", Token)).BeginRunAsync(Sample.Run(), Token);
    }

    [Fact]
    public async Task Who_took_over_from_a_frozen_worker_keeps_the_lease_when_that_one_dies()
    {
        var frozen = await OpenAsync("frozen");
        await (await frozen.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
        _time.Now += ILeases.Length;
        await using var second = await OpenAsync("second");
        var run = await (await second.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
        await frozen.DisposeAsync();
        await WaitForGuardsAsync(0);
        await using var third = await OpenAsync("third");
        var journal = await third.OpenAsync("hubspot", Token);

        (await Should.ThrowAsync<LeaseHeldException>(() => journal.BeginRunAsync(Sample.Run(), Token))).Holder.Run.ShouldBe(run);
        _time.Now += ILeases.Length;
        await journal.BeginRunAsync(Sample.Run(), Token);
    }

    [Fact]
    public async Task A_frozen_worker_that_woke_no_longer_keeps_others_from_guarding_their_leases()
    {
        await using var frozen = await OpenAsync("frozen");
        var old = await frozen.OpenAsync("hubspot", Token);
        var run = await old.BeginRunAsync(Sample.Run(), Token);
        _time.Now += ILeases.Length;
        await using var second = await OpenAsync("second");
        var journal = await second.OpenAsync("hubspot", Token);
        await journal.EndRunAsync(await journal.BeginRunAsync(Sample.Run(), Token), Sample.End(), Token);
        (await old.EndRunAsync(run, Sample.End(), Token)).ShouldBeFalse();
        await WaitForGuardsAsync(0);
        await journal.BeginRunAsync(Sample.Run(), Token);

        await EndGuardsAsync();

        await using var third = await OpenAsync("third");
        await (await third.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
    }

    [Fact]
    public async Task A_run_that_the_server_failed_keeps_nobody_waiting()
    {
        await using var first = await OpenAsync("first");
        await using var second = await OpenAsync("second");
        var journal = await first.OpenAsync("hubspot", Token);
        await journal.BeginRunAsync(Sample.Run(), Token);
        await using (var connection = new NpgsqlConnection(_connection))
        {
            await connection.ExecuteAsync("ALTER TABLE episode RENAME TO broken");
            await Should.ThrowAsync<JournalException>(async () => await journal.FindEpisodesAsync(["1"], onlyOpen: false, Token));
            await connection.ExecuteAsync("ALTER TABLE broken RENAME TO episode");
        }

        await WaitForGuardsAsync(0);
        await (await second.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
    }

    [Fact]
    public async Task A_worker_whose_guard_was_cut_guards_its_next_run_anew()
    {
        await using var first = await OpenAsync("first");
        await using var second = await OpenAsync("second");
        var journal = await first.OpenAsync("hubspot", Token);
        await journal.BeginRunAsync(Sample.Run(), Token);
        await EndGuardsAsync();

        await journal.BeginRunAsync(Sample.Run(), Token);

        await WaitForGuardsAsync(1);
        await Should.ThrowAsync<LeaseHeldException>(async () => await (await second.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token));
    }

    [Fact]
    public async Task A_session_of_a_worker_that_vanished_or_froze_within_a_transaction_is_ended_by_the_server()
    {
        var settings = PostgresDatabase.Settings(_connection, password: null);
        await using var connection = new NpgsqlConnection(settings.ToString());

        connection.ExecuteScalar<string>("SHOW idle_in_transaction_session_timeout").ShouldBe("30s");
        connection.ExecuteScalar<string>("SHOW tcp_keepalives_idle").ShouldBe("5");
        PostgresDatabase.Settings($"{_connection};Options=-c work_mem=8MB", password: null).Options.ShouldBe("-c work_mem=8MB");
    }

    [Fact]
    public void A_walk_of_millions_of_deals_may_take_minutes_unless_the_connection_string_says_otherwise()
    {
        PostgresDatabase.Settings(_connection, password: null).CommandTimeout.ShouldBe(900);
        PostgresDatabase.Settings($"{_connection};Command Timeout=20", password: null).CommandTimeout.ShouldBe(20);
    }

    private Task<PostgresJournalStore> OpenAsync(string worker) => PostgresJournalStore.OpenAsync(_connection, _time, Token, clock: _time, worker: worker);

    /// <summary>As when a process dies or its network is gone: the server drops its sessions.</summary>
    private async Task EndGuardsAsync()
    {
        await using var connection = new NpgsqlConnection(_connection);
        (await connection.QueryAsync<bool>("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND classid = 'lease'::regclass::oid")).ShouldNotBeEmpty();
    }

    private async Task WaitForGuardsAsync(int count)
    {
        await using var connection = new NpgsqlConnection(_connection);
        while (await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 'lease'::regclass::oid") != count)
        {
            Token.ThrowIfCancellationRequested();
        }
    }
}
