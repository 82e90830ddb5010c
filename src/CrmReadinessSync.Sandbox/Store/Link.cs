namespace CrmReadinessSync.Sandbox;

/// <summary>
/// One association as seen from one record. Two records can be linked several times under different labels; a link
/// without a label says only that they belong together.
/// </summary>
/// <param name="To">The other record.</param>
/// <param name="Label">A <see cref="ContactRole"/>, <see cref="Primary"/>, a label a user defined, or null.</param>
/// <param name="At">Since when.</param>
internal readonly record struct Link(RecordKey To, string? Label, DateTimeOffset At)
{
    /// <summary>The label of a deal's main company, and of its first contact where a vendor knows one.</summary>
    public const string Primary = "primary";
}
