using System.Diagnostics;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// Processor time and wall time of this process since it was started. Processor time is what a loaded machine cannot distort much;
/// wall time is what a disk or a CRM adds.
/// </summary>
internal sealed class Effort
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processor = Process.GetCurrentProcess().TotalProcessorTime;

    public TimeSpan Wall => Stopwatch.GetElapsedTime(_start);

    public TimeSpan Processor => Process.GetCurrentProcess().TotalProcessorTime - _processor;

    /// <summary>How many of <paramref name="count"/> things a second of one core does.</summary>
    public double PerProcessorSecond(double count) => count / Math.Max(Processor.TotalSeconds, 1e-3);
}
