using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>Undoes a run: plans on a throw-away copy of the journal, or puts the old values back.</summary>
/// <param name="place">Where it works.</param>
/// <param name="most">How many deals are told one by one.</param>
internal sealed class Undoing(Workplace place, int most)
{
    /// <summary>Undoes a run of one of the given connections; run numbers are the journal's, so one connection knows it.</summary>
    /// <exception cref="CrmException">None of them knows such a run.</exception>
    public async Task<(CycleReport Report, UndoDocument Document)> RunAsync(IReadOnlyList<CrmSettings> crms, long run, bool apply, CancellationToken cancellationToken)
    {
        // A dry run writes to no CRM, whoever asks.
        apply &= !place.Settings.Safety.DryRun;
        var crm = await FindAsync(crms, run, cancellationToken);
        await using var copy = apply ? null : await place.Store.CopyAsync(cancellationToken);
        var journal = await (copy ?? place.Store).OpenAsync(crm.Connection.Name, cancellationToken);
        var deals = new List<UndoneDealDocument>();
        var reasons = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var restored = 0L;
        var report = await place.Cycles.UndoAsync(
            place.Settings,
            crm,
            journal,
            run,
            preview: !apply,
            deal =>
            {
                restored += deal.Reason is null ? 1 : 0;
                if (deal.Reason is { } reason)
                {
                    reasons[reason.ToString()] = reasons.GetValueOrDefault(reason.ToString()) + 1;
                }

                if (deals.Count < most)
                {
                    deals.Add(UndoneDealDocument.Of(deal));
                }
            },
            cancellationToken);
        return (report, new UndoDocument(crm.Connection.Name, run, apply, apply ? report.Run : null, restored, report.Counts.Written, report.Counts.Failed, reasons, deals).With(report));
    }

    private async Task<CrmSettings> FindAsync(IReadOnlyList<CrmSettings> crms, long run, CancellationToken cancellationToken)
    {
        foreach (var crm in crms)
        {
            var journal = await place.Store.OpenAsync(crm.Connection.Name, cancellationToken);
            if (await journal.FindRunAsync(run, cancellationToken) is not null)
            {
                return crm;
            }
        }

        throw new CrmException(new CrmFailure(
            FailureAction.StopCrm,
            "no_such_run",
            string.Create(CultureInfo.InvariantCulture, $"The journal knows no run {run} of {string.Join(", ", crms.Select(crm => crm.Connection.Name))}."),
            "Each cycle tells its run's number, in its log lines too; runs older than Journal:KeepFor are forgotten."));
    }
}
