using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// What a made-up deal is about: who is on the other side, what they said and when, which meetings there were and will be.
/// Ages are days before the deal was last edited; days of coming meetings and deadlines count from the start of the CRM.
/// </summary>
internal sealed record Plot(string Name, bool Japanese)
{
    public string Stage { get; init; } = Sandbox.Stage.Appointment;

    public string Source { get; init; } = LeadSource.WebEnquiry;

    public string? Campaign { get; init; }

    /// <summary>An existing customer: the deal belongs to the company of the block's deal with this plot.</summary>
    public string? SharesCompanyWith { get; init; }

    public CompanySize Size { get; init; } = CompanySize.Middle;

    /// <summary>How long ago the deal was made.</summary>
    public int CreatedAge { get; init; } = 21;

    /// <summary>The answers.</summary>
    public ImmutableArray<Said> Said { get; init; } = [];

    /// <summary>The answers were filled in from a list view, on all deals of such plots in one moment, three weeks and more ago.</summary>
    public bool FilledFromList { get; init; }

    /// <summary>Premise notes in the counterpart's words; one is chosen. Empty for none.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    public int NoteAge { get; init; } = 4;

    /// <summary>Days from the start to the date they decide by; negative once it is past.</summary>
    public int? DecideIn { get; init; }

    public int? ConfirmedAge { get; init; }

    /// <summary>Ticks of unease, joined by semicolons.</summary>
    public string? Unease { get; init; }

    /// <summary>The flag by which the rep overrules the computed one.</summary>
    public string? Override { get; init; }

    public string? OverrideReason { get; init; }

    /// <summary>Days from the start to the last day on which that counts; null leaves it to the service.</summary>
    public int? OverrideUntil { get; init; }

    /// <summary>One label for each contact; empty for a contact without one.</summary>
    public ImmutableArray<string> Contacts { get; init; } = [""];

    public ImmutableArray<PlannedMeeting> Meetings { get; init; } = [];

    /// <summary>Days from the start to the close date in the CRM.</summary>
    public int CloseIn { get; init; } = 45;

    /// <summary>How many days before the start they last answered a mail of ours; null when they never did.</summary>
    public int? RepliedAge { get; init; }

    /// <summary>How often the close date was pushed.</summary>
    public int Pushes { get; init; }

    /// <summary>The rep's own next steps; one is chosen.</summary>
    public ImmutableArray<string> NextSteps { get; init; } = [];

    public ImmutableArray<string> ClosedReasons { get; init; } = [];
}

/// <summary>How large the company on the other side is.</summary>
internal enum CompanySize
{
    Small,
    Middle,
    Large,
}

/// <summary>One answer.</summary>
/// <param name="Field">The readiness field.</param>
/// <param name="Value">The choice, or text for a field that is none.</param>
/// <param name="Age">Days before the last edit.</param>
/// <param name="Share">Share of the deals of this plot that have it, for plots that differ within.</param>
internal readonly record struct Said(string Field, string Value, int Age = 5, double Share = 1)
{
    /// <summary>The age of what the form filled in as the deal was made; nothing is older than its deal.</summary>
    public const int WithTheDeal = 10_000;
}

/// <summary>One meeting.</summary>
/// <param name="Day">Days from the start when positive; days before the last edit when negative.</param>
/// <param name="Outcome">A <see cref="MeetingOutcome"/>, or null when nobody said.</param>
/// <param name="Title">What it is called after the deal's topic.</param>
/// <param name="Moved">How often it was moved before.</param>
internal readonly record struct PlannedMeeting(int Day, string? Outcome, string Title, int Moved = 0);
