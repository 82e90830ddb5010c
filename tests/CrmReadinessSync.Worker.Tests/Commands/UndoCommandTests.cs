using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary><c>undo</c> over real sockets, against a practice CRM.</summary>
public sealed class UndoCommandTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private SandboxServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 40 }, TimeProvider.System, TestContext.Current.CancellationToken);
        _bench.ConnectTo(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task A_plan_writes_nothing_and_apply_puts_everything_back_until_the_undo_is_undone()
    {
        var cycle = await OnceAsync();
        var (run, written) = (cycle["run"]!.ToString(), cycle["written"]!.GetValue<long>());
        written.ShouldBePositive();

        (await _bench.RunAsync("undo", run, "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["applied"]!.GetValue<bool>().ShouldBeFalse();
        _bench.Json["undoneBy"].ShouldBeNull();
        _bench.Json["restorable"]!.GetValue<long>().ShouldBe(written);
        _bench.Json["deals"]!.AsArray().Count.ShouldBe((int)written);
        (await OnceAsync())["written"]!.GetValue<long>().ShouldBe(0, "the plan changed nothing");

        (await _bench.RunAsync("undo", run, "--apply", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["restored"]!.GetValue<long>().ShouldBe(written);
        var undo = _bench.Json["undoneBy"]!.ToString();
        var deal = _bench.Json["deals"]![0]!["deal"]!.ToString();
        (await OnceAsync())["written"]!.GetValue<long>().ShouldBe(0, "what was undone stays undone");
        (await _bench.RunAsync("explain", "hubspot", deal, "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["undone"]!["run"]!.ToString().ShouldBe(run);

        (await _bench.RunAsync("undo", undo, "--apply")).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain($"run {undo} undone");
        (await _bench.RunAsync("undo", run, "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["restorable"]!.GetValue<long>().ShouldBe(written, "its values stand again");
    }

    [Fact]
    public async Task A_run_that_is_not_known_fails_with_a_remedy_in_one_document()
    {
        (await _bench.RunAsync("undo", "77", "--json")).ShouldBe(ExitCode.Failed);
        _bench.Json["error"]!["code"]!.GetValue<string>().ShouldBe("no_such_run");
        _bench.Json["error"]!["remedy"].ShouldNotBeNull();
        (await _bench.RunAsync("undo", "soon")).ShouldBe(ExitCode.Settings);
    }

    [Fact]
    public async Task A_dry_run_puts_nothing_back()
    {
        var run = (await OnceAsync())["run"]!.ToString();
        _bench.Environment["CRS_Safety__DryRun"] = "true";

        (await _bench.RunAsync("undo", run, "--apply", "--json")).ShouldBe(0, _bench.Error);

        _bench.Json["applied"]!.GetValue<bool>().ShouldBeFalse();
        _bench.Json["restored"]!.GetValue<long>().ShouldBe(0);
    }

    private async Task<JsonNode> OnceAsync()
    {
        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        return _bench.Json["crms"]!["hubspot"]!;
    }
}
