using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CrmReadinessSync.Tests;

/// <summary>
/// A real PostgreSQL for tests: Debian's, in a folder of its own, on 127.0.0.1 and a free port, gone with its tests. It refuses to run as root,
/// so root lends it the user <c>postgres</c>.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly string _binaries;
    private readonly int _port;

    private PostgresServer(string folder, string binaries, int port)
    {
        _folder = folder;
        _binaries = binaries;
        _port = port;
    }

    /// <summary>Why there is none to start; null when there is.</summary>
    public static string? Missing => Binaries() is null ? "PostgreSQL is not installed (Debian: apt-get install postgresql)." : null;

    /// <summary>A connection string to the database "postgres"; the journal may be given a schema of its own by <c>Search Path</c>.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database=postgres;Username=postgres;Timeout=30");

    /// <summary>Makes a cluster and starts it.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        var binaries = Binaries() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("crs-postgres-").FullName;
        var server = new PostgresServer(folder, binaries, FreePort());
        if (IsRoot)
        {
            await RunAsync("chown", ["postgres", folder], cancellationToken);
        }

        await server.RunOwnAsync("initdb", ["--pgdata", server.Data, "--username", "postgres", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"], cancellationToken);
        await server.UpAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts it again after <see cref="DownAsync"/>, on the same port with the same data.</summary>
    public Task UpAsync(CancellationToken cancellationToken) => RunOwnAsync(
        "pg_ctl",
        [
            "start", "--pgdata", Data, "--wait", "--silent", "--log", Path.Combine(_folder, "log"),
            "--options", string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories='' -c max_connections=200"),
        ],
        cancellationToken);

    /// <summary>Stops it at once: connections are cut, transactions under way are lost, what was committed is not.</summary>
    public Task DownAsync(CancellationToken cancellationToken) =>
        RunOwnAsync("pg_ctl", ["stop", "--pgdata", Data, "--mode", "fast", "--wait", "--silent"], cancellationToken);

    /// <summary>A fresh schema of its own, as a connection string.</summary>
    public string NewSchema() => new NpgsqlConnectionStringBuilder(ConnectionString) { SearchPath = $"s{Guid.NewGuid():N}" }.ToString();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunOwnAsync("pg_ctl", ["stop", "--pgdata", Data, "--mode", "immediate", "--silent"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    private string Data => Path.Combine(_folder, "data");

    private static string? Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
        : null;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private Task RunOwnAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_binaries, program);
        return IsRoot ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments], cancellationToken) : RunAsync(path, arguments, cancellationToken);
    }

    /// <summary>Output goes nowhere: the server inherits it and would keep a pipe open for as long as it runs.</summary>
    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >/dev/null 2>&1 </dev/null");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await process.WaitForExitAsync(patience.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
