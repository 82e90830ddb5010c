namespace CrmReadinessSync.Readiness;

public sealed partial class ReadinessRules
{
    /// <summary>Which question is asked, which would have been next, and why it lost. Null when nothing is asked.</summary>
    /// <param name="verdict">A verdict of these rules.</param>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    /// <exception cref="ArgumentException">There is no such language, or the verdict comes from other rules.</exception>
    public QuestionWeighing? WeighQuestions(Verdict verdict, string language)
    {
        var stance = StanceOf(verdict);
        var words = new RuleWords(RepLanguage.Of(language), stance.Premises, _signs, _segments);
        var code = CodeOf(verdict);
        var signs = !verdict.WarningSigns.IsEmpty;
        var ranked = verdict.ComputedFlag is Flag.Hold ? [] : stance.Questions.Rank(code, signs);
        if (ranked.Count == 0)
        {
            return null;
        }

        var chosen = Candidate(ranked[0]);
        if (ranked.Count == 1)
        {
            return new QuestionWeighing(chosen, null, null);
        }

        var key = stance.Questions.Movement(code, signs, ranked[1]) < stance.Questions.Movement(code, signs, ranked[0]) ? "lost.moves_less"
            : stance.Premises[ranked[0]].IsEssential && !stance.Premises[ranked[1]].IsEssential ? "lost.not_essential"
            : "lost.comes_later";
        var lost = words.Language.Say(key, ("chosen", words.Label(stance.Premises[ranked[0]].Name)), ("other", words.Label(stance.Premises[ranked[1]].Name)));
        return new QuestionWeighing(chosen, Candidate(ranked[1]), lost);

        QuestionCandidate Candidate(int premise) => new(
            stance.Premises[premise].Name,
            words.Text(Question.About(stance.Premises[premise], verdict.Findings[premise])),
            Outcome(FindingsCode.With(code, premise, Finding.Met)),
            Outcome(FindingsCode.With(code, premise, Finding.Unmet)));

        QuestionOutcome Outcome(int findings)
        {
            var outcome = stance.Outcomes[findings, signs];
            return new QuestionOutcome(outcome.Flag, outcome.Phase, outcome.TalkDepth, stance.Questions.MissingForReady(findings, signs).Count);
        }
    }

    private static int CodeOf(Verdict verdict)
    {
        var code = 0;
        for (var i = 0; i < verdict.Findings.Length; i++)
        {
            code += (int)verdict.Findings[i].Finding * FindingsCode.Power(i);
        }

        return code;
    }
}
