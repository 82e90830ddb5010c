using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>Who is at work on a CRM, as <c>--json</c> prints it.</summary>
/// <param name="Worker">Its name: machine, process, instance.</param>
/// <param name="Run">Its run.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When others may take over if nothing more is heard of it.</param>
internal sealed record LeaseDocument(string Worker, long Run, DateTimeOffset Since, DateTimeOffset Until)
{
    public static LeaseDocument Of(LeaseHolder holder) => new(holder.Worker, holder.Run, holder.Since, holder.Until);

    /// <summary>The same for a person.</summary>
    public string Sentence() => string.Create(CultureInfo.InvariantCulture, $"{Worker} has been at work on it since {Since:u} (run {Run}).");
}
