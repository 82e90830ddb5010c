using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    /// <summary>A new deal is due unless closed; a known one is due when it changed or had been gone.</summary>
    private const string SaveDeals =
        """
        INSERT INTO deal (crm, id, modified_at, seen_at, closed, due)
        SELECT @crm, id, modified_at, @seenAt, closed, NOT closed FROM unnest(@ids, @modifiedAt, @closed) AS page (id, modified_at, closed)
        ON CONFLICT (crm, id) DO UPDATE SET modified_at = excluded.modified_at, seen_at = excluded.seen_at, closed = excluded.closed, unsettled = false,
            due = NOT excluded.closed AND (@isDue OR deal.gone OR deal.due),
            due_at = CASE WHEN excluded.closed THEN NULL ELSE deal.due_at END,
            outcome = CASE WHEN deal.gone THEN NULL ELSE deal.outcome END,
            gone = false
        RETURNING id, key
        """;

    public Task SaveReadAsync(long run, ReadBatch batch, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            await SaveSnapshotsAsync(session, batch.Changed, batch.SeenAt, isDue: true);
            await SaveSnapshotsAsync(session, batch.Touched, batch.SeenAt, isDue: false);
            if (batch.Unchanged.Count > 0)
            {
                await TouchAsync(session, "d.gone", batch.Unchanged.Select(deal => deal.Id));
                await session.ExecuteAsync(
                    """
                    UPDATE deal SET modified_at = page.modified_at, seen_at = @seenAt, outcome = CASE WHEN gone THEN NULL ELSE outcome END,
                        due = CASE WHEN gone AND NOT closed THEN true ELSE due END, gone = false
                    FROM unnest(@ids, @modifiedAt) AS page (id, modified_at)
                    WHERE deal.crm = @crm AND deal.id = page.id
                    """,
                    new
                    {
                        crm = crmKey,
                        seenAt = batch.SeenAt.UtcTicks,
                        ids = batch.Unchanged.Select(deal => deal.Id).ToArray(),
                        modifiedAt = batch.Unchanged.Select(deal => deal.ModifiedAt.UtcTicks).ToArray(),
                    });
            }

            await SaveStandingsAsync(session, [.. (batch.Standings ?? ImmutableDictionary<string, DealStanding>.Empty).Select(one => (one.Key, one.Value))]);
            await SettleRetriesAsync(session, batch);
            if (batch.Gone.Count > 0)
            {
                await MarkGoneAsync(session, batch.Gone);
            }

            if (batch.Failed.Count > 0)
            {
                // The queue now answers for them: they are read again when their time comes.
                await session.ExecuteAsync(
                    "UPDATE deal SET seen_at = @seenAt, unsettled = false WHERE crm = @crm AND id = ANY(@ids)",
                    new { crm = crmKey, seenAt = batch.SeenAt.UtcTicks, ids = Distinct(batch.Failed.Select(retry => retry.DealId)) });
                await SaveRetriesAsync(session, batch.Failed);
            }
        },
        cancellationToken);

    public Task<int> MarkUnseenAsGoneAsync(long run, DateTimeOffset since, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            var parameters = new { crm = crmKey, since = since.UtcTicks, outcome = (long)DealOutcome.Gone };
            await session.ExecuteAsync(
                "DELETE FROM retry USING deal d WHERE retry.crm = @crm AND d.crm = @crm AND d.id = retry.deal AND NOT d.gone AND NOT d.closed AND d.seen_at < @since", parameters);
            await session.ExecuteAsync($"{Touch} FROM mark WHERE deal IN (SELECT key FROM deal WHERE crm = @crm AND NOT gone AND NOT closed AND seen_at < @since) ON CONFLICT DO NOTHING", parameters);
            return await session.ExecuteAsync(
                """
                UPDATE deal SET gone = true, due = false, due_at = NULL, unsettled = false, outcome = @outcome
                WHERE crm = @crm AND NOT gone AND NOT closed AND seen_at < @since
                """,
                parameters);
        },
        cancellationToken);

    /// <summary>Of a deal that a page names twice, the later one counts.</summary>
    private async Task SaveSnapshotsAsync(PostgresSession session, IReadOnlyList<DealSnapshot> page, DateTimeOffset seenAt, bool isDue)
    {
        if (page.Count == 0)
        {
            return;
        }

        var deals = page.Reverse().DistinctBy(deal => deal.Id, StringComparer.Ordinal).ToList();
        var own = new
        {
            crm = crmKey,
            seenAt = seenAt.UtcTicks,
            isDue,
            ids = deals.Select(deal => deal.Id).ToArray(),
            modifiedAt = deals.Select(deal => deal.ModifiedAt.UtcTicks).ToArray(),
            closed = deals.Select(deal => deal.IsClosed).ToArray(),
        };
        var turned = await session.QueryAsync<long>(
            "SELECT d.key FROM unnest(@ids, @closed) AS page (id, closed) JOIN deal d ON d.crm = @crm AND d.id = page.id WHERE (d.closed OR d.gone) <> page.closed", own);
        var keys = (await session.QueryAsync<(string Id, long Key)>(SaveDeals, own))
            .ToDictionary(row => row.Id, row => row.Key, StringComparer.Ordinal);
        await session.ExecuteAsync(
            """
            INSERT INTO snapshot (deal, body, shown) SELECT deal, body, shown FROM unnest(@keys, @bodies, @shown) AS page (deal, body, shown)
            ON CONFLICT (deal) DO UPDATE SET body = excluded.body, shown = excluded.shown
            """,
            new
            {
                keys = deals.Select(deal => keys[deal.Id]).ToArray(),
                bodies = deals.Select(deal => JournalJson.Write(StoredSnapshot.Of(deal), JournalJson.Compact.StoredSnapshot)).ToArray(),
                shown = deals.Select(deal => JournalJson.Write(deal.Shown, JournalJson.Compact.ImmutableSortedDictionaryStringString!)).ToArray(),
            });
        await SaveLinksAsync(session, deals, keys);
        await SaveMarksAsync(session, deals, keys, [.. turned]);
    }

    private static async Task SaveLinksAsync(PostgresSession session, List<DealSnapshot> deals, Dictionary<string, long> keys)
    {
        var links = deals.SelectMany(deal => LinksOf(deal).Select(link => (Deal: keys[deal.Id], Kind: (long)link.Kind, link.Other))).Distinct().ToList();
        var parameters = new
        {
            keys = keys.Values.ToArray(),
            deals = links.Select(link => link.Deal).ToArray(),
            kinds = links.Select(link => link.Kind).ToArray(),
            others = links.Select(link => link.Other).ToArray(),
        };
        await session.ExecuteAsync(
            """
            DELETE FROM link WHERE deal = ANY(@keys)
                AND NOT EXISTS (SELECT 1 FROM unnest(@deals, @kinds, @others) AS page (deal, kind, other)
                    WHERE page.deal = link.deal AND page.kind = link.kind AND page.other = link.other)
            """,
            parameters);
        await session.ExecuteAsync("INSERT INTO link (deal, kind, other) SELECT * FROM unnest(@deals, @kinds, @others) ON CONFLICT DO NOTHING", parameters);
    }

    private static IEnumerable<(LinkKind Kind, string Other)> LinksOf(DealSnapshot deal) =>
    [
        .. deal.Contacts.Select(contact => (LinkKind.Contact, contact.Id)),
        .. deal.CompanyIds.Select(company => (LinkKind.Company, company)),
        .. deal.Meetings.Select(meeting => (LinkKind.Meeting, meeting.Id)),
    ];

    /// <summary>A changed deal may be tried at once, its attempts kept; a closed one is not tried any more.</summary>
    private async Task SettleRetriesAsync(PostgresSession session, ReadBatch batch)
    {
        var changed = batch.Changed.Select(deal => deal.Id).ToArray();
        var closed = batch.Changed.Concat(batch.Touched).Where(deal => deal.IsClosed).Select(deal => deal.Id).ToArray();
        if (changed.Length > 0)
        {
            await session.ExecuteAsync(
                "UPDATE retry SET next_at = least(next_at, @seenAt) WHERE crm = @crm AND deal = ANY(@changed)",
                new { crm = crmKey, changed, seenAt = batch.SeenAt.UtcTicks });
        }

        if (closed.Length > 0)
        {
            await DropRetriesAsync(session, closed);
        }
    }

    private async Task MarkGoneAsync(PostgresSession session, IEnumerable<string> ids)
    {
        var gone = Distinct(ids);
        await TouchAsync(session, "NOT d.gone", gone);
        await session.ExecuteAsync(
            "UPDATE deal SET gone = true, due = false, due_at = NULL, unsettled = false, outcome = @outcome WHERE crm = @crm AND id = ANY(@gone)",
            new { crm = crmKey, gone, outcome = (long)DealOutcome.Gone });
        await DropRetriesAsync(session, gone);
    }

    private async Task SaveRetriesAsync(PostgresSession session, IEnumerable<RetryRecord> queued)
    {
        var retries = queued.Reverse().DistinctBy(retry => retry.DealId, StringComparer.Ordinal).ToList();
        await session.ExecuteAsync(
            """
            INSERT INTO retry (crm, deal, attempts, next_at, first_at, failure)
            SELECT @crm, * FROM unnest(@ids, @attempts, @nextAt, @firstAt, @failures)
            ON CONFLICT (crm, deal) DO UPDATE
                SET attempts = excluded.attempts, next_at = excluded.next_at, first_at = excluded.first_at, failure = excluded.failure
            """,
            new
            {
                crm = crmKey,
                ids = retries.Select(retry => retry.DealId).ToArray(),
                attempts = retries.Select(retry => (long)retry.Attempts).ToArray(),
                nextAt = retries.Select(retry => retry.NextAt.UtcTicks).ToArray(),
                firstAt = retries.Select(retry => retry.FirstAt.UtcTicks).ToArray(),
                failures = retries.Select(retry => JournalJson.Write(retry.Failure, JournalJson.Compact.CrmFailure)).ToArray(),
            });
    }

    private async Task DropRetriesAsync(PostgresSession session, string[] ids) =>
        await session.ExecuteAsync("DELETE FROM retry WHERE crm = @crm AND deal = ANY(@ids)", new { crm = crmKey, ids });

    private async Task<Dictionary<string, long>> KeysOfAsync(PostgresSession session, IEnumerable<string> ids) =>
        (await session.QueryAsync<(string Id, long Key)>("SELECT id, key FROM deal WHERE crm = @crm AND id = ANY(@ids)", new { crm = crmKey, ids = Distinct(ids) }))
        .ToDictionary(row => row.Id, row => row.Key, StringComparer.Ordinal);
}
