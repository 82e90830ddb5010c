namespace CrmReadinessSync.Benchmarks;

/// <summary>What one page costs once its code is compiled.</summary>
/// <param name="Page">Which.</param>
/// <param name="Path">Its address.</param>
/// <param name="MedianMilliseconds">From request to the last byte, over loopback HTTP, the client's part included.</param>
/// <param name="WorstMilliseconds">The slowest answer.</param>
/// <param name="FirstMilliseconds">The very first answer, code not yet compiled.</param>
/// <param name="ProcessorMilliseconds">Processor time of the whole process an answer, the client's part included.</param>
/// <param name="AllocatedKilobytes">Allocated by the whole process an answer, the client's part included.</param>
/// <param name="Kilobytes">The answer's size.</param>
internal sealed record PageFigures(
    string Page, string Path, double MedianMilliseconds, double WorstMilliseconds, double FirstMilliseconds, double ProcessorMilliseconds, long AllocatedKilobytes, long Kilobytes);

/// <summary>What <c>-- pages</c> prints.</summary>
/// <param name="Deals">Deals in the account.</param>
/// <param name="OpenDeals">Open ones, which the pages are about.</param>
/// <param name="Requests">Timed answers a page.</param>
/// <param name="BoardSeconds">Until every deal stood on the board, from the start of the site.</param>
/// <param name="SlowestMedian">The highest median.</param>
/// <param name="IsHeld">Whether every median is below a tenth of a second.</param>
/// <param name="Pages">Each page.</param>
internal sealed record PagesFigures(int Deals, long OpenDeals, int Requests, double BoardSeconds, double SlowestMedian, bool IsHeld, IReadOnlyList<PageFigures> Pages);
