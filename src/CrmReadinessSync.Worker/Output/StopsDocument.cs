using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>stops --json</c> prints.</summary>
internal sealed record StopsDocument(IReadOnlyDictionary<string, StopCounts> Crms)
{
    /// <summary>The same for a person.</summary>
    public static void Print(IReadOnlyDictionary<string, StopCounts> crms, TextWriter output)
    {
        foreach (var (crm, counts) in crms)
        {
            output.WriteLine($"{crm}: {Sentence(counts.All)}");
            foreach (var (title, groups) in new[] { ("source", counts.BySource), ("campaign", counts.ByCampaign), ("pipeline", counts.ByPipeline) })
            {
                foreach (var (name, group) in groups)
                {
                    output.WriteLine($"  {title} {name}: {Sentence(group)}");
                }
            }
        }
    }

    private static string Sentence(StopTally tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tally.Stops} good stops, {tally.Standing} standing, {tally.Revived} taken up again ({tally.Won} won since), {tally.Closed} closed while stopped, {tally.HoursSpared:0.#} meeting hours spared");
}

/// <summary>Counts of good stops (適切な立ち止まり): in all, and by where deals come from. Never by person (law 11).</summary>
/// <param name="All">All of them.</param>
/// <param name="BySource">By the deal's source.</param>
/// <param name="ByCampaign">By its campaign.</param>
/// <param name="ByPipeline">By its pipeline or record type.</param>
internal sealed record StopCounts(
    StopTally All, IReadOnlyDictionary<string, StopTally> BySource, IReadOnlyDictionary<string, StopTally> ByCampaign, IReadOnlyDictionary<string, StopTally> ByPipeline)
{
    /// <summary>What a deal without the value is counted under.</summary>
    private const string None = "(none)";

    /// <summary>Counts stops that began at or after an instant; the journal is walked page by page.</summary>
    public static async Task<StopCounts> ReadAsync(IJournal journal, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var all = new StopTally();
        var (sources, campaigns, pipelines) = (NewGroups(), NewGroups(), NewGroups());
        await foreach (var page in journal.ReadEpisodesAsync(EpisodeKind.Stop, since, cancellationToken))
        {
            var deals = await journal.FindAsync([.. page.Select(episode => episode.DealId).Distinct(StringComparer.Ordinal)], cancellationToken);
            foreach (var episode in page)
            {
                var deal = deals.GetValueOrDefault(episode.DealId)?.Snapshot;
                var note = episode.Stop!;
                all = all.With(episode, deal);
                Add(sources, note.Source, episode, deal);
                Add(campaigns, note.Campaign, episode, deal);
                Add(pipelines, note.Pipeline, episode, deal);
            }
        }

        return new StopCounts(all, sources, campaigns, pipelines);
    }

    private static SortedDictionary<string, StopTally> NewGroups() => new(StringComparer.Ordinal);

    private static void Add(SortedDictionary<string, StopTally> groups, string? name, Episode episode, DealSnapshot? deal) =>
        groups[name ?? None] = (groups.GetValueOrDefault(name ?? None) ?? new StopTally()).With(episode, deal);
}

/// <summary>Good stops of one group.</summary>
/// <param name="Stops">How many.</param>
/// <param name="Standing">Of these, deals still open and stopped.</param>
/// <param name="Revived">Deals taken up again.</param>
/// <param name="Won">Of the revived, those won since.</param>
/// <param name="Closed">Deals that closed, or went, while stopped.</param>
/// <param name="HoursSpared">Hours of meetings that were booked and then called off or shortened.</param>
internal sealed record StopTally(long Stops = 0, long Standing = 0, long Revived = 0, long Won = 0, long Closed = 0, double HoursSpared = 0)
{
    public StopTally With(Episode episode, DealSnapshot? deal)
    {
        var isRevived = episode.EndedAt is not null;
        var isOpen = deal is { IsClosed: false };
        return new StopTally(
            Stops + 1,
            Standing + (!isRevived && isOpen ? 1 : 0),
            Revived + (isRevived ? 1 : 0),
            Won + (isRevived && deal?.IsWon is true ? 1 : 0),
            Closed + (!isRevived && !isOpen ? 1 : 0),
            HoursSpared + (episode.Stop!.MinutesSpared / 60d));
    }
}
