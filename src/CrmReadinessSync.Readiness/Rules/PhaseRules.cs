namespace CrmReadinessSync.Readiness;

/// <summary>A named way to a phase: a set of findings allowed for each premise it speaks of.</summary>
/// <param name="Name">Its key in the settings.</param>
/// <param name="Allowed">Premise index → the findings that satisfy it.</param>
internal sealed record PhaseRoute(string Name, IReadOnlyList<KeyValuePair<int, Finding[]>> Allowed)
{
    public bool Holds(int findings)
    {
        foreach (var (premise, allowed) in Allowed)
        {
            if (Array.IndexOf(allowed, FindingsCode.Get(findings, premise)) < 0)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>From findings to the counterpart's state. The order of precedence is fixed; what is none of them is unclear.</summary>
/// <param name="NotBuying">Routes, any of which suffices.</param>
/// <param name="Gathering">Likewise.</param>
/// <param name="Deciding">Likewise.</param>
/// <param name="Ceilings">How far to talk at most, by phase.</param>
internal sealed record PhaseRules(
    IReadOnlyList<PhaseRoute> NotBuying,
    IReadOnlyList<PhaseRoute> Gathering,
    IReadOnlyList<PhaseRoute> Deciding,
    IReadOnlyDictionary<Phase, TalkDepth> Ceilings)
{
    public Phase Of(int findings) =>
        NotBuying.Any(route => route.Holds(findings)) ? Phase.NotBuying
        : Gathering.Any(route => route.Holds(findings)) ? Phase.Gathering
        : Deciding.Any(route => route.Holds(findings)) ? Phase.Deciding
        : Phase.Unclear;
}
