using System.CommandLine;
using System.Text.Json;
using CrmReadinessSync.Sync;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>report</c>: which form field does not work.</summary>
internal static class ReportCommand
{
    private static readonly Dictionary<string, ReportGrouping> Groupings = new(StringComparer.Ordinal)
    {
        ["source"] = ReportGrouping.Source,
        ["campaign"] = ReportGrouping.Campaign,
        ["pipeline"] = ReportGrouping.Pipeline,
        ["segment"] = ReportGrouping.Segment,
    };

    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = CommonOptions.Crm();
        var json = CommonOptions.Json();
        var now = CommonOptions.Now();
        var by = new Option<string?>("--by") { Description = "Group deals besides; never by a person.", HelpName = string.Join('|', Groupings.Keys) };
        by.AcceptOnlyFromAmong([.. Groupings.Keys]);
        var command = new Command(
            "report", "Show for each premise field how many open deals have it filled, open, hollow (filled, but says nothing), stale or blank. Reads the journal only.") { crm, by, json, now };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                var chosen = CommonOptions.Chosen(settings, arguments.GetValue(crm));
                var time = CommonOptions.Clock(surroundings.Time, arguments.GetValue(now), chosen);
                var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: false);
                await using var place = await Workplace.OpenAsync(settings, surroundings, time, log, cancellationToken);
                var grouping = arguments.GetValue(by) is { } name ? Groupings[name] : ReportGrouping.None;
                var reports = new SortedDictionary<string, CrmReport>(StringComparer.Ordinal);
                foreach (var one in chosen)
                {
                    var journal = await place.Store.OpenAsync(one.Connection.Name, cancellationToken);
                    var report = await FieldReportBuilder.OfAsync(journal, one.Connection, settings.Rules, grouping, time.GetUtcNow(), cancellationToken);
                    reports.Add(one.Connection.Name, CrmReport.Of(report, arguments.GetValue(by)));
                    if (report.Deals == 0)
                    {
                        surroundings.Error.WriteLine($"{one.Connection.Name}: the journal knows no open deal yet. Run `once` first (or `once --set Safety:DryRun=true`, which writes nothing).");
                    }
                }

                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(new ReportDocument(reports), WorkerJson.Readable.ReportDocument));
                }
                else
                {
                    foreach (var (connection, report) in reports)
                    {
                        report.Print(connection, surroundings.Out);
                    }
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
