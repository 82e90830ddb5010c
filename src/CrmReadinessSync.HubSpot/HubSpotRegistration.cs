using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmReadinessSync.HubSpot;

/// <summary>Registers this vendor.</summary>
public static class HubSpotRegistration
{
    /// <summary>Adds HubSpot to the kinds of CRM that a connection may name.</summary>
    public static IServiceCollection AddHubSpot(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICrmKind, HubSpotKind>(static provider => new HubSpotKind(provider.GetRequiredService<TimeProvider>())));
        return services;
    }
}
