using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Reads deals by id, complete, from the records themselves (no index between).</summary>
internal sealed class NamedRead(IHubSpotApi api, RowReader rows, PropertyPlan plan, SnapshotBuilder builder, DealFilter filter, Http.Redactor redactor)
{
    private const int WindowSize = 1000;

    /// <summary>Yields the deals; those that are no longer there come as gone.</summary>
    /// <param name="ids">The deals.</param>
    /// <param name="known">What the journal holds, to tell a deal that left our filters from one that never was ours.</param>
    /// <param name="details">Completes them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<DealPage> ReadAsync(
        IReadOnlyCollection<string> ids, IKnownDeals known, DetailReader details, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var window in ids.Distinct(StringComparer.Ordinal).Chunk(WindowSize))
        {
            var before = await known.FindAsync(window, cancellationToken);
            var pending = new List<DealRow>();
            var ready = new List<DealSnapshot>();
            var gone = new List<string>();
            var failed = new List<DealReadFailure>();
            foreach (var chunk in window.Chunk(DetailReader.BatchSize))
            {
                var answer = await api.ReadBatchAsync(ObjectTypes.Deals, new BatchReadRequest(plan.DealProperties, null, [.. chunk.Select(id => new RecordRef(id))]), cancellationToken);
                var asked = chunk.ToHashSet(StringComparer.Ordinal);
                var page = await rows.ReadAsync([.. answer.Results.Where(record => record.Archived is not true && asked.Contains(record.Id))], inline: false, cancellationToken);
                foreach (var row in page.Rows)
                {
                    if (row.IsOurs(filter))
                    {
                        pending.Add(row);
                    }
                    else if (before.TryGetValue(row.Id, out var deal))
                    {
                        ready.Add(builder.Build(row, deal.Snapshot));
                    }
                }

                failed.AddRange(page.Failed);
                asked.ExceptWith(page.Rows.Select(row => row.Id));
                asked.ExceptWith(page.Failed.Select(failure => failure.Id));
                foreach (var error in answer.Errors.Where(error => !DealFailures.IsGone(error)))
                {
                    foreach (var id in error.ContextOf("ids").Where(asked.Remove))
                    {
                        failed.Add(new DealReadFailure(id, new DealFailures(redactor).Of(error)));
                    }
                }

                // Deleted, archived and merged-away deals are named in a 207 or silently left out.
                gone.AddRange(asked);
            }

            yield return new DealPage { Deals = ready, Gone = gone, Failed = failed };
            foreach (var page in Pages.Of(await details.CompleteAsync(pending, cancellationToken)))
            {
                yield return page;
            }
        }
    }
}
