using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Web;
using Microsoft.Extensions.Hosting;

namespace CrmReadinessSync.Worker;

/// <summary>
/// What a monitoring system sees of the service between cycles: meter <c>CrmReadinessSync.Service</c>, tagged by connection. The names are
/// documented in <c>deploy/monitoring/README.md</c>.
/// </summary>
internal sealed class ServiceMeter : IHostedService, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "CrmReadinessSync.Service";

    private const int QueueCounted = 10_000;

    private readonly Meter _meter = new(Name);
    private readonly ConcurrentDictionary<string, Queue> _queues = new(StringComparer.Ordinal);
    private readonly RunningService _service;
    private readonly IJournalStore _store;
    private readonly TimeProvider _time;

    public ServiceMeter(RunningService service, IJournalStore store, TimeProvider time)
    {
        _service = service;
        _store = store;
        _time = time;
        _meter.CreateObservableGauge("crs.health", () => (int)Condition.Of(service.Now, time.GetUtcNow()).Wellness, description: "0 healthy, 1 degraded, 2 dead.");
        _meter.CreateObservableGauge("crs.settings.refused", () => service.Now.Refused is null ? 0 : 1, description: "1 while the settings files hold faults and the last good ones are in force.");
        Each("crs.lag", "s", "How long ago the newest cycle that read everything began: how far behind the CRM the flags may be.", (crm, now) => Lag(crm, now));
        Each("crs.crm.failing", null, "1 while the last cycle failed.", (crm, _) => crm.FailingSince is null ? 0 : 1);
        Each("crs.budget.spent", null, "1 while our share of the API allowance is spent.", (crm, _) => crm.Last?.State is RunState.OutOfBudget ? 1 : 0);
        Each("crs.lease", null, "1 while this worker has the CRM, 0 while another one does.", (crm, _) => crm.Last is null ? null : crm.IsElsewhere ? 0 : 1);
        Each("crs.held.deals", null, "Deals whose write the brake holds.", (crm, _) => crm.Last?.Held?.Deals ?? 0);
        Each("crs.held.flips", null, "Flags among them that would change.", (crm, _) => crm.Last?.Held?.Flips ?? 0);
        Each("crs.queue.deals", null, "Deals that wait for another attempt.", (crm, _) => _queues.GetValueOrDefault(crm.Connection.Name)?.Deals);
        Each("crs.queue.age", "s", "How long the oldest of them has waited.", (crm, now) =>
            _queues.GetValueOrDefault(crm.Connection.Name) is { } queue ? queue.Oldest is { } oldest ? (now - oldest).TotalSeconds : 0 : null);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _service.CycleEnded += Count;
        _service.CycleSeen += Count;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _service.CycleEnded -= Count;
        _service.CycleSeen -= Count;
        return Task.CompletedTask;
    }

    public void Dispose() => _meter.Dispose();

    private void Each(string name, string? unit, string description, Func<CrmView, DateTimeOffset, double?> value) => _meter.CreateObservableGauge(
        name,
        () => _service.Now.Enabled
            .Select(crm => (crm.Connection.Name, Value: value(crm, _time.GetUtcNow())))
            .Where(one => one.Value is not null)
            .Select(one => new Measurement<double>(one.Value!.Value, new KeyValuePair<string, object?>("crm", one.Name)))
            .ToList(),
        unit,
        description);

    private static double? Lag(CrmView crm, DateTimeOffset now) =>
        crm.Last is { State: RunState.Yielded or RunState.Displaced } ? null
        : crm.Last is { State: RunState.Completed or RunState.Held } last && crm.EndedAt is { } ended ? (now - ended + last.Elapsed).TotalSeconds : (now - (crm.FailingSince ?? crm.KnownSince)).TotalSeconds;

    /// <summary>The queue changes with cycles only, so it is counted after each.</summary>
    private void Count(string crm, CycleReport report) => _ = CountAsync(crm);

    private async Task CountAsync(string crm)
    {
        try
        {
            var retries = await (await _store.OpenAsync(crm, CancellationToken.None)).ReadRetriesAsync(QueueCounted, CancellationToken.None);
            _queues[crm] = new Queue(retries.Count, retries.Count == 0 ? null : retries.Min(one => one.FirstAt));
        }
        catch (Exception failed) when (failed is JournalException or ObjectDisposedException)
        {
            // The next cycle tells the same trouble in full; a figure of before would be a lie.
            _queues.TryRemove(crm, out _);
        }
    }

    private sealed record Queue(long Deals, DateTimeOffset? Oldest);
}
