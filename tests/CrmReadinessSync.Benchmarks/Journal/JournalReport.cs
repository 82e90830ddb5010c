namespace CrmReadinessSync.Benchmarks;

/// <summary>What <c>-- journal</c> prints: a number a stroke, so that two runs can be laid side by side.</summary>
/// <param name="Journal">The database.</param>
/// <param name="Deals">How many deals the strokes worked on.</param>
/// <param name="Around">How many others of the same connection lay around them.</param>
/// <param name="RatesAreOf">Which seconds the rates count: a file's work is this process's, a server's is not.</param>
/// <param name="DealsASecond">Strokes.</param>
/// <param name="Milliseconds">Questions and short statements, the shortest of three, by the wall.</param>
/// <param name="WalkMilliseconds">What walks all open deals because that was asked for, by the wall.</param>
/// <param name="BytesOnDiskPerDeal">The whole database by all its deals.</param>
/// <param name="PeakMegabytes">Of this process.</param>
internal sealed record JournalReport(
    string Journal,
    int Deals,
    int Around,
    string RatesAreOf,
    IReadOnlyDictionary<string, double> DealsASecond,
    IReadOnlyDictionary<string, double> Milliseconds,
    IReadOnlyDictionary<string, double> WalkMilliseconds,
    long BytesOnDiskPerDeal,
    long PeakMegabytes);
