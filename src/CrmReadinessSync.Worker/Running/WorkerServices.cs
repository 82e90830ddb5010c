using CrmReadinessSync.History;
using CrmReadinessSync.HubSpot;
using CrmReadinessSync.Salesforce;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmReadinessSync.Worker;

/// <summary>The service's contents page.</summary>
internal static class WorkerServices
{
    /// <summary>A requested stop may take this long: the request in flight is finished and journalled.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    /// <summary>Everything a cycle needs; the schedule is extra.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services, IJournalStore store, Surroundings surroundings, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(store);
        surroundings.AddCrms(services);
        services.AddSyncCycle();
        services.AddSingleton<IRulesTrial, PastWinsTrial>();
        services.AddSingleton<CrmCycles>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        return services;
    }

    /// <summary>The running service: cycles by their schedules, under settings that follow their files.</summary>
    public static IServiceCollection AddService(this IServiceCollection services, IJournalStore store, WorkerSettings settings, SettingsInput input)
    {
        services.AddSingleton(all => new SettingsLoader([.. all.GetServices<ICrmKind>()]));
        services.AddSingleton(all => ActivatorUtilities.CreateInstance<LiveSettings>(all, settings, input));
        services.AddSingleton<CycleSchedule>();
        services.AddSingleton<SettingsWatch>();
        services.AddSingleton<RunningService>();
        services.AddSingleton<IServiceState>(all => all.GetRequiredService<RunningService>());
        services.AddHostedService<ServiceTelemetry>();
        services.AddHostedService<ServiceMeter>();
        services.AddHostedService<StatusPage>();
        services.AddSingleton(_ => new Webhook(new HttpClient { Timeout = TimeSpan.FromSeconds(15) }));
        services.AddSingleton<NoticeClaims>();
        services.AddHostedService<NoticeWatch>();
        services.AddHostedService(all => all.GetRequiredService<SettingsWatch>());
        return services.AddSchedule(store);
    }

    /// <summary>The vendors. A further CRM is one line here.</summary>
    public static IServiceCollection AddCrms(this IServiceCollection services) => services
        .AddHubSpot()
        .AddSalesforce();
}
