namespace CrmReadinessSync.History;

/// <summary>Where the truth lies with 95% confidence, unless said otherwise.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether the value lies within, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}

/// <summary>A number with its interval.</summary>
/// <param name="Value">The estimate from the deals at hand.</param>
/// <param name="Interval">Where the truth lies.</param>
public readonly record struct Estimate(double Value, Interval Interval);
