namespace CrmReadinessSync.Readiness;

/// <summary>What findings lead to without a deal behind them: for questions such as "had nobody asked about the budget".</summary>
public sealed partial class ReadinessRules
{
    /// <summary>What an unknown premise earns of its weight in the score, 0…1.</summary>
    public double UnknownCredit => _segments[^1].Stance.UnknownCredit;

    /// <summary>The names of the warning signs, in the order of the rules.</summary>
    public IReadOnlyList<string> WarningSigns => [.. _signs.Select(sign => sign.Name)];

    /// <summary>What a combination of findings leads to where no override is in force.</summary>
    /// <param name="segment">A segment's name; null for the deals of none.</param>
    /// <param name="window">A window's name; null for outside every window.</param>
    /// <param name="findings">Packed as in <see cref="Judgement.Findings"/>.</param>
    /// <param name="hasSigns">Whether any warning sign shows.</param>
    /// <exception cref="ArgumentException">These rules have no such segment or window.</exception>
    public Judgement Outcome(string? segment, string? window, int findings, bool hasSigns)
    {
        var stance = StanceOf(segment, window);
        var outcome = stance.Outcomes[findings, hasSigns];
        var confirmed = 0;
        var score = 0d;
        for (var i = 0; i < stance.Premises.Length; i++)
        {
            var finding = FindingsCode.Get(findings, i);
            confirmed += finding is Finding.Unknown ? 0 : 1;
            score += stance.Credit[(i * 3) + (int)finding];
        }

        return new Judgement(outcome.Phase, outcome.TalkDepth, outcome.Flag, outcome.Flag, confirmed, score, hasSigns, findings);
    }

    /// <summary>The premises as they stand in a segment and window.</summary>
    /// <exception cref="ArgumentException">These rules have no such segment or window.</exception>
    public IReadOnlyList<Premise> PremisesOf(string? segment, string? window) => StanceOf(segment, window).Premises;

    /// <summary>What a premise is called in a language.</summary>
    public string LabelOfPremise(string name, string language) => Words(language).Label(name);

    /// <summary>What a warning sign is called in a language.</summary>
    public string LabelOfSign(string name, string language) => Words(language).Sign(name);

    /// <summary>What a segment is called in a language.</summary>
    public string LabelOfSegment(string name, string language) => Words(language).Segment(name);

    /// <summary>What a named route is called in a language; its own name where no text says otherwise.</summary>
    public string LabelOfRoute(string name, string language) => Words(language).Route(name);

    private RuleWords Words(string language) => new(RepLanguage.Of(language), _segments[^1].Stance.Premises, _signs, _segments);

    private Stance StanceOf(string? segment, string? window)
    {
        var found = Array.Find(_segments, one => one.Name == segment) ?? throw new ArgumentException($"There is no segment \"{segment}\".", nameof(segment));
        return window is null ? found.Stance
            : (found.Windows.FirstOrDefault(one => one.Name == window) ?? throw new ArgumentException($"There is no window \"{window}\".", nameof(window))).Stance;
    }
}
