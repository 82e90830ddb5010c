using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>HubSpot: killed in each of the three strokes.</summary>
public sealed class KillTests
{
    [Theory]
    [InlineData(KillMoment.Reading)]
    [InlineData(KillMoment.Judging)]
    [InlineData(KillMoment.Writing)]
    public Task Killed_in_any_stroke_the_next_once_ends_as_after_an_undisturbed_run(KillMoment moment) => KillAsync(moment, deals: 2000);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(KillMoment.Reading)]
    [InlineData(KillMoment.Judging)]
    [InlineData(KillMoment.Writing)]
    public Task Killed_in_any_stroke_over_twenty_thousand_deals_the_next_once_ends_as_after_an_undisturbed_run(KillMoment moment) => KillAsync(moment, deals: 20_000);

    private static Task KillAsync(KillMoment moment, int deals) =>
        new KillTrial(Vendor.HubSpot, moment, new SandboxOptions { Deals = deals, Latency = TimeSpan.FromMilliseconds(20) }) { RequestsOfReading = 15 }.RunAsync();
}
