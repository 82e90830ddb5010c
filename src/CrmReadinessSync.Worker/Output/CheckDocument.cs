using System.Text.Json.Serialization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>check --json</c> prints.</summary>
/// <param name="Worst"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="ExitCode">What the process ends with.</param>
/// <param name="Errors">How many findings are errors.</param>
/// <param name="Warnings">How many are warnings.</param>
/// <param name="Findings">All of them, by connection and area; those about no connection first.</param>
internal sealed record CheckDocument(string Worst, int ExitCode, int Errors, int Warnings, IReadOnlyList<CheckLine> Findings)
{
    public static CheckDocument Of(IReadOnlyList<(string? Crm, CheckFinding Finding)> found)
    {
        var findings = found.Select(one => one.Finding).ToList();
        return new CheckDocument(
            Word(findings.Select(finding => finding.Severity).DefaultIfEmpty().Max()),
            Worker.ExitCode.Of(findings),
            findings.Count(finding => finding.Severity is CheckSeverity.Error),
            findings.Count(finding => finding.Severity is CheckSeverity.Warning),
            [.. found.OrderBy(one => one.Crm, StringComparer.Ordinal).ThenBy(one => one.Finding.Area).ThenByDescending(one => one.Finding.Severity).Select(one => CheckLine.Of(one.Crm, one.Finding))]);
    }

    /// <summary>Faults of the settings as findings: the rest cannot be looked at before they are mended.</summary>
    public static IEnumerable<(string? Crm, CheckFinding Finding)> OfFaults(IEnumerable<SettingsFault> faults) => faults.Select(fault => ((string?)null, new CheckFinding(
        CheckSeverity.Error, CheckArea.Settings, fault.Value is null ? fault.Problem : $"{fault.Problem} It is {fault.Value}.", fault.Remedy)
    {
        Setting = fault.Path,
        Place = fault.File is null ? null : fault.Line is { } line ? $"{fault.File}:{line}:{fault.Column}" : fault.File,
        Cause = CheckCause.Settings,
    }));

    /// <summary>For a person: grouped by connection, what is fine in one line each, what is not with its place and remedy.</summary>
    public void Print(TextWriter output)
    {
        foreach (var group in Findings.GroupBy(line => line.Crm))
        {
            output.WriteLine(group.Key ?? "this machine");
            foreach (var same in Runs(group))
            {
                CheckLine.Print(same, output);
            }

            output.WriteLine();
        }

        output.WriteLine((Errors, Warnings) switch
        {
            (0, 0) => "Everything is in order.",
            (0, _) => $"{Counted(Warnings, "warning")}; cycles run.",
            _ => $"{Counted(Errors, "error")}, {Counted(Warnings, "warning")}. Mend the errors from the top: one often explains the next.",
        });
    }

    /// <summary>Neighbours that say the same of several places are told once.</summary>
    private static IEnumerable<IReadOnlyList<CheckLine>> Runs(IEnumerable<CheckLine> lines)
    {
        var run = new List<CheckLine>();
        foreach (var line in lines)
        {
            if (run.Count > 0 && (run[0].Severity, run[0].Area, run[0].Problem, run[0].Remedy) != (line.Severity, line.Area, line.Problem, line.Remedy))
            {
                yield return run;
                run = [];
            }

            run.Add(line);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    internal static string Word(CheckSeverity severity) => severity.ToString().ToLowerInvariant();

    private static string Counted(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";
}

/// <summary>One finding.</summary>
/// <param name="Crm">The connection; null when it is about the settings or this machine.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Setting">The settings key.</param>
/// <param name="Place">The place in the CRM or on this machine.</param>
/// <param name="Problem">What is so.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record CheckLine(
    string? Crm,
    string Severity,
    string Area,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Setting,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Place,
    string Problem,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Remedy)
{
    public static CheckLine Of(string? crm, CheckFinding finding) => new(
        crm, CheckDocument.Word(finding.Severity), finding.Area.ToString().ToLowerInvariant(), finding.Setting, finding.Place, finding.Problem, finding.Remedy);

    /// <summary>Prints findings that differ in nothing but their place.</summary>
    public static void Print(IReadOnlyList<CheckLine> same, TextWriter output)
    {
        var first = same[0];
        var mark = first.Severity switch { "error" => "ERROR", "warning" => "warn ", _ => first.Remedy is null ? "  ok " : " note" };
        var places = same.Select(line => string.Join("  ", new[] { line.Place, line.Setting }.OfType<string>())).Where(place => place.Length > 0).ToList();
        IEnumerable<string> lines = [.. first is { Severity: "info", Remedy: null } ? [] : places, first.Problem, .. first.Remedy is null ? [] : new[] { $"→ {first.Remedy}" }];
        var lead = $"{mark}  {first.Area,-11}  ";
        foreach (var line in lines)
        {
            output.WriteLine($"{lead}{line}");
            lead = new string(' ', lead.Length);
        }
    }
}
