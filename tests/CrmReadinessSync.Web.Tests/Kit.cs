using System.Text.RegularExpressions;
using CrmReadinessSync.Sandbox;
using Microsoft.Playwright;

namespace CrmReadinessSync.Web.Tests;

/// <summary>The whole service in this process, on free ports, against practice CRMs.</summary>
internal sealed partial class RunningWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Bench _bench;
    private readonly SandboxServer? _server;
    private readonly Task<int> _running;
    private readonly StringWriter _output;

    private RunningWorker(Bench bench, SandboxServer? server, string[] arguments, StringWriter output)
    {
        _bench = bench;
        _server = server;
        _output = output;
        _running = Task.Run(() => CommandLine.RunAsync(arguments, bench.Surroundings(output, TextWriter.Null), _stop.Token));
    }

    public Uri Address { get; private set; } = null!;

    public Bench Bench => _bench;

    public string Log => _output.ToString();

    /// <summary>The demo, once both CRMs have had their first cycle.</summary>
    public static async Task<RunningWorker> DemoAsync() => await StartedAsync(watch => new RunningWorker(new Bench(), null, ["demo", "--deals", "150"], watch), "salesforce", "hubspot");

    /// <summary>The service on a practice HubSpot.</summary>
    public static async Task<RunningWorker> ServiceAsync(Action<Bench> settings)
    {
        var server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 300 }, TimeProvider.System, CancellationToken.None);
        var bench = new Bench();
        bench.ConnectTo(server);
        bench.Environment["CRS_Crms__hubspot__Schedule"] = "1s";
        bench.Environment["CRS_Crms__hubspot__Language"] = "en";
        settings(bench);
        return await StartedAsync(watch => new RunningWorker(bench, server, ["run"], watch), "hubspot");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _bench.Dispose();
    }

    private static async Task<RunningWorker> StartedAsync(Func<StringWriter, RunningWorker> start, params string[] crms)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = crms.Length;
        var worker = start(new Watched([("The status page is at", () => { }), .. crms.Select(_ => ("Cycle Completed", (Action)(() => { if (--left == 0) { ready.TrySetResult(); } })))]));
        await ready.Task.WaitAsync(Watched.NeverLonger);
        worker.Address = new Uri(Page().Match(worker.Log).Groups["url"].Value);
        return worker;
    }

    [GeneratedRegex("status page is at (?<url>http://[0-9.:]+/)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Page();
}

/// <summary>A real Chromium, where the machine has one.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal static string? Executable => System.Environment.GetEnvironmentVariable("CRS_CHROMIUM") ?? Places.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is not { } executable)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A visitor with nothing remembered. What the browser complains of, a refused style or script among it, ends up in <see cref="Visit.Complaints"/>.</summary>
    internal async Task<Visit> VisitAsync(Uri address, string language = "en", bool dark = false, bool phone = false)
    {
        Assert.SkipWhen(_browser is null, "No Chromium on this machine; .ci/run installs Debian's.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            Locale = language == "ja" ? "ja-JP" : "en-GB",
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 900 },
        });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        return new Visit(context, page, complaints);
    }
}

internal sealed record Visit(IBrowserContext Context, IPage Page, List<string> Complaints) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Context.DisposeAsync();

    /// <summary>Goes to a path and waits until the boards have been read.</summary>
    public async Task GoAsync(string path, string until = "main h1")
    {
        for (var tries = 0; tries < 60; tries++)
        {
            await Page.GotoAsync(path);
            if (await Page.Locator(until).CountAsync() > 0)
            {
                return;
            }

            await Page.WaitForTimeoutAsync(250);
        }

        Assert.Fail($"{path} never showed {until}");
    }

    /// <summary>Keeps a picture where a person asked for pictures.</summary>
    public async Task PictureAsync(string name)
    {
        if (System.Environment.GetEnvironmentVariable("CRS_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
