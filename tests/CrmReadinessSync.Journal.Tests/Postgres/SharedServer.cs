using CrmReadinessSync.Tests;

[assembly: AssemblyFixture(typeof(CrmReadinessSync.Journal.Tests.SharedServer))]

namespace CrmReadinessSync.Journal.Tests;

/// <summary>One server for all tests of the assembly, started when the first one asks.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync(CancellationToken.None));

    /// <summary>The server; a test that needs it is skipped where PostgreSQL is not installed.</summary>
    public Task<PostgresServer> RequireAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        return _server.Value;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
