namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        var since = maxAge.Ticks >= now ? 0 : now - maxAge.Ticks;
        return database.ReadAsync(
            session => session.ScalarAsync<string>(
                "SELECT text FROM cache WHERE crm = @crm AND name = @key AND stored_at >= @since", new { crm = crmKey, key, since }),
            cancellationToken);
    }

    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken)
    {
        var parameters = new { crm = crmKey, key, text, now = time.GetUtcNow().UtcTicks };
        return database.WriteAsync(
            session => session.ExecuteAsync(
                text is null
                    ? "DELETE FROM cache WHERE crm = @crm AND name = @key"
                    : """
                      INSERT INTO cache (crm, name, text, stored_at) VALUES (@crm, @key, @text, @now)
                      ON CONFLICT (crm, name) DO UPDATE SET text = excluded.text, stored_at = excluded.stored_at
                      """,
                parameters),
            cancellationToken);
    }

    /// <summary>Where the count stands that all connections of this one's account keep together: with the first of them.</summary>
    private const string FirstOfAccount = "SELECT coalesce((SELECT min(o.key) FROM crm o JOIN crm c ON c.account = o.account WHERE c.key = @crm), @crm)";

    /// <summary>The row is there before it is locked, so that two processes never both begin at zero.</summary>
    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        return database.WriteAsync(
            async session =>
            {
                var first = await session.ScalarAsync<long>(FirstOfAccount, new { crm = crmKey });
                await session.ExecuteAsync(
                    "INSERT INTO cache (crm, name, text, stored_at) VALUES (@first, @key, @text, @now) ON CONFLICT DO NOTHING",
                    new { first, key, text = KeptCount.Text(period, 0), now });
                var kept = await session.ScalarAsync<string>("SELECT text FROM cache WHERE crm = @first AND name = @key FOR UPDATE", new { first, key });
                var sum = KeptCount.In(kept, period) + count;
                await session.ExecuteAsync(
                    "UPDATE cache SET text = @text, stored_at = @now WHERE crm = @first AND name = @key", new { first, key, text = KeptCount.Text(period, sum), now });
                return sum;
            },
            cancellationToken);
    }
}
