namespace CrmReadinessSync.Sandbox;

/// <summary>The CRM's clock: the caller's, moved by as much as an admin call said.</summary>
internal sealed class SandboxClock
{
    private TimeSpan _offset = TimeSpan.Zero;

    public DateTimeOffset At(DateTimeOffset now) => now + _offset;

    public void Set(DateTimeOffset instant, DateTimeOffset now) => _offset = instant - now;

    public void Advance(TimeSpan by) => _offset += by;
}
