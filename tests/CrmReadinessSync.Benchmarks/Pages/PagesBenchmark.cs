using System.Diagnostics;
using System.Text.Json;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// <c>-- pages --deals N [--requests N]</c>: a cycle against the practice CRM fills a journal; then the real site over that journal, in this
/// process, answers each page over HTTP; prints one JSON document.
/// </summary>
internal static class PagesBenchmark
{
    private const int WarmUps = 10;
    private static readonly double Limit = TimeSpan.FromMilliseconds(100).TotalMilliseconds;

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var deals = Arguments.Number(args, "--deals", 20_000);
        var requests = Arguments.Number(args, "--requests", 50);
        var measured = MeasuredCrm.All[0];
        var directory = Directory.CreateTempSubdirectory("crm-readiness-pages-");
        try
        {
            await using var services = measured.Register(new ServiceCollection().AddLogging().AddSyncCycle()).BuildServiceProvider();
            await using var store = await SqliteJournalStore.OpenAsync("journal.db", directory.FullName, TimeProvider.System, cancellationToken);
            await using (var sandbox = await SandboxProcess.StartAsync(deals, latency: 0, "none", cancellationToken))
            {
                var journal = await store.OpenAsync(measured.Name, cancellationToken);
                var run = await CycleBenchmark.RunOnceAsync(measured, services, journal, sandbox.Address, cancellationToken);
                if (run.State is not RunState.Completed)
                {
                    await Console.Error.WriteLineAsync($"The cycle that fills the journal ended as {run.State}: {run.Failure}");
                    return 1;
                }
            }

            var state = new StillService(CycleBenchmark.Connection(services.GetRequiredService<ICrmKind>(), measured.Name));
            var began = Stopwatch.GetTimestamp();
            await using var site = await StatusSite.StartAsync(
                new StatusSiteOptions(new Uri("http://127.0.0.1:0"), AccessToken: null), state, store, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
            using var http = new HttpClient { BaseAddress = site.Address };
            http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ja");
            var deal = await FirstDealAsync(http, measured.Name, cancellationToken);
            var board = Stopwatch.GetElapsedTime(began);
            var pages = new List<PageFigures>();
            foreach (var (page, path) in Paths(deal))
            {
                pages.Add(await MeasureAsync(http, page, path, requests, cancellationToken));
            }

            var open = await (await store.OpenAsync(measured.Name, cancellationToken)).CountOpenAsync(cancellationToken);
            var slowest = pages.Max(page => page.MedianMilliseconds);
            var figures = new PagesFigures(deals, open, requests, Math.Round(board.TotalSeconds, 2), slowest, slowest < Limit, pages);
            await output.WriteLineAsync(JsonSerializer.Serialize(figures, BenchmarkJson.Default.PagesFigures));
            return figures.IsHeld ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Page, string Path)> Paths(string deal) =>
    [
        ("Today", "/"),
        ("Deals", "/deals"),
        ("Deals, searched by name", "/deals?q=%E5%95%86%E4%BA%8B"),
        ("Deals, filtered, far down", "/deals?flag=Confirm&page=100"),
        ("Deal", deal),
        ("Rules", "/rules"),
        ("What-if: a premise becomes essential", "/rules?try=1&e.Need=on&e.Timing=on&e.Authority=on&e.Fit=on&e.Budget=on"),
        ("What-if: most depths change", "/rules?try=1&e.Need=on&e.Timing=on&e.Authority=on&e.Fit=on&e.Budget=on&u.Need=ConfirmProblem&u.Authority=ConfirmProblem&n.Authority=ConfirmProblem&u.Budget=ConfirmProblem&n.Budget=ConfirmProblem"),
        ("Runs", "/runs"),
        ("Health", "/health/ready"),
    ];

    /// <summary>The site reads the journal in the background; the first deal is on its list once it has.</summary>
    private static async Task<string> FirstDealAsync(HttpClient http, string crm, CancellationToken cancellationToken)
    {
        var link = $"href=\"/deals/{crm}/";
        while (true)
        {
            var page = await http.GetStringAsync(new Uri("/deals?meetings=on", UriKind.Relative), cancellationToken);
            var at = page.IndexOf(link, StringComparison.Ordinal);
            if (at >= 0)
            {
                at += "href=\"".Length;
                return page[at..page.IndexOf('"', at)];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<PageFigures> MeasureAsync(HttpClient http, string page, string path, int requests, CancellationToken cancellationToken)
    {
        var uri = new Uri(path, UriKind.Relative);
        var first = await TimeAsync();
        for (var i = 0; i < WarmUps; i++)
        {
            await TimeAsync();
        }

        var size = (await http.GetByteArrayAsync(uri, cancellationToken)).LongLength;
        var allocated = GC.GetTotalAllocatedBytes();
        var effort = new Effort();
        var times = new List<double>(requests);
        for (var i = 0; i < requests; i++)
        {
            times.Add(await TimeAsync());
        }

        var processor = effort.Processor.TotalMilliseconds / requests;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        times.Sort();
        return new PageFigures(page, path, Round(times[requests / 2]), Round(times[^1]), Round(first), Round(processor), allocated / requests / 1024, size / 1024);

        async Task<double> TimeAsync()
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(uri, cancellationToken);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }

    private static double Round(double milliseconds) => Math.Round(milliseconds, 1);
}
