using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>What our fields hold in the CRM: the words written there, and when two of them are the same to the CRM.</summary>
public static class ShownValues
{
    /// <summary>The flag as its target holds it.</summary>
    public static string Word(Flag flag) => flag switch
    {
        Flag.Ready => "ready",
        Flag.Confirm => "confirm",
        Flag.Hold => "hold",
        _ => throw new ArgumentOutOfRangeException(nameof(flag), flag, null),
    };

    /// <summary>Whether a target holds one of our flags.</summary>
    public static bool IsFlag(string? word) => word is "ready" or "confirm" or "hold";

    /// <summary>The phase as its target holds it.</summary>
    public static string Word(Phase phase) => phase switch
    {
        Phase.Deciding => "deciding",
        Phase.Gathering => "gathering",
        Phase.NotBuying => "not_buying",
        Phase.Unclear => "unclear",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, null),
    };

    /// <summary>The talk depth as its target holds it.</summary>
    public static string Word(TalkDepth depth) => depth switch
    {
        TalkDepth.Pause => "pause",
        TalkDepth.ConfirmProblem => "confirm_problem",
        TalkDepth.ExamplesAndPriceRange => "examples_and_price_range",
        TalkDepth.Proposal => "proposal",
        TalkDepth.Terms => "terms",
        _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, null),
    };

    /// <summary>What a CRM keeps of a text: outer space trimmed, line ends as <c>\n</c>, nothing left is blank (null).</summary>
    public static string? Normalize(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return (text.Contains('\r', StringComparison.Ordinal) ? text.ReplaceLineEndings("\n") : text).Trim();
    }

    internal static ImmutableSortedDictionary<string, string?> Of(WriteTargets targets, Verdict verdict, RepTexts texts)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        Add(targets.Flag, Word(verdict.Flag));
        Add(targets.NextStep, texts.NextStep);
        Add(targets.Phase, Word(verdict.Phase));
        Add(targets.TalkDepth, Word(verdict.TalkDepth));
        Add(targets.Reasons, texts.Reasons);
        return values.ToImmutable();

        void Add(string? property, string? value)
        {
            if (property is not null)
            {
                values[property] = Normalize(value);
            }
        }
    }

    /// <summary>Only what differs from what the CRM shows, so that an unchanged deal costs no write (law 1).</summary>
    internal static ImmutableSortedDictionary<string, ValueChange> Differences(
        ImmutableSortedDictionary<string, string?> shown, ImmutableSortedDictionary<string, string?> wanted)
    {
        var changes = ImmutableSortedDictionary.CreateBuilder<string, ValueChange>(StringComparer.Ordinal);
        foreach (var (property, value) in wanted)
        {
            var old = Normalize(shown.GetValueOrDefault(property));
            if (!string.Equals(old, value, StringComparison.Ordinal))
            {
                changes[property] = new ValueChange(old, value);
            }
        }

        return changes.ToImmutable();
    }
}
