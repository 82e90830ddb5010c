using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>
/// Everything of a verdict that statistics look at. Deals of equal shape are counted, not kept: a million deals have some thousands of
/// shapes. Routes and kinds are packed, four bits a premise.
/// </summary>
/// <param name="Segment">The segment that judged; null for none.</param>
/// <param name="Window">The window that it was in; null for none.</param>
/// <param name="Findings">Packed as in <see cref="Judgement.Findings"/>.</param>
/// <param name="Kinds">Which unknown, four bits a premise (<see cref="UnknownKind"/>).</param>
/// <param name="Routes">The deciding route's number, four bits a premise; 0 for none.</param>
/// <param name="Signs">One bit a warning sign that shows.</param>
/// <param name="Flag">The computed flag.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Depth">How far to talk.</param>
/// <param name="Score">0…1, rounded to nine digits, so that equal sums are equal whatever the order of adding.</param>
/// <param name="Override">The rep's flag in force; null for none.</param>
internal readonly record struct Shape(
    string? Segment, string? Window, int Findings, ulong Kinds, ulong Routes, ulong Signs, Flag Flag, Phase Phase, TalkDepth Depth, double Score, Flag? Override)
{
    private const int Bits = 4;
    private const int Most = (1 << Bits) - 1;

    /// <summary>Signs beyond this many share the last bit.</summary>
    private const int MostSigns = 64;

    /// <summary>The finding of a premise.</summary>
    public Finding FindingOf(int premise) => Judgement.Get(Findings, premise);

    /// <summary>Why a premise is unknown.</summary>
    public UnknownKind KindOf(int premise) => (UnknownKind)((Kinds >> (premise * Bits)) & Most);

    /// <summary>The number of the route that decided a premise; 0 for none.</summary>
    public int RouteOf(int premise) => (int)((Routes >> (premise * Bits)) & Most);

    /// <summary>Whether a sign shows.</summary>
    public bool Shows(int sign) => (Signs & Bit(sign)) != 0;

    /// <summary>The shape of a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="signs">The rules' signs, in order.</param>
    /// <param name="word">The rep's flag in force, where the facts do not tell; null for none.</param>
    /// <param name="routes">The names of each premise's routes met so far; new ones are added, the fifteenth stands for all further ones.</param>
    public static Shape Of(Verdict verdict, Flag? word, IReadOnlyList<string> signs, List<RouteKey>[] routes)
    {
        ulong kinds = 0, used = 0, shown = 0;
        for (var i = 0; i < verdict.Findings.Length; i++)
        {
            var finding = verdict.Findings[i];
            kinds |= (ulong)finding.Kind << (i * Bits);
            if (RouteKey.Of(finding) is { } route)
            {
                var number = routes[i].IndexOf(route) + 1;
                if (number == 0 && routes[i].Count < Most)
                {
                    routes[i].Add(route);
                    number = routes[i].Count;
                }

                used |= (ulong)(number == 0 ? Most : number) << (i * Bits);
            }
        }

        foreach (var sign in verdict.WarningSigns)
        {
            for (var i = 0; i < signs.Count; i++)
            {
                shown |= signs[i] == sign.Name ? Bit(i) : 0;
            }
        }

        return new Shape(
            verdict.Segment,
            verdict.Window,
            Judgement.Pack(verdict.Findings.Select(finding => finding.Finding)),
            kinds,
            used,
            shown,
            verdict.ComputedFlag,
            verdict.Phase,
            verdict.TalkDepth,
            Math.Round(verdict.Score, 9),
            verdict.Override?.Flag ?? word);
    }

    private static ulong Bit(int sign) => 1UL << Math.Min(sign, MostSigns - 1);
}

/// <summary>By which way a premise was decided, and how.</summary>
/// <param name="Name">The route's name; for an answer the field's.</param>
/// <param name="IsAnswer">Whether it is a field's answer.</param>
/// <param name="Says">What it came to.</param>
internal sealed record RouteKey(string Name, bool IsAnswer, Finding Says)
{
    /// <summary>Null where nothing decided.</summary>
    public static RouteKey? Of(PremiseFinding finding)
    {
        if (finding.Route is null)
        {
            return null;
        }

        var evidence = finding.Evidence.FirstOrDefault(one => one.Says == finding.Finding && one.Route == finding.Route);
        var isAnswer = evidence is not null && finding.Route == "answer";
        return new RouteKey(isAnswer ? evidence!.Field : finding.Route, isAnswer, finding.Finding);
    }
}
