using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>A lease as kept.</summary>
internal sealed class LeaseRow
{
    public const string Select = "SELECT run AS Run, worker AS Worker, since AS Since, until AS Until, guarded AS Guarded FROM lease WHERE crm = @crm";

    public long Run { get; set; }

    public string Worker { get; set; } = "";

    public long Since { get; set; }

    public long Until { get; set; }

    public long Guarded { get; set; }

    /// <summary>Whether it still binds. One that reaches further ahead than any was written by a clock that has been set back since.</summary>
    public bool IsInForce(long now) => Until > now && Until <= now + (2 * ILeases.Length.Ticks);

    public LeaseHolder ToHolder() => new(Worker, Run, new DateTimeOffset(Since, TimeSpan.Zero), new DateTimeOffset(Until, TimeSpan.Zero));
}
