using System.Collections.Immutable;
using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Simulation;

/// <summary>Rules that sales ops may put in force.</summary>
internal static class RuleSets
{
    // Signs that rest on what was seen between two reads are switched off: the oracle looks at the CRM as it is, and a service that was down saw less.
    private const string Signs =
        """
        "WarningSigns": { "meeting_moved": null, "meetings_quiet": null, "close_date_pushed": null }
        """;

    // The worlds are small, and so are the limits of what stands alike on too many deals.
    private const string Hollow =
        """
        "Hollow": { "PastedOn": 3, "BulkFilledOn": 3 }
        """;

    public static ImmutableArray<ReadinessRules> All { get; } =
    [
        Compile($"{{ {Signs}, {Hollow} }}"),
        Compile($$"""{ {{Signs}}, {{Hollow}}, "Premises": { "DecisionProcess": { "Essential": true }, "Budget": { "StaleAfter": "5d" } } }"""),
        Compile($$"""{ {{Signs}}, "Hollow": { "PastedOn": 2, "BulkFilledOn": 4, "BulkWithin": "2m" }, "Premises": { "Need": { "StaleAfter": "36h" }, "Timing": { "StaleAfter": "3d" } } }"""),
    ];

    private static ReadinessRules Compile(string json)
    {
        var faults = new List<SettingsFault>();
        var (rules, found) = RulesDocument.Compile(SettingsDocument.Parse("rules", Encoding.UTF8.GetBytes(json), faults));
        return rules ?? throw new InvalidOperationException(string.Join('\n', faults.Concat(found)));
    }
}
