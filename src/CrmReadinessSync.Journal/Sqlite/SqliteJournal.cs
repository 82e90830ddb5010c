using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

/// <summary>One connection's journal in the file; each aspect of <see cref="IJournal"/> has its own part.</summary>
internal sealed partial class SqliteJournal(SqliteDatabase database, string crm, long crmKey, TimeProvider time, SqliteWorker worker) : IJournal
{
    /// <summary>Deals a page where the caller does not say.</summary>
    private const int PageSize = 500;

    public string Crm { get; } = crm;

    public Task<JournalHead> ReadHeadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        (reader, transaction) =>
        {
            var parameters = new { crm = crmKey };
            var positions = reader.Query<(string Feed, string Value)>("SELECT feed, value FROM position WHERE crm = @crm", parameters, transaction);
            var head = reader.QuerySingle<(string? Account, string? Mapping, long? ReconciledAt, long Opened, string? Accepted)>(
                "SELECT account, mapping, reconciled_at, opened, accepted_rules FROM crm WHERE key = @crm", parameters, transaction);
            return new JournalHead(
                head.Account,
                positions.ToImmutableSortedDictionary(p => p.Feed, p => p.Value, StringComparer.Ordinal),
                head.Mapping,
                Instant(head.ReconciledAt),
                head.Opened != 0,
                head.Accepted);
        },
        cancellationToken);

    public Task<long> CountOpenAsync(CancellationToken cancellationToken) => database.ReadAsync(
        (reader, transaction) => reader.ExecuteScalar<long>("SELECT count(*) FROM deal WHERE crm = @crm AND closed = 0 AND gone = 0", new { crm = crmKey }, transaction),
        cancellationToken);

    public Task BindAccountAsync(string accountId, CancellationToken cancellationToken) => database.WriteAsync(
        write => { write.Once("UPDATE crm SET account = @accountId WHERE key = @crm AND account IS NULL", new { accountId, crm = crmKey }); },
        cancellationToken,
        durable: true);

    public Task<bool> AdoptMappingAsync(long run, string mappingFingerprint, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            Demand(write, run);
            var parameters = new { mappingFingerprint, crm = crmKey };
            if (write.Once("UPDATE crm SET mapping = @mappingFingerprint WHERE key = @crm AND mapping IS NOT @mappingFingerprint", parameters) == 0)
            {
                return false;
            }

            write.Once("DELETE FROM position WHERE crm = @crm", parameters);
            return true;
        },
        cancellationToken);

    private static string JsonOf(IEnumerable<string> ids) => JsonSerializer.Serialize(ids.ToArray(), JournalJson.Compact.StringArray);

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? Instant(long? ticks) => ticks is { } some ? Instant(some) : null;
}
