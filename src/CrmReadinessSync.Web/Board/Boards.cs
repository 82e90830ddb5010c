using System.Collections.Concurrent;
using System.Threading.Channels;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Web;

/// <summary>
/// The boards of all CRMs. Each is read anew after a cycle that changed something, in the background; a page shows the last one and says of when
/// it is. Reading takes at most a tenth of the time, however many deals there are and however often cycles run.
/// </summary>
public sealed partial class Boards(IServiceState service, IJournalStore store, TimeProvider time, ILogger<Boards> log) : IAsyncDisposable
{
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, CrmBoard> _boards = new(StringComparer.Ordinal);
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    internal CrmBoard this[string crm] => _boards.GetValueOrDefault(crm, CrmBoard.Unread);

    /// <summary>Begins to read, first every journal as it stands.</summary>
    public void Start()
    {
        foreach (var crm in service.Now.Enabled)
        {
            Ask(crm.Connection.Name);
        }

        _reading = Task.Run(() => ReadAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Has the board of a CRM read again.</summary>
    public void Ask(string crm) => _asked.Writer.TryWrite(crm);

    /// <summary>Says that a cycle has ended: its board is read again when the cycle changed something, and now and then.</summary>
    public void CycleEnded(string crm, CycleReport report)
    {
        var counts = report.Counts;
        if (counts.Judged + counts.Written + counts.Skipped + counts.Held + counts.Failed > 0 || time.GetUtcNow() - this[crm].AsOf > AtLeastEvery)
        {
            Ask(crm);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    /// <summary>Reads the board of one CRM now.</summary>
    internal async Task ReadAsync(string crm, CancellationToken cancellationToken)
    {
        var now = service.Now;
        if (now.Find(crm) is { IsEnabled: true } view)
        {
            _boards[crm] = await new BoardReader(store, time).ReadAsync(view.Connection, now.Rules, this[crm], cancellationToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _asked.Reader.WaitToReadAsync(cancellationToken))
            {
                var crms = new SortedSet<string>(StringComparer.Ordinal);
                while (_asked.Reader.TryRead(out var crm))
                {
                    crms.Add(crm);
                }

                var began = time.GetTimestamp();
                foreach (var crm in crms)
                {
                    await TryReadAsync(crm, cancellationToken);
                }

                await Task.Delay(time.GetElapsedTime(began) * 9, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A requested stop.
        }
    }

    private async Task TryReadAsync(string crm, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(crm, cancellationToken);
        }
        catch (Exception failed) when (failed is not (OperationCanceledException or OutOfMemoryException))
        {
            // The last board stays and says of when it is. The type alone: the message could quote a deal.
            Log.NotRead(log, crm, failed.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Error, "The status page could not read the journal of {Crm}: {Kind}; it shows what it read before")]
        public static partial void NotRead(ILogger log, string crm, string kind);
    }
}
