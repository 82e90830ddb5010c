using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// What stands alike on many open deals: worked out from all of them at once, without keeping any count. Every deal is held against every other one, so that
/// the first of six copies is found like the sixth.
/// </summary>
/// <param name="limits">The limits of the rules in force.</param>
/// <param name="answers">Every answer of every open deal.</param>
internal sealed class Crowds(CopyLimits limits, IReadOnlyList<Answer> answers)
{
    /// <summary>So much of what is filled in at one moment must be the same choice; an import of many different answers is no bulk fill.</summary>
    private const double SameShare = 0.9;

    /// <summary>Texts that say nothing, or so little that they are alike by chance.</summary>
    private static readonly string?[] NotCompared = [null, "", "TBD"];

    /// <summary>On how many deals an answer stands alike, by the limits of the rules; 1 where that is not too many.</summary>
    public int Of(Answer answer) => Array.IndexOf(NotCompared, answer.Value) >= 0 ? 1
        : answer.Property == ReadinessFields.Note ? Texts(answer)
        : answer.SetAt is { } at && Choices.Contains(answer.Property) ? Windows(at).Max(start => Fills(answer, start))
        : 1;

    /// <summary>Answers that are chosen from a list.</summary>
    private static readonly HashSet<string> Choices =
        [ReadinessFields.Need, ReadinessFields.Timing, ReadinessFields.Authority, ReadinessFields.DecisionProcess, ReadinessFields.Budget, ReadinessFields.Fit];

    private int Texts(Answer answer)
    {
        var same = answers.Count(other => other.Property == answer.Property && other.Value == answer.Value);
        return same >= limits.PastedOn ? same : 1;
    }

    /// <summary>One moment is a stretch of fixed length; stretches begin every half length, so that each second lies in two.</summary>
    private IEnumerable<long> Windows(DateTimeOffset at)
    {
        var half = (long)limits.BulkWithin.TotalSeconds / 2;
        var later = at.ToUnixTimeSeconds() - (at.ToUnixTimeSeconds() % half);
        return [later, later - half];
    }

    private int Fills(Answer answer, long start)
    {
        var end = start + ((long)limits.BulkWithin.TotalSeconds / 2 * 2);
        var filled = answers.Where(other => other.Property == answer.Property && Array.IndexOf(NotCompared, other.Value) < 0 && other.SetAt?.ToUnixTimeSeconds() is { } second && second >= start && second < end).ToList();
        var same = filled.Count(other => other.Value == answer.Value);
        return same >= limits.BulkFilledOn && same >= SameShare * filled.Count ? same : 1;
    }
}

/// <summary>What a deal answers in one of its fields.</summary>
/// <param name="Property">The store's name of the field.</param>
/// <param name="Value">The answer; null when there is none.</param>
/// <param name="SetAt">When it was given, as far as the vendor lets it be known.</param>
internal readonly record struct Answer(string Property, string? Value, DateTimeOffset? SetAt);
