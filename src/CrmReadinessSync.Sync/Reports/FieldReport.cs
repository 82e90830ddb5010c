using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>How one field of the form fares on the open deals of a group. It tells about the form, never about a person (law 11).</summary>
/// <param name="Field">The vocabulary's field.</param>
/// <param name="Premise">The first premise that reads it; null for free text that none reads.</param>
/// <param name="Filled">Deals where it says something that counts, or that no rule asks for.</param>
/// <param name="Open">Deals where it was asked and is not settled on their side.</param>
/// <param name="Hollow">Deals where it is filled and says nothing.</param>
/// <param name="Stale">Deals where what it says is too old to count.</param>
/// <param name="Blank">Deals where it is blank.</param>
/// <param name="HollowBecause">Why, in the words of evidence (<c>placeholder</c>, <c>pasted</c>, …), and on how many deals.</param>
public sealed record FieldFigures(
    string Field, string? Premise, long Filled, long Open, long Hollow, long Stale, long Blank, ImmutableSortedDictionary<string, long> HollowBecause)
{
    /// <summary>All deals of the group.</summary>
    public long Deals => Filled + Open + Hollow + Stale + Blank;

    /// <summary>A count as percent of all deals, to one decimal; 0 where there are none.</summary>
    public double Percent(long count) => Deals == 0 ? 0 : Math.Round(100.0 * count / Deals, 1, MidpointRounding.AwayFromZero);
}

/// <summary>By what deals are grouped. Closed on purpose: there is no grouping by a person.</summary>
public enum ReportGrouping
{
    /// <summary>All together.</summary>
    None,

    /// <summary>Where the deal came from.</summary>
    Source,

    /// <summary>The campaign that led to it.</summary>
    Campaign,

    /// <summary>Its pipeline, or where there is none its record type.</summary>
    Pipeline,

    /// <summary>The segment whose rules judged it.</summary>
    Segment,
}

/// <summary>Which form field does not work: every premise field of one CRM on its open deals, all together and by group.</summary>
/// <param name="Deals">Open deals that are ours to judge.</param>
/// <param name="Fields">In the order of the premises, free text last.</param>
/// <param name="Groups">Most deals first; empty without a grouping.</param>
public sealed record FieldReport(long Deals, ImmutableArray<FieldFigures> Fields, ImmutableArray<FieldReportGroup> Groups);

/// <summary>The figures of one group.</summary>
/// <param name="Name">The value they share; null for deals without one, and for those beyond <see cref="FieldReportBuilder.MostGroups"/>.</param>
/// <param name="Deals">How many.</param>
/// <param name="Fields">As in the whole.</param>
public sealed record FieldReportGroup(string? Name, long Deals, ImmutableArray<FieldFigures> Fields);
