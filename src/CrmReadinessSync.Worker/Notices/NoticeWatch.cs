using CrmReadinessSync.Web;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Worker;

/// <summary>Looks at the state of the service now and then and tells changes to a webhook; what could not be sent is tried again.</summary>
internal sealed partial class NoticeWatch(IServiceState service, LiveSettings live, NoticeClaims claims, Webhook webhook, TimeProvider time, ILogger<NoticeWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(2);

    private readonly NoticeBoard _board = new();
    private DateTimeOffset _notBefore;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var (now, settings) = (time.GetUtcNow(), live.Current.Notices);
        if (settings.Webhook is not { } address || now < _notBefore || NoticeBoard.IsQuiet(settings, now))
        {
            return;
        }

        var condition = Condition.Of(service.Now, now);
        var changes = _board.Changes(condition);
        if (changes.IsEmpty)
        {
            return;
        }

        var ours = await claims.TakeAsync(changes, cancellationToken);
        var texts = PageTexts.Of(settings.Language);
        if (!ours.IsEmpty && await webhook.SendAsync(address, string.Join('\n', ours.Select(change => change.In(texts))), cancellationToken) is { } problem)
        {
            await claims.GiveBackAsync(ours, cancellationToken);
            _notBefore = now + AfterFailure;
            Log.NotSent(log, problem);
            return;
        }

        _board.Told(condition);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A requested stop.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4050, LogLevel.Warning, "A notice could not be sent to Notices:Webhook ({Problem}); it is tried again")]
        public static partial void NotSent(ILogger log, string problem);
    }
}
