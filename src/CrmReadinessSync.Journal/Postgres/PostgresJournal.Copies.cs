using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    private const int TouchedAtOnce = 2000;

    /// <summary>Marks of the deals that count: open ones.</summary>
    private const string OpenMarks = "mark m JOIN deal d ON d.key = m.deal AND NOT d.closed AND NOT d.gone";

    private const string Touch = "INSERT INTO touched (crm, field, at, value) SELECT DISTINCT crm, field, at, CASE WHEN at = 0 THEN value ELSE 0 END";

    public Task RecountAsync(CopyLimits limits, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            if (await session.ExecuteAsync(
                "UPDATE crm SET copy_limits = @limits WHERE key = @crm AND copy_limits IS DISTINCT FROM @limits", new { crm = crmKey, limits = CrowdRow.NameOf(limits) }) > 0)
            {
                // Other limits are other rules. Should they be put back before anything was judged by them, what came meanwhile counts all the same.
                await CountAllAsync(session, limits);
                await session.ExecuteAsync("UPDATE deal SET due = true WHERE crm = @crm AND NOT closed AND NOT gone AND NOT due", new { crm = crmKey });
                return;
            }

            while (await session.QueryAsync<CrowdRow>(
                "SELECT field, at, value, 0::bigint AS deals FROM touched WHERE crm = @crm ORDER BY field, at, value LIMIT @TouchedAtOnce", new { crm = crmKey, TouchedAtOnce })
                is { Count: > 0 } touched)
            {
                await CountAsync(session, touched, limits);
                var (field, at, value, _) = touched[^1];
                await session.ExecuteAsync("DELETE FROM touched WHERE crm = @crm AND (field, at, value) <= (@field, @at, @value)", new { crm = crmKey, field, at, value });
            }
        },
        cancellationToken);

    public Task<ImmutableSortedDictionary<string, int>> FindCopiesAsync(DealSnapshot deal, CopyLimits limits, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var copies = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
            var window = CopyWindow.Of(limits);
            foreach (var mark in DealMark.Of(deal))
            {
                var (later, earlier) = window.StartsOf(mark.At);
                var count = mark.At == 0 ? 1 + await OthersAsync(mark) : Math.Max(await FillsAsync(mark, later), await FillsAsync(mark, earlier));
                if (count >= (mark.At == 0 ? limits.PastedOn : limits.BulkFilledOn))
                {
                    copies[mark.Field.Name] = (int)count;
                }
            }

            return copies.ToImmutable();

            Task<long> OthersAsync(DealMark mark) => session.ScalarAsync<long>(
                $"SELECT count(*) FROM (SELECT 1 FROM {OpenMarks} WHERE m.crm = @crm AND m.field = @field AND m.at = 0 AND m.value = @value AND d.id <> @id LIMIT @most) AS others",
                new { crm = crmKey, field = Likeness.HashOf(mark.Field), value = mark.Value, id = deal.Id, most = ICopies.Most - 1 });

            async Task<long> FillsAsync(DealMark mark, long start) => CrowdRow.Fills(
                mark.Value,
                await session.QueryAsync<(long Value, long Deals)>(
                    $"SELECT m.value, count(*) FROM {OpenMarks} WHERE m.crm = @crm AND m.field = @field AND m.at >= @start AND m.at < @end AND d.id <> @id GROUP BY m.value",
                    new { crm = crmKey, field = Likeness.HashOf(mark.Field), start, end = start + window.Width, id = deal.Id }),
                limits);
        },
        cancellationToken);

    /// <summary>Keeps what of the deals is compared, and notes what is to be counted again: marks that came, went or changed, all of those in <paramref name="turned"/>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="deals">As they are now, each once.</param>
    /// <param name="keys">Their keys.</param>
    /// <param name="turned">Keys of deals that count now and did not before, or the other way.</param>
    private async Task SaveMarksAsync(PostgresSession session, IReadOnlyList<DealSnapshot> deals, Dictionary<string, long> keys, long[] turned)
    {
        var marks = deals.SelectMany(deal => DealMark.Of(deal).Select(mark => (Deal: keys[deal.Id], Field: Likeness.HashOf(mark.Field), mark.Value, mark.At))).ToList();
        var parameters = new
        {
            crm = crmKey,
            turned,
            keys = keys.Values.ToArray(),
            deals = marks.Select(mark => mark.Deal).ToArray(),
            fields = marks.Select(mark => mark.Field).ToArray(),
            values = marks.Select(mark => mark.Value).ToArray(),
            seconds = marks.Select(mark => mark.At).ToArray(),
        };
        const string Page = "unnest(@deals, @fields, @values, @seconds) AS page (deal, field, value, at)";
        const string Same = $"SELECT 1 FROM {Page} WHERE page.deal = mark.deal AND page.field = mark.field AND page.value = mark.value AND page.at = mark.at";
        await session.ExecuteAsync($"{Touch} FROM mark WHERE deal = ANY(@keys) AND (deal = ANY(@turned) OR NOT EXISTS ({Same})) ON CONFLICT DO NOTHING", parameters);
        await session.ExecuteAsync($"DELETE FROM mark WHERE deal = ANY(@keys) AND NOT EXISTS ({Same})", parameters);
        await session.ExecuteAsync(
            $"""
            WITH added AS (
                INSERT INTO mark (deal, crm, field, value, at) SELECT deal, @crm, field, value, at FROM {Page} ON CONFLICT DO NOTHING RETURNING crm, field, value, at)
            {Touch} FROM added ON CONFLICT DO NOTHING
            """,
            parameters);
    }

    /// <summary>Notes deals' marks to be counted again where the deal is about to count, or to count no longer.</summary>
    private Task<int> TouchAsync(PostgresSession session, string condition, IEnumerable<string> ids) => session.ExecuteAsync(
        $"{Touch} FROM mark WHERE deal IN (SELECT d.key FROM deal d WHERE d.crm = @crm AND d.id = ANY(@ids) AND NOT d.closed AND {condition}) ON CONFLICT DO NOTHING",
        new { crm = crmKey, ids = Distinct(ids) });

    private async Task CountAllAsync(PostgresSession session, CopyLimits limits)
    {
        var window = CopyWindow.Of(limits);
        await session.ExecuteAsync("DELETE FROM touched WHERE crm = @crm", new { crm = crmKey });
        await session.ExecuteAsync("DELETE FROM crowd WHERE crm = @crm", new { crm = crmKey });
        await session.ExecuteAsync(
            $"""
            INSERT INTO crowd (crm, field, at, value, deals)
            SELECT m.crm, m.field, 0, m.value, least(count(*), @most) FROM {OpenMarks} WHERE m.crm = @crm AND m.at = 0 GROUP BY m.crm, m.field, m.value HAVING count(*) >= @pasted
            """,
            new { crm = crmKey, most = (long)ICopies.Most, pasted = limits.PastedOn });
        foreach (var phase in new[] { 0, window.Half })
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO crowd (crm, field, at, value, deals)
                SELECT @crm, field, start * @width + @phase, value, deals FROM (
                    SELECT field, start, value, deals, sum(deals) OVER (PARTITION BY field, start) AS fills FROM (
                        SELECT m.field, (m.at - @phase) / @width AS start, m.value, count(*) AS deals
                        FROM {OpenMarks} WHERE m.crm = @crm AND m.at > 0 GROUP BY 1, 2, 3) AS counts) AS windows
                WHERE deals >= @bulk AND deals >= @share * fills
                """,
                new { crm = crmKey, phase, width = window.Width, bulk = limits.BulkFilledOn, share = CopyLimits.SameShare });
        }
    }

    /// <summary>
    /// Window by window, each by the index: joined freely, PostgreSQL takes a window of unknown bounds for a good part of the table and walks all of it.
    /// </summary>
    private async Task CountAsync(PostgresSession session, IReadOnlyList<CrowdRow> touched, CopyLimits limits)
    {
        var texts = touched.Where(mark => mark.At == 0).ToList();
        var window = CopyWindow.Of(limits);
        var windows = CrowdRow.WindowsOf(touched, window).ToList();
        var parameters = new
        {
            crm = crmKey,
            most = ICopies.Most,
            width = window.Width,
            fields = texts.Select(text => text.Field).ToArray(),
            values = texts.Select(text => text.Value).ToArray(),
            windowFields = windows.Select(one => one.Field).ToArray(),
            starts = windows.Select(one => one.Start).ToArray(),
        };
        var counted = await session.QueryAsync<CrowdRow>(
            $"""
            SELECT t.field, 0::bigint AS at, t.value,
                (SELECT count(*) FROM (SELECT 1 FROM {OpenMarks} WHERE m.crm = @crm AND m.field = t.field AND m.at = 0 AND m.value = t.value LIMIT @most) AS few) AS deals
            FROM unnest(@fields, @values) AS t (field, value)
            UNION ALL
            SELECT w.field, w.start, fills.value, fills.deals FROM unnest(@windowFields, @starts) AS w (field, start), LATERAL (
                SELECT m.value, count(*) AS deals FROM {OpenMarks} WHERE m.crm = @crm AND m.field = w.field AND m.at >= w.start AND m.at < w.start + @width GROUP BY m.value) AS fills
            """,
            parameters);
        List<CrowdRow> now =
        [
            .. counted.Where(row => row.At == 0 && row.Deals >= limits.PastedOn),
            .. counted.Where(row => row.At != 0).GroupBy(row => (row.Field, row.At)).SelectMany(one => CrowdRow.Bulk([.. one], limits)),
        ];
        var before = await session.QueryAsync<CrowdRow>(
            """
            DELETE FROM crowd WHERE crm = @crm AND (
                (at = 0 AND (field, value) IN (SELECT * FROM unnest(@fields, @values))) OR (field, at) IN (SELECT * FROM unnest(@windowFields, @starts)))
            RETURNING field, at, value, 0::bigint AS deals
            """,
            parameters);
        await session.ExecuteAsync(
            "INSERT INTO crowd (crm, field, at, value, deals) SELECT @crm, * FROM unnest(@fields, @starts, @values, @deals)",
            new
            {
                crm = crmKey,
                fields = now.Select(row => row.Field).ToArray(),
                starts = now.Select(row => row.At).ToArray(),
                values = now.Select(row => row.Value).ToArray(),
                deals = now.Select(row => row.Deals).ToArray(),
            });
        var stands = now.Select(row => row with { Deals = 0 }).ToHashSet();
        stands.SymmetricExceptWith(before);
        if (stands.Count > 0)
        {
            await session.ExecuteAsync(
                """
                UPDATE deal SET due = true WHERE NOT closed AND NOT gone AND NOT due AND key IN (
                    SELECT alike.deal FROM unnest(@fields, @starts, @ends, @values) AS t (field, start, past, value), LATERAL (
                        SELECT m.deal FROM mark m WHERE m.crm = @crm AND m.field = t.field AND m.at >= t.start AND m.at < t.past AND m.value = t.value OFFSET 0) AS alike)
                """,
                new
                {
                    crm = crmKey,
                    fields = stands.Select(row => row.Field).ToArray(),
                    starts = stands.Select(row => row.At).ToArray(),
                    ends = stands.Select(row => row.At == 0 ? 1 : row.At + window.Width).ToArray(),
                    values = stands.Select(row => row.Value).ToArray(),
                });
        }
    }

    /// <summary>The counts of some deals as they were last made, by the deal's key; deals without any are absent.</summary>
    private async Task<Dictionary<long, ImmutableSortedDictionary<string, int>>> CopiesOfAsync(PostgresSession session, IReadOnlyCollection<DealRow> rows)
    {
        // Most journals hold no crowd at all.
        var limits = await session.ScalarAsync<string>("SELECT copy_limits FROM crm WHERE key = @crm AND EXISTS (SELECT 1 FROM crowd WHERE crm = @crm)", new { crm = crmKey });
        return limits is null
            ? []
            : CrowdRow.ByDeal(await session.QueryAsync<(long Deal, long Field, long Deals)>(
                """
                SELECT m.deal, m.field, max(c.deals) FROM mark m JOIN crowd c ON c.crm = @crm AND c.field = m.field AND c.value = m.value
                    AND (c.at = CASE WHEN m.at = 0 THEN 0 ELSE m.at / @half * @half END OR c.at = CASE WHEN m.at = 0 THEN 0 ELSE m.at / @half * @half - @half END)
                WHERE m.deal = ANY(@keys) GROUP BY m.deal, m.field
                """,
                new { crm = crmKey, half = CrowdRow.HalfOf(limits), keys = rows.Select(row => row.Key).ToArray() }));
    }
}
