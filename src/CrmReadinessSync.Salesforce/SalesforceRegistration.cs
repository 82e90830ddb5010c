using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmReadinessSync.Salesforce;

/// <summary>Registers Salesforce.</summary>
public static class SalesforceRegistration
{
    /// <summary>Adds the kind <c>Salesforce</c>. A <see cref="TimeProvider"/> already registered is used.</summary>
    public static IServiceCollection AddSalesforce(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICrmKind, SalesforceKind>());
        return services;
    }
}
