namespace CrmReadinessSync.Readiness;

/// <summary>A law that the rules in force break, in words, with the key to look at.</summary>
/// <param name="Path">The key, relative to the rules.</param>
/// <param name="Problem">The counterexample.</param>
/// <param name="Remedy">What to change.</param>
internal sealed record BrokenLaw(string Path, string Problem, string Remedy);

/// <summary>Proves laws 1, 3 and 4, and that Ready is never below Proposal, by trying every combination of findings.</summary>
internal static class LawProofs
{
    /// <summary>One counterexample to each law, the one with the most premises met; empty when the rules keep them all.</summary>
    public static IEnumerable<BrokenLaw> Check(IReadOnlyList<Premise> premises, OutcomeTable table) =>
        new[] { BlankIsNotBad(premises, table), Monotone(premises, table), SignsNeverDisqualify(premises, table), ReadyMeansProposal(premises, table) }
            .OfType<BrokenLaw>();

    /// <summary>A segment never changes what is a no: every combination leads to NotBuying in it exactly when it does outside.</summary>
    public static IEnumerable<BrokenLaw> SameNo(string segment, IReadOnlyList<Premise> premises, OutcomeTable outside, OutcomeTable within)
    {
        for (var findings = outside.Count - 1; findings >= 0; findings--)
        {
            if (outside[findings, false].Phase is Phase.NotBuying != within[findings, false].Phase is Phase.NotBuying)
            {
                yield return new(
                    "Phases",
                    $"A segment never changes what is a no: {Say(premises, findings)} the phase is {outside[findings, false].Phase}, " +
                    $"but in \"{segment}\" it is {within[findings, false].Phase}.",
                    "Change weights, ceilings, essentials, met routes, windows and texts only.");
                yield break;
            }
        }
    }

    /// <summary>A window may only tighten: no combination leads further within it than outside, and none to another phase.</summary>
    public static IEnumerable<BrokenLaw> OnlyTightens(string window, IReadOnlyList<Premise> premises, OutcomeTable outside, OutcomeTable within)
    {
        for (var findings = outside.Count - 1; findings >= 0; findings--)
        {
            var before = outside[findings, false];
            var after = within[findings, false];
            if (after.Phase != before.Phase || after.Flag > before.Flag || after.TalkDepth > before.TalkDepth)
            {
                yield return new(
                    "Premises",
                    $"A window may only tighten: {Say(premises, findings)} it is {before}, but in \"{window}\" {after}.",
                    "Ask for more in the window, never for less.");
                yield break;
            }
        }
    }

