using System.Collections.Immutable;

namespace CrmReadinessSync.Simulation;

/// <summary>Makes a history that breaks a law as short as it can, while it still breaks that law.</summary>
internal sealed class Shrinker(Func<History, string?> breaks, int mostRuns = 2000)
{
    private int _runs;

    /// <summary>The shortest history found.</summary>
    public History Shrink(History history)
    {
        var law = NameOf(breaks(history));
        History before;
        do
        {
            before = history;
            history = WithFewerHappenings(history, law);
            history = WithFewerCycles(history, law);
            history = WithFewerDeals(history, law);
            history = Plainer(history, law);
        }
        while (history != before && _runs < mostRuns);
        return history;
    }

    /// <summary>A law's name, without what it says of the one case.</summary>
    private static string NameOf(string? law) => law?.Split(':')[0] ?? "";

    private History WithFewerHappenings(History history, string law)
    {
        for (var size = Math.Max(1, history.Happenings.Length / 2); ; size /= 2)
        {
            for (var at = 0; at < history.Happenings.Length;)
            {
                var fewer = history with { Happenings = history.Happenings.RemoveRange(at, Math.Min(size, history.Happenings.Length - at)) };
                if (Breaks(fewer, law))
                {
                    history = fewer;
                }
                else
                {
                    at += size;
                }
            }

            if (size <= 1)
            {
                return history;
            }
        }
    }

    private History WithFewerCycles(History history, string law)
    {
        for (var cycle = history.Pauses.Length - 1; cycle >= 0 && history.Pauses.Length > 1; cycle--)
        {
            if (history.Happenings.Any(happening => happening.Cycle == cycle))
            {
                continue;
            }

            // The pause of a cycle left out goes to the one after it, so that the rest keeps its hours.
            var pauses = history.Pauses.RemoveAt(cycle);
            pauses = cycle < pauses.Length ? pauses.SetItem(cycle, pauses[cycle] + history.Pauses[cycle]) : pauses;
            var fewer = history with
            {
                Pauses = pauses,
                Happenings = [.. history.Happenings.Select(happening => happening.Cycle > cycle ? happening with { Cycle = happening.Cycle - 1 } : happening)],
            };
            history = Breaks(fewer, law) ? fewer : history;
        }

        return history;
    }

    private History WithFewerDeals(History history, string law)
    {
        foreach (var deals in new[] { 1, 2, 3, 5, history.Deals / 2, history.Deals - 1 })
        {
            if (deals >= 1 && deals < history.Deals && history with { Deals = deals } is var fewer && Breaks(fewer, law))
            {
                return fewer;
            }
        }

        return history;
    }

    private History Plainer(History history, string law)
    {
        foreach (var plainer in new[]
                 {
                     history with { Budget = null }, history with { IndexDelay = TimeSpan.Zero }, history with { IsAway = false }, history with { RequiresPreview = false }, history with { MassFlip = 1 },
                     history with { BulkAbove = null },
                 })
        {
            history = plainer != history && Breaks(plainer, law) ? plainer : history;
        }

        return history;
    }

    private bool Breaks(History history, string law) => _runs++ < mostRuns && NameOf(breaks(history)) == law;
}
