using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker.Tests;

/// <summary><c>outcomes</c>: how flags turned out, from the journal alone.</summary>
public sealed class OutcomesTests : IAsyncLifetime
{
    private readonly Bench _bench = new();

    public async ValueTask InitializeAsync()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 40 }, TimeProvider.System, TestContext.Current.CancellationToken);
        _bench.ConnectTo(server);
        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
    }

    public ValueTask DisposeAsync()
    {
        _bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Before_anything_closed_it_says_so()
    {
        (await _bench.RunAsync("outcomes", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["deals"]!.GetValue<int>().ShouldBe(0);
        _bench.Json["crms"]!["hubspot"]!["drift"]!["says"]!.GetValue<string>().ShouldBe("TooFew");

        (await _bench.RunAsync("outcomes", "--language", "ja")).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain("控えられたものはありません");
    }

    [Fact]
    public async Task Closed_deals_are_told_by_flag_with_intervals_and_few_of_a_flag_say_nothing()
    {
        await KeepAsync(won: 24, lost: 6);

        (await _bench.RunAsync("outcomes", "--json")).ShouldBe(0, _bench.Error);
        var ready = _bench.Json["crms"]!["hubspot"]!["flags"]![0]!;
        (ready["key"]!.GetValue<string>(), ready["won"]!.GetValue<int>(), ready["lost"]!.GetValue<int>(), ready["tooFew"]!.GetValue<bool>()).ShouldBe(("Ready", 24, 6, false));
        ready["interval"]!["low"]!.GetValue<double>().ShouldBe(0.627, 0.001, "Wilson of 24 in 30");
        ready["interval"]!["high"]!.GetValue<double>().ShouldBe(0.905, 0.001);

        (await _bench.RunAsync("outcomes")).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain("80.0% (62.7%–90.5%)");
        _bench.Out.ShouldContain("too few to say");
        (await _bench.RunAsync("outcomes", "--days", "0")).ShouldBe(ExitCode.Settings);
    }

    private async Task KeepAsync(int won, int lost)
    {
        var token = TestContext.Current.CancellationToken;
        await using var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", _bench.Folder, TimeProvider.System, token);
        var journal = await store.OpenAsync("hubspot", token);
        var ids = new List<string>();
        await foreach (var id in journal.ListIdsAsync(token))
        {
            ids.Add(id);
        }

        var at = TimeProvider.System.GetUtcNow().AddDays(-3);
        var run = await journal.BeginRunAsync(new RunStart(at, "r", "test"), token);
        await journal.SaveEpisodesAsync(
            run,
            [.. ids.Take(won + lost).Select((id, i) => new Episode(EpisodeKind.Outcome, id, at) { Outcome = new OutcomeNote(i < won, null, [new FrozenVerdict(at.AddDays(-9), Flag.Ready, Flag.Ready, 0.9, "r")]) })],
            [],
            token);
        await journal.EndRunAsync(run, new RunEnd(at, RunState.Completed, new RunCounts()), token);
    }
}
