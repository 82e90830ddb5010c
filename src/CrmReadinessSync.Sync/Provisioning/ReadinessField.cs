using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>What a readiness field holds.</summary>
public enum ReadinessFieldKind
{
    /// <summary>A line of up to 255 characters.</summary>
    Text,

    /// <summary>A text of many lines.</summary>
    LongText,

    /// <summary>One of a list.</summary>
    Choice,

    /// <summary>Several of a list.</summary>
    Choices,

    /// <summary>A day.</summary>
    Date,
}

/// <summary>
/// One field of the readiness set-up as both CRMs make it; each slice gives it a name and its own type. The first ones are filled in by
/// reps, the five targets by the service.
/// </summary>
/// <param name="Key">The vocabulary's word (<c>need</c>), or the target's key in the settings (<c>Flag</c>).</param>
/// <param name="Kind">What it holds.</param>
/// <param name="KeepsHistory">Whether the date of its values matters: answers age, and a flag set by hand is told from ours.</param>
/// <param name="Options">Its choices, in order; empty for other kinds.</param>
public sealed record ReadinessField(string Key, ReadinessFieldKind Kind, bool KeepsHistory, ImmutableArray<ReadinessOption> Options)
{
    /// <summary>Whether the service writes it; else reps do.</summary>
    public bool IsTarget => char.IsAsciiLetterUpper(Key[0]);

    /// <summary>What people read beside it.</summary>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    public string Label(string language) => RepLanguage.Of(language).FormLabel(Key);

    /// <summary>What it is for, in a sentence or two.</summary>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    public string Help(string language) => RepLanguage.Of(language).FormHelp(Key);

    /// <summary>The property that settings give to this target; null when none, or when this is no target.</summary>
    public string? TargetOf(WriteTargets targets) => Key switch
    {
        nameof(WriteTargets.Flag) => targets.Flag,
        nameof(WriteTargets.NextStep) => targets.NextStep,
        nameof(WriteTargets.Phase) => targets.Phase,
        nameof(WriteTargets.TalkDepth) => targets.TalkDepth,
        nameof(WriteTargets.Reasons) => targets.Reasons,
        _ => null,
    };

    /// <summary>
    /// The name under which a connection uses it: its target, or its source when that is the shipped one. Null when the connection does
    /// without it, or reads a field of its own instead, which is not ours to make.
    /// </summary>
    public string? NameIn(CrmConnection connection, Func<string, string?> shippedName) =>
        IsTarget ? TargetOf(connection.WriteTo)
        : shippedName(Key) is { } shipped && connection.Fields.TryGetValue(Key, out var source) && string.Equals(source.From, shipped, StringComparison.OrdinalIgnoreCase) ? shipped
        : null;
}

/// <summary>One choice.</summary>
/// <param name="Field">The field's key.</param>
/// <param name="Value">The value stored, the same in every language.</param>
public sealed record ReadinessOption(string Field, string Value)
{
    /// <summary>What people read.</summary>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    public string Label(string language) => RepLanguage.Of(language).FormChoice(Field, Value);
}
