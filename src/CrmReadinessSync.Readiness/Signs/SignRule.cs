using System.Collections.Immutable;

namespace CrmReadinessSync.Readiness;

/// <summary>A warning sign (違和感) of the rules in force, ready to be looked for.</summary>
internal abstract class SignRule(string name, LocalText labels)
{
    public string Name => name;

    public LocalText Labels => labels;

    /// <summary>Premises, by index, none of which may be met for it to show. Only so may a sign look at a finding (law 4).</summary>
    public ImmutableArray<int> NotMet { get; set; } = [];

    /// <summary>The fields it looks at.</summary>
    public abstract IEnumerable<Field> Fields { get; }

    /// <summary>The values it looks for by name.</summary>
    public virtual IEnumerable<NamedValues> Named => [];

    /// <summary>What does not sit right, with the words it came from; null when nothing shows or it has expired.</summary>
    public abstract WarningSign? Find(DealFacts facts, in Instant at, Trace? trace);

    /// <summary>Whether it shows: <see cref="Find"/> without allocating.</summary>
    public abstract bool Shows(DealFacts facts, in Instant at);

    /// <summary>Whether a met premise keeps it from showing.</summary>
    public bool IsBarred(int findings)
    {
        foreach (var premise in NotMet)
        {
            if (FindingsCode.Get(findings, premise) is Finding.Met)
            {
                return true;
            }
        }

        return false;
    }
}
