using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CrmReadinessSync.Simulation;

/// <summary>Everything that happens to one world, from its beginning to the calm after. Nothing else is left to chance.</summary>
internal sealed record History
{
    /// <summary>The seed it was drawn from; also seeds what belongs to no happening, such as the deals at the beginning.</summary>
    public required int Seed { get; init; }

    /// <summary>The vendor: <c>hubspot</c> or <c>salesforce</c>.</summary>
    public required string Crm { get; init; }

    /// <summary>Deals at the beginning.</summary>
    public required int Deals { get; init; }

    /// <summary>How far the CRM's search index runs behind.</summary>
    public required TimeSpan IndexDelay { get; init; }

    /// <summary>What the settings take for the longest delay.</summary>
    public required TimeSpan IndexLag { get; init; }

    /// <summary>Whether everything is compared daily; without it, all must be found by the feeds.</summary>
    public required bool Reconciles { get; init; }

    /// <summary>Requests a day that are ours; null when nobody counts.</summary>
    public int? Budget { get; init; }

    /// <summary>The share of open deals above which flips are held; 1 for never.</summary>
    public double MassFlip { get; init; } = 1;

    /// <summary>Whether flips under rules that nobody has seen in a preview are held.</summary>
    public bool RequiresPreview { get; init; }

    /// <summary>Whether the account is not on this machine, so that the first writes to it are held.</summary>
    public bool IsAway { get; init; }

    /// <summary>More writes than these go by a bulk job, in Salesforce; null for none of so few deals.</summary>
    public int? BulkAbove { get; init; }

    /// <summary>The pause before each cycle.</summary>
    public required ImmutableArray<TimeSpan> Pauses { get; init; }

    public required ImmutableArray<Happening> Happenings { get; init; }

    public string Describe()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed} on {Crm}: {Deals} deals, {Pauses.Length} cycles, index {IndexDelay} behind (taken for {IndexLag}), {(Reconciles ? "daily reconcile" : "no reconcile")}{(Budget is { } budget ? $", {budget} requests a day" : "")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  brake at {MassFlip}{(RequiresPreview ? ", previews required" : "")}{(IsAway ? ", away" : "")}{(BulkAbove is { } bulk ? $", bulk above {bulk}" : "")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  pauses: {string.Join(' ', Pauses.Select(pause => pause.ToString("c", CultureInfo.InvariantCulture)))}");
        foreach (var happening in Happenings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {happening}");
        }

        return text.ToString();
    }
}
