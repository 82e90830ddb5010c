using System.Globalization;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Where a feed stands, in the account's own time.
/// <para>HubSpot's search index runs behind its records by seconds, without a promised bound, and does not keep a time order
/// dependably. So a feed never resumes from the newest stamp it saw. Each cycle reads a fixed window that ends at the account's
/// <c>now</c> and begins a little before the last one ended; every so often it reads again everything since the instant up to which it
/// is sure that no late row can appear (<see cref="Settled"/>), and so finds those that were late.</para>
/// <para>Our own writes change stamps too. They fall after the window of the cycle that wrote them, so the next cycle lists them once and
/// knows them by their stamps; <see cref="EchoEnd"/> lets the cycle after it begin behind them, instead of listing them again for as
/// long as they lie in the overlap.</para>
/// </summary>
/// <param name="Until">The end of the last window.</param>
/// <param name="Settled">Up to here nothing can be late any more.</param>
/// <param name="EchoEnd">The stamp of our newest write that was listed; null when none was.</param>
internal readonly record struct FeedPosition(DateTimeOffset Until, DateTimeOffset Settled, DateTimeOffset? EchoEnd = null)
{
    /// <summary>How far windows overlap.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    /// <summary>The position after everything was read at <paramref name="now"/>.</summary>
    public static FeedPosition AfterFullRead(DateTimeOffset now, TimeSpan indexLag) => new(now, now - indexLag);

    /// <summary>The next window, open at its beginning and closed at its end, and whether it settles what lies behind.</summary>
    public FeedWindow Next(DateTimeOffset now, TimeSpan indexLag)
    {
        var settles = now - Settled >= 2 * indexLag;
        var from = Until - Overlap;
        from = EchoEnd > from ? EchoEnd.Value : from;
        return new FeedWindow(settles ? Settled : from, now, settles);
    }

    /// <summary>The position after <paramref name="window"/> was read.</summary>
    /// <param name="window">The window.</param>
    /// <param name="echoEnd">The stamp of our newest write in it.</param>
    /// <param name="indexLag">How late a row may be.</param>
    public FeedPosition After(FeedWindow window, DateTimeOffset? echoEnd, TimeSpan indexLag)
    {
        var newest = echoEnd > EchoEnd || EchoEnd is null ? echoEnd : EchoEnd;
        var settled = window.Settles ? window.Until - indexLag : Settled;
        return new FeedPosition(window.Until > Until ? window.Until : Until, settled > Settled ? settled : Settled, newest);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else, so that the feed starts over.</summary>
    public static FeedPosition? Parse(string? text)
    {
        var parts = text?.Split(';');
        if (parts is not { Length: 3 } || Read(parts[0]) is not { } until || Read(parts[1]) is not { } settled)
        {
            return null;
        }

        return new FeedPosition(until, settled, Read(parts[2]));
    }

    /// <summary><c>until;settled;echoEnd</c>, ISO 8601.</summary>
    public override string ToString() => $"{Write(Until)};{Write(Settled)};{(EchoEnd is { } end ? Write(end) : "")}";

    private static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static string Write(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A window of change stamps.</summary>
/// <param name="From">Its beginning, not in it.</param>
/// <param name="Until">Its end, in it.</param>
/// <param name="Settles">Whether it reaches back to where nothing can be late.</param>
internal readonly record struct FeedWindow(DateTimeOffset From, DateTimeOffset Until, bool Settles);
