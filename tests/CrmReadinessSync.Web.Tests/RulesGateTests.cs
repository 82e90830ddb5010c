namespace CrmReadinessSync.Web.Tests;

/// <summary>Rules that changed under a running service and would have paused past wins.</summary>
public sealed class RulesGateTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Rules_that_would_have_paused_past_wins_are_held_at_reload_and_the_page_lists_the_wins()
    {
        await using var worker = await RunningWorker.ServiceAsync(bench => bench.Write("appsettings.json", """{ "Safety": { "MassFlipBrake": 1, "MaxPausedWins": 0.05 } }"""));
        await using var visit = await browser.VisitAsync(worker.Address);

        worker.Bench.Write("appsettings.json", """
            { "Safety": { "MassFlipBrake": 1, "MaxPausedWins": 0.05 }, "Readiness": { "Premises": { "Timing": { "Answers": { "timing": { "dated": "Unmet" } } } } } }
            """);
        await visit.GoAsync("/runs", "form[action='/runs/release']");

        var told = await visit.Page.Locator(".alarm").First.InnerTextAsync();
        told.ShouldContain("past wins would have been paused");
        (await visit.Page.Locator(".alarm table.rates tbody tr").CountAsync()).ShouldBePositive();
        await visit.PictureAsync("held-wins");
        await BrowserTests.NoBarrierAsync(visit);
        worker.Log.ShouldContain("past wins");

        await visit.GoAsync("/runs?lang=ja", ".alarm table.rates");
        (await visit.Page.Locator(".alarm").First.InnerTextAsync()).ShouldContain("過去の受注");
        await visit.PictureAsync("held-wins-ja");
    }
}
