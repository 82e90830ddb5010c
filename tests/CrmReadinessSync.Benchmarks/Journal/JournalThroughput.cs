using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Tests;

namespace CrmReadinessSync.Benchmarks;

/// <summary><c>-- journal</c>: what each stroke and each question costs in the journal alone, and whether that grows with what lies around.</summary>
internal sealed class JournalThroughput(IJournal journal, int deals, StrokeTimes times)
{
    private const int Page = 200;

    private static readonly DateTimeOffset Now = GeneratedDeals.Clock.Now;
    private static readonly CopyLimits Limits = new(6, 20, TimeSpan.FromMinutes(10));

    private readonly Random _random = new(1);
    private readonly ReadinessRules _rules = SameVerdict.Shipped();
    private readonly Dictionary<string, double> _questions = [];
    private readonly Dictionary<string, double> _walks = [];

    /// <returns>The exit code: 3 where there is no such database to start.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var (deals, around) = (Arguments.Number(args, "--deals", 100_000), Arguments.Number(args, "--around", 0));
        var database = Arguments.Text(args, "--journal", "sqlite");
        if (database is not ("sqlite" or "postgres") || deals < 10 * Page || around < 0)
        {
            await Console.Error.WriteLineAsync($"--journal is sqlite or postgres, --deals {10 * Page} or more, --around 0 or more.");
            return 2;
        }

        var isServer = database == "postgres";
        if (isServer && PostgresServer.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        await using IJournalFill fill = isServer ? new PostgresFill(await PostgresServer.StartAsync(cancellationToken)) : new SqliteFill();
        JournalThroughput run;
        await using (var store = await fill.OpenAsync(cancellationToken))
        {
            run = new JournalThroughput(await store.OpenAsync("hubspot", cancellationToken), deals, new StrokeTimes(ofWall: isServer));
            await run.PrepareAsync(fill, around, cancellationToken);
        }

        await using (var store = await fill.OpenAsync(cancellationToken))
        {
            run = new JournalThroughput(await store.OpenAsync("hubspot", cancellationToken), deals, new StrokeTimes(ofWall: isServer));
            await run.MeasureAsync(cancellationToken);
        }

        output.WriteLine(JsonSerializer.Serialize(
            new JournalReport(
                database,
                deals,
                around,
                isServer ? "wall" : "processor",
                run.Rates(),
                run._questions,
                run._walks,
                await fill.SizeAsync(cancellationToken) / (deals + around),
                Process.GetCurrentProcess().PeakWorkingSet64 / (1024 * 1024)),
            BenchmarkJson.Default.JournalReport));
        return 0;
    }

    /// <summary>An earlier run that read, judged and wrote what lies around, and after which nothing is due.</summary>
    private async Task PrepareAsync(IJournalFill fill, int around, CancellationToken cancellationToken)
    {
        var run = await BeginAsync(-1, cancellationToken);
        await journal.RecountAsync(Limits, cancellationToken);
        await DueAsync(_rules.Fingerprint, _ => Task.CompletedTask, cancellationToken);
        await EndAsync(run, cancellationToken);
        if (around > 0)
        {
            var small = new DealSnapshot
            {
                Id = "1", Name = "株式会社サンプル", ModifiedAt = Now, Values = ImmutableSortedDictionary<string, ObservedValue>.Empty.Add("need", new ObservedValue("evaluating", Now)),
                CompanyIds = ["7000000000"], Shown = ImmutableSortedDictionary<string, string?>.Empty.Add("readiness_flag", "confirm"),
            };
            await fill.FillAsync(
                Around(fill.Numbers),
                new
                {
                    run,
                    around = (long)around,
                    now = Now.AddHours(-1).UtcTicks,
                    later = Now.AddDays(60).UtcTicks,
                    rules = _rules.Fingerprint,
                    written = (long)DealOutcome.Written,
                    company = (long)LinkKind.Company,
                    need = HashOf("need"),
                    note = HashOf("note"),
                    answered = Now.AddDays(-1).ToUnixTimeSeconds(),
                    body = JournalJson.Write(StoredSnapshot.Of(small), JournalJson.Compact.StoredSnapshot),
                    shown = JournalJson.Write(small.Shown, JournalJson.Compact.ImmutableSortedDictionaryStringString!),
                    verdict = JournalJson.Write(Verdict() with { Findings = [], WarningSigns = [], Gap = null, MissingForReady = [] }, JournalJson.Compact.Verdict),
                    changes = "{}"u8.ToArray(),
                    none = long.MaxValue,
                },
                cancellationToken);
        }
    }

