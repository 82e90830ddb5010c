using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Contract;

/// <summary>
/// What every CRM keeps, shown on its practice CRM through whole cycles with a journal on disk. A third CRM inherits this and is done
/// when it is green.
/// </summary>
public abstract partial class CrmContract
{
    private const int Deals = 120;
    private static readonly string[] Passing = ["throttled", "flaky", "lost-acks", "expiring-tokens", "locked-rows"];
    private static readonly string[] Lasting = ["field-removed", "permission-withdrawn"];

    /// <summary>The connection, with the shipped mapping.</summary>
    protected abstract CrmConnection Connection { get; }

    /// <summary>The CRM's own name of the need premise.</summary>
    protected abstract string NeedProperty { get; }

    /// <summary>The CRM's own name of the day on which a deal is expected to close.</summary>
    protected abstract string CloseDateProperty { get; }

    /// <summary>How the CRM's pages look.</summary>
    protected abstract PageShape Pages { get; }

    /// <summary>This vendor's side of the practice CRMs.</summary>
    protected abstract PracticeCrm Side(PracticeCrms crms);

    /// <summary>Connects to it over the workplace's wire and clock.</summary>
    protected abstract ICrm Connect(Workplace workplace);

    [Fact]
    public async Task Every_open_deal_gets_its_flag_and_a_second_cycle_writes_nothing()
    {
        using var work = Open();

        var first = await work.RunAsync();
        work.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await work.RunAsync();

        first.ShouldSatisfyAllConditions(
            report => report.State.ShouldBe(RunState.Completed, report.Failure?.ToString()),
            report => report.Counts.Judged.ShouldBeGreaterThan(50),
            report => report.Counts.Written.ShouldBe(report.Counts.Judged),
            report => report.Counts.Failed.ShouldBe(0));
        second.ShouldSatisfyAllConditions(
            report => report.State.ShouldBe(RunState.Completed, report.Failure?.ToString()),
            report => report.Counts.Written.ShouldBe(0),
            report => report.Counts.Judged.ShouldBe(0));
        work.Shown().Values.Count(shown => shown.StartsWith($"{Connection.WriteTo.Flag}=", StringComparison.Ordinal) && !shown.StartsWith($"{Connection.WriteTo.Flag}=\n", StringComparison.Ordinal))
            .ShouldBe((int)first.Counts.Written);
    }

    [Fact]
    public async Task What_was_undone_stays_so_since_reading_a_deal_again_tells_what_the_first_read_told()
    {
        using var work = Open(1000);
        var first = await work.RunAsync();

        work.Time.Advance(TimeSpan.FromMinutes(10));
        var undo = await work.UndoAsync(first.Run);
        work.Time.Advance(TimeSpan.FromMinutes(10));
        var next = await work.RunAsync();

        undo.Counts.Written.ShouldBe(first.Counts.Written);
        next.State.ShouldBe(RunState.Completed, next.Failure?.ToString());
        next.Counts.Written.ShouldBe(0);
    }

    /// <summary>Faults that pass, each by itself and all at once.</summary>
    public static TheoryData<string> Passes => [.. Passing, string.Join(',', Passing)];

    /// <summary>Faults that only an admin can mend.</summary>
    public static TheoryData<string> Lasts => [.. Lasting];

