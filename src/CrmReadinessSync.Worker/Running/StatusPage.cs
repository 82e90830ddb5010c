using CrmReadinessSync.Sync;
using CrmReadinessSync.Web;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Worker;

/// <summary>Serves the status page beside the cycles. An address that cannot be had is told and stops nobody: flags matter more than a page.</summary>
internal sealed partial class StatusPage(
    RunningService service, LiveSettings live, IJournalStore store, TimeProvider time, ILoggerFactory logs, ILogger<StatusPage> log) : IHostedService
{
    private StatusSite? _site;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var web = live.Current.Web;
        if (!web.IsEnabled)
        {
            return;
        }

        try
        {
            _site = await StatusSite.StartAsync(new StatusSiteOptions(web.Url, web.AccessToken), service, store, time, logs, cancellationToken);
        }
        catch (Exception failed) when (failed is IOException or System.Net.Sockets.SocketException)
        {
            Log.NotServed(log, web.Url, failed.Message);
            return;
        }

        service.CycleEnded += _site.CycleEnded;
        service.CycleSeen += _site.CycleEnded;
        Log.Served(log, _site.Address);
        if (!web.Url.IsLoopback)
        {
            Log.Open(log, _site.Address);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_site is { } site)
        {
            service.CycleEnded -= site.CycleEnded;
            service.CycleSeen -= site.CycleEnded;
            await site.DisposeAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4040, LogLevel.Information, "The status page is at {Url}")]
        public static partial void Served(ILogger log, Uri url);

        [LoggerMessage(4041, LogLevel.Error, "The status page cannot be served at {Url}: {Problem} The service runs without it; set Web:Url or Web:Enabled")]
        public static partial void NotServed(ILogger log, Uri url, string problem);

        [LoggerMessage(4042, LogLevel.Warning, "The status page at {Url} can be reached from other machines and asks for Web:AccessToken. It speaks plain http: put TLS in front of it")]
        public static partial void Open(ILogger log, Uri url);
    }
}