    /// <summary>Law 1. Removing evidence turns an answer to unknown, or uncovers a met route beneath an unmet one.</summary>
    private static BrokenLaw? BlankIsNotBad(IReadOnlyList<Premise> premises, OutcomeTable table)
    {
        const string remedy = "Let Phases:NotBuying need a premise that is Unmet: only an explicit answer may lead there.";
        for (var findings = table.Count - 1; findings >= 0; findings--)
        {
            var isNo = table[findings, false].Phase is Phase.NotBuying;
            if (isNo && !Any(findings, premises.Count, Finding.Unmet))
            {
                return new("Phases:NotBuying", $"Law 1, blank is not bad: {Say(premises, findings)} the phase is NotBuying, though nobody said no.", remedy);
            }

            for (var i = 0; i < premises.Count && !isNo; i++)
            {
                var found = FindingsCode.Get(findings, i);
                foreach (var less in found switch { Finding.Met => [Finding.Unknown], Finding.Unmet => [Finding.Unknown, Finding.Met], _ => Array.Empty<Finding>() })
                {
                    if (table[FindingsCode.With(findings, i, less), false].Phase is Phase.NotBuying)
                    {
                        return new(
                            "Phases:NotBuying",
                            $"Law 1, blank is not bad: {Say(premises, findings)} the phase is {table[findings, false].Phase}, " +
                            $"but with {premises[i].Name} {less} it is NotBuying.",
                            remedy);
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Law 3.</summary>
    private static BrokenLaw? Monotone(IReadOnlyList<Premise> premises, OutcomeTable table)
    {
        for (var findings = table.Count - 1; findings >= 0; findings--)
        {
            for (var i = 0; i < premises.Count; i++)
            {
                var found = FindingsCode.Get(findings, i);
                if (found is Finding.Met)
                {
                    continue;
                }

                var better = FindingsCode.With(findings, i, found + 1);
                foreach (var signs in new[] { false, true })
                {
                    var before = table[findings, signs];
                    var after = table[better, signs];
                    var what = after.TalkDepth < before.TalkDepth ? ("depth", before.TalkDepth.ToString(), after.TalkDepth.ToString())
                        : after.Flag < before.Flag ? ("flag", before.Flag.ToString(), after.Flag.ToString())
                        : default;
                    if (what.Item1 is not null)
                    {
                        return new(
                            before.Phase == after.Phase ? $"Premises:{premises[i].Name}:CapsTalkAt" : "Phases",
                            $"Law 3, monotone: {Say(premises, findings)} the {what.Item1} is {what.Item2}, " +
                            $"but with {premises[i].Name} {found + 1} it is {what.Item3}.",
                            "Change the phases or ceilings so that a better finding never leads to less.");
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Law 4. Holds by construction; proved all the same, for whoever changes the construction.</summary>
    private static BrokenLaw? SignsNeverDisqualify(IReadOnlyList<Premise> premises, OutcomeTable table)
    {
        for (var findings = table.Count - 1; findings >= 0; findings--)
        {
            var calm = table[findings, false];
            var uneasy = table[findings, true];
            var flag = calm.Flag is Flag.Ready ? Flag.Confirm : calm.Flag;
            var floor = calm.TalkDepth < TalkDepth.ConfirmProblem ? calm.TalkDepth : TalkDepth.ConfirmProblem;
            if (uneasy.Phase != calm.Phase || uneasy.Flag != flag || uneasy.TalkDepth < floor || calm.TalkDepth - uneasy.TalkDepth is < 0 or > 1)
            {
                return new(
                    "WarningSigns",
                    $"Law 4, a warning sign never disqualifies: {Say(premises, findings)} signs turn {calm} into {uneasy}.",
                    "Remove what the signs change beyond Ready to Confirm and one step of depth.");
            }
        }

        return null;
    }

    private static BrokenLaw? ReadyMeansProposal(IReadOnlyList<Premise> premises, OutcomeTable table)
    {
        for (var findings = table.Count - 1; findings >= 0; findings--)
        {
            var outcome = table[findings, false];
            if (outcome is { Flag: Flag.Ready, TalkDepth: < TalkDepth.Proposal })
            {
                var cap = Enumerable.Range(0, premises.Count).FirstOrDefault(
                    i => FindingsCode.Get(findings, i) switch
                    {
                        Finding.Unknown => premises[i].CeilingWhenUnknown == outcome.TalkDepth,
                        Finding.Unmet => premises[i].CeilingWhenUnmet == outcome.TalkDepth,
                        _ => false,
                    },
                    -1);
                return new(
                    cap < 0 ? "PhaseCeilings:Deciding" : $"Premises:{premises[cap].Name}:CapsTalkAt",
                    $"Ready below Proposal: {Say(premises, findings)} the flag is Ready, but the depth is {outcome.TalkDepth}.",
                    "Make the premise essential, or let its ceiling be Proposal or Terms.");
            }
        }

        return null;
    }

    private static bool Any(int findings, int count, Finding finding)
    {
        for (var i = 0; i < count; i++)
        {
            if (FindingsCode.Get(findings, i) == finding)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The combination in words, the majority folded away: "with Need Unmet and all others Met".</summary>
    private static string Say(IReadOnlyList<Premise> premises, int findings)
    {
        var groups = Enumerable.Range(0, premises.Count)
            .GroupBy(i => FindingsCode.Get(findings, i))
            .OrderBy(group => group.Count())
            .ThenBy(group => group.Key)
            .ToList();
        var words = new List<string>();
        foreach (var group in groups)
        {
            var last = group == groups[^1] && group.Count() > 2;
            words.Add(last
                ? $"{(words.Count == 0 ? "every premise" : "all others")} {group.Key}"
                : string.Join(", ", group.Select(i => $"{premises[i].Name} {group.Key}")));
        }

        return $"with {string.Join(" and ", words)}";
    }
}