    [Theory]
    [MemberData(nameof(Passes))]
    public async Task Whatever_goes_wrong_on_the_way_the_crm_ends_as_after_an_undisturbed_run(string faults)
    {
        using var disturbed = Open(faults.Split(','));

        var last = await disturbed.SettleAsync();

        last.State.ShouldBe(RunState.Completed, last.Failure?.ToString());
        await SameAsUndisturbedAsync(disturbed);
        (await disturbed.ThoughtEditedAsync()).ShouldBeEmpty("our own writes, however they arrived, are nobody else's");
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public async Task A_process_that_is_killed_at_any_request_loses_nothing(int request, bool afterwards)
    {
        using var work = Open();
        try
        {
            await work.RunAsync(wire => (wire.DiesAt, wire.DiesAfterwards) = (request, afterwards));
        }
        catch (ProcessKilledException)
        {
            // As meant; a short cycle may be over before.
        }

        work.Time.Advance(TimeSpan.FromMinutes(1));
        (await work.SettleAsync()).State.ShouldBe(RunState.Completed);
        await SameAsUndisturbedAsync(work);
        (await work.ThoughtEditedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task A_worker_that_was_frozen_past_its_lease_sends_no_further_request(int request)
    {
        using var work = Open();
        var frozen = false;

        var report = await work.RunAsync(wire => wire.Freeze = (request, async () =>
        {
            frozen = true;
            await work.TakeOverAsync();
        }));

        if (frozen)
        {
            // A reading beside it that had passed its check may still land; writes go one by one.
            work.Wire.SentAfterFreeze.ShouldAllBe(line => line.StartsWith("GET", StringComparison.Ordinal) || line.EndsWith("/search", StringComparison.Ordinal) || line.EndsWith("/read", StringComparison.Ordinal));
            work.Wire.SentAfterFreeze.Count.ShouldBeLessThanOrEqualTo(2);
            report.State.ShouldBe(RunState.Displaced);
            report.Failure.ShouldBeNull();
        }

        (await work.SettleAsync()).State.ShouldBe(RunState.Completed);
        await SameAsUndisturbedAsync(work);
    }

    [Theory]
    [InlineData(PageMischief.TokensRepeat)]
    [InlineData(PageMischief.PagesRepeat)]
    [InlineData(PageMischief.OneIsEmpty)]
    public async Task Pages_that_repeat_or_are_empty_are_neither_read_for_ever_nor_taken_for_the_end(PageMischief mischief)
    {
        using var work = Open(1000);
        var trick = new PageTrick(Pages, mischief);

        var report = await work.RunAsync(wire => wire.Pages = trick);

        trick.Played.ShouldBeGreaterThan(0);
        report.Counts.Requests.ShouldBeLessThan(200);
        if (report.State != RunState.Completed)
        {
            report.Failure!.Action.ShouldBe(FailureAction.Retry);
            (await work.RunAsync()).State.ShouldBe(RunState.Completed);
        }

        using var undisturbed = Open(1000);
        await undisturbed.RunAsync();
        work.Shown().ShouldBe(undisturbed.Shown());
    }

    [Fact]
    public async Task Deals_that_vanish_are_gone_and_hold_nobody_up()
    {
        using var work = Open("vanishing-deals");

        var last = await work.SettleAsync();

        last.ShouldSatisfyAllConditions(
            report => report.State.ShouldBe(RunState.Completed, report.Failure?.ToString()), report => report.Counts.Failed.ShouldBe(0));
        await SameAsUndisturbedAsync(work, someVanished: true);
    }

    [Fact]
    public void Every_fault_the_practice_crm_knows_is_met_here() =>
        Passing.Concat(Lasting).Append("vanishing-deals").ShouldBe(SandboxOptions.FaultNames, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Lasts))]
    public async Task What_only_an_admin_can_mend_stops_this_crm_and_says_so(string fault)
    {
        // Enough deals for the fault to come between two batches.
        using var work = new Workplace(new SandboxOptions { Deals = 1500, Seed = 3, Faults = [fault] }, Connection, Side, Connect);

        var first = await work.RunAsync();
        work.Time.Advance(TimeSpan.FromMinutes(30));
        var second = await work.RunAsync();

        foreach (var report in new[] { first, second })
        {
            report.State.ShouldBe(RunState.Failed);
            report.Failure!.Action.ShouldBe(FailureAction.StopCrm);
            report.Failure.Remedy.ShouldNotBeNullOrWhiteSpace();
        }

        second.Counts.Written.ShouldBe(0);
        second.IsEnvironment.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_changed_in_the_crm_is_read_and_only_that_deal_is_judged_again()
    {
        using var work = Open();
        await work.SettleAsync();
        // What the clock alone made due is done before somebody changes anything.
        await work.RunAsync();
        var before = work.Shown();
        var deal = before.First(shown => shown.Value.Contains($"{Connection.WriteTo.Flag}=confirm", StringComparison.Ordinal)).Key;

        work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal, ["properties"] = new JsonObject { [NeedProperty] = "no_plan" } });
        work.Time.Advance(TimeSpan.FromSeconds(5));
        var report = await work.RunAsync();

        report.State.ShouldBe(RunState.Completed, report.Failure?.ToString());
        report.Counts.Judged.ShouldBe(1);
        work.Shown()[deal].ShouldContain($"{Connection.WriteTo.Phase}=not_buying");
        work.Shown().Count(shown => shown.Value != before[shown.Key]).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_account_allows_us_a_day_is_known_after_a_cycle()
    {
        using var work = new Workplace(new SandboxOptions { Deals = 20, Limits = SandboxLimits.Real }, Connection, Side, Connect);

        var counts = (await work.RunAsync()).Counts;

        counts.Allowance.ShouldNotBeNull().ShouldBeGreaterThan(counts.Requests);
    }

    [Fact]
    public async Task A_flag_set_by_hand_stays_and_one_that_was_blanked_is_filled_again()
    {
        using var work = Open();
        await work.SettleAsync();
        var flag = Connection.WriteTo.Flag!;
        var deals = work.Shown().Where(shown => shown.Value.Contains($"{flag}=confirm", StringComparison.Ordinal)).Select(shown => shown.Key).Take(2).ToList();
        foreach (var (deal, word) in deals.Zip(["hold", ""]))
        {
            work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal, ["properties"] = new JsonObject { [flag] = word } });
        }

