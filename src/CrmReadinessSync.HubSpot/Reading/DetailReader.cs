using System.Collections.Concurrent;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Completes deals with what a listing does not tell: associations by the thousand, linked records by the hundred, histories by fifty.
/// One instance serves one read and remembers linked records across its windows.
/// </summary>
/// <param name="api">The account.</param>
/// <param name="plan">What is read.</param>
/// <param name="builder">Makes snapshots of it.</param>
/// <param name="check">Makes sure that it exists.</param>
/// <param name="now">The account's clock.</param>
/// <param name="dates">Whether answers are dated; a reader of whole histories does that by itself.</param>
internal sealed class DetailReader(IHubSpotApi api, PropertyPlan plan, SnapshotBuilder builder, PropertyCheck check, DateTimeOffset now, bool dates = true)
{
    /// <summary>The most records one read takes.</summary>
    public const int BatchSize = 100;

    /// <summary>The most records one read with history takes.</summary>
    public const int HistoryBatchSize = 50;

    /// <summary>Requests in flight at once: enough to spend a burst quickly at a latency of some 300 ms, few enough to be polite.</summary>
    private const int Concurrency = 12;

    private readonly AssociationReader _associations = new(api);
    private readonly Dictionary<string, BoundedCache> _cache = plan.LinkedTypes.ToDictionary(type => type, _ => new BoundedCache(10_000), StringComparer.Ordinal);
    private volatile bool _isCheckedAnew;

    /// <summary>Completes a window of deals. The caller bounds its size; of a deal listed twice the newer row counts.</summary>
    public async Task<IReadOnlyList<DealSnapshot>> CompleteAsync(IReadOnlyList<DealRow> listed, CancellationToken cancellationToken)
    {
        if (listed.Count == 0)
        {
            return [];
        }

        // Where HubSpot lost the order of a search, the list or halved windows bring some deals again.
        DealRow[] rows = [.. listed.GroupBy(row => row.Id, StringComparer.Ordinal).Select(same => same.MaxBy(row => row.Stamp)!)];
        var links = rows.ToDictionary(row => row.Id, row => row.Links is { IsCut: false } inline ? inline : new DealLinks(), StringComparer.Ordinal);
        var histories = new ConcurrentDictionary<string, DealHistory>(StringComparer.Ordinal);
        await RunAsync([.. LinkJobs(rows, links), .. HistoryJobs(rows, histories)], cancellationToken);

        var related = await ReadRelatedAsync(links.Values, cancellationToken);
        return [.. rows.Select(row => builder.Build(row, links[row.Id], related, histories.GetValueOrDefault(row.Id), now))];
    }

    /// <summary>Reads records of one type by id; those that no longer exist are absent.</summary>
    public async Task<IReadOnlyDictionary<string, PropertyBag>> ReadRecordsAsync(string type, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, PropertyBag>(StringComparer.Ordinal);
        await RunAsync(RecordJobs(type, ids, found), cancellationToken);
        return found;
    }

    private IEnumerable<Job> LinkJobs(IReadOnlyList<DealRow> rows, Dictionary<string, DealLinks> links)
    {
        return from type in plan.LinkedTypes
               from chunk in rows.Where(row => row.Links is not { IsCut: false } inline || (inline.IsLabelled && type == ObjectTypes.Contacts)).Select(row => row.Id).Chunk(AssociationReader.BatchSize)
               select (Job)(async token =>
               {
                   foreach (var (id, targets) in await _associations.ReadAsync(ObjectTypes.Deals, type, chunk, token))
                   {
                       if (links.TryGetValue(id, out var deal))
                       {
                           lock (deal)
                           {
                               deal.Add(type, targets);
                           }
                       }
                   }
               });
    }

