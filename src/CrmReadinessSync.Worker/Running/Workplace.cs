using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using ILogger = Serilog.ILogger;

namespace CrmReadinessSync.Worker;

/// <summary>What a command works with once its settings are known: the journal, the cycles and a log. Everything closes with it.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IAsyncDisposable _log;

    private Workplace(WorkerSettings settings, IHost host, IJournalStore store, IAsyncDisposable log)
    {
        _host = host;
        _log = log;
        Settings = settings;
        Store = store;
    }

    public WorkerSettings Settings { get; }

    public IJournalStore Store { get; }

    public Microsoft.Extensions.Logging.ILogger Logger(string category) => _host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    /// <summary>Runs cycles by their schedules until asked to stop; a cycle under way finishes its request and journals it.</summary>
    public async Task RunUntilStoppedAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(CancellationToken.None);
        await Stopping.WaitAsync(cancellationToken);
        await _host.StopAsync(CancellationToken.None);
    }

    public CrmCycles Cycles => _host.Services.GetRequiredService<CrmCycles>();

    /// <summary>Opens the journal and builds the services of a one-shot command; nothing runs yet.</summary>
    /// <param name="settings">The settings in force.</param>
    /// <param name="surroundings">What is outside.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Takes the log; closed with this object.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    public static Task<Workplace> OpenAsync<TLog>(WorkerSettings settings, Surroundings surroundings, TimeProvider time, TLog log, CancellationToken cancellationToken)
        where TLog : ILogger, IAsyncDisposable => BuildAsync(settings, surroundings, time, log, (_, _) => { }, cancellationToken);

    /// <summary>The same for the service: starting it runs cycles by their schedules, and <paramref name="input"/> is looked at for changes.</summary>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    public static Task<Workplace> OpenServiceAsync<TLog>(
        WorkerSettings settings, SettingsInput input, Surroundings surroundings, TimeProvider time, TLog log, CancellationToken cancellationToken)
        where TLog : ILogger, IAsyncDisposable => BuildAsync(settings, surroundings, time, log, (services, store) => services.AddService(store, settings, input), cancellationToken);

    private static async Task<Workplace> BuildAsync<TLog>(
        WorkerSettings settings, Surroundings surroundings, TimeProvider time, TLog log, Action<IServiceCollection, IJournalStore> add, CancellationToken cancellationToken)
        where TLog : ILogger, IAsyncDisposable
    {
        var store = await settings.Journal.Place.OpenAsync(time, cancellationToken, surroundings.Time);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = "crm-readiness-sync",
        });
        builder.Logging.AddSerilog(log);
        builder.Services.AddWorker(store, surroundings, time);
        add(builder.Services, store);
        return new Workplace(settings, builder.Build(), store, log);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }

        await Store.DisposeAsync();
        await _log.DisposeAsync();
    }
}