        work.Time.Advance(TimeSpan.FromMinutes(1));
        (await work.SettleAsync()).State.ShouldBe(RunState.Completed);

        work.Shown()[deals[0]].ShouldContain($"{flag}=hold");
        work.Shown()[deals[1]].ShouldContain($"{flag}=confirm");
        (await work.ThoughtEditedAsync()).ShouldBe(deals, ignoreOrder: true);
    }

    [Fact]
    public async Task A_close_date_that_is_pushed_again_and_again_is_a_sign_and_one_brought_nearer_is_none()
    {
        using var work = Open();
        await work.SettleAsync();
        const string Sign = "完了予定日が何度も延びている";
        var reasons = Connection.WriteTo.Reasons!;
        var deals = work.Shown().Where(shown => shown.Value.Contains($"{Connection.WriteTo.Flag}=ready", StringComparison.Ordinal) && !shown.Value.Contains(Sign, StringComparison.Ordinal)).Take(2).Select(shown => shown.Key).ToList();

        foreach (var (pushed, nearer) in new[] { ("2027-03-01", "2027-08-01"), ("2027-04-01", "2027-07-01"), ("2027-05-01", "2027-06-01"), ("2027-06-01", "2027-05-01") })
        {
            Close(deals[0], pushed);
            Close(deals[1], nearer);
            work.Time.Advance(TimeSpan.FromMinutes(10));
            (await work.SettleAsync()).State.ShouldBe(RunState.Completed);
        }

        work.Shown()[deals[0]].ShouldContain(Sign, customMessage: reasons);
        work.Shown()[deals[1]].ShouldNotContain(Sign, customMessage: reasons);

        void Close(string deal, string day) =>
            work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal, ["properties"] = new JsonObject { [CloseDateProperty] = $"{day}" } });
    }

    [Fact]
    public async Task A_deal_put_into_the_bin_is_left_alone_and_one_restored_is_met_again()
    {
        using var work = Open();
        await work.SettleAsync();
        var deal = work.Shown().First(shown => shown.Value.Contains("=confirm", StringComparison.Ordinal)).Key;

        work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal, ["archive"] = true });
        work.Time.Advance(TimeSpan.FromMinutes(10));
        (await work.RunAsync()).Counts.Failed.ShouldBe(0);
        work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal, ["restore"] = true });
        work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal, ["properties"] = new JsonObject { [NeedProperty] = "no_plan" } });
        work.Time.Advance(TimeSpan.FromMinutes(10));
        (await work.SettleAsync()).State.ShouldBe(RunState.Completed);

        work.Shown()[deal].ShouldContain("=not_buying");
    }

    /// <summary>Opens a workplace; faults by name.</summary>
    protected Workplace Open(params string[] faults) =>
        new(new SandboxOptions { Deals = Deals, Seed = 3, Faults = [.. faults] }, Connection, Side, Connect);

    private Workplace Open(int deals) => new(new SandboxOptions { Deals = deals, Seed = 3 }, Connection, Side, Connect);

    private async Task SameAsUndisturbedAsync(Workplace disturbed, bool someVanished = false)
    {
        using var undisturbed = Open();
        await undisturbed.RunAsync();
        // Texts depend on the hour: both are looked at in the same one, on a Saturday, so that no meeting begins while the last retries settle.
        var hour = Workplace.Start.Date.AddDays(((DayOfWeek.Saturday - Workplace.Start.DayOfWeek + 6) % 7) + 1);
        foreach (var work in new[] { undisturbed, disturbed })
        {
            work.Time.AdvanceTo(new DateTimeOffset(hour, TimeSpan.Zero));
            (await work.SettleAsync()).State.ShouldBe(RunState.Completed);
        }

        var shown = disturbed.Shown();
        shown.ShouldNotBeEmpty();
        shown.ShouldBe(undisturbed.Shown().Where(deal => !someVanished || shown.ContainsKey(deal.Key)));
    }
}
