using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    private const int TouchedAtOnce = 2000;

    /// <summary>Marks of the deals that count: open ones.</summary>
    private const string OpenMarks = "mark m CROSS JOIN deal d ON d.key = m.deal AND d.closed = 0 AND d.gone = 0";

    public Task RecountAsync(CopyLimits limits, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            var parameters = new { crm = crmKey, limits = CrowdRow.NameOf(limits) };
            if (write.Once("UPDATE crm SET copy_limits = @limits WHERE key = @crm AND copy_limits IS NOT @limits", parameters) > 0)
            {
                // Other limits are other rules. Should they be put back before anything was judged by them, what came meanwhile counts all the same.
                CountAll(write, limits);
                write.Execute("UPDATE deal SET due = 1 WHERE crm = $0 AND closed = 0 AND gone = 0 AND due = 0", crmKey);
                return;
            }

            while (write.Query<CrowdRow>("SELECT field, at, value, 0 AS deals FROM touched WHERE crm = @crm ORDER BY field, at, value LIMIT @TouchedAtOnce", new { crm = crmKey, TouchedAtOnce })
                .AsList() is { Count: > 0 } touched)
            {
                foreach (var text in touched.Where(mark => mark.At == 0))
                {
                    CountText(write, text, limits);
                }

                var window = CopyWindow.Of(limits);
                foreach (var (field, start) in CrowdRow.WindowsOf(touched, window))
                {
                    CountWindow(write, field, start, window, limits);
                }

                var last = touched[^1];
                write.Execute("DELETE FROM touched WHERE crm = $0 AND (field, at, value) <= ($1, $2, $3)", crmKey, last.Field, last.At, last.Value);
            }
        },
        cancellationToken);

    public Task<ImmutableSortedDictionary<string, int>> FindCopiesAsync(DealSnapshot deal, CopyLimits limits, CancellationToken cancellationToken) => database.ReadAsync(
        (reader, transaction) =>
        {
            var copies = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
            var window = CopyWindow.Of(limits);
            foreach (var mark in DealMark.Of(deal))
            {
                var (later, earlier) = window.StartsOf(mark.At);
                var count = mark.At == 0 ? 1 + Others(mark) : Math.Max(Fills(mark, later), Fills(mark, earlier));
                if (count >= (mark.At == 0 ? limits.PastedOn : limits.BulkFilledOn))
                {
                    copies[mark.Field.Name] = (int)count;
                }
            }

            return copies.ToImmutable();

            long Others(DealMark mark) => reader.ExecuteScalar<long>(
                $"SELECT count(*) FROM (SELECT 1 FROM {OpenMarks} WHERE m.crm = @crm AND m.field = @field AND m.at = 0 AND m.value = @value AND d.id <> @id LIMIT @most)",
                new { crm = crmKey, field = Likeness.HashOf(mark.Field), value = mark.Value, id = deal.Id, most = ICopies.Most - 1 },
                transaction);

            long Fills(DealMark mark, long start) => CrowdRow.Fills(
                mark.Value,
                reader.Query<(long Value, long Deals)>(
                    $"SELECT m.value, count(*) FROM {OpenMarks} WHERE m.crm = @crm AND m.field = @field AND m.at >= @start AND m.at < @end AND d.id <> @id GROUP BY m.value",
                    new { crm = crmKey, field = Likeness.HashOf(mark.Field), start, end = start + window.Width, id = deal.Id },
                    transaction),
                limits);
        },
        cancellationToken);

    /// <summary>Keeps what of a deal is compared, and notes what is to be counted again: marks that came, went or changed, all of them when the deal opened or closed.</summary>
    /// <param name="write">The transaction.</param>
    /// <param name="key">The deal.</param>
    /// <param name="deal">As it is now.</param>
    /// <param name="isNew">Whether it has no marks yet.</param>
    /// <param name="turned">Whether it counts now and did not before, or the other way.</param>
    /// <param name="counted">Whether anything was counted yet; the first time counts everything anyway.</param>
    private void SaveMarks(SqliteWrite write, long key, DealSnapshot deal, bool isNew, bool turned, bool counted)
    {
        var fields = new List<long>();
        foreach (var mark in DealMark.Of(deal))
        {
            var field = Likeness.HashOf(mark.Field);
            fields.Add(field);
            if (!isNew && counted)
            {
                write.Execute($"{Touch} FROM mark WHERE deal = $0 AND field = $1 AND (value <> $2 OR at <> $3) ON CONFLICT DO NOTHING", key, field, mark.Value, mark.At);
            }

            var changed = write.Execute(
                """
                INSERT INTO mark (deal, crm, field, value, at) VALUES ($0, $1, $2, $3, $4)
                ON CONFLICT (deal, field) DO UPDATE SET value = excluded.value, at = excluded.at WHERE value <> excluded.value OR at <> excluded.at
                """,
                key, crmKey, field, mark.Value, mark.At) > 0;
            if (changed && counted && !turned)
            {
                write.Execute("INSERT INTO touched (crm, field, at, value) VALUES ($0, $1, $2, $3) ON CONFLICT DO NOTHING", crmKey, field, mark.At, mark.At == 0 ? mark.Value : 0);
            }
        }

        if (!isNew)
        {
            var others = $"[{string.Join(',', fields)}]";
            write.Execute($"{Touch} FROM mark WHERE deal = $0 AND field NOT IN (SELECT value FROM json_each($1)) ON CONFLICT DO NOTHING", key, others);
            write.Execute("DELETE FROM mark WHERE deal = $0 AND field NOT IN (SELECT value FROM json_each($1))", key, others);
        }

        if (turned)
        {
            write.Execute($"{Touch} FROM mark WHERE deal = $0 ON CONFLICT DO NOTHING", key);
        }
    }

    private const string Touch = "INSERT INTO touched (crm, field, at, value) SELECT crm, field, at, iif(at = 0, value, 0)";

    /// <summary>Notes a deal's marks to be counted again where it is about to count, or to count no longer.</summary>
    private void TouchWhere(SqliteWrite write, string id, string condition) => write.Execute(
        $"{Touch} FROM mark WHERE deal = (SELECT d.key FROM deal d WHERE d.crm = $0 AND d.id = $1 AND d.closed = 0 AND {condition}) ON CONFLICT DO NOTHING", crmKey, id);

    private void CountAll(SqliteWrite write, CopyLimits limits)
    {
        var window = CopyWindow.Of(limits);
        write.Execute("DELETE FROM touched WHERE crm = $0", crmKey);
        write.Execute("DELETE FROM crowd WHERE crm = $0", crmKey);
        write.Execute(
            $"""
            INSERT INTO crowd (crm, field, at, value, deals)
            SELECT m.crm, m.field, 0, m.value, min(count(*), $1) FROM {OpenMarks} WHERE m.crm = $0 AND m.at = 0 GROUP BY m.field, m.value HAVING count(*) >= $2
            """,
            crmKey, ICopies.Most, limits.PastedOn);
        foreach (var phase in new[] { 0, window.Half })
        {
            write.Once(
                $"""
                INSERT INTO crowd (crm, field, at, value, deals)
                SELECT @crm, field, start, value, deals FROM (
                    SELECT m.field, (m.at - @phase) / @width * @width + @phase AS start, m.value, count(*) AS deals, sum(count(*)) OVER (PARTITION BY m.field, (m.at - @phase) / @width) AS fills
                    FROM {OpenMarks} WHERE m.crm = @crm AND m.at > 0 GROUP BY m.field, (m.at - @phase) / @width, m.value)
                WHERE deals >= @bulk AND deals >= @share * fills
                """,
                new { crm = crmKey, phase, width = window.Width, bulk = limits.BulkFilledOn, share = CopyLimits.SameShare });
        }
    }

    private void CountText(SqliteWrite write, CrowdRow text, CopyLimits limits)
    {
        var deals = write.Number(
            $"SELECT count(*) FROM (SELECT 1 FROM {OpenMarks} WHERE m.crm = $0 AND m.field = $1 AND m.at = 0 AND m.value = $2 LIMIT $3)",
            crmKey, text.Field, text.Value, ICopies.Most) ?? 0;
        Replace(write, text.Field, 0, deals >= limits.PastedOn ? [text with { Deals = deals }] : [], Stood(write, text.Field, 0, text.Value), width: 1);
    }

    private void CountWindow(SqliteWrite write, long field, long start, CopyWindow window, CopyLimits limits)
    {
        var end = start + window.Width;
        var enough = write.Number(
            $"SELECT count(*) FROM (SELECT 1 FROM {OpenMarks} WHERE m.crm = $0 AND m.field = $1 AND m.at >= $2 AND m.at < $3 LIMIT $4)",
            crmKey, field, start, end, limits.BulkFilledOn) >= limits.BulkFilledOn;
        List<CrowdRow> counts = enough
            ? write.Query<CrowdRow>(
                $"SELECT m.field, @start AS at, m.value, count(*) AS deals FROM {OpenMarks} WHERE m.crm = @crm AND m.field = @field AND m.at >= @start AND m.at < @end GROUP BY m.value",
                new { crm = crmKey, field, start, end }).AsList()
            : [];
        Replace(write, field, start, CrowdRow.Bulk(counts, limits), Stood(write, field, start, value: null), window.Width);
    }

    private List<long> Stood(SqliteWrite write, long field, long at, long? value) =>
        write.Number("SELECT 1 FROM crowd WHERE crm = $0 AND field = $1 AND at = $2 LIMIT 1", crmKey, field, at) is null ? []
        : write.Query<long>("SELECT value FROM crowd WHERE crm = @crm AND field = @field AND at = @at AND value = coalesce(@value, value)", new { crm = crmKey, field, at, value }).AsList();

    /// <summary>Keeps the new counts of a text or a window. Deals of a value that came to stand on too many, or does no longer, are due.</summary>
    private void Replace(SqliteWrite write, long field, long at, List<CrowdRow> now, List<long> before, long width)
    {
        foreach (var value in before)
        {
            write.Execute("DELETE FROM crowd WHERE crm = $0 AND field = $1 AND at = $2 AND value = $3", crmKey, field, at, value);
        }

        foreach (var row in now)
        {
            write.Execute("INSERT INTO crowd (crm, field, at, value, deals) VALUES ($0, $1, $2, $3, $4)", crmKey, field, at, row.Value, row.Deals);
        }

        foreach (var value in now.Select(row => row.Value).Except(before).Concat(before.Except(now.Select(row => row.Value))).ToList())
        {
            write.Execute(
                """
                UPDATE deal SET due = 1 WHERE closed = 0 AND gone = 0 AND due = 0 AND key IN (
                    SELECT deal FROM mark WHERE crm = $0 AND field = $1 AND at >= $2 AND at < $3 AND value = $4)
                """,
                crmKey, field, at, at + width, value);
        }
    }

    /// <summary>The counts of some deals as they were last made, by the deal's key; deals without any are absent.</summary>
    private Dictionary<long, ImmutableSortedDictionary<string, int>> CopiesOf(SqliteConnection reader, SqliteTransaction transaction, IEnumerable<DealRow> rows)
    {
        // Most journals hold no crowd at all.
        var limits = reader.ExecuteScalar<string?>(
            "SELECT copy_limits FROM crm WHERE key = @crm AND EXISTS (SELECT 1 FROM crowd WHERE crm = @crm)", new { crm = crmKey }, transaction);
        return limits is null
            ? []
            : CrowdRow.ByDeal(reader.Query<(long Deal, long Field, long Deals)>(
                """
                SELECT m.deal, m.field, max(c.deals) FROM json_each(@keys) k CROSS JOIN mark m ON m.deal = k.value
                CROSS JOIN crowd c ON c.crm = @crm AND c.field = m.field AND c.value = m.value
                    AND c.at IN (iif(m.at = 0, 0, m.at / @half * @half), iif(m.at = 0, 0, m.at / @half * @half - @half))
                GROUP BY m.deal, m.field
                """,
                new { crm = crmKey, half = CrowdRow.HalfOf(limits), keys = $"[{string.Join(',', rows.Select(row => row.Key.ToString(CultureInfo.InvariantCulture)))}]" },
                transaction));
    }
}
