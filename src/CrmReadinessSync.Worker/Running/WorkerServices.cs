using CrmReadinessSync.HubSpot;
using CrmReadinessSync.Salesforce;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmReadinessSync.Worker;

/// <summary>The service's contents page.</summary>
internal static class WorkerServices
{
    /// <summary>A requested stop may take this long: the request in flight is finished and journalled.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    /// <summary>Everything a cycle needs; the schedule is extra.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services, WorkerSettings settings, IJournalStore store, Surroundings surroundings, TimeProvider time)
    {
        services.AddSingleton(settings);
        services.AddSingleton(time);
        services.AddSingleton(store);
        surroundings.AddCrms(services);
        services.AddSyncCycle();
        services.AddSingleton<CrmCycles>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        return services;
    }

    /// <summary>The vendors. A further CRM is one line here.</summary>
    public static IServiceCollection AddCrms(this IServiceCollection services) => services
        .AddHubSpot()
        .AddSalesforce();
}
