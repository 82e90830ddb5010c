namespace CrmReadinessSync.Readiness;

/// <summary>A verdict's bare result, without evidence or texts: what sorting, back-tests and comparisons need.</summary>
/// <param name="Phase">The counterpart's state.</param>
/// <param name="TalkDepth">How far to talk.</param>
/// <param name="Flag">What the rep sees first: an override in force, else the computed flag.</param>
/// <param name="ComputedFlag">What the premises say.</param>
/// <param name="Confirmed">How many premises are met or unmet.</param>
/// <param name="Score">0…1.</param>
/// <param name="HasSigns">Whether any warning sign shows.</param>
/// <param name="Findings">The findings packed base 3, first premise lowest; see <see cref="FindingOf"/>.</param>
public readonly record struct Judgement(
    Phase Phase, TalkDepth TalkDepth, Flag Flag, Flag ComputedFlag, int Confirmed, double Score, bool HasSigns, int Findings)
{
    /// <summary>The finding of the premise at <paramref name="index"/> in the order of the rules.</summary>
    public Finding FindingOf(int index) => FindingsCode.Get(Findings, index);

    /// <summary>The same findings with one of them changed, packed.</summary>
    public static int With(int findings, int index, Finding finding) => FindingsCode.With(findings, index, finding);

    /// <summary>Findings in the order of the rules, packed.</summary>
    public static int Pack(IEnumerable<Finding> findings) => findings.Select((finding, index) => (int)finding * FindingsCode.Power(index)).Sum();

    /// <summary>One of packed findings.</summary>
    public static Finding Get(int findings, int index) => FindingsCode.Get(findings, index);
}
