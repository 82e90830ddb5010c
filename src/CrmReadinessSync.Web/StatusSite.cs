using CrmReadinessSync.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Web;

/// <summary>
/// The status page and the health answers on a socket of their own. It reads the journal and the state of the service; its two actions are to
/// release a held plan and to sign in. No script is needed or allowed.
/// </summary>
public sealed class StatusSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Boards _boards;

    private StatusSite(WebApplication app, Boards boards)
    {
        _app = app;
        _boards = boards;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(address);
    }

    /// <summary>Where it is, with the port it got.</summary>
    public Uri Address { get; }

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">The address or port cannot be had.</exception>
    public static async Task<StatusSite> StartAsync(
        StatusSiteOptions options, IServiceState service, IJournalStore store, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(StatusSite).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Listen(options.Address, options.Url.Port);
        });
        builder.Services.Replace(ServiceDescriptor.Singleton(logs));
        builder.Services.AddRouting();
        builder.Services.AddRazorComponents();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.SuppressXFrameOptionsHeader = true;
            antiforgery.Cookie.Name = "crs_form";
            antiforgery.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict;
        });
        // Its only work at start is a ring of keys that outlives the process; ours do not.
        foreach (var hosted in builder.Services.Where(one => one.ServiceType == typeof(IHostedService) && one.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) is true).ToList())
        {
            builder.Services.Remove(hosted);
        }

        var boards = new Boards(service, store, time, logs.CreateLogger<Boards>());
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(service);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(boards);
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton<PageMaker>();
        var app = builder.Build();
        app.UseStatusGuard();
        app.MapHealth();
        app.MapStyle();
        app.MapSignIn();
        app.MapPages();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            await boards.DisposeAsync();
            throw;
        }

        boards.Start();
        return new StatusSite(app, boards);
    }

    /// <summary>Says that a cycle has ended.</summary>
    public void CycleEnded(string crm, CycleReport report) => _boards.CycleEnded(crm, report);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _boards.DisposeAsync();
    }
}
