using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Sync;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>preview</c>: what would change, old → new, under these or other rules.</summary>
internal static class PreviewCommand
{
    private const int ShownToAPerson = 10;

    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = CommonOptions.Crm();
        var json = CommonOptions.Json();
        var now = CommonOptions.Now();
        var against = new Option<string?>("--against") { Description = "A settings file whose Readiness section is tried against the rules in force.", HelpName = "FILE" };
        var top = new Option<int?>("--top") { Description = $"How many deals to list; {ShownToAPerson}, or with --json all.", HelpName = "N" };
        var csv = new Option<string?>("--csv") { Description = "Also write every deal that would change into this file, for a spreadsheet.", HelpName = "FILE" };
        var accept = new Option<bool>("--accept") { Description = "Record that these rules were seen, for Safety:RequirePreview and Safety:MaxPausedWins. Nothing else is recorded." };
        var command = new Command("preview", "Show what a cycle would change, nearest meetings first, under these or other rules. Writes nothing.") { crm, against, accept, top, csv, json, now };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var input = sources.Read(arguments, surroundings);
                var settings = Loading.Load(surroundings, input);
                var other = arguments.GetValue(against) is { } file ? Loading.Load(surroundings, input with { Files = [.. input.Files, file] }).Rules : null;
                var chosen = CommonOptions.Chosen(settings, arguments.GetValue(crm));
                var time = CommonOptions.Clock(surroundings.Time, arguments.GetValue(now), chosen);
                var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: false);
                await using var place = await Workplace.OpenAsync(settings, surroundings, time, log, cancellationToken);
                var table = arguments.GetValue(csv) is { } named ? Path.GetFullPath(named, surroundings.WorkingFolder) : null;
                var shown = arguments.GetValue(top) ?? (arguments.GetValue(json) ? int.MaxValue : ShownToAPerson);
                var preview = new Preview(place, time, table is null ? shown : int.MaxValue);
                var results = await CycleProgressLine.ShowAsync(surroundings, async progress => await Task.WhenAll(chosen.Select(async one =>
                {
                    var name = one.Connection.Name;
                    var (report, changes) = other is null
                        ? await preview.OfWritesAsync(one, progress(name), cancellationToken)
                        : await preview.OfRulesAsync(one, other, progress(name), cancellationToken);
                    return (Crm: name, Report: report, Changes: changes);
                })));
                if (table is not null)
                {
                    PreviewTable.Write(table, results.Select(one => (one.Crm, one.Changes)));
                }

                Print(surroundings, arguments.GetValue(json), shown, results);
                if (arguments.GetValue(accept))
                {
                    foreach (var one in chosen)
                    {
                        await preview.AcceptAsync(one, other ?? settings.Rules, cancellationToken);
                        surroundings.Error.WriteLine($"{one.Connection.Name}: these rules are accepted; their flips are not held for being unseen, nor for the past wins they pause.");
                    }
                }

                return ExitCode.Of([.. results.Select(one => one.Report with { Held = null })]);
            },
            cancellationToken));
        return command;
    }

    private static void Print(Surroundings surroundings, bool json, int top, (string Crm, CycleReport Report, CrmPreview Changes)[] results)
    {
        foreach (var (name, report, _) in results.Where(one => one.Report.Failure is not null))
        {
            surroundings.Error.WriteLine($"{name} ended early: {report.Failure!.Code}: {report.Failure.Words} {report.Failure.Remedy}".TrimEnd());
        }

        if (json)
        {
            var document = new PreviewDocument(new SortedDictionary<string, CrmPreview>(
                results.ToDictionary(one => one.Crm, one => one.Changes with { Deals = [.. one.Changes.Deals.Take(top)], HeldPlan = HeldDocument.Of(one.Report) }), StringComparer.Ordinal));
            surroundings.Out.WriteLine(JsonSerializer.Serialize(document, WorkerJson.Readable.PreviewDocument));
            return;
        }

        foreach (var (name, report, changes) in results)
        {
            changes.Print(name, top, surroundings.Out);
            if (report.Held is { } held)
            {
                surroundings.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  The brake would hold these writes ({held.Reason}, {held.Flips} flips) until once --crm {name} --release."));
                if (report.Tried is { } tried)
                {
                    surroundings.Out.WriteLine($"  {tried.Sentence(HeldDocument.Listed)}");
                }
            }
        }
    }
}
