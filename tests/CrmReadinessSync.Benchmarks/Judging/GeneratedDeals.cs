using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary>Deals as sales teams fill them: answers, blanks, open questions, placeholders, free spellings, old and undated evidence.</summary>
internal static class GeneratedDeals
{
    public static readonly JudgingClock Clock = new(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));

    private static readonly (Field Field, string[] Values)[] Answers =
    [
        (Vocabulary.Need, ["decided", "evaluating", "open", "no_plan"]),
        (Vocabulary.Timing, ["dated", "event", "open", "not_now"]),
        (Vocabulary.Authority, ["approver", "sponsor", "open", "no_mandate"]),
        (Vocabulary.DecisionProcess, ["in_approval", "mapped", "open", "undisclosed"]),
        (Vocabulary.Budget, ["allocated", "fundable", "open", "no_budget", "なし", "無し"]),
        (Vocabulary.Fit, ["chosen", "match", "open", "quote_only", "mismatch"]),
    ];

    private static readonly string[] Fillers = ["TBD", "同上", "-", "N/A", "Decided", "EVALUATING", "検討します", "ALLOCATED"];

    private static readonly string[] Ticks = ["vague", "vague;mismatch", "approval_unseen", "something else", "-"];

    public static DealFacts[] Make(int count, int seed)
    {
        var random = new Random(seed);
        var deals = new DealFacts[count];
        for (var i = 0; i < count; i++)
        {
            deals[i] = One(random);
        }

        return deals;
    }

    private static DealFacts One(Random random)
    {
        var facts = new DealFacts.Builder();
        var isPromising = random.NextDouble() < 0.25;
        foreach (var (field, values) in Answers)
        {
            var roll = random.NextDouble();
            if (isPromising && roll < 0.9)
            {
                facts.Set(field, values[random.Next(2)], Clock.Now.AddDays(-random.Next(1, 60)));
            }
            else if (roll < 0.7)
            {
                facts.Set(field, values[random.Next(values.Length)], SetAt(random));
            }
            else if (roll < 0.8)
            {
                facts.Set(field, Fillers[random.Next(Fillers.Length)], SetAt(random));
            }
        }

        if (random.NextDouble() < 0.3)
        {
            facts.Set(Vocabulary.Customer, random.NextDouble() < 0.5 ? "existing" : "new", SetAt(random));
        }

        if (random.NextDouble() < 0.2)
        {
            facts.Set(Vocabulary.Unease, Ticks[random.Next(Ticks.Length)], SetAt(random));
        }

        if (random.NextDouble() < 0.4)
        {
            facts.Set(Vocabulary.DecideBy, Day(random, 200));
        }

        if (random.NextDouble() < 0.3)
        {
            facts.Set(Vocabulary.ConfirmedOn, random.NextDouble() < 0.1 ? "soon" : Day(random, 300));
        }

        // What the shipped rules look past but every real deal carries.
        facts.Set(Vocabulary.Stage, "qualifiedtobuy");
        facts.Set(Vocabulary.Amount, "1200000");
        facts.Set(Vocabulary.CloseDate, Day(random, 90));
        facts.Set(Vocabulary.Note, "稟議は12月の予定");
        return facts.Build();
    }

    private static DateTimeOffset? SetAt(Random random) =>
        random.NextDouble() < 0.25 ? null : Clock.Now.AddMinutes(-random.Next(60, 400 * 24 * 60));

    private static string Day(Random random, int around) =>
        DateOnly.FromDateTime(Clock.Now.UtcDateTime).AddDays(random.Next(-around, around)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
