using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// The costly case: four notes of 400 characters on each deal, half of them Japanese, and every shipped lexicon looks through all four. One note in
/// five has vague words, and half of those a reason besides.
/// </summary>
internal static class NotedDeals
{
    public const int Notes = 4;
    public const int Length = 400;

    private static readonly Field[] Fields = [Vocabulary.Note, Vocabulary.Problem, Vocabulary.Trigger, Vocabulary.OverrideReason];

    private static readonly string[] Japanese =
    [
        "在庫の数が現場とシステムで合わず、毎週の棚卸に二人がかりで半日かかっている。", "出荷の記録は紙で残し、夕方にまとめて表計算へ入力している。", "前回のデモでは検品の画面に質問が集中した。",
        "拠点は三か所で、本社と工場で使っている仕組みが別々になっている。", "担当の方は資材部の課長と主任のお二人。", "カタログとメモをお渡しし、次回は現場を見せていただく。",
    ];

    private static readonly string[] English =
    [
        "They count stock by hand every Friday and enter the figures into a sheet on Monday. ", "The plant manager and two shift leaders joined the call. ", "Orders arrive by fax and by mail, and nobody owns the list. ",
        "Their present tool was built in house and its author has left. ", "They asked how the scanner works offline. ", "Next time we look at the loading bay together. ",
    ];

    private static readonly string[] Vague = ["社内で検討しますとのこと。", "いいですね、という反応。", "We will see how it goes. ", "Sounds great, they said. "];
    private static readonly string[] Reasons = ["来月の役員会で稟議にかける。", "The board decides on the 12th. "];

    /// <summary>The shipped rules with every lexicon looking at four fields.</summary>
    public static ReadinessRules Rules() => SameVerdict.Compiled(
        """{ "WarningSigns": { "vague_words": { "Fields": ["note", "problem", "trigger", "override.reason"] }, "comparison_quote": { "Fields": ["note", "problem", "trigger", "override.reason"] } } }""");

    /// <summary>The shipped rules without lexicons.</summary>
    public static ReadinessRules RulesWithoutWords() => SameVerdict.Compiled("""{ "WarningSigns": { "vague_words": null, "comparison_quote": null } }""");

    /// <summary>Deals with such notes; as few as are walked often, since what is measured is judging.</summary>
    public static DealFacts[] Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. GeneratedDeals.Make(count, seed).Select(deal =>
        {
            var noted = Builder(deal);
            foreach (var field in Fields)
            {
                noted.Set(field, Note(random), GeneratedDeals.Clock.Now.AddDays(-random.Next(1, 50)));
            }

            return noted.Build();
        })];
    }

    /// <summary>The same deal from its raw texts, folding included, as the cycle reads it from the journal.</summary>
    public static DealFacts ReadAnew(DealFacts deal) => Builder(deal).Build();

    private static DealFacts.Builder Builder(DealFacts deal)
    {
        var anew = new DealFacts.Builder();
        foreach (var value in deal.Values)
        {
            anew.Set(value.Field, value.Raw, value.SetAt);
        }

        return anew;
    }

    private static string Note(Random random)
    {
        var sentences = random.Next(2) == 0 ? Japanese : English;
        var text = new StringBuilder();
        while (text.Length < Length)
        {
            text.Append(sentences[random.Next(sentences.Length)]);
        }

        text.Length = Length;
        if (random.Next(5) == 0)
        {
            var vague = Vague[random.Next(Vague.Length)] + (random.Next(2) == 0 ? Reasons[random.Next(Reasons.Length)] : "");
            text.Remove(0, vague.Length).Insert(random.Next(text.Length), vague);
        }

        return text.ToString();
    }
}
