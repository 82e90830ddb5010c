namespace CrmReadinessSync.Benchmarks;

/// <summary>What a first cycle cannot go below; the README derives each line.</summary>
internal interface ILeastPossible
{
    /// <summary>What the least follows from.</summary>
    IReadOnlyDictionary<string, long> CountedFrom { get; }

    /// <summary>The requests by kind.</summary>
    IReadOnlyDictionary<string, long> Requests { get; }

    /// <summary>And in all.</summary>
    long Total => Requests.Values.Sum();

    /// <summary>Seconds under latency, and under the vendor's limits when they are in force.</summary>
    double Seconds(TimeSpan latency, bool limited);
}
