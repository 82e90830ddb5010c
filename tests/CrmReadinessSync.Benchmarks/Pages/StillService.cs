using CrmReadinessSync.Sync;
using CrmReadinessSync.Web;

namespace CrmReadinessSync.Benchmarks;

/// <summary>A service between two cycles.</summary>
internal sealed class StillService(CrmConnection connection) : IServiceState
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly Readiness.ReadinessRules _rules = SameVerdict.Shipped();

    public ServiceView Now => new(
        _now, _rules, RulesSection: null, IsDryRun: false, [new CrmView(connection, IsEnabled: true, _now, OverdueAfter: TimeSpan.FromDays(1), EndedAt: _now)], Refused: null, NeedRestart: []);

    public Task RunSoonAsync(string crm, CancellationToken cancellationToken) => Task.CompletedTask;
}