    private static long HashOf(string field) => Likeness.HashOf(Vocabulary.All.Single(known => known.Name == field));

    private Verdict Verdict() => _rules.Judge(GeneratedDeals.Make(1, seed: 3)[0], GeneratedDeals.Clock);

    /// <summary>Statements good for both databases. Answers are spread over three years, and words are each deal's own.</summary>
    private static string[] Around(string numbers) =>
    [
        $"""
        INSERT INTO deal (crm, id, modified_at, seen_at, closed, gone, unsettled, due, due_at, rules, outcome)
        SELECT (SELECT min(key) FROM crm), CAST(7000000000 + i AS text), @now, @now, false, false, false, false, @later + i * 10000000, @rules, @written FROM {numbers}
        """,
        "INSERT INTO snapshot (deal, body, shown) SELECT key, @body, @shown FROM deal",
        "INSERT INTO verdict (deal, body) SELECT key, @verdict FROM deal",
        "INSERT INTO link (deal, kind, other) SELECT key, @company, CAST(7000000000 + key AS text) FROM deal",
        "INSERT INTO mark (deal, crm, field, value, at) SELECT key, crm, @need, key % 5, @answered - key * 94608000 / @around FROM deal",
        "INSERT INTO mark (deal, crm, field, value, at) SELECT key, crm, @note, key, 0 FROM deal",
        """
        INSERT INTO write (run, crm, deal, deal_id, meeting, grouped, attempts, outcome, at, changes)
        SELECT @run, crm, key, id, @none, '', 0, @written, @now + key, @changes FROM deal
        """,
    ];

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var run = 0L;
        await AskAsync("beginAndEndRun", async () => await EndAsync(await BeginAsync(0, cancellationToken), cancellationToken));
        run = await BeginAsync(0, cancellationToken);
        await SaveReadAsync(run, isChanged: true, cancellationToken);
        await SaveReadAsync(run, isChanged: false, cancellationToken);
        await AskAsync("findDeals200", () => journal.FindAsync([.. Enumerable.Range(0, Page).Select(JournalDeals.Id)], cancellationToken));
        await AskAsync("findLinked200", () => journal.FindLinkedAsync(LinkKind.Contact, [.. Enumerable.Range(0, Page).Select(i => JournalDeals.Other(i, _random))], cancellationToken));
        times.Skip();
        await journal.RecountAsync(Limits, cancellationToken);
        times.Lap("recounted");
        var round = 0;
        await AskAsync("saveAndRecount200", () => AnswerAsync(run, ++round, cancellationToken));
        await AskAsync("recountNothing", () => journal.RecountAsync(Limits, cancellationToken));
        var verdict = Verdict();
        times.Skip();
        await DueAsync(
            _rules.Fingerprint,
            async page =>
            {
                times.Lap("readDue");
                await journal.SaveJudgedAsync(run, [.. page.Select(deal => JournalDeals.Judged(deal.Snapshot, verdict, _random))], cancellationToken);
                times.Lap("savedJudged");
            },
            cancellationToken);
        await AskAsync("readDueNothing", () => DueAsync(_rules.Fingerprint, _ => Task.CompletedTask, cancellationToken));
        await AskAsync("countPlan", () => journal.CountPlanAsync(run, cancellationToken));
        await AskAsync("readTimed", () => journal.ReadTimedAsync(Now.AddHours(10), cancellationToken).CountAsync(cancellationToken).AsTask());
        await WriteAsync(run, cancellationToken);
        await AskAsync("readHead", () => journal.ReadHeadAsync(cancellationToken));
        await AskAsync("readHeld", () => journal.ReadHeldAsync(cancellationToken));
        await AskAsync("readRuns20", () => journal.ReadRunsAsync(20, cancellationToken));
        await AskAsync("readWrites20", () => journal.ReadWritesAsync(null, null, 20, cancellationToken));
        await AskAsync("findDeal", () => journal.FindDealAsync(JournalDeals.Id(7), cancellationToken));
        await AskAsync("listUnsettled", () => journal.ListUnsettledAsync(Now, cancellationToken).CountAsync(cancellationToken).AsTask());
        await WalkAsync("countOpen", () => journal.CountOpenAsync(cancellationToken));
        await WalkAsync("prune", () => journal.PruneAsync(Now.AddDays(-400), Now.AddDays(-40), cancellationToken));
        await WalkAsync("markUnseenAsGone", () => journal.MarkUnseenAsGoneAsync(run, Now.AddHours(-2), cancellationToken));
        await EndAsync(run, cancellationToken);
        await WalkAsync("dueUnderOtherRules", async () => await journal.ReadDueAsync(new DueRequest(Now, "other rules"), cancellationToken).FirstAsync(cancellationToken));
    }

    private async Task WriteAsync(long run, CancellationToken cancellationToken)
    {
        times.Skip();
        await foreach (var batch in journal.ReadPlanAsync(run, 100, cancellationToken))
        {
            times.Lap("readPlan");
            await journal.MarkSentAsync(run, [.. batch.Select(one => one.DealId)], cancellationToken);
            times.Lap("markedSent");
            await journal.SaveOutcomesAsync(run, [.. batch.Select(one => new WriteRecord(one.DealId, DealOutcome.Written, Now, Now))], cancellationToken);
            times.Lap("savedOutcomes");
        }
    }

    /// <summary>The first and the last tenth of the changed pages are told apart: the cost of a deal must not grow with the table.</summary>
    private async Task SaveReadAsync(long run, bool isChanged, CancellationToken cancellationToken)
    {
        for (var page = 0; page < deals / Page; page++)
        {
            var batch = Enumerable.Range(page * Page, Page).Select(i => JournalDeals.Read(i, _random)).ToList();
            var stroke = !isChanged ? "savedUnchanged" : page < deals / Page / 10 ? "savedFirstTenth" : page >= deals / Page - (deals / Page / 10) ? "savedLastTenth" : "savedBetween";
            times.Skip();
            await journal.SaveReadAsync(
                run,
                new ReadBatch(Now, isChanged ? batch : [], [], isChanged ? [] : batch.ConvertAll(deal => new UnchangedDeal(deal.Id, deal.ModifiedAt)), [], []),
                cancellationToken);
            times.Lap(stroke);
        }
    }

    /// <summary>A page of deals, each answered anew in an hour of its own, as a cycle finds them: as many windows in which equal answers are counted again.</summary>
    private async Task AnswerAsync(long run, int round, CancellationToken cancellationToken)
    {
        var page = Enumerable.Range(0, Page).Select(i => JournalDeals.Read(i, _random)).Select((deal, i) => deal with
        {
            Values = deal.Values.SetItem("need", new ObservedValue("no_plan", Now.AddHours(-i).AddMinutes(-round))),
        });
        await journal.SaveReadAsync(run, new ReadBatch(Now, [.. page], [], [], [], []), cancellationToken);
        await journal.RecountAsync(Limits, cancellationToken);
    }

    private async Task DueAsync(string rules, Func<IReadOnlyList<DueDeal>, Task> judge, CancellationToken cancellationToken)
    {
        await foreach (var page in journal.ReadDueAsync(new DueRequest(Now, rules), cancellationToken))
        {
            await judge(page);
        }
    }

    private Task<long> BeginAsync(int hour, CancellationToken cancellationToken) =>
        journal.BeginRunAsync(new RunStart(Now.AddHours(hour), _rules.Fingerprint, "once"), cancellationToken);

    private Task<bool> EndAsync(long run, CancellationToken cancellationToken) =>
        journal.EndRunAsync(run, new RunEnd(Now, RunState.Completed, new RunCounts()), cancellationToken);

    private async Task AskAsync(string question, Func<Task> ask) => _questions[question] = await StrokeTimes.ShortestAsync(3, ask);

    private async Task WalkAsync(string walk, Func<Task> ask) => _walks[walk] = await StrokeTimes.ShortestAsync(1, ask);

    private Dictionary<string, double> Rates()
    {
        var rates = times.Rates(deals);
        foreach (var tenth in (string[])["savedFirstTenth", "savedLastTenth"])
        {
            rates[tenth] = Math.Round(rates[tenth] / 10);
        }

        rates.Remove("savedBetween");
        return rates;
    }
}
