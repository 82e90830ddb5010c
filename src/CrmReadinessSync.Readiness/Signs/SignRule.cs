namespace CrmReadinessSync.Readiness;

/// <summary>A warning sign (違和感) of the rules in force, ready to be looked for.</summary>
internal abstract class SignRule(string name, LocalText labels)
{
    public string Name => name;

    public LocalText Labels => labels;

    /// <summary>The fields it looks at.</summary>
    public abstract IEnumerable<Field> Fields { get; }

    /// <summary>What does not sit right, with the words it came from; null when nothing shows or it has expired.</summary>
    public abstract WarningSign? Find(DealFacts facts, in Instant at, Trace? trace);

    /// <summary>Whether it shows: <see cref="Find"/> without allocating.</summary>
    public abstract bool Shows(DealFacts facts, in Instant at);
}
