namespace CrmReadinessSync.Worker.Tests;

/// <summary>A large account is split by pipelines into connections of their own.</summary>
public sealed class ShardTests
{
    private const string Split = """
        { "Crms": { "hubspot": { "Kind": "HubSpot", "Enabled": true, "Language": "en", "HubSpot": { "AccessToken": "pat-na1-0123456789" },
          "Deals": { "Stages": ["appointmentscheduled"] },
          "Shards": { "emea": ["11", "12"], "japan": ["13"] } } } }
        """;

    [Fact]
    public void Each_part_is_a_connection_with_its_own_pipelines_and_all_else_of_the_entry()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", Split);

        var settings = Loading.Load(bench.Surroundings(TextWriter.Null, TextWriter.Null), Input(bench));

        settings.Crms.Select(crm => crm.Connection.Name).ShouldBe(["hubspot-emea", "hubspot-japan"]);
        settings.Crms.Select(crm => string.Join(' ', crm.Connection.Deals.Pipelines)).ShouldBe(["11 12", "13"]);
        settings.Crms.ShouldAllBe(crm => crm.IsEnabled && crm.Connection.Language == "en" && crm.Connection.Deals.Stages.Single() == "appointmentscheduled");
        settings.Crms.ShouldAllBe(crm => crm.Section["AccessToken"] == "pat-na1-0123456789");
    }

    [Fact]
    public void A_command_takes_the_name_of_a_part_or_of_the_whole_account()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", Split);
        var settings = Loading.Load(bench.Surroundings(TextWriter.Null, TextWriter.Null), Input(bench));

        CommonOptions.Chosen(settings, "hubspot").Count.ShouldBe(2);
        CommonOptions.Chosen(settings, "hubspot-japan").Single().Connection.Name.ShouldBe("hubspot-japan");
        CommonOptions.One(settings, "hubspot-japan").Connection.Name.ShouldBe("hubspot-japan");
        var fault = Should.Throw<SettingsException>(() => CommonOptions.One(settings, "hubspot")).Faults.Single();
        fault.Remedy.ShouldBe("Name the part: hubspot-emea, hubspot-japan.");
    }

    private static SettingsInput Input(Bench bench) => new() { WorkingFolder = bench.Folder, ExecutableFolder = bench.Folder };
}
