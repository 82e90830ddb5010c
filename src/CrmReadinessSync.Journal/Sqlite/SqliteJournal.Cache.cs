using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        var since = maxAge.Ticks >= now ? 0 : now - maxAge.Ticks;
        return database.ReadAsync(
            (reader, transaction) => reader.ExecuteScalar<string?>(
                "SELECT text FROM cache WHERE crm = @crm AND name = @key AND stored_at >= @since", new { crm = crmKey, key, since }, transaction),
            cancellationToken);
    }

    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken)
    {
        var parameters = new { crm = crmKey, key, text, now = time.GetUtcNow().UtcTicks };
        return database.WriteAsync(
            write =>
            {
                write.Once(
                    text is null
                        ? "DELETE FROM cache WHERE crm = @crm AND name = @key"
                        : "INSERT OR REPLACE INTO cache (crm, name, text, stored_at) VALUES (@crm, @key, @text, @now)",
                    parameters);
            },
            cancellationToken);
    }

    /// <summary>Where the count stands that all connections of this one's account keep together: with the first of them.</summary>
    private const string FirstOfAccount = "SELECT coalesce((SELECT min(o.key) FROM crm o JOIN crm c ON c.account = o.account WHERE c.key = $0), $0)";

    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        return database.WriteAsync(
            write =>
            {
                var first = write.Number(FirstOfAccount, crmKey);
                var sum = KeptCount.In(write.Scalar<string?>("SELECT text FROM cache WHERE crm = @first AND name = @key", new { first, key }), period) + count;
                write.Once(
                    "INSERT OR REPLACE INTO cache (crm, name, text, stored_at) VALUES (@first, @key, @text, @now)", new { first, key, text = KeptCount.Text(period, sum), now });
                return sum;
            },
            cancellationToken);
    }
}
