using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>Runs the real commands in-process, in a folder of its own.</summary>
internal sealed class Bench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crm-readiness-sync-tests-");

    public string Folder => _folder.FullName;

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>The clock of the commands.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public JsonNode Json => JsonNode.Parse(Out).ShouldNotBeNull();

    public Bench Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(Folder, file), text);
        return this;
    }

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, Surroundings(output, error), TestContext.Current.CancellationToken);
        (Out, Error) = (output.ToString(), error.ToString());
        return code;
    }

    public Surroundings Surroundings(TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = TextWriter.Synchronized(error),
        WorkingFolder = Folder,
        Time = Time,
        ExecutableFolder = Folder,
        Environment = Environment.ToImmutableDictionary(StringComparer.Ordinal),
    };

    /// <summary>Points the connection <c>hubspot</c> at a practice CRM.</summary>
    public void ConnectTo(SandboxServer server)
    {
        Environment["CRS_Crms__hubspot__Kind"] = "HubSpot";
        Environment["CRS_Crms__hubspot__Enabled"] = "true";
        Environment["CRS_Crms__hubspot__HubSpot__BaseUrl"] = server.HubSpotBaseUrl.GetLeftPart(UriPartial.Authority);
        Environment["CRS_Crms__hubspot__HubSpot__AccessToken"] = server.Crms.HubSpotAccessToken;
        Environment["CRS_Web__Url"] = "http://127.0.0.1:0";
        Environment["CRS_Journal__ConnectionString"] = "Data Source=journal.db";
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
