namespace CrmReadinessSync.Readiness;

public sealed partial class ReadinessRules
{
    /// <summary>
    /// The values by which these rules tell deals apart, in every segment and window: answers, conditions and signs. A set of values comes
    /// once however often the rules name it.
    /// </summary>
    public IReadOnlyList<NamedValues> Values =>
    [
        .. _segments.SelectMany(Named).Concat(_signs.SelectMany(sign => sign.Named))
            .DistinctBy(values => $"{values.Field.Name}|{values.AreAnswers}|{string.Join('|', values.Values)}", StringComparer.Ordinal),
    ];

    /// <summary>Whether a premise, segment or sign of these rules looks at a field.</summary>
    public bool LookAt(string field) => _signs.SelectMany(sign => sign.Fields)
        .Concat(_segments.SelectMany(segment => segment.When.Select(condition => condition.Field).Concat(segment.Stance.Premises.SelectMany(premise => premise.Fields))))
        .Any(one => one.Name == field);

    private static IEnumerable<NamedValues> Named(Segment segment) => segment.When.Select(condition => condition.Named).OfType<NamedValues>()
        .Concat(segment.Windows.Select(window => window.Stance).Prepend(segment.Stance).SelectMany(stance => stance.Premises).SelectMany(premise => premise.Named));
}
