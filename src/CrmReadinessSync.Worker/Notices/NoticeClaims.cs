using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Worker;

/// <summary>
/// Of several workers on one journal the first to see a change tells it; the others, who see it within seconds, leave it. Claims last five to ten minutes, so that what
/// ended unseen while nobody ran is news again. Where the journal fails, each tells by itself: twice is better than never.
/// </summary>
internal sealed partial class NoticeClaims(IJournalStore store, LiveSettings live, TimeProvider time, ILogger<NoticeClaims> log)
{
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(5);

    /// <summary>Those of the changes that nobody else has told; they are ours to tell.</summary>
    public async Task<ImmutableArray<Notice>> TakeAsync(ImmutableArray<Notice> changes, CancellationToken cancellationToken)
    {
        var ours = ImmutableArray.CreateBuilder<Notice>();
        foreach (var change in changes)
        {
            if (await IsOursAsync(change, cancellationToken))
            {
                ours.Add(change);
            }
        }

        return ours.ToImmutable();
    }

    /// <summary>They could not be told: whoever comes first may.</summary>
    public async Task GiveBackAsync(ImmutableArray<Notice> ours, CancellationToken cancellationToken)
    {
        foreach (var notice in ours)
        {
            await ForgetAsync(notice, cancellationToken);
        }
    }

    private async Task<bool> IsOursAsync(Notice change, CancellationToken cancellationToken)
    {
        try
        {
            if (await KeptAsync(change, cancellationToken) is not { } kept)
            {
                return true;
            }

            var now = time.GetUtcNow().UtcTicks / Lasting.Ticks;
            var isOurs = await CountAsync(kept, change, now - 1, 0, cancellationToken) == 0 && await CountAsync(kept, change, now, 1, cancellationToken) == 1;
            if (isOurs)
            {
                // Its opposite is news from now on, however soon it comes.
                await ForgetAsync(change with { IsOver = !change.IsOver }, cancellationToken);
            }

            return isOurs;
        }
        catch (JournalException failed)
        {
            Log.NotClaimed(log, failed.Message);
            return true;
        }
    }

    private async Task ForgetAsync(Notice notice, CancellationToken cancellationToken)
    {
        try
        {
            if (await KeptAsync(notice, cancellationToken) is { } kept)
            {
                // A period of its own, in which nothing is counted: every real one begins anew after it.
                await kept.AddAsync(Key(notice, 0), "none", 0, cancellationToken);
                await kept.AddAsync(Key(notice, 1), "none", 0, cancellationToken);
            }
        }
        catch (JournalException failed)
        {
            // The claim ends by itself; until then others keep silent.
            Log.NotGivenBack(log, failed.Message);
        }
    }

    /// <summary>Where claims are kept: with the connection that the notice is of, or else the first. Null where none is.</summary>
    private async Task<ICrmCache?> KeptAsync(Notice notice, CancellationToken cancellationToken) =>
        (notice.Complaint.Crm ?? live.Current.Enabled.FirstOrDefault()?.Connection.Name) is { } crm ? await store.OpenAsync(crm, cancellationToken) : null;

    /// <summary>Two keys take turns, so that the present period and the one before can both be looked at.</summary>
    private static Task<long> CountAsync(ICrmCache kept, Notice notice, long period, long add, CancellationToken cancellationToken) =>
        kept.AddAsync(Key(notice, period % 2), period.ToString(CultureInfo.InvariantCulture), add, cancellationToken);

    private static string Key(Notice notice, long turn) =>
        string.Create(CultureInfo.InvariantCulture, $"notice:{notice.Complaint.Kind}:{notice.Complaint.Crm}:{(notice.IsOver ? "over" : "on")}:{turn}");

    private static partial class Log
    {
        [LoggerMessage(4051, LogLevel.Warning, "Whether another worker tells a notice cannot be seen in the journal, so it is told from here ({Problem})")]
        public static partial void NotClaimed(ILogger log, string problem);

        [LoggerMessage(4052, LogLevel.Warning, "The claim to a notice cannot be taken back in the journal; others may tell it in ten minutes ({Problem})")]
        public static partial void NotGivenBack(ILogger log, string problem);
    }
}
