using System.Text.Json;

namespace CrmReadinessSync.Readiness;

/// <summary>Turns the <c>Readiness</c> section of the settings into rules, or into all its faults at once; never an exception.</summary>
public static class RulesDocument
{
    private const string StandardName = "Standard rules";

    /// <summary>The keys of a rules document, in the order of the shipped one.</summary>
    internal static IReadOnlyList<string> Keys { get; } =
        ["Base", "UnknownCredit", "Premises", "Phases", "PhaseCeilings", "WarningSigns", "Segments", "MeetingClock", "Override", "Hollow", "Gap", "Calendar"];

    /// <summary>Compiles a section; null is the shipped rules as they are.</summary>
    /// <returns>Rules when there is no fault, else null and every fault.</returns>
    public static (ReadinessRules? Rules, IReadOnlyList<SettingsFault> Faults) Compile(SettingsDocument? readinessSection)
    {
        var faults = new List<SettingsFault>();
        var merged = Merge(readinessSection, faults);
        var rules = merged is null ? null : new RulesCompiler(merged, faults).Compile();
        return (faults.Count == 0 ? rules : null, [.. faults.Distinct()]);
    }

    /// <summary>
    /// The section on top of its base: <c>Standard</c> (the default) starts from the shipped rules, <c>None</c> from nothing.
    /// Null when the section is not an object or its base is unknown; the faults say why.
    /// </summary>
    public static SettingsDocument? Merge(SettingsDocument? section, ICollection<SettingsFault> faults)
    {
        if (section is null)
        {
            return Standard(faults);
        }

        if (section.Kind is not JsonValueKind.Object)
        {
            faults.Add(section.Fault("", "The value is not an object { … }.", "Write an object; {} keeps the shipped rules.", section.Root?.ToJsonString()));
            return null;
        }

        var chosen = section.Section("Base");
        var name = chosen is null ? "Standard" : chosen.Kind is JsonValueKind.String ? chosen.Root!.GetValue<string>() : chosen.Root!.ToJsonString();
        switch (name)
        {
            case "Standard":
                return Standard(faults)?.MergedWith(section);
            case "None":
                return SettingsDocument.Parse(StandardName, "{}"u8.ToArray(), section.Path, faults)?.MergedWith(section);
            default:
                faults.Add(section.Fault("Base", "The base is unknown.", NearestName.Remedy(name, ["Standard", "None"]), name));
                return null;
        }
    }

    /// <summary>The names of the shipped premises.</summary>
    internal static IReadOnlyList<string> StandardPremises { get; } =
        [.. Standard([])!.Section("Premises")!.Sections().Select(premise => premise.Key)];

    private static SettingsDocument? Standard(ICollection<SettingsFault> faults) =>
        SettingsDocument.Parse(StandardName, Resources.Read("Standard.json"), "Readiness", faults);
}
