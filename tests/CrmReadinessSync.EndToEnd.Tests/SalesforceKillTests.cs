using System.Globalization;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>Salesforce: killed in each of the three strokes, and in the middle of a bulk job.</summary>
public sealed class SalesforceKillTests
{
    [Theory]
    [InlineData(KillMoment.Reading)]
    [InlineData(KillMoment.Judging)]
    [InlineData(KillMoment.Writing)]
    public Task Killed_in_any_stroke_the_next_once_ends_as_after_an_undisturbed_run(KillMoment moment) => KillAsync(moment, deals: 2000, bulkAbove: 100_000);

    [Theory]
    [InlineData(KillMoment.JobOpen, SandboxLimits.None)]
    [InlineData(KillMoment.JobClosed, SandboxLimits.None)]
    [InlineData(KillMoment.JobClosed, SandboxLimits.Real)]
    public Task Killed_in_a_bulk_job_the_next_once_ends_as_after_an_undisturbed_run(KillMoment moment, SandboxLimits limits) => KillAsync(moment, deals: 1000, bulkAbove: 200, limits);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(KillMoment.Reading)]
    [InlineData(KillMoment.Judging)]
    [InlineData(KillMoment.Writing)]
    public Task Killed_in_any_stroke_over_twenty_thousand_deals_the_next_once_ends_as_after_an_undisturbed_run(KillMoment moment) =>
        KillAsync(moment, deals: 20_000, bulkAbove: 100_000);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(KillMoment.JobOpen, SandboxLimits.None)]
    [InlineData(KillMoment.JobClosed, SandboxLimits.None)]
    [InlineData(KillMoment.JobClosed, SandboxLimits.Real)]
    public Task Killed_in_a_bulk_job_over_twenty_thousand_deals_the_next_once_ends_as_after_an_undisturbed_run(KillMoment moment, SandboxLimits limits) =>
        KillAsync(moment, deals: 20_000, bulkAbove: 2000, limits);

    /// <summary>Without limits a job is done by the time anybody asks; with them it takes seconds and is caught running.</summary>
    private static Task KillAsync(KillMoment moment, int deals, int bulkAbove, SandboxLimits limits = SandboxLimits.None) =>
        new KillTrial(
            Vendor.Salesforce.With("BulkAbove", bulkAbove.ToString(CultureInfo.InvariantCulture)),
            moment,
            // An open job is closed by the very next request: slow answers make that moment long enough to be met on a busy machine.
            new SandboxOptions { Deals = deals, Latency = TimeSpan.FromMilliseconds(moment is KillMoment.JobOpen ? 400 : 80), Limits = limits })
        {
            // The session, versions and six descriptions come first, then the list and what hangs on its pages.
            RequestsOfReading = 9 + (deals / 5000),
        }.RunAsync();
}
