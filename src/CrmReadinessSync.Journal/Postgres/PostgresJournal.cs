using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>One connection's journal on the server; each aspect of <see cref="IJournal"/> has its own part. A page is a handful of statements, however many deals it has.</summary>
internal sealed partial class PostgresJournal(PostgresDatabase database, string crm, long crmKey, TimeProvider time, PostgresWorker worker) : IJournal
{
    /// <summary>Deals a page where the caller does not say.</summary>
    private const int PageSize = 500;

    public string Crm { get; } = crm;

    public Task<JournalHead> ReadHeadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var parameters = new { crm = crmKey };
            var positions = await session.QueryAsync<(string Feed, string Value)>("SELECT feed, value FROM position WHERE crm = @crm", parameters);
            var head = await session.SingleAsync<(string? Account, string? Mapping, long? ReconciledAt, bool Opened, string? Accepted)>(
                "SELECT account, mapping, reconciled_at, opened, accepted_rules FROM crm WHERE key = @crm", parameters);
            return new JournalHead(
                head.Account,
                positions.ToImmutableSortedDictionary(p => p.Feed, p => p.Value, StringComparer.Ordinal),
                head.Mapping,
                Instant(head.ReconciledAt),
                head.Opened,
                head.Accepted);
        },
        cancellationToken);

    public Task<long> CountOpenAsync(CancellationToken cancellationToken) => database.ReadAsync(
        session => session.ScalarAsync<long>("SELECT count(*) FROM deal WHERE crm = @crm AND NOT closed AND NOT gone", new { crm = crmKey }),
        cancellationToken);

    public Task BindAccountAsync(string accountId, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("UPDATE crm SET account = @accountId WHERE key = @crm AND account IS NULL", new { accountId, crm = crmKey }),
        cancellationToken,
        durable: true);

    public Task<bool> AdoptMappingAsync(long run, string mappingFingerprint, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            var parameters = new { mappingFingerprint, crm = crmKey };
            if (await session.ExecuteAsync("UPDATE crm SET mapping = @mappingFingerprint WHERE key = @crm AND mapping IS DISTINCT FROM @mappingFingerprint", parameters) == 0)
            {
                return false;
            }

            await session.ExecuteAsync("DELETE FROM position WHERE crm = @crm", parameters);
            return true;
        },
        cancellationToken);

    private static string[] Distinct(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal)];

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? Instant(long? ticks) => ticks is { } some ? Instant(some) : null;
}
