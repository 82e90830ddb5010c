namespace CrmReadinessSync.Readiness;

/// <summary>What findings lead to.</summary>
/// <param name="Phase">The counterpart's state.</param>
/// <param name="TalkDepth">How far to talk.</param>
/// <param name="Flag">What the rep sees first.</param>
internal readonly record struct Outcome(Phase Phase, TalkDepth TalkDepth, Flag Flag)
{
    /// <summary>
    /// The same with warning signs, one or many: they turn Ready to Confirm and cost one step of depth, never below
    /// <see cref="TalkDepth.ConfirmProblem"/>, never the phase (law 4).
    /// </summary>
    public Outcome WithSigns() => new(
        Phase,
        TalkDepth > TalkDepth.ConfirmProblem ? TalkDepth - 1 : TalkDepth,
        Flag is Flag.Ready ? Flag.Confirm : Flag);
}

/// <summary>The outcome of every combination of findings, with and without signs, computed once: judging looks it up.</summary>
internal sealed class OutcomeTable
{
    private readonly Outcome[] _calm;
    private readonly Outcome[] _uneasy;

    public OutcomeTable(IReadOnlyList<Premise> premises, PhaseRules phases)
    {
        _calm = new Outcome[FindingsCode.Count(premises.Count)];
        _uneasy = new Outcome[_calm.Length];
        for (var findings = 0; findings < _calm.Length; findings++)
        {
            _calm[findings] = Judge(findings, premises, phases);
            _uneasy[findings] = _calm[findings].WithSigns();
        }
    }

    /// <summary>How many combinations there are.</summary>
    public int Count => _calm.Length;

    public Outcome this[int findings, bool hasSigns] => hasSigns ? _uneasy[findings] : _calm[findings];

    private static Outcome Judge(int findings, IReadOnlyList<Premise> premises, PhaseRules phases)
    {
        var phase = phases.Of(findings);
        var depth = phases.Ceilings[phase];
        var essentials = true;
        for (var i = 0; i < premises.Count; i++)
        {
            var finding = FindingsCode.Get(findings, i);
            var ceiling = finding switch
            {
                Finding.Met => TalkDepth.Terms,
                Finding.Unknown => premises[i].CeilingWhenUnknown,
                _ => premises[i].CeilingWhenUnmet,
            };
            depth = ceiling < depth ? ceiling : depth;
            essentials &= finding is Finding.Met || !premises[i].IsEssential;
        }

        var flag = phase switch
        {
            Phase.Gathering or Phase.NotBuying => Flag.Hold,
            Phase.Deciding when essentials => Flag.Ready,
            _ => Flag.Confirm,
        };
        return new Outcome(phase, depth, flag);
    }
}
