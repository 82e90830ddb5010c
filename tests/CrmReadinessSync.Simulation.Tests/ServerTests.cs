using CrmReadinessSync.Tests;

namespace CrmReadinessSync.Simulation.Tests;

/// <summary>The same histories over the journal on a server: the laws hold, and all comes out as over a file, step by step.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private ServerHome? _server;

    public static TheoryData<string> Crms => [.. Sides.All];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        _server = await ServerHome.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Crms))]
    public void Over_PostgreSQL_no_law_is_broken_and_the_trace_is_that_of_a_file(string crm) => Compare(crm, first: 1, seeds: 20);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Crms))]
    public void Over_PostgreSQL_no_law_is_broken_in_five_hundred_seeds(string crm) => Compare(crm, first: 20_001, seeds: 500);

    private void Compare(string crm, int first, int seeds)
    {
        for (var seed = first; seed < first + seeds; seed++)
        {
            var history = HistoryMaker.Draw(seed, crm);
            var outcome = Simulator.Run(history, home: _server);
            outcome.Broken.ShouldBeNull($"seed {seed} on {crm}");
            outcome.Trace.ShouldBe(Simulator.Run(history).Trace, $"seed {seed} on {crm}");
        }
    }
}
