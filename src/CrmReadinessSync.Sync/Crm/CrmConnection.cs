using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>One entry of <c>Crms</c> in the settings, validated. What only one vendor needs stays with that vendor.</summary>
public sealed record CrmConnection
{
    /// <summary>The name ops gave it; appears in logs, journal and status page.</summary>
    public required string Name { get; init; }

    /// <summary>The vendor's kind: <c>HubSpot</c> or <c>Salesforce</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The zone in which the CRM's people read a clock.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>The language of what reps read: <c>ja</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Which deals are ours to judge.</summary>
    public DealFilter Deals { get; init; } = new();

    /// <summary>Which meetings count.</summary>
    public MeetingFilter Meetings { get; init; } = new();

    /// <summary>Vocabulary field name → where it comes from. Only mapped fields are read.</summary>
    public ImmutableSortedDictionary<string, FieldSource> Fields { get; init; } = ImmutableSortedDictionary<string, FieldSource>.Empty;

    /// <summary>
    /// Those of <see cref="Costly"/> at which no rule in force looks, so that nothing is asked for their sake.
    /// </summary>
    public ImmutableSortedSet<string> Unwatched { get; init; } = [];

    /// <summary>Words that cost requests of their own: histories, and feeds of what does not belong to the deal.</summary>
    public static ImmutableArray<string> Costly { get; } = ["close_date.pushed", "last_inbound", "meeting.moved"];

    /// <summary>Whether a rule in force looks at a word.</summary>
    public bool Watches(string word) => !Unwatched.Contains(word);

    /// <summary>What to write where.</summary>
    public required WriteTargets WriteTo { get; init; }

    /// <summary>Tasks for owners of deals whose near meeting is not ready; null makes none.</summary>
    public TaskSettings? Tasks { get; init; }

    /// <summary>The share of the account's daily API allowance that is ours, 0…1.</summary>
    public double DailyShare { get; init; } = 0.25;

    /// <summary>The share of the account's daily API allowance, 0…1, that always stays for others: below it nothing is asked.</summary>
    public double DailyReserve { get; init; } = 0.1;

    /// <summary>How far behind the CRM's index may be before a row counts as late; late rows are found again after this long.</summary>
    public TimeSpan IndexLag { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often everything is compared once, to find deletions, merges and association changes.</summary>
    public TimeSpan ReconcileEvery { get; init; } = TimeSpan.FromHours(24);
}

/// <summary>Which deals are ours to judge; an empty list means all.</summary>
public sealed record DealFilter
{
    /// <summary>Pipeline ids (HubSpot) or record type developer names (Salesforce).</summary>
    public ImmutableArray<string> Pipelines { get; init; } = [];

    /// <summary>Stage ids or API names.</summary>
    public ImmutableArray<string> Stages { get; init; } = [];

    /// <summary>Owner ids.</summary>
    public ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>Deals created before this instant are left alone.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>When a verdict is written at all.</summary>
    public WriteWhen WriteWhen { get; init; } = WriteWhen.Always;
}

/// <summary>When a verdict is written to the CRM.</summary>
public enum WriteWhen
{
    /// <summary>Every open deal carries a flag.</summary>
    Always,

    /// <summary>Only deals with a booked meeting within the horizon carry one.</summary>
    MeetingBooked,
}

/// <summary>Which meetings count as sales meetings (商談).</summary>
public sealed record MeetingFilter
{
    /// <summary>Meeting types that count; empty means all.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>A meeting whose title contains one of these (ordinal, ignoring case and width) does not count.</summary>
    public ImmutableArray<string> ExcludeTitles { get; init; } = [];

    /// <summary>How far ahead a meeting is looked for.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Whether a meeting that is over counts as held when nobody recorded what became of it. Right where a CRM keeps no outcomes: there a
    /// meeting that did not take place is deleted or moved.
    /// </summary>
    public bool PastCountsAsHeld { get; init; }
}

/// <summary>Where one vocabulary field comes from.</summary>
/// <param name="From">The CRM's property or field name on the object that the field's prefix names: <c>company.*</c> the company
/// or account, <c>contact.*</c> the contacts, <c>meeting.*</c> the meeting, anything else the deal.</param>
/// <param name="Values">Translation of the CRM's values to the vocabulary's; values not named pass unchanged.</param>
public sealed record FieldSource(string From, ImmutableSortedDictionary<string, string>? Values = null);

/// <summary>The CRM properties that carry the verdict; null is not written. They are the only ones ever written (law 2); tasks of our own, when switched on, are its one exception.</summary>
/// <param name="Flag">Takes <c>ready</c>, <c>confirm</c>, <c>hold</c>.</param>
/// <param name="NextStep">Takes up to 255 characters.</param>
/// <param name="Phase">Takes <c>deciding</c>, <c>gathering</c>, <c>not_buying</c>, <c>unclear</c>.</param>
/// <param name="TalkDepth">Takes <c>pause</c> … <c>terms</c>.</param>
/// <param name="Reasons">Takes long text.</param>
public sealed record WriteTargets(string? Flag, string? NextStep, string? Phase, string? TalkDepth, string? Reasons)
{
    /// <summary>The properties that are set, in the order of the settings.</summary>
    public IEnumerable<string> Properties => new[] { Flag, NextStep, Phase, TalkDepth, Reasons }.OfType<string>();
}
