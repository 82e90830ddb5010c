using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Worker;

/// <summary>Loads settings before there are services: logging, journal and schedules depend on them.</summary>
internal static class Loading
{
    /// <summary>The settings in force.</summary>
    /// <exception cref="SettingsException">They have faults.</exception>
    public static WorkerSettings Load(Surroundings surroundings, SettingsInput input) => WithLoader(surroundings, loader => loader.Load(input));

    /// <summary>Lends a loader that knows every vendor.</summary>
    public static T WithLoader<T>(Surroundings surroundings, Func<SettingsLoader, T> work)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(surroundings.Time);
        surroundings.AddCrms(services);
        using var provider = services.BuildServiceProvider();
        return work(new SettingsLoader([.. provider.GetServices<ICrmKind>()]));
    }
}
