namespace CrmReadinessSync.Readiness;

/// <summary>The premises as they stand in one segment and window, with everything that follows from them: computed once, looked up when judging.</summary>
internal sealed class Stance
{
    public Stance(IReadOnlyList<Premise> premises, PhaseRules phases, double unknownCredit)
    {
        Premises = [.. premises];
        UnknownCredit = unknownCredit;
        Outcomes = new OutcomeTable(premises, phases);
        Questions = new QuestionChooser(Premises, Outcomes);
        var total = premises.Sum(premise => premise.Weight);
        Credit = [.. premises.SelectMany(premise =>
        {
            var share = total > 0 ? premise.Weight / total : 0;
            return new[] { 0, share * unknownCredit, share };
        })];
    }

    public Premise[] Premises { get; }

    /// <summary>What an unknown premise earns of its weight, 0…1.</summary>
    public double UnknownCredit { get; }

    public OutcomeTable Outcomes { get; }

    public QuestionChooser Questions { get; }

    /// <summary>What each premise earns of the score, three entries a premise: unmet, unknown, met.</summary>
    public double[] Credit { get; }
}
