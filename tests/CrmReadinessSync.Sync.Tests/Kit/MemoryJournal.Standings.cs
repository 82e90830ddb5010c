namespace CrmReadinessSync.Sync.Tests;

internal sealed partial class MemoryJournal
{
    public Task<RunRecord?> FindRunAsync(long run, CancellationToken cancellationToken) => Do(() => _runs.Find(one => one.Id == run));

    public IAsyncEnumerable<IReadOnlyList<WriteLogEntry>> ListWritesAsync(long run, CancellationToken cancellationToken)
    {
        var (read, writes) = (0, _writes.Where(write => write.Run == run).ToList());
        return PagesAsync<WriteLogEntry>(
            _ =>
            {
                var page = writes.Skip(read).Take(6).ToList();
                read += page.Count;
                return page;
            },
            write => write.DealId,
            cancellationToken);
    }

    public Task<LeftAlone> ReadLeftAloneAsync(DateTimeOffset now, int count, CancellationToken cancellationToken) => Do(() =>
    {
        var found = _deals.Values.Where(deal => deal is { Gone: false, Snapshot.IsClosed: false, Standing: not null } && deal.Standing.LeftAloneUntil > now)
            .Select(deal => KeyValuePair.Create(deal.Id, deal.Standing!)).ToList();
        return new LeftAlone(found.Count, [.. found.Take(count)]);
    });
}
