using System.CommandLine;
using System.Text.Json;
using CrmReadinessSync.History;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>outcomes</c>: how flags turned out once deals closed, from the journal. Asks no CRM, names nobody.</summary>
internal static class OutcomesCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = CommonOptions.Crm();
        var json = CommonOptions.Json();
        var language = CommonOptions.Language();
        var days = new Option<int>("--days") { Description = "Deals that closed within so many days.", HelpName = "N", DefaultValueFactory = _ => FlagOutcomes.Quarter };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 36500)
            {
                result.AddError("--days takes a whole number from 1 to 36500.");
            }
        });
        var command = new Command("outcomes", "Show how flags turned out: deals that closed, by the verdict that stood when their first meeting began, and whether it is time to calibrate again. Reads the journal only.")
        {
            crm, days, language, json,
        };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                var chosen = CommonOptions.Chosen(settings, arguments.GetValue(crm));
                var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: false);
                await using var place = await Workplace.OpenAsync(settings, surroundings, surroundings.Time, log, cancellationToken);
                var found = new SortedDictionary<string, FlagOutcomes>(StringComparer.Ordinal);
                foreach (var one in chosen)
                {
                    var journal = await place.Store.OpenAsync(one.Connection.Name, cancellationToken);
                    found[one.Connection.Name] = await FlagOutcomes.ReadAsync(journal, surroundings.Time.GetUtcNow(), arguments.GetValue(days), cancellationToken);
                }

                if (arguments.GetValue(json))
                {
                    var document = new OutcomesDocument(found.ToDictionary(one => one.Key, one => OutcomesOfCrm.Of(one.Value), StringComparer.Ordinal));
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(document, WorkerJson.Readable.OutcomesDocument));
                    return ExitCode.Done;
                }

                foreach (var (name, outcomes) in found)
                {
                    PageText.Print(OutcomesPage.Of(outcomes, name, settings.Rules, arguments.GetValue(language) ?? "en"), surroundings.Out);
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
