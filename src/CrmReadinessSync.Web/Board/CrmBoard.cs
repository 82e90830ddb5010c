using System.Collections.Immutable;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>
/// Everything the pages show of one CRM, taken from its journal after a cycle that changed something. Immutable, and replaced whole, so that a
/// page costs memory look-ups and not a walk through the journal.
/// </summary>
public sealed record CrmBoard
{
    /// <summary>A board before its journal has been read.</summary>
    public static CrmBoard Unread { get; } = new() { AsOf = DateTimeOffset.MinValue };

    /// <summary>When the journal was read.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The rules that <see cref="DealCard.Judged"/> was judged by; null before the journal has been read.</summary>
    public ReadinessRules? Rules { get; init; }

    /// <summary>Open deals with a verdict, nearest meeting first, then by name; those without a meeting last.</summary>
    public ImmutableArray<DealCard> Deals { get; init; } = [];

    /// <summary>Names of the premises the findings of <see cref="Deals"/> stand for.</summary>
    public ImmutableArray<string> Premises { get; init; } = [];

    /// <summary>What became of each field of the form on these deals: the same count as the <c>report</c> command makes.</summary>
    public ImmutableArray<FieldFigures> Fields { get; init; } = [];

    /// <summary>Flags that changed in the last two days, newest first; at most some thousands.</summary>
    public ImmutableArray<FlagMove> Moves { get; init; } = [];

    /// <summary>Whether a run of the last day wrote more than is looked at, so that their number is a least.</summary>
    public bool MovesAreCut { get; init; }

    /// <summary>One entry a day, oldest first.</summary>
    public ImmutableArray<DayTally> Days { get; init; } = [];

    /// <summary>How the flags of the last quarter turned out.</summary>
    public FlagOutcomes Outcomes { get; init; } = FlagOutcomes.None;

    public bool IsRead => AsOf > DateTimeOffset.MinValue;

    /// <summary>How many deals say what about a premise.</summary>
    public PremiseRate RateOf(int premise)
    {
        int met = 0, unmet = 0, missing = 0, open = 0, stale = 0, hollow = 0;
        foreach (var deal in Deals)
        {
            if (premise >= deal.Findings.Length)
            {
                continue;
            }

            switch (deal.Findings[premise])
            {
                case (Finding.Met, _): met++; break;
                case (Finding.Unmet, _): unmet++; break;
                case (_, UnknownKind.Open): open++; break;
                case (_, UnknownKind.Stale): stale++; break;
                case (_, UnknownKind.Placeholder): hollow++; break;
                default: missing++; break;
            }
        }

        return new PremiseRate(Premises[premise], met, unmet, missing, open, stale, hollow);
    }

    /// <summary>Flags by lead source, most frequent source first; never by person (law 11 of judgement).</summary>
    public ImmutableArray<SourceRate> BySource(int most)
    {
        return
        [
            .. Deals.GroupBy(deal => deal.Source, StringComparer.Ordinal)
                .Select(group => new SourceRate(group.Key, group.Count(d => d.Flag is Flag.Ready), group.Count(d => d.Flag is Flag.Confirm), group.Count(d => d.Flag is Flag.Hold)))
                .OrderByDescending(rate => rate.All)
                .ThenBy(rate => rate.Source, StringComparer.Ordinal)
                .Take(most),
        ];
    }
}

/// <summary>What open deals say about a premise.</summary>
public sealed record PremiseRate(string Premise, int Met, int Unmet, int Missing, int Open, int Stale, int Hollow)
{
    public int All => Met + Unmet + Missing + Open + Stale + Hollow;
}

/// <summary>Flags of the deals from one lead source; a null source is blank.</summary>
public sealed record SourceRate(string? Source, int Ready, int Confirm, int Hold)
{
    public int All => Ready + Confirm + Hold;
}

/// <summary>A flag that was written in place of another, or of none.</summary>
public sealed record FlagMove(string Crm, string Id, string? Name, string? Old, string? New, DateTimeOffset At);

/// <summary>One day of one CRM, in its own zone.</summary>
/// <param name="Day">The day.</param>
/// <param name="Phases">Open deals by phase as the day ended, or as they are now.</param>
/// <param name="Requests">Requests sent that day.</param>
/// <param name="Allowance">How many the account's API share allows a day; null when it is not known.</param>
public sealed record DayTally(DateOnly Day, ImmutableSortedDictionary<Phase, int> Phases, long Requests, long? Allowance = null);
