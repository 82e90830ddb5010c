using System.Text.Json.Nodes;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>A server's build locks its packages in a file of its own, beside the one that everybody builds with.</summary>
public sealed class PublishedLockTests
{
    [Fact]
    public void A_server_gets_the_very_packages_that_were_tested()
    {
        var worker = Worker();
        Packages(worker, "packages.published.lock.json").ShouldBe(
            Packages(worker, "packages.lock.json"),
            "after a change of packages: dotnet restore src/CrmReadinessSync.Worker -p:PublishReadyToRun=true --force-evaluate");
    }

    internal static string Worker()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CrmReadinessSync.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests run from within the repository.");
        }

        return Path.Combine(folder.FullName, "src", "CrmReadinessSync.Worker");
    }

    private static string Packages(string folder, string file)
    {
        var locked = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!;
        return locked["dependencies"]!["net10.0"]!.ToJsonString();
    }
}
