namespace CrmReadinessSync.Readiness;

/// <summary>
/// Finds the one question worth asking by simulating its answers: the premise whose yes and no lie furthest apart in flag, phase,
/// depth, or in what is still missing for Ready. Essential premises first among equals, then the order of the rules.
/// </summary>
internal sealed class QuestionChooser(Premise[] premises, OutcomeTable outcomes)
{
    // Answers are kept by findings: deals share them. Whichever thread writes, the value is the same.
    private readonly int[]?[] _ranks = new int[outcomes.Count * 2][];
    private readonly int[]?[] _missing = new int[outcomes.Count * 2][];

    /// <summary>Premises whose answer could change something, most worth asking first. Unmet ones are asked again while the flag is Confirm.</summary>
    public IReadOnlyList<int> Rank(int findings, bool hasSigns) =>
        _ranks[Index(findings, hasSigns)] ??= [.. Weigh(findings, hasSigns).Where(one => one.Movement > 0).Select(one => one.Premise)];

    /// <summary>
    /// The fewest premises that still have to be met for Ready, most worth asking first. Empty when Ready, or when the rules know no way there.
    /// </summary>
    public IReadOnlyList<int> MissingForReady(int findings, bool hasSigns) =>
        _missing[Index(findings, hasSigns)] ??= Sort(Missing(findings), findings, hasSigns);

    private static int Index(int findings, bool hasSigns) => (findings * 2) + (hasSigns ? 1 : 0);

    private int[] Sort(List<int> missing, int findings, bool hasSigns) =>
    [
        .. Weigh(findings, hasSigns).Select(one => one.Premise).Where(missing.Contains),
        .. missing.Where(i => !IsAskable(findings, hasSigns, i)),
    ];

    private IEnumerable<(int Premise, int Movement)> Weigh(int findings, bool hasSigns) => Enumerable.Range(0, premises.Length)
        .Where(i => IsAskable(findings, hasSigns, i))
        .Select(i => (Premise: i, Movement: Movement(findings, hasSigns, i)))
        .OrderByDescending(one => one.Movement)
        .ThenByDescending(one => premises[one.Premise].IsEssential)
        .ThenBy(one => one.Premise);

    private bool IsAskable(int findings, bool hasSigns, int premise) => FindingsCode.Get(findings, premise) switch
    {
        Finding.Unknown => true,
        Finding.Unmet => outcomes[findings, hasSigns].Flag is Flag.Confirm,
        _ => false,
    };

    /// <summary>How far apart the two answers lie; only compares.</summary>
    public int Movement(int findings, bool hasSigns, int premise)
    {
        var yes = FindingsCode.With(findings, premise, Finding.Met);
        var no = FindingsCode.With(findings, premise, Finding.Unmet);
        var best = outcomes[yes, hasSigns];
        var worst = outcomes[no, hasSigns];
        var nearer = Missing(no).Count - Missing(yes).Count;
        return (((best.Flag - worst.Flag) * 1000)
            + (best.Phase == worst.Phase ? 0 : 300)
            + ((best.TalkDepth - worst.TalkDepth) * 50)
            + Math.Max(nearer, 0));
    }

    /// <summary>Starts from everything met and gives back what is not needed, the least essential and last first.</summary>
    private List<int> Missing(int findings)
    {
        var open = Enumerable.Range(0, premises.Length).Where(i => FindingsCode.Get(findings, i) is not Finding.Met).ToList();
        var code = open.Aggregate(findings, (current, i) => FindingsCode.With(current, i, Finding.Met));
        if (outcomes[findings, false].Flag is Flag.Ready || outcomes[code, false].Flag is not Flag.Ready)
        {
            return [];
        }

        foreach (var i in open.OrderBy(i => premises[i].IsEssential).ThenByDescending(i => i).ToList())
        {
            var without = FindingsCode.With(code, i, FindingsCode.Get(findings, i));
            if (outcomes[without, false].Flag is Flag.Ready)
            {
                code = without;
                open.Remove(i);
            }
        }

        return open;
    }
}
