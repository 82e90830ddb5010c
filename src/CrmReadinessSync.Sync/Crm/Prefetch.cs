using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Lets a listing run ahead of whoever works on its pages, by a bounded number of them, so that two rate limits are used at once, and none lies idle while pages
/// are kept.
/// </summary>
public static class Prefetch
{
    /// <summary>Yields the pages of <paramref name="source"/>, which runs at most <paramref name="ahead"/> pages ahead; an error comes after the pages before it.</summary>
    /// <param name="source">Begins the listing; its token ends it when the caller needs no more.</param>
    /// <param name="ahead">Pages that may lie ready, from 1.</param>
    /// <param name="cancellationToken">Ends both.</param>
    public static async IAsyncEnumerable<T> RunAheadAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> source, int ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(ahead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producer = ProduceAsync(source(stop.Token), channel.Writer, stop.Token);
        try
        {
            // Written out, so that the wait stays with the caller's scheduler, which ReadAllAsync leaves.
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                while (channel.Reader.TryRead(out var page))
                {
                    yield return page;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await producer;
        }
    }

    private static async Task ProduceAsync<T>(IAsyncEnumerable<T> source, ChannelWriter<T> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var page in source.WithCancellation(cancellationToken))
            {
                await writer.WriteAsync(page, cancellationToken);
            }

            writer.Complete();
        }
        catch (Exception exception)
        {
            // The reader meets it after the pages that came before it.
            writer.Complete(exception);
        }
    }
}
