using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>Law 11: one worker at a time, by the journal's clock; what another writes later is refused or kept as stale.</summary>
public abstract partial class JournalContract
{
    /// <summary>Opens what <see cref="Store"/> holds as another worker does, at the same time.</summary>
    protected abstract Task<IJournalStore> OpenBesideAsync();

    [Fact]
    public async Task While_one_worker_is_at_work_another_is_told_who_and_nothing_is_touched()
    {
        await using var beside = await OpenBesideAsync();
        var other = await beside.OpenAsync("hubspot", Token);
        var run = await PlanAsync(Sample.Planned("1"));
        Time.Now += ILeases.Length - TimeSpan.FromSeconds(1);

        var held = await Should.ThrowAsync<LeaseHeldException>(() => other.BeginRunAsync(Sample.Run(), Token));

        held.Holder.Run.ShouldBe(run);
        held.Holder.Since.ShouldBe(Sample.Start);
        held.Holder.Worker.ShouldNotBeNullOrWhiteSpace();
        (await other.ReadLeaseAsync(Token)).ShouldBe(held.Holder);
        (await Sample.Flat(Journal.ReadPlanAsync(run, 10, Token))).ShouldHaveSingleItem();
        (await Journal.ReadRunsAsync(10, Token)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_run_that_ended_lets_the_lease_go_and_another_crm_never_had_it()
    {
        await using var beside = await OpenBesideAsync();
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await (await beside.OpenAsync("salesforce", Token)).BeginRunAsync(Sample.Run(), Token);
        (await Journal.EndRunAsync(run, Sample.End(), Token)).ShouldBeTrue();
        (await Journal.ReadLeaseAsync(Token)).ShouldBeNull();

        var next = await (await beside.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);

        next.ShouldBeGreaterThan(run);
        (await Journal.ReadLeaseAsync(Token)).ShouldNotBeNull().Run.ShouldBe(next);
    }

    [Fact]
    public async Task A_lease_that_is_kept_does_not_run_out_and_each_send_leaves_with_enough_of_it()
    {
        await using var beside = await OpenBesideAsync();
        var other = await beside.OpenAsync("hubspot", Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        for (var minute = 0; minute < 30; minute++)
        {
            Time.Now += TimeSpan.FromMinutes(1);
            await Journal.KeepLeaseAsync(run, Token);
            ((await Journal.ReadLeaseAsync(Token))!.Until - Time.Now).ShouldBeGreaterThanOrEqualTo(ILeases.LeftAtSending);
        }

        await Should.ThrowAsync<LeaseHeldException>(() => other.BeginRunAsync(Sample.Run(), Token));
    }

    [Fact]
    public async Task Keeping_the_lease_tells_how_many_workers_are_at_work_on_the_account()
    {
        await using var beside = await OpenBesideAsync();
        var (second, ours, strange) = (await beside.OpenAsync("hubspot-renewals", Token), await Store.OpenAsync("hubspot-tests", Token), await beside.OpenAsync("salesforce", Token));
        foreach (var (journal, account) in new[] { (Journal, "1"), (second, "1"), (ours, "1"), (strange, "00D") })
        {
            await journal.BindAccountAsync(account, Token);
        }

        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await strange.BeginRunAsync(Sample.Run(), Token);
        await ours.BeginRunAsync(Sample.Run(), Token);
        await Journal.KeepLeaseAsync(run, Token);
        Journal.Workers.ShouldBe(1, "one worker counts once, and other accounts have limits of their own");

        var other = await second.BeginRunAsync(Sample.Run(), Token);
        await Journal.KeepLeaseAsync(run, Token);
        await second.KeepLeaseAsync(other, Token);
        (Journal.Workers, second.Workers).ShouldBe((2, 2));

        await second.EndRunAsync(other, Sample.End(), Token);
        await Journal.KeepLeaseAsync(run, Token);
        Journal.Workers.ShouldBe(1);
    }

    [Fact]
    public async Task Whatever_a_run_writes_after_another_took_over_is_refused()
    {
        await using var beside = await OpenBesideAsync();
        var other = await beside.OpenAsync("hubspot", Token);
        var run = await PlanAsync(Sample.Planned("1"), Sample.Planned("2"));
        await Journal.MarkSentAsync(run, ["1"], Token);
        Time.Now += ILeases.Length;
        var next = await other.BeginRunAsync(Sample.Run("r2"), Token);

        Task[] refused =
        [
            Journal.KeepLeaseAsync(run, Token),
            Journal.AdoptMappingAsync(run, "m9", Token),
            Journal.SaveReadAsync(run, Sample.Read(gone: ["1", "2"]), Token),
            Journal.MarkUnseenAsGoneAsync(run, Sample.Start.AddYears(1), Token),
            Journal.SaveJudgedAsync(run, [Sample.Unchanged("1")], Token),
            Journal.MarkSentAsync(run, ["2"], Token),
            Journal.HoldAsync(run, HoldReason.MassFlip, onlyFlips: false, Sample.Start, Token),
            Journal.ResumeAsync(run, Token),
        ];
        foreach (var write in refused)
        {
            (await Assert.ThrowsAsync<LeaseLostException>(() => write)).Run.ShouldBe(run);
        }

        (await Journal.ReadHeadAsync(Token)).MappingFingerprint.ShouldBeNull();
        (await Sample.All(Journal.ListIdsAsync(Token))).ShouldBe(["1", "2"]);
        await other.KeepLeaseAsync(next, Token);
    }

    [Fact]
    public async Task A_request_that_landed_late_is_kept_as_stale_and_its_deals_are_read_again_whatever_was_written_meanwhile()
    {
        await using var beside = await OpenBesideAsync();
        var other = await beside.OpenAsync("hubspot", Token);
        var run = await PlanAsync(Sample.Planned("1"), Sample.Planned("2"));
        await Journal.MarkSentAsync(run, ["1"], Token);
        Time.Now += ILeases.Length;
        var next = await other.BeginRunAsync(Sample.Run(), Token);
        await other.SaveReadAsync(next, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2")]), Token);
        await other.SaveJudgedAsync(next, [Sample.Planned("1", "hold"), Sample.Unchanged("2")], Token);
        await other.MarkSentAsync(next, ["1"], Token);

        (await Journal.SaveOutcomesAsync(run, [Written("1")], Token)).ShouldBeFalse();
        (await other.SaveOutcomesAsync(next, [Written("1")], Token)).ShouldBeTrue();

        (await Journal.ReadWritesAsync(run, null, 10, Token)).ShouldHaveSingleItem().Outcome.ShouldBe(DealOutcome.Stale);
        (await other.FindDealAsync("1", Token))!.Snapshot.Shown["readiness_flag"].ShouldBe("hold");
        (await Sample.All(other.ListUnsettledAsync(Sample.Start, Token))).ShouldBe(["1"]);
        (await DueIdsAsync()).ShouldContain("1");
    }

    [Fact]
    public async Task The_end_of_a_displaced_run_is_kept_and_its_positions_are_not()
    {
        await using var beside = await OpenBesideAsync();
        var other = await beside.OpenAsync("hubspot", Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        Time.Now += ILeases.Length;
        var next = await other.BeginRunAsync(Sample.Run(), Token);

        (await Journal.EndRunAsync(run, Sample.End() with { Positions = Sample.Map(("deals", "9")), Reconciled = true }, Token)).ShouldBeFalse();

        var head = await other.ReadHeadAsync(Token);
        head.Positions.ShouldBeEmpty();
        head.ReconciledAt.ShouldBeNull();
        (await other.ReadRunsAsync(2, Token)).Single(one => one.Id == run).End!.State.ShouldBe(RunState.Displaced);
        await other.KeepLeaseAsync(next, Token);
    }

    [Fact]
    public async Task A_worker_takes_up_its_own_broken_off_run_at_once()
    {
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        (await Journal.BeginRunAsync(Sample.Run(), Token)).ShouldBeGreaterThan(run);
        await Assert.ThrowsAsync<LeaseLostException>(() => Journal.KeepLeaseAsync(run, Token));
    }

    [Fact]
    public async Task Only_one_of_many_takes_the_lease()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenBesideAsync()));
        var taken = await Task.WhenAll(stores.Append(Store).Select(store => Task.Run(
            async () =>
            {
                try
                {
                    return await (await store.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
                }
                catch (LeaseHeldException)
                {
                    return 0;
                }
            },
            Token)));
        var run = (await Journal.ReadLeaseAsync(Token))!.Run;
        taken.Where(one => one > 0).ShouldBe([run]);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(30)]
    public async Task A_clock_that_was_set_neither_locks_a_journal_for_long_nor_lets_two_work_at_once(int days)
    {
        await using var beside = await OpenBesideAsync();
        var other = await beside.OpenAsync("hubspot", Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        Time.Now = Time.Now.AddDays(days);

        var next = await other.BeginRunAsync(Sample.Run(), Token);

        await Assert.ThrowsAsync<LeaseLostException>(() => Journal.KeepLeaseAsync(run, Token));
        Time.Now = Time.Now.AddDays(-days);
        await other.KeepLeaseAsync(next, Token);
        await Should.ThrowAsync<LeaseHeldException>(() => Journal.BeginRunAsync(Sample.Run(), Token));
    }

    [Fact]
    public async Task A_copy_can_be_worked_on_while_another_worker_is_at_work_on_the_original()
    {
        await using var beside = await OpenBesideAsync();
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await using var copy = await beside.CopyAsync(Token);
        await (await copy.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);

        await Journal.KeepLeaseAsync(run, Token);
    }
}
