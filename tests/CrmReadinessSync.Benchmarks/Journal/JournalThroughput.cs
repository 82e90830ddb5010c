using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Benchmarks;

/// <summary><c>-- journal --deals N</c>: what each stroke costs in the journal alone, and whether that grows with the table.</summary>
internal static class JournalThroughput
{
    private const int Page = 200;

    public static async Task RunAsync(int deals, TextWriter output, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("crm-readiness-benchmark-");
        try
        {
            var path = Path.Combine(directory.FullName, "journal.db");
            await using var store = await SqliteJournalStore.OpenAsync(path, directory.FullName, TimeProvider.System, cancellationToken);
            var journal = await store.OpenAsync("hubspot", cancellationToken);
            var random = new Random(1);
            var rules = SameVerdict.Shipped();
            var verdict = rules.Judge(GeneratedDeals.Make(1, seed: 3)[0], GeneratedDeals.Clock);

            var (saveFirst, saveLast) = await SaveReadAsync(journal, deals, random, changed: true, cancellationToken);
            var (again, _) = await SaveReadAsync(journal, deals, random, changed: false, cancellationToken);
            var run = await journal.BeginRunAsync(new RunStart(GeneratedDeals.Clock.Now, rules.Fingerprint, "once"), cancellationToken);
            var (due, judged, plan, sent, written) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
            var effort = new Effort();
            await foreach (var page in journal.ReadDueAsync(new DueRequest(GeneratedDeals.Clock.Now, rules.Fingerprint), cancellationToken))
            {
                due += effort.Lap();
                await journal.SaveJudgedAsync(run, [.. page.Select(deal => Planned(deal.Snapshot, verdict, random))], cancellationToken);
                judged += effort.Lap();
            }

            effort.Lap();
            await foreach (var batch in journal.ReadPlanAsync(run, 100, cancellationToken))
            {
                plan += effort.Lap();
                await journal.MarkSentAsync(run, [.. batch.Select(one => one.DealId)], cancellationToken);
                sent += effort.Lap();
                await journal.SaveOutcomesAsync(
                    run,
                    [.. batch.Select(one => new WriteRecord(one.DealId, DealOutcome.Written, GeneratedDeals.Clock.Now, GeneratedDeals.Clock.Now))],
                    cancellationToken);
                written += effort.Lap();
            }

            var head = new Effort();
            await journal.ReadHeadAsync(cancellationToken);
            var headTook = head.Wall;
            var size = directory.GetFiles().Sum(file => file.Length);
            output.WriteLine(JsonSerializer.Serialize(
                new JournalReport(
                    deals,
                    Math.Round(saveFirst),
                    Math.Round(saveLast),
                    Math.Round(again),
                    Math.Round(deals / due.TotalSeconds),
                    Math.Round(deals / judged.TotalSeconds),
                    Math.Round(deals / plan.TotalSeconds),
                    Math.Round(deals / sent.TotalSeconds),
                    Math.Round(deals / written.TotalSeconds),
                    Math.Round(headTook.TotalMilliseconds, 1),
                    size / deals,
                    Process.GetCurrentProcess().PeakWorkingSet64 / (1024 * 1024)),
                BenchmarkJson.Default.JournalReport));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>The rate over the first and over the last tenth.</summary>
    private static async Task<(double First, double Last)> SaveReadAsync(
        IJournal journal, int deals, Random random, bool changed, CancellationToken cancellationToken)
    {
        var tenth = Math.Max(deals / 10 / Page, 1);
        var pages = Math.Max(deals / Page, 1);
        var spent = new TimeSpan[pages];
        for (var page = 0; page < pages; page++)
        {
            var batch = Enumerable.Range(page * Page, Page).Select(i => Deal(i, random)).ToList();
            var effort = new Effort();
            await journal.SaveReadAsync(
                0,
                new ReadBatch(
                    GeneratedDeals.Clock.Now,
                    changed ? batch : [],
                    [],
                    changed ? [] : batch.ConvertAll(deal => new UnchangedDeal(deal.Id, deal.ModifiedAt)),
                    [],
                    []),
                cancellationToken);
            spent[page] = effort.Processor;
        }

        return (Rate(spent[..tenth]), Rate(spent[^tenth..]));
    }

    private static double Rate(TimeSpan[] spent) => Page * spent.Length / spent.Sum(one => one.TotalSeconds);

    private static DealSnapshot Deal(int index, Random random)
    {
        var now = GeneratedDeals.Clock.Now;
        var id = (9_000_000_000L + index).ToString(CultureInfo.InvariantCulture);
        return new DealSnapshot
        {
            Id = id,
            Name = $"株式会社サンプル{index} 新規導入のご相談",
            ModifiedAt = now.AddSeconds(-index),
            Values = new Dictionary<string, ObservedValue>
            {
                ["need"] = new("evaluating", now.AddDays(-3)),
                ["timing"] = new("dated", now.AddDays(-3)),
                ["authority"] = new("sponsor", now.AddDays(-3)),
                ["decision_process"] = new(null),
                ["budget"] = new(null),
                ["fit"] = new("match", now.AddDays(-10)),
                ["decide_by"] = new("2027-03-31"),
                ["note"] = new("先方の部長が12月の会議にかける予定。資料を先に送る。"),
                ["stage"] = new("qualifiedtobuy"),
                ["pipeline"] = new("default"),
                ["amount"] = new("1200000"),
                ["close_date"] = new("2027-01-31"),
                ["owner"] = new("77120011"),
                ["created"] = new("2026-09-01T00:00:00Z"),
                ["company.size"] = new("100-299"),
                ["customer"] = new("new"),
            }.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Contacts = [new DealContact(Other(index, random), ["DECISION_MAKER"]), new DealContact(Other(index, random), [])],
            CompanyIds = [Other(index, random)],
            Meetings = [new DealMeeting(Other(index, random), now.AddDays(2), now.AddDays(2).AddHours(1), "ご提案", "商談", MeetingState.Booked)],
            Shown = new Dictionary<string, string?>
            {
                ["readiness_flag"] = null,
                ["readiness_next_step"] = null,
                ["readiness_phase"] = null,
                ["readiness_talk_depth"] = null,
                ["readiness_reasons"] = null,
            }.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>A CRM numbers as it goes, so what belongs together was mostly made at about the same time.</summary>
    private static string Other(int index, Random random) => (8_000_000_000L + (index * 2) + random.Next(20_000)).ToString(CultureInfo.InvariantCulture);

    private static JudgedDeal Planned(DealSnapshot deal, Verdict verdict, Random random) => new(
        deal.Id,
        verdict,
        DealOutcome.Planned,
        GeneratedDeals.Clock.Now.AddHours(random.Next(1, 100)),
        new PlannedWrite(
            deal.Id,
            new Dictionary<string, ValueChange>
            {
                ["readiness_flag"] = new(null, "confirm"),
                ["readiness_next_step"] = new(null, "11/26(木)14:00の商談前に「進める場合、他にどなたの合意が必要でしょうか」を確認。それまでは事例・概算まで。(→決裁の流れ)"),
                ["readiness_phase"] = new(null, "unclear"),
                ["readiness_talk_depth"] = new(null, "examples_and_price_range"),
                ["readiness_reasons"] = new(null, new string('理', 300)),
            }.ToImmutableSortedDictionary(StringComparer.Ordinal),
            random.Next(3) == 0 ? null : GeneratedDeals.Clock.Now.AddMinutes(random.Next(10_000)),
            null));
}

/// <summary>What <c>-- journal</c> prints; rates are deals a second of processor time.</summary>
internal sealed record JournalReport(
    int Deals,
    double SavedFirstTenth,
    double SavedLastTenth,
    double SavedUnchanged,
    double ReadDue,
    double SavedJudged,
    double ReadPlan,
    double MarkedSent,
    double SavedOutcomes,
    double HeadMilliseconds,
    long BytesOnDiskPerDeal,
    long PeakMegabytes);
