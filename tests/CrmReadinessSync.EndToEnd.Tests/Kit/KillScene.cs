using System.Collections.Immutable;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>Moments of a first cycle at which to kill, in their order.</summary>
public enum KillMoment
{
    Reading,
    Judging,
    Writing,

    /// <summary>A bulk job's rows are uploaded; it is not closed, so it does not start.</summary>
    JobOpen,

    /// <summary>A bulk job is closed and its results are not fetched: it runs, or is done and nobody was told.</summary>
    JobClosed,
}

/// <summary>A cycle at work, seen from outside: by the requests its CRM met and by its journal.</summary>
internal sealed class KillScene(Account account, string folder)
{
    /// <summary>The moment the cycle has come to.</summary>
    public async Task<KillMoment> MomentAsync()
    {
        var newest = await account.NewestRequestsAsync();
        return newest.Any(line => line.StartsWith("PATCH", StringComparison.Ordinal) && line.Contains("/jobs/ingest/", StringComparison.Ordinal)) ? KillMoment.JobClosed
            : newest.Any(line => line.StartsWith("PUT", StringComparison.Ordinal)) ? KillMoment.JobOpen
            : await WritesAsync() > 0 ? KillMoment.Writing
            : await IsPlannedAsync() ? KillMoment.Judging
            : KillMoment.Reading;
    }

    /// <summary>Returns as soon as the worker is well into a moment, or has ended.</summary>
    public async Task WaitForAsync(KillMoment moment, int requestsOfReading, WorkerProcess worker)
    {
        while (worker.IsRunning)
        {
            var isThere = moment switch
            {
                KillMoment.Reading => await account.RequestsAsync() >= requestsOfReading,
                KillMoment.Judging => await account.RequestsAsync() >= requestsOfReading && await IsPlannedAsync(),
                KillMoment.Writing => await WritesAsync() >= 3,
                _ => await MomentAsync() == moment,
            };
            if (isThere)
            {
                return;
            }
        }
    }

    /// <summary>The bulk job that the journal knows of.</summary>
    public async Task<string?> JobAsync()
    {
        await using var store = await OpenAsync();
        var journal = await store.OpenAsync(account.Vendor.Name, TestContext.Current.CancellationToken);
        return await journal.ReadAsync("salesforce.job", TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
    }

    private async Task<long> WritesAsync() => (await account.RequestsByKindAsync())
        .Where(kind => kind.Key == "collection.write" || kind.Key.Contains("update", StringComparison.OrdinalIgnoreCase)).Sum(kind => kind.Value);

    private async Task<bool> IsPlannedAsync()
    {
        await using var store = await OpenAsync();
        var journal = await store.OpenAsync(account.Vendor.Name, TestContext.Current.CancellationToken);
        await foreach (var page in journal.ReadOpenDealsAsync(TestContext.Current.CancellationToken))
        {
            return page.Any(deal => deal.Outcome is DealOutcome.Planned);
        }

        return false;
    }

    private Task<SqliteJournalStore> OpenAsync() =>
        SqliteJournalStore.OpenAsync("Data Source=journal.db", folder, TimeProvider.System, TestContext.Current.CancellationToken);
}
