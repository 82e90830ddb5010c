using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>A wire between service and CRM that can be cut, connections in use included, and mended.</summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<TcpClient> _open = [];
    private readonly Uri _to;
    private readonly Task _serving;
    private volatile bool _isCut;

    public CutProxy(Uri to)
    {
        _to = to;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Cut()
    {
        _isCut = true;
        foreach (var client in _open)
        {
            // Reset, not closed: what was on its way is lost.
            client.Client?.Close(timeout: 0);
        }
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Cut();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _open.Add(client);
            if (_isCut)
            {
                client.Close();
                continue;
            }

            var server = new TcpClient();
            _open.Add(server);
            await server.ConnectAsync(_to.Host, _to.Port, _end.Token);
            _ = CarryAsync(client, server);
            _ = CarryAsync(server, client);
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), _end.Token);
            to.Close();
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            to.Close();
        }
    }
}
