using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The practice CRMs on 127.0.0.1. It is only their socket: it adds latency, carries answers the way their faults say,
/// and knows nothing of CRMs. Anything but a request of this machine does not reach it.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private static readonly TimeSpan SlowStep = TimeSpan.FromSeconds(2);
    private readonly List<WebApplication> _sockets = [];
    private readonly TimeSpan _latency;
    private readonly TimeProvider _time;

    private SandboxServer(PracticeCrms crms, TimeSpan latency, TimeProvider time)
    {
        Crms = crms;
        _latency = latency;
        _time = time;
    }

    /// <summary>The CRMs behind the sockets.</summary>
    public PracticeCrms Crms { get; }

    /// <summary>The base address of the HubSpot side, such as <c>http://127.0.0.1:41234</c>.</summary>
    public Uri HubSpotBaseUrl { get; private set; } = null!;

    /// <summary>The sign-in address of the Salesforce side, such as <c>http://127.0.0.1:41235</c>.</summary>
    public Uri SalesforceLoginUrl { get; private set; } = null!;

    /// <summary>The board of both CRMs: the deals as a rep sees them.</summary>
    public Uri Page => HubSpotBaseUrl;

    /// <summary>Opens the CRMs and their sockets.</summary>
    /// <param name="options">Valid options, see <see cref="SandboxOptions.Validate"/>.</param>
    /// <param name="time">The clock of the CRMs.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="SandboxImportException">The file to import, or its map, cannot be read.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var server = new SandboxServer(PracticeCrms.Open(options, time.GetUtcNow()), options.Latency, time);
        try
        {
            server.HubSpotBaseUrl = await server.ListenAsync(server.Crms.HubSpot, options.HubSpotPort, cancellationToken).ConfigureAwait(false);
            server.SalesforceLoginUrl = await server.ListenAsync(server.Crms.Salesforce, options.SalesforcePort, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the sockets; what was edited is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            await socket.DisposeAsync().ConfigureAwait(false);
        _sockets.Clear();
        Crms.Dispose();
    }

    private async Task<Uri> ListenAsync(PracticeCrm crm, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            // Too long an address is the vendor's to refuse, in its own words.
            kestrel.Limits.MaxRequestLineSize = 128 * 1024;
            kestrel.Limits.MaxRequestBufferSize = null;
            kestrel.Limits.MaxRequestBodySize = 200 * 1024 * 1024;
        });
        var app = builder.Build();
        _sockets.Add(app);
        app.Run(context => CarryAsync(crm, context));
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private async Task CarryAsync(PracticeCrm crm, HttpContext context)
    {
        var stop = context.RequestAborted;
        var request = await ReadAsync(context.Request, stop).ConfigureAwait(false);
        if (_latency > TimeSpan.Zero)
            await Task.Delay(_latency, _time, stop).ConfigureAwait(false);
        var response = crm.Handle(request, _time.GetUtcNow());
        if (response.Delivery == Delivery.Reset)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
            context.Response.Headers[name] = value;
        if (response.Body.IsEmpty)
            return;
        context.Response.ContentType = response.ContentType;
        var body = response.Delivery == Delivery.Truncated ? response.Body[..(response.Body.Length / 2)] : response.Body;
        context.Response.ContentLength = body.Length;
        if (response.Delivery == Delivery.Slow)
        {
            var third = body.Length / 3;
            await context.Response.Body.WriteAsync(body[..third], stop).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(stop).ConfigureAwait(false);
            await Task.Delay(SlowStep, _time, stop).ConfigureAwait(false);
            body = body[third..];
        }

        await context.Response.Body.WriteAsync(body, stop).ConfigureAwait(false);
    }

    private static async Task<SandboxRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        var target = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return new SandboxRequest
        {
            Method = request.Method.ToUpperInvariant(),
            Path = mark < 0 ? target : target[..mark],
            Query = request.Query.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Select(value => value ?? string.Empty).ToImmutableArray(), StringComparer.Ordinal),
            Headers = request.Headers.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body.ToArray(),
            TargetLength = target.Length,
        };
    }
}
