using System.Data.Common;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>
/// The schedule: in memory beside a journal in a file, and of one piece for all workers whose journal is on one server, with Quartz's own tables in the journal's
/// schema. Jobs carry nothing but the name of their CRM.
/// </summary>
internal static class Cluster
{
    /// <summary>How often a worker says that it is alive.</summary>
    public static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long past that the others wait before they take up its cycle: longer than the server needs to find the sessions of a machine that is gone, so that its lease is
    /// free by then.
    /// </summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddSchedule(this IServiceCollection services, IJournalStore store)
    {
        if (store is PostgresJournalStore server)
        {
            services.AddSingleton(server.Connections);
            services.AddHostedService<OthersWatch>();
        }

        return services.AddQuartz(quartz =>
        {
            if (store is PostgresJournalStore)
            {
                UseServer(quartz);
            }
        }).AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
    }

    /// <summary>The scheduler of a worker whose journal is on a server; the pool of connections is the container's <see cref="DbDataSource"/>.</summary>
    public static void UseServer(IQuartzBuilder quartz)
    {
        quartz.ConfigureScheduler(scheduler => scheduler.IdleWaitTime = CheckIn);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(source => source.UseRegisteredDataSource = true);
            store.UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (CheckIn, Silence));
            store.ProvisionSchema();
            store.ConfigureStore(options =>
            {
                options.StoreJobDataAsStrings = true;
                options.MisfireHandlerFrequency = CheckIn;
            });
        });
    }
}
