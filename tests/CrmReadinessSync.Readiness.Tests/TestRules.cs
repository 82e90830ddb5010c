using System.Text;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>Rules, deals and clocks as tests write them.</summary>
internal static class TestRules
{
    public static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    /// <summary>Sunday 22 November 2026, 18:00 in Tokyo.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    public static JudgingClock Clock => new(Now, Tokyo);

    public static ReadinessRules Standard { get; } = Compile(null);

    public static ReadinessRules Compile(string? json)
    {
        var (rules, faults) = Try(json);
        faults.ShouldBeEmpty();
        return rules.ShouldNotBeNull();
    }

    /// <summary>The words of a shipped sign, to measure them.</summary>
    public static Lexicon StandardLexicon(string sign)
    {
        var document = RulesDocument.Merge(null, []).ShouldNotBeNull().Section("WarningSigns")!.Section(sign).ShouldNotBeNull();
        return WordsSign.LexiconOf(new SettingsReader(document, []));
    }

    public static (ReadinessRules? Rules, IReadOnlyList<SettingsFault> Faults) Try(string? json)
    {
        if (json is null)
        {
            return RulesDocument.Compile(null);
        }

        var faults = new List<SettingsFault>();
        var document = SettingsDocument.Parse("rules.json", Encoding.UTF8.GetBytes(json), "Readiness", faults);
        faults.ShouldBeEmpty();
        return RulesDocument.Compile(document);
    }

    public static DealFacts Deal(params (string Field, string Value)[] values) => Deal(Now.AddDays(-10), values);

    public static DealFacts Deal(DateTimeOffset? setAt, params (string Field, string Value)[] values)
    {
        var builder = new DealFacts.Builder();
        foreach (var (name, value) in values)
        {
            Vocabulary.TryFind(name, out var field).ShouldBeTrue(name);
            builder.Set(field!, value, setAt);
        }

        return builder.Build();
    }
}
