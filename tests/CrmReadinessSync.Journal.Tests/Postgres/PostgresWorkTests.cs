using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>
/// What a cycle costs follows from the deals it works on, not from those that lie around: PostgreSQL counts the rows it looks at, and a plan that walks a
/// table shows there whatever the machine's speed.
/// </summary>
public sealed class PostgresWorkTests(SharedServer shared)
{
    private const int Worked = 200;
    private const int Page = 500;

    private static readonly CopyLimits Limits = new(6, 20, TimeSpan.FromMinutes(10));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(Worked)]
    public async Task A_cycle_looks_at_as_many_rows_among_many_deals_as_among_few(int changed)
    {
        var place = (await shared.RequireAsync()).NewSchema();
        await FillAsync(place, 0, 2_000);
        await LookedAtAsync(place, hours: 1, changed);
        var few = await LookedAtAsync(place, hours: 2, changed);

        await FillAsync(place, 2_000, 20_000);
        var many = await LookedAtAsync(place, hours: 3, changed);

        few.Values.Sum().ShouldBePositive("PostgreSQL's counts are kept");
        foreach (var (table, rows) in many)
        {
            // Within a tenth, and a page: where rows lie in an index is a matter of luck.
            rows.ShouldBeLessThanOrEqualTo((long)(few.GetValueOrDefault(table) * 1.1) + Page, $"rows of {table}\n{Table(few)}\nthen\n{Table(many)}");
        }
    }

    /// <summary>An earlier run that read, judged and wrote these deals, after which nothing is due.</summary>
    private static async Task FillAsync(string place, int from, int to)
    {
        await using (var store = await OpenAsync(place))
        {
            var journal = await store.OpenAsync("hubspot", Token);
            var run = await journal.BeginRunAsync(Sample.Run(), Token);
            for (var page = from; page < to; page += Page)
            {
                await journal.SaveReadAsync(run, Sample.Read(changed: [.. Enumerable.Range(page, Page).Select(i => Deal(i))]), Token);
            }

            await journal.RecountAsync(Limits, Token);
            await JudgeAndWriteAsync(journal, run, hours: 0, flag: "confirm");
            for (var page = from; page < to; page += Page)
            {
                await journal.SaveEpisodesAsync(run, [.. Enumerable.Range(page, Page).Select(i => Prepared(i, hours: 0))], [], Token);
            }

            await journal.EndRunAsync(run, Sample.End(), Token);
        }

        await using var connection = new NpgsqlConnection(place);
        await connection.ExecuteAsync("VACUUM (ANALYZE)");
    }

    /// <summary>Rows that one cycle looks at, by table and by index.</summary>
    private static async Task<SortedDictionary<string, long>> LookedAtAsync(string place, double hours, int changed)
    {
        var before = await CountsAsync(place);
        await using (var store = await OpenAsync(place))
        {
            var journal = await store.OpenAsync("hubspot", Token);
            await journal.ReadHeadAsync(Token);
            var run = await journal.BeginRunAsync(Sample.Run(hours: hours), Token);
            await Sample.All(journal.ListUnsettledAsync(Sample.Start.AddHours(hours), Token));
            if (changed > 0)
            {
                var ids = Enumerable.Range(0, changed).Select(Id).ToList();
                await journal.FindAsync(ids, Token);
                await journal.FindLinkedAsync(LinkKind.Contact, [.. ids.Select(id => $"c{id}")], Token);
                await journal.SaveReadAsync(run, Sample.Read(changed: [.. Enumerable.Range(0, changed).Select(i => Alike(i, hours))], hours: hours), Token);
            }

            await journal.RecountAsync(Limits, Token);
            (await JudgeAndWriteAsync(journal, run, hours, flag: string.Create(CultureInfo.InvariantCulture, $"flag {hours}"))).ShouldBe(changed);
            await journal.SaveEpisodesAsync(run, [.. (await journal.FindEpisodesAsync([.. Enumerable.Range(0, changed).Select(Id)], onlyOpen: true, Token)).Select(one => one with { EndedAt = Sample.Start })], [], Token);
            await journal.SaveEpisodesAsync(run, [.. Enumerable.Range(0, changed).Select(i => Prepared(i, hours))], [], Token);
            await Sample.All(journal.ReadTimedAsync(Sample.Start.AddHours(hours), Token));
            await journal.TakeReleaseAsync(Sample.Start.AddHours(hours), Token);
            await journal.ReadHeldAsync(Token);
            await journal.ReadRetriesAsync(20, Token);
            await journal.ReadLeftAloneAsync(Sample.Start.AddHours(hours), 20, Token);
            (await Sample.All(journal.ListWritesAsync(run, Token))).Sum(page => page.Count).ShouldBe(changed);
            await journal.ReadWritesAsync(run, null, 20, Token);
            await journal.ReadWritesAsync(null, Id(1), 20, Token);
            (await journal.EndRunAsync(run, Sample.End(hours), Token)).ShouldBeTrue();
            await journal.ReadRunsAsync(2, Token);
        }

        var after = await CountsAsync(place);
        return new SortedDictionary<string, long>(after.ToDictionary(pair => pair.Key, pair => pair.Value - before.GetValueOrDefault(pair.Key)), StringComparer.Ordinal);
    }

    private static async Task<int> JudgeAndWriteAsync(IJournal journal, long run, double hours, string flag)
    {
        await foreach (var page in journal.ReadDueAsync(Sample.Due(hours), Token))
        {
            await journal.SaveJudgedAsync(run, [.. page.Select(deal => Sample.Planned(deal.Snapshot.Id, flag))], Token);
        }

        await journal.CountPlanAsync(run, Token);
        var written = 0;
        await foreach (var batch in journal.ReadPlanAsync(run, 100, Token))
        {
            await journal.MarkSentAsync(run, [.. batch.Select(write => write.DealId)], Token);
            var at = Sample.Start.AddHours(hours);
            await journal.SaveOutcomesAsync(run, [.. batch.Select(write => new WriteRecord(write.DealId, DealOutcome.Written, at, at))], Token);
            written += batch.Count;
        }

        return written;
    }

    /// <summary>A session hands its counts over when it ends, so all others are gone first.</summary>
    private static async Task<Dictionary<string, long>> CountsAsync(string place)
    {
        NpgsqlConnection.ClearAllPools();
        var schema = new NpgsqlConnectionStringBuilder(place).SearchPath;
        await using var connection = new NpgsqlConnection(place);
        while (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'crm-readiness-sync'") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }

        return (await connection.QueryAsync<(string Name, long Rows)>(
            """
            SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE schemaname = @schema
            UNION ALL
            SELECT indexrelname, idx_tup_read FROM pg_stat_user_indexes WHERE schemaname = @schema
            """,
            new { schema })).ToDictionary(row => row.Name, row => row.Rows, StringComparer.Ordinal);
    }

    private static async Task<IJournalStore> OpenAsync(string place) => await PostgresJournalStore.OpenAsync(new NpgsqlConnectionStringBuilder(place) { Options = "-c enable_seqscan=off" }.ToString(), new ManualTime(Sample.Start), Token, worker: "one");

    /// <summary>Answered at a time and in words of its own, as people do: what many deals have alike is counted over all of them, whatever their number.</summary>
    private static DealSnapshot Deal(int index) => Deal(index, "evaluating", Sample.Start.AddDays(-3).AddMinutes(-index), $"稟議は{index}月の会議");

    /// <summary>Every other one filled in at once and alike, so that a crowd comes and an earlier one goes.</summary>
    private static DealSnapshot Alike(int index, double hours)
    {
        var at = Sample.Start.AddHours(hours).AddMinutes(index % 2 == 0 ? 0 : -10 * index);
        return Deal(index, string.Create(CultureInfo.InvariantCulture, $"need {hours}"), at, string.Create(CultureInfo.InvariantCulture, $"稟議は{hours}月の会議 {index / 10}"));
    }

    private static Episode Prepared(int index, double hours) => new(EpisodeKind.Meeting, Id(index), Sample.Start.AddHours(hours)) { Meeting = new MeetingNote($"m{index}", Sample.Verdict(), Sample.Deal(Id(index))) };

    private static DealSnapshot Deal(int index, string need, DateTimeOffset at, string note) => Sample.Deal(Id(index)) with
    {
        Values = Sample.Map(("need", new ObservedValue(need, at)), ("budget", new ObservedValue(null)), ("note", new ObservedValue(note, at))),
    };

    private static string Id(int index) => (1_000_000 + index).ToString(CultureInfo.InvariantCulture);

    private static string Table(SortedDictionary<string, long> counts) => string.Join('\n', counts.Where(pair => pair.Value > 0).Select(pair => $"  {pair.Key} {pair.Value}"));
}
