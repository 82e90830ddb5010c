using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmReadinessSync.Sync;

/// <summary>Registers the cycle.</summary>
public static class SyncRegistration
{
    /// <summary>Adds <see cref="SyncCycle"/> and what it needs, except logging. A <see cref="TimeProvider"/> already registered is used.</summary>
    public static IServiceCollection AddSyncCycle(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new RetryPolicy(new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));
        services.TryAddSingleton<SyncCycle>();
        return services;
    }
}
