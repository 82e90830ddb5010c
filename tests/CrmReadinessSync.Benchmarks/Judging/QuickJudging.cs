using System.Text.Json;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary><c>-- judge</c>: a look within seconds at what <see cref="JudgingBenchmark"/> measures with care. One thread; a second is one of processor time.</summary>
internal static class QuickJudging
{
    private const int Deals = 4096;
    private const int Rounds = 9;
    private const int Passes = 200;

    public static void Run(TextWriter output)
    {
        var (core, shipped) = (SameVerdict.Core(), SameVerdict.Shipped());
        SameVerdict.Check(core);
        var facts = GeneratedDeals.Make(Deals, seed: 7);
        var plain = facts.Select(HandDeal.Of).ToArray();
        var day = HandDay.At(GeneratedDeals.Clock.Now);

        var decide = Measure(() => Decide(core, facts));
        var whole = Measure(() => Decide(shipped, facts));
        var hand = Measure(() =>
        {
            var sum = 0;
            foreach (var deal in plain)
            {
                sum += HandWritten.Decide(deal, day).Findings;
            }

            return sum;
        });
        var judge = Measure(() =>
        {
            var sum = 0;
            foreach (var deal in facts)
            {
                sum += shipped.Judge(deal, GeneratedDeals.Clock).Confirmed;
            }

            return sum;
        });
        var noted = NotedDeals.Make(Deals, seed: 7);
        var (withWords, withoutWords) = (NotedDeals.Rules(), NotedDeals.RulesWithoutWords());
        // Such deals are fifty times as much text: fewer passes do.
        var words = Measure(() => Decide(withWords, noted), passes: 12);
        var noWords = Measure(() => Decide(withoutWords, noted));
        var read = Measure(() => noted.Sum(deal => withWords.Decide(NotedDeals.ReadAnew(deal), GeneratedDeals.Clock).Findings), passes: 3);
        output.WriteLine(JsonSerializer.Serialize(
            new JudgingReport(
                SameVerdict.Deals,
                Math.Round(whole.PerSecond),
                Math.Round(whole.Bytes, 1),
                Math.Round(decide.PerSecond),
                Math.Round(hand.PerSecond),
                Math.Round(hand.PerSecond / decide.PerSecond, 2),
                Math.Round(judge.PerSecond),
                Math.Round(judge.Bytes),
                Math.Round(noWords.PerSecond),
                Math.Round(noWords.Bytes, 1),
                Math.Round(words.PerSecond),
                Math.Round(words.Bytes, 1),
                Math.Round(noWords.PerSecond / words.PerSecond, 1),
                Math.Round(read.PerSecond),
                Math.Round(read.Bytes)),
            BenchmarkJson.Default.JudgingReport));
    }

    private static int Decide(ReadinessRules rules, DealFacts[] deals)
    {
        var sum = 0;
        foreach (var deal in deals)
        {
            sum += rules.Decide(deal, GeneratedDeals.Clock).Findings;
        }

        return sum;
    }

    /// <summary>The best round counts: other work on the machine must not.</summary>
    private static (double PerSecond, double Bytes) Measure(Func<int> pass, int passes = Passes)
    {
        for (var i = 0; i < passes; i++)
        {
            GC.KeepAlive(pass());
        }

        var rounds = new List<double>();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            var effort = new Effort();
            for (var i = 0; i < passes; i++)
            {
                GC.KeepAlive(pass());
            }

            rounds.Add(effort.PerProcessorSecond((double)Deals * passes));
        }

        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / ((double)Rounds * passes * Deals);
        return (rounds.Max(), bytes);
    }
}

/// <summary>What <c>-- judge</c> prints.</summary>
internal sealed record JudgingReport(
    int DealsOnWhichBothAgree,
    double VerdictsPerSecond,
    double BytesPerVerdict,
    double CoreVerdictsPerSecond,
    double HandWrittenPerSecond,
    double TimesHandWritten,
    double ExplainedVerdictsPerSecond,
    double BytesPerExplainedVerdict,
    double VerdictsPerSecondWithoutLexicons,
    double BytesPerVerdictWithoutLexicons,
    double VerdictsPerSecondOfFourNotes,
    double BytesPerVerdictOfFourNotes,
    double TimesWithoutLexicons,
    double ReadAndJudgedPerSecondOfFourNotes,
    double BytesPerDealReadAndJudged);
