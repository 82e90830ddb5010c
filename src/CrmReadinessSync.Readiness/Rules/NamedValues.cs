using System.Collections.Immutable;

namespace CrmReadinessSync.Readiness;

/// <summary>Values of one field that the rules tell apart.</summary>
public sealed class NamedValues
{
    internal NamedValues(Field field, IEnumerable<string> values, bool areAnswers)
    {
        Field = field;
        Values = [.. values.Distinct(StringComparer.Ordinal)];
        AreAnswers = areAnswers;
    }

    /// <summary>The field.</summary>
    public Field Field { get; }

    /// <summary>The values, folded as they are compared.</summary>
    public ImmutableArray<string> Values { get; }

    /// <summary>
    /// Whether a value that is not among them says nothing at all (<c>Answers</c> of a premise), rather than merely being another one
    /// (<c>AnyOf</c> of a route, a segment or a sign).
    /// </summary>
    public bool AreAnswers { get; }

    /// <summary>Whether a value, after translation by the settings' <c>Values</c>, is one of them.</summary>
    public bool Contains(string value) => Values.Contains(TextFolding.Fold(value), StringComparer.Ordinal);
}
