using System.Collections.Immutable;
using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Simulation;

/// <summary>Rules that sales ops may put in force.</summary>
internal static class RuleSets
{
    public static ImmutableArray<ReadinessRules> All { get; } =
    [
        Compile("{}"),
        Compile("""{ "Premises": { "DecisionProcess": { "Essential": true }, "Budget": { "StaleAfter": "5d" } } }"""),
        Compile("""{ "Premises": { "Need": { "StaleAfter": "36h" }, "Timing": { "StaleAfter": "3d" } } }"""),
    ];

    private static ReadinessRules Compile(string json)
    {
        var faults = new List<SettingsFault>();
        var (rules, found) = RulesDocument.Compile(SettingsDocument.Parse("rules", Encoding.UTF8.GetBytes(json), faults));
        return rules ?? throw new InvalidOperationException(string.Join('\n', faults.Concat(found)));
    }
}
