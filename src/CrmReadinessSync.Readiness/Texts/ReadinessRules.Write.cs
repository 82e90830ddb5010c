namespace CrmReadinessSync.Readiness;

public sealed partial class ReadinessRules
{
    /// <summary>Before a meeting is this near, the question comes before it; then at its start.</summary>
    private static readonly TimeSpan LastDay = TimeSpan.FromHours(24);

    /// <summary>Writes what the rep reads. Pure: an equal verdict of equal facts reads the same.</summary>
    /// <param name="verdict">A verdict of these rules.</param>
    /// <param name="facts">The facts it was judged from.</param>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    /// <param name="zone">Where the rep reads a clock.</param>
    /// <exception cref="ArgumentException">There is no such language, or the verdict comes from rules with other premises.</exception>
    public RepTexts Write(Verdict verdict, DealFacts facts, string language, TimeZoneInfo zone)
    {
        var stance = StanceOf(verdict);
        var words = new RuleWords(RepLanguage.Of(language), stance.Premises, _signs, _segments);
        return new RepTexts(
            new NextStepWriter(words, zone).Write(verdict, ChooseQuestion(verdict, stance), LastDay),
            new ReasonsWriter(words, zone).Write(verdict));
    }

    /// <summary>The premises as they stood for the verdict.</summary>
    private Stance StanceOf(Verdict verdict)
    {
        var segment = Array.Find(_segments, segment => segment.Name == verdict.Segment);
        var window = segment?.Windows.FirstOrDefault(window => window.Name == verdict.Window);
        return segment is null || verdict.Findings.Length != segment.Stance.Premises.Length || window?.Name != verdict.Window
            ? throw new ArgumentException("The verdict comes from other rules.", nameof(verdict))
            : window?.Stance ?? segment.Stance;
    }

    private static Question? ChooseQuestion(Verdict verdict, Stance stance)
    {
        var ranked = stance.Questions.Rank(CodeOf(verdict), !verdict.WarningSigns.IsEmpty);
        return verdict.ComputedFlag is Flag.Hold || ranked.Count == 0 ? null : Question.About(stance.Premises[ranked[0]], verdict.Findings[ranked[0]]);
    }
}
