using System.CommandLine;
using System.Text.Json;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>stops</c>: good stops, revivals and meeting hours spared, from the journal. Asks no CRM, names nobody.</summary>
internal static class StopsCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = CommonOptions.Crm();
        var json = CommonOptions.Json();
        var days = new Option<int>("--days") { Description = "Stops that began within so many days.", HelpName = "N", DefaultValueFactory = _ => 365 };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 36500)
            {
                result.AddError("--days takes a whole number from 1 to 36500.");
            }
        });
        var command = new Command("stops", "Count good stops, revivals and meeting hours spared, by source, campaign and pipeline. Reads the journal only.") { crm, days, json };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                var chosen = CommonOptions.Chosen(settings, arguments.GetValue(crm));
                var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: false);
                await using var place = await Workplace.OpenAsync(settings, surroundings, surroundings.Time, log, cancellationToken);
                var now = surroundings.Time.GetUtcNow();
                var counts = new SortedDictionary<string, StopCounts>(StringComparer.Ordinal);
                foreach (var one in chosen)
                {
                    var journal = await place.Store.OpenAsync(one.Connection.Name, cancellationToken);
                    counts[one.Connection.Name] = await StopCounts.ReadAsync(journal, now.AddDays(-arguments.GetValue(days)), cancellationToken);
                }

                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(new StopsDocument(counts), WorkerJson.Readable.StopsDocument));
                }
                else
                {
                    StopsDocument.Print(counts, surroundings.Out);
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
