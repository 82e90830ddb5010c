using System.CommandLine;
using System.Globalization;
using CrmReadinessSync.Sandbox;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>demo</c>: the practice CRM and the service against it. No account, no file, nothing left behind.</summary>
internal static class DemoCommand
{
    private const string CycleEvery = "3s";

    // The practice CRMs book their meetings in this zone's office hours.
    private const string PracticeZone = "Asia/Tokyo";

    public static Command Create(Surroundings surroundings)
    {
        var once = new Option<bool>("--once") { Description = "Run one cycle, show totals, a dozen deals and what may mislead, then what some weeks of watching add, and exit." };
        var deals = new Option<long>("--deals") { Description = "Deals in the practice CRM.", HelpName = "N", DefaultValueFactory = _ => 200 };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same deals.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var language = CommonOptions.Language();
        var command = new Command("demo", "Start a practice CRM on this machine and run the service against it, until stopped. Needs no account.") { once, deals, seed, language };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            json: false,
            async () =>
            {
                var chosen = arguments.GetValue(language);
                var options = new SandboxOptions { Deals = arguments.GetValue(deals), Seed = arguments.GetValue(seed), Language = PracticeLanguage(chosen ?? "ja"), SalesforceLanguage = PracticeLanguage(chosen ?? "en") };
                var time = new ShiftedTime(surroundings.Time, surroundings.Time.GetUtcNow());
                await using var server = await SandboxCommand.StartAsync(options, surroundings with { Time = time }, cancellationToken);
                var folder = Directory.CreateTempSubdirectory("crm-readiness-sync-demo-");
                try
                {
                    var input = Input(surroundings, server, folder.FullName, chosen);
                    var settings = Loading.Load(surroundings, input);
                    surroundings.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A practice HubSpot and a practice Salesforce with {options.Deals} deals each; see them as a rep does at {server.Page}"));
                    return arguments.GetValue(once)
                        ? await OnceAsync(settings, server.Crms, time, surroundings, cancellationToken)
                        : await ServeAsync(settings, input, surroundings, cancellationToken);
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            },
            cancellationToken));
        return command;
    }

    /// <summary>The practice CRMs have labels in two languages of their own.</summary>
    private static string PracticeLanguage(string language) => language is "ja" ? language : "en";

    // Neither files nor the environment are read: a demo never touches a real account. Unless one language is asked for, HubSpot's reps
    // read Japanese and Salesforce's English.
    private static SettingsInput Input(Surroundings surroundings, SandboxServer server, string folder, string? language) => new()
    {
        WorkingFolder = folder,
        ExecutableFolder = surroundings.ExecutableFolder,
        ReadsFiles = false,
        Given =
        [
            new("Crms:hubspot:Kind", "HubSpot"),
            new("Crms:hubspot:Enabled", "true"),
            new("Crms:hubspot:Schedule", CycleEvery),
            new("Crms:hubspot:TimeZone", PracticeZone),
            new("Crms:hubspot:Language", language ?? "ja"),
            new("Crms:hubspot:HubSpot:BaseUrl", server.HubSpotBaseUrl.GetLeftPart(UriPartial.Authority)),
            new("Crms:hubspot:HubSpot:AccessToken", server.Crms.HubSpotAccessToken),
            // The practice accounts keep an RFP as a source, and a booking tool counts in Salesforce what HubSpot's history tells by itself.
            new("Crms:hubspot:Fields:rfp:From", "hs_analytics_source"),
            new("Crms:hubspot:Fields:rfp:Values:TENDER", "yes"),
            new("Crms:hubspot:Fields:purchasing:From", "hs_analytics_source"),
            new("Crms:hubspot:Fields:purchasing:Values:TENDER", "leads"),
            new("Crms:salesforce:Fields:rfp:From", "LeadSource"),
            new("Crms:salesforce:Fields:rfp:Values:Tender", "yes"),
            new("Crms:salesforce:Fields:purchasing:From", "LeadSource"),
            new("Crms:salesforce:Fields:purchasing:Values:Tender", "leads"),
            new("Crms:salesforce:Fields:meeting.moved:From", "Booking__Times_Rescheduled__c"),
            new("Crms:salesforce:Kind", "Salesforce"),
            new("Crms:salesforce:Enabled", "true"),
            new("Crms:salesforce:Schedule", CycleEvery),
            new("Crms:salesforce:TimeZone", PracticeZone),
            new("Crms:salesforce:Language", language ?? "en"),
            new("Crms:salesforce:Salesforce:LoginUrl", server.SalesforceLoginUrl.GetLeftPart(UriPartial.Authority)),
            new("Crms:salesforce:Salesforce:Flow", "ClientCredentials"),
            new("Crms:salesforce:Salesforce:ClientId", server.Crms.SalesforceClientId),
            new("Crms:salesforce:Salesforce:ClientSecret", server.Crms.SalesforceClientSecret),
            // Their forms offer "not settled" by themselves.
            new("Readiness:Hollow:Defaults:budget", """["open"]"""),
            new("Web:Url", "http://127.0.0.1:0"),
            new("Journal:ConnectionString", $"Data Source={Path.Combine(folder, "journal.db")}"),
        ],
    };

    private static async Task<int> OnceAsync(WorkerSettings settings, PracticeCrms practice, ShiftedTime time, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: false);
        await using var place = await Workplace.OpenAsync(settings, surroundings, time, log, cancellationToken);
        var crms = settings.Enabled.ToList();
        var reports = await CycleProgressLine.ShowAsync(surroundings, async progress => await Task.WhenAll(crms.Select(crm =>
            place.Cycles.RunAsync(settings, crm, "demo", progress(crm.Connection.Name), cancellationToken))));
        var showcase = new Showcase(place, surroundings.Out);
        var shown = new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal);
        foreach (var (crm, report) in crms.Zip(reports))
        {
            CycleDocument.Print(crm.Connection.Name, report, surroundings.Out);
            await showcase.PrintAsync(crm, cancellationToken);
            shown[crm.Connection.Name] = await showcase.PrintTrapsAsync(crm, "What may mislead, and a deal for each:", [], cancellationToken);
        }

        var later = await new WeeksLater(place, time).LiveAsync([.. crms.Select(crm => (crm, crm.Connection.Kind == practice.HubSpot.Vendor ? practice.HubSpot : practice.Salesforce))], cancellationToken);
        foreach (var crm in crms)
        {
            await showcase.PrintTrapsAsync(crm, $"{crm.Connection.Name}, weeks later and after two meetings of which nobody wrote anything down, also:", shown[crm.Connection.Name], cancellationToken);
        }

        return ExitCode.Of([.. reports, .. later]);
    }

    private static async Task<int> ServeAsync(WorkerSettings settings, SettingsInput input, Surroundings surroundings, CancellationToken cancellationToken)
    {
        surroundings.Out.WriteLine($"A cycle runs every {CycleEvery}; stop with Ctrl+C.");
        var log = WorkerLog.Create(settings, surroundings.Out, LogEventLevel.Information, toFiles: false);
        await using var place = await Workplace.OpenServiceAsync(settings, input, surroundings, surroundings.Time, log, cancellationToken);
        await place.RunUntilStoppedAsync(cancellationToken);
        return ExitCode.Done;
    }
}
