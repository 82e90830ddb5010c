using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>A run is undone where the CRM still shows what it wrote, and only there; what was undone stays so until facts or rules change (law 14).</summary>
public abstract class UndoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undoing_a_run_puts_its_old_values_back_and_they_stay()
    {
        var world = await FlippedAsync();
        var before = Shown(world);

        var (report, told) = await UndoAsync(world, 2);

        report.State.ShouldBe(RunState.Completed);
        report.Counts.Written.ShouldBe(10);
        told.ShouldAllBe(deal => deal.Reason == null);
        Flags(world).ShouldAllBe(flag => flag == "confirm");
        (await world.Kept.ReadRunsAsync(1, Token))[0].Start.Trigger.ShouldBe("undo");
        for (var day = 0; day < 3; day++)
        {
            world.Time.Advance(TimeSpan.FromHours(25));
            var next = await world.RunAsync();
            next.Counts.Written.ShouldBe(0);
            next.State.ShouldBe(RunState.Completed);
        }

        Flags(world).ShouldAllBe(flag => flag == "confirm");
        Shown(world).ShouldNotBe(before);
    }

    [Fact]
    public async Task New_facts_or_other_rules_bring_the_verdict_back()
    {
        var world = await FlippedAsync();
        await UndoAsync(world, 2);
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Crm.Edit(world.Crm.All["100"], deal => PracticeCrm.Set(deal, "x_note", "まだ予定はないとのこと"));
        (await world.RunAsync()).Counts.Written.ShouldBe(1);
        world.Crm.All["100"].Properties["r_flag"].Value.ShouldBe("hold");

        var document = SettingsDocument.Parse("rules", Encoding.UTF8.GetBytes("""{ "Base": "Standard", "Premises": { "Budget": { "Weight": 2 } } }"""), []);
        world.Rules = RulesDocument.Compile(document).Rules.ShouldNotBeNull();
        (await world.RunAsync()).Counts.Written.ShouldBe(9);
        Flags(world).ShouldAllBe(flag => flag == "hold");
    }

    [Fact]
    public async Task What_changed_before_an_undo_and_was_first_read_by_it_is_judged_by_the_next_cycle()
    {
        var world = await FlippedAsync();
        world.Crm.Edit(world.Crm.All["100"], deal => PracticeCrm.Set(deal, "x_note", "まだ予定はないとのこと"));

        await UndoAsync(world, 2);
        world.Crm.All["100"].Properties["r_flag"].Value.ShouldBe("confirm");

        world.Time.Advance(TimeSpan.FromHours(1));
        (await world.RunAsync()).Counts.Written.ShouldBe(1);
        world.Crm.All["100"].Properties["r_flag"].Value.ShouldBe("hold");
        world.Crm.All["101"].Properties["r_flag"].Value.ShouldBe("confirm");
    }

    [Fact]
    public async Task What_is_no_longer_ours_to_put_back_is_told_and_left_as_it_is()
    {
        var world = await FlippedAsync();
        world.Crm.Edit(world.Crm.All["100"], deal => PracticeCrm.Set(deal, "r_flag", "ready"));
        world.Crm.Edit(world.Crm.All["101"], deal => deal.IsClosed = true);
        world.Crm.All.Remove("102");
        world.Crm.Unreadable.Add("103");
        world.Crm.Edit(world.Crm.All["104"], deal => PracticeCrm.Set(deal, "x_need", "decided"));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync();
        var (others, writes) = (world.Crm.All["100"].Properties["r_next"], world.Crm.Writes.Count);

        var (report, told) = await UndoAsync(world, 2);

        told.ToDictionary(deal => deal.DealId, deal => deal.Reason).ShouldBe(
            new Dictionary<string, UndoReason?>
            {
                ["100"] = UndoReason.ChangedSince, ["101"] = UndoReason.Closed, ["102"] = UndoReason.Gone, ["103"] = UndoReason.Unreadable, ["104"] = UndoReason.AsBefore,
                ["105"] = null, ["106"] = null, ["107"] = null, ["108"] = null, ["109"] = null,
            },
            ignoreOrder: true);
        report.Counts.Written.ShouldBe(5);
        world.Crm.Writes.Skip(writes).Select(write => write.DealId).Order().ShouldBe(["105", "106", "107", "108", "109"]);
        world.Crm.All["100"].Properties["r_flag"].Value.ShouldBe("ready");
        world.Crm.All["100"].Properties["r_next"].ShouldBe(others);
    }

    [Fact]
    public async Task A_plan_of_an_undo_writes_nothing()
    {
        var world = await FlippedAsync();
        var (writes, shown) = (world.Crm.Writes.Count, Shown(world));

        var (report, told) = await UndoAsync(world, 2, preview: true);

        told.Count(deal => deal.Reason is null).ShouldBe(10);
        told[0].Changes["r_flag"].ShouldBe(new ValueChange("confirm", "hold"));
        report.Counts.Written.ShouldBe(0);
        world.Crm.Writes.Count.ShouldBe(writes);
        Shown(world).ShouldBe(shown);
    }

    [Fact]
    public async Task An_undo_can_itself_be_undone_and_that_again()
    {
        var world = await FlippedAsync();
        var flipped = Shown(world);
        var undo = (await UndoAsync(world, 2)).Report.Run;
        var restored = Shown(world);

        var redo = (await UndoAsync(world, undo)).Report.Run;
        Shown(world).ShouldBe(flipped);
        (await world.RunAsync()).Counts.Written.ShouldBe(0);

        await UndoAsync(world, redo);
        Shown(world).ShouldBe(restored);
        world.Time.Advance(TimeSpan.FromHours(1));
        (await world.RunAsync()).Counts.Written.ShouldBe(0);
        Shown(world).ShouldBe(restored);
    }

    [Fact]
    public async Task An_undo_goes_past_the_brake_though_it_flips_every_flag()
    {
        var world = await FlippedAsync();
        world.Brake = new BrakeSettings(0.1, RequirePreview: true);

        (await UndoAsync(world, 2)).Report.Counts.Written.ShouldBe(10);
    }

    [Fact]
    public async Task A_run_that_the_journal_does_not_know_is_refused_with_a_remedy()
    {
        var world = await FlippedAsync();
        (await Should.ThrowAsync<CrmException>(() => UndoAsync(world, 77))).Failure.Remedy.ShouldNotBeNullOrWhiteSpace();
        world.Crm.Writes.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_kill_at_any_step_of_an_undo_is_mended_by_undoing_again()
    {
        var undisturbed = await FlippedAsync();
        await UndoAsync(undisturbed, 2);
        var steps = undisturbed.Trouble.Steps;
        for (var step = 1; step <= steps; step++)
        {
            var world = await FlippedAsync(new Trouble(1));
            world.Trouble.Restart();
            world.Trouble.KillAtStep = step;
            await Should.ThrowAsync<KilledException>(() => UndoAsync(world, 2, restart: false));
            world.Trouble.Calm();
            world.Trouble.Restart();
            await world.RunAsync();

            await UndoAsync(world, 2);

            Shown(world).ShouldBe(Shown(undisturbed), $"killed at step {step} of {steps}");
            world.Crm.IdleWrites.ShouldBe(0, $"killed at step {step} of {steps}");
            (await world.RunAsync()).Counts.Written.ShouldBe(0, $"killed at step {step} of {steps}");
        }
    }

    /// <summary>Ten deals whose first run wrote confirm and whose second wrote hold.</summary>
    private async Task<World> FlippedAsync(Trouble? trouble = null)
    {
        var world = new World(trouble: trouble, journal: NewJournal());
        for (var i = 0; i < 10; i++)
        {
            world.Crm.Add($"{100 + i}", deal => PracticeCrm.Set(deal, "x_need", "decided"));
        }

        (await world.RunAsync()).Counts.Written.ShouldBe(10);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        foreach (var deal in world.Crm.All.Values)
        {
            world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_need", "no_plan"));
        }

        (await world.RunAsync()).Run.ShouldBe(2);
        Flags(world).ShouldAllBe(flag => flag == "hold");
        world.Time.Advance(TimeSpan.FromMinutes(10));
        return world;
    }

    private static async Task<(CycleReport Report, List<UndoneDeal> Told)> UndoAsync(World world, long run, bool preview = false, bool restart = true)
    {
        if (restart)
        {
            world.Trouble.Restart();
        }

        var told = new List<UndoneDeal>();
        return (await world.UndoAsync(run, preview, told.Add), told);
    }

    private static IEnumerable<string?> Flags(World world) => world.Crm.All.Values.Select(deal => deal.Properties["r_flag"].Value);

    private static List<string> Shown(World world) =>
        [.. world.Visible().Where(line => line.Contains(".r_", StringComparison.Ordinal))];

    /// <summary>An empty journal; null for the model in memory.</summary>
    protected abstract IJournal? NewJournal();
}

/// <summary>Undoing on the model of a journal.</summary>
public sealed class UndoOnTheModelTests : UndoTests
{
    protected override IJournal? NewJournal() => null;
}

/// <summary>Undoing on the real journal.</summary>
public sealed class UndoOnSqliteTests : UndoTests, IAsyncDisposable
{
    private readonly SqliteFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    protected override IJournal? NewJournal() => _folder.NewJournal();
}
