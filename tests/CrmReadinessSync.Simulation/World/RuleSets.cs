using System.Collections.Immutable;
using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Simulation;

/// <summary>Rules that sales ops may put in force.</summary>
internal static class RuleSets
{
    // Likeness across deals is switched off: the oracle looks at one deal at a time. So are signs that rest on what was seen between two
    // reads: the oracle looks at the CRM as it is, and a service that was down saw less.
    private const string Hollow =
        """
        "Hollow": { "PastedOn": null, "BulkFilledOn": null }, "WarningSigns": { "meeting_moved": null, "meetings_quiet": null, "close_date_pushed": null }
        """;

    public static ImmutableArray<ReadinessRules> All { get; } =
    [
        Compile($"{{ {Hollow} }}"),
        Compile($$"""{ {{Hollow}}, "Premises": { "DecisionProcess": { "Essential": true }, "Budget": { "StaleAfter": "5d" } } }"""),
        Compile($$"""{ {{Hollow}}, "Premises": { "Need": { "StaleAfter": "36h" }, "Timing": { "StaleAfter": "3d" } } }"""),
    ];

    private static ReadinessRules Compile(string json)
    {
        var faults = new List<SettingsFault>();
        var (rules, found) = RulesDocument.Compile(SettingsDocument.Parse("rules", Encoding.UTF8.GetBytes(json), faults));
        return rules ?? throw new InvalidOperationException(string.Join('\n', faults.Concat(found)));
    }
}
