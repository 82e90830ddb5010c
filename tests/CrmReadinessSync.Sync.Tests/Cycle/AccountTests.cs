namespace CrmReadinessSync.Sync.Tests;

/// <summary>Law 10: the journal knows its account.</summary>
public sealed class AccountTests
{
    [Fact]
    public async Task Credentials_of_another_account_stop_the_crm_before_anything_is_read()
    {
        var world = new World().Populate(4, 5);
        await world.RunAsync();
        var reads = world.Crm.Reads.Count;
        world.Crm.AccountId = "200";

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Failed);
        report.Failure.ShouldNotBeNull().Code.ShouldBe("account_mismatch");
        report.Failure.Words.ShouldBe("The credentials belong to account 200, and the journal to account 100.");
        report.Failure.Remedy.ShouldNotBeNull().ShouldContain("'practice'");
        world.Crm.Reads.Count.ShouldBe(reads);
    }

    [Fact]
    public async Task An_account_that_cannot_be_opened_is_an_environment_failure_kept_with_the_run()
    {
        var world = new World().Populate(4, 5);
        world.Crm.RefusesToOpen = new CrmFailure(FailureAction.StopCrm, "EXPIRED", "The token expired.", "Make a new one.");

        var report = await world.RunAsync();

        report.IsEnvironment.ShouldBeTrue();
        report.State.ShouldBe(RunState.Failed);
        (await world.Journal.ReadRunsAsync(1, TestContext.Current.CancellationToken))[0].End.ShouldNotBeNull().Failure.ShouldBe(world.Crm.RefusesToOpen);
    }
}
