using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// The practice CRM in a process of its own, so that its memory and processor time are not counted as the service's. It ends when its
/// standard input does, that is with this process, whatever ends it.
/// </summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, SandboxAddress warm, SandboxAddress address)
    {
        _process = process;
        Warm = warm;
        Address = address;
    }

    /// <summary>A small account beside the measured one, without limits, to warm both processes with.</summary>
    public SandboxAddress Warm { get; }

    public SandboxAddress Address { get; }

    public static async Task<SandboxProcess> StartAsync(int deals, int latency, string limits, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(SandboxProcess).Assembly.Location, "sandbox", "--deals", Text(deals), "--latency", Text(latency), "--limits", limits })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The practice CRM did not start.");
        return new SandboxProcess(process, await ReadAsync(process, cancellationToken), await ReadAsync(process, cancellationToken));
    }

    private static async Task<SandboxAddress> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The practice CRM ended without a word.");
        return JsonSerializer.Deserialize(line, BenchmarkLines.Default.SandboxAddress)!;
    }

    /// <summary>The other side: <c>-- sandbox</c>.</summary>
    public static async Task HostAsync(string[] args, TextWriter output, TextReader input, CancellationToken cancellationToken)
    {
        var options = new SandboxOptions
        {
            Deals = Arguments.Number(args, "--deals", 2000),
            Latency = TimeSpan.FromMilliseconds(Arguments.Number(args, "--latency", 0)),
            Limits = Arguments.Text(args, "--limits", "none") == "real" ? SandboxLimits.Real : SandboxLimits.None,
        };
        await using var warm = await SandboxServer.StartAsync(new SandboxOptions { Deals = 2000 }, TimeProvider.System, cancellationToken);
        await using var server = await SandboxServer.StartAsync(options, TimeProvider.System, cancellationToken);
        await TellAsync(warm, output);
        await TellAsync(server, output);
        await input.ReadToEndAsync(cancellationToken);
    }

    private static async Task TellAsync(SandboxServer server, TextWriter output)
    {
        await output.WriteLineAsync(JsonSerializer.Serialize(
            new SandboxAddress(
                server.HubSpotBaseUrl.ToString().TrimEnd('/'),
                server.Crms.HubSpotAccessToken,
                server.SalesforceLoginUrl.ToString().TrimEnd('/'),
                server.Crms.SalesforceClientId,
                server.Crms.SalesforceUsername,
                server.Crms.SalesforcePrivateKeyPem),
            BenchmarkLines.Default.SandboxAddress));
        await output.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where both sides of the practice CRM are and what they take: HubSpot's token, and Salesforce's app, user and key.</summary>
internal sealed record SandboxAddress(string BaseUrl, string AccessToken, string LoginUrl, string ClientId, string Username, string PrivateKey);
