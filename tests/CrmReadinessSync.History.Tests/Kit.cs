using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History.Tests;

/// <summary>Rules, deals and files as tests write them.</summary>
internal static class Kit
{
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    public static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    private const string ThreeText = """
        {
          "Base": "None",
          "UnknownCredit": 0.5,
          "Premises": {
            "Need": { "Essential": true, "CapsTalkAt": "ExamplesAndPriceRange", "Answers": { "need": { "yes": "Met", "no": "Unmet" } } },
            "Budget": { "Essential": true, "CapsTalkAt": "ExamplesAndPriceRange", "Answers": { "budget": { "yes": "Met", "no": "Unmet" } } },
            "Fit": { "CapsTalkAt": "Proposal", "Answers": { "fit": { "yes": "Met", "no": "Unmet" } } }
          },
          "Phases": { "NotBuying": { "no": { "Need": "Unmet" } }, "Deciding": { "yes": { "Need": "Met" } } },
          "WarningSigns": { "vague": { "Kind": "Ticked", "Field": "unease", "Value": "vague", "ExpiresAfter": "90d" } }
        }
        """;

    /// <summary>Three premises of equal weight; Need decides the phase.</summary>
    public static ReadinessRules Three { get; } = Rules(ThreeText);

    public static SettingsDocument ThreeDocument { get; } = SettingsDocument.Parse("rules.json", Encoding.UTF8.GetBytes(ThreeText), "Readiness", [])!;

    public static ReadinessRules Rules(string json) => Of(json).Rules;

    public static (ReadinessRules Rules, SettingsDocument Document) Of(string json)
    {
        var faults = new List<SettingsFault>();
        var document = SettingsDocument.Parse("rules.json", Encoding.UTF8.GetBytes(json), "Readiness", faults);
        var (rules, more) = RulesDocument.Compile(document);
        faults.Concat(more).ShouldBeEmpty();
        return (rules.ShouldNotBeNull(), document.ShouldNotBeNull());
    }

    public static Field Field(string name) => Vocabulary.TryFind(name, out var field) ? field : throw new ArgumentException(name, nameof(name));

    public static DealFacts Facts(params (string Field, string? Value)[] values)
    {
        var facts = new DealFacts.Builder();
        foreach (var (name, value) in values)
        {
            facts.Set(Field(name), value);
        }

        return facts.Build();
    }

    public static ClosedDeal Deal(int id, bool won, string? need = null, string? budget = null, string? fit = null, DateOnly? day = null, params string?[] slices) => new()
    {
        Id = $"{id}",
        Won = won,
        Facts = Facts(("need", need), ("budget", budget), ("fit", fit)),
        Clock = new JudgingClock(Now, Tokyo),
        Group = (ulong)id,
        Day = day,
        Slices = [.. slices],
    };

    public static HistoryTable Table(IEnumerable<ClosedDeal> deals, ReadinessRules? rules = null, params string[] dimensions)
    {
        var table = new HistoryTable(rules ?? Three, dimensions);
        foreach (var deal in deals)
        {
            table.Add(deal);
        }

        return table;
    }

    public static BacktestReport Report(HistoryTable table, int replicates = 500) =>
        Backtest.Of(table, new BacktestOptions("test", Replicates: replicates), TestContext.Current.CancellationToken);

    public static HistoryMap Map(params (string Field, string From)[] fields) => new()
    {
        Zone = Tokyo,
        Outcome = "Status",
        Won = new[] { "WON" }.ToFrozenSet(),
        Lost = new[] { "LOST" }.ToFrozenSet(),
        Fields = [.. fields.Select(one => new FieldColumn(Field(one.Field), one.From))],
    };

    public static List<ClosedDeal> Read(byte[] file, HistoryMap map, out CsvDeals deals)
    {
        deals = CsvDeals.Open(new MemoryStream(file), "deals.csv", map, Now);
        return [.. deals.Read()];
    }
}