    /// <summary>Deals with an answer whose age matters, or with a close date that may have been pushed, are asked for the history of both.</summary>
    private IEnumerable<Job> HistoryJobs(IReadOnlyList<DealRow> rows, ConcurrentDictionary<string, DealHistory> histories)
    {
        var told = rows.Where(row => dates && (plan.Dated.Any(property => row.Properties.Text(property.From) is not null)
            || (plan.CountsPushes && row.Properties.Text(plan.CloseDate!) is not null)));
        return told.Chunk(HistoryBatchSize).Select(chunk => (Job)(async token =>
        {
            var byId = chunk.ToDictionary(row => row.Id, StringComparer.Ordinal);
            var request = new BatchReadRequest([], plan.HistoryProperties, [.. byId.Keys.Select(id => new RecordRef(id))]);
            var records = (await api.ReadBatchAsync(ObjectTypes.Deals, request, token)).Results;
            if (!_isCheckedAnew && records.Any(record => byId.TryGetValue(record.Id, out var row) && LacksHistory(record, row)))
            {
                // If the property is there again by now, so is its history.
                await check.EnsureAsync(fresh: true, token);
                records = (await api.ReadBatchAsync(ObjectTypes.Deals, request, token)).Results;
                _isCheckedAnew = true;
            }

            foreach (var record in records)
            {
                if (byId.TryGetValue(record.Id, out var row))
                {
                    histories[record.Id] = PropertyHistory.Of(record.PropertiesWithHistory, row.Properties, plan.CloseDate);
                }
            }
        }));
    }

    /// <summary>
    /// An answer that was listed and whose history does not come may have lost its property in between. Taken as it is, it would count as of
    /// unknown age until somebody touches the deal.
    /// </summary>
    private bool LacksHistory(CrmRecord record, DealRow row) =>
        plan.Dated.Any(answer => row.Properties.Text(answer.From) is not null && record.PropertiesWithHistory?.ContainsKey(answer.From) is not true);

    private async Task<RelatedRecords> ReadRelatedAsync(IReadOnlyCollection<DealLinks> links, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ConcurrentDictionary<string, PropertyBag>>(StringComparer.Ordinal);
        var jobs = new List<Job>();
        foreach (var type in plan.LinkedTypes)
        {
            var records = found[type] = new ConcurrentDictionary<string, PropertyBag>(StringComparer.Ordinal);
            var missing = new List<string>();
            foreach (var id in links.SelectMany(deal => IdsOf(deal, type)).Distinct(StringComparer.Ordinal))
            {
                if (_cache[type].Find(id) is { } known)
                {
                    records[id] = known;
                }
                else
                {
                    missing.Add(id);
                }
            }

            jobs.AddRange(RecordJobs(type, missing, records));
        }

        await RunAsync(jobs, cancellationToken);
        foreach (var (type, records) in found)
        {
            foreach (var (id, record) in records)
            {
                _cache[type].Add(id, record);
            }
        }

        var meetings = Of(ObjectTypes.Meetings);
        return new RelatedRecords(Of(ObjectTypes.Contacts), Of(ObjectTypes.Companies), meetings, await PutOffsAsync(meetings, cancellationToken));

        IReadOnlyDictionary<string, PropertyBag> Of(string type) => found.GetValueOrDefault(type) ?? [];
    }

    private async Task<IReadOnlyDictionary<string, PutOffs>> PutOffsAsync(IReadOnlyDictionary<string, PropertyBag> meetings, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, PutOffs>(StringComparer.Ordinal);
        if (dates && plan.CountsPutOffs)
        {
            var moved = meetings.Where(meeting => builder.IsMovedByThem(meeting.Value)).Select(meeting => meeting.Key);
            await RunAsync(
                moved.Chunk(HistoryBatchSize).Select(chunk => (Job)(async token =>
                {
                    foreach (var (id, putOffs) in await MovedMeetings.ReadAsync(api, chunk, token))
                    {
                        found[id] = putOffs;
                    }
                })),
                cancellationToken);
        }

        return found;
    }

    private IEnumerable<Job> RecordJobs(string type, IEnumerable<string> ids, ConcurrentDictionary<string, PropertyBag> found) =>
        ids.Chunk(BatchSize).Select(chunk => (Job)(async token =>
        {
            var request = new BatchReadRequest(plan.PropertiesOf(type), null, [.. chunk.Select(id => new RecordRef(id))]);
            foreach (var record in (await api.ReadBatchAsync(type, request, token)).Results)
            {
                await check.RequireAsync(type, record.Properties, token);
                found[record.Id] = record.Properties;
            }
        }));

    private static IEnumerable<string> IdsOf(DealLinks deal, string type) => type switch
    {
        ObjectTypes.Contacts => deal.Contacts.Keys,
        ObjectTypes.Companies => deal.Companies.Take(1),
        _ => deal.Meetings,
    };

    private static Task RunAsync(IEnumerable<Job> jobs, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            jobs,
            // On the caller's scheduler: the thread pool's in the service, one of a single thread where a run must be repeatable.
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current },
            static async (job, token) => await job(token));

    private delegate Task Job(CancellationToken cancellationToken);
}
