namespace CrmReadinessSync.Salesforce;

/// <summary>The org's clock, from the <c>Date</c> of its answers: windows of change stamps must not depend on how well ours is set.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private long _offset;

    /// <summary>The org's time, to the second below; ours until the first answer.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
            return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        }
    }

    /// <summary>Learns from an answer.</summary>
    public void Observe(HttpResponseMessage response)
    {
        if (response.Headers.Date is { } date)
        {
            Interlocked.Exchange(ref _offset, (date - time.GetUtcNow()).Ticks);
        }
    }
}
