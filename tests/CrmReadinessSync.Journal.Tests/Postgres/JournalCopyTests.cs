using CrmReadinessSync.Sync;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>A journal moves between file and server, whole, and either way.</summary>
public sealed class JournalCopyTests(SharedServer shared) : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ManualTime _time = new(Sample.Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Both_databases_have_the_same_tables_columns_and_keys()
    {
        await using var server = await PostgresDatabase.OpenAsync((await shared.RequireAsync()).NewSchema(), PostgresSchema.Shipped, Token);
        await using var file = SqliteDatabase.Open(_directory.File("journal.db"), SqliteSchema.Shipped);

        var here = await new SqliteTransferEnd(file).TablesAsync(Token);
        var there = await new PostgresTransferEnd(server).TablesAsync(Token);

        Described(there).ShouldBe(Described(here), ignoreOrder: true);
    }

    [Fact]
    public async Task A_journal_goes_to_the_server_and_back_and_is_the_same()
    {
        var file = File("journal.db");
        var server = await ServerAsync();
        var back = File("back.db");
        await FillAsync(file, seed: 11);

        var copied = await file.CopyToAsync(server, progress: null, Token);
        await server.CopyToAsync(back, progress: null, Token);

        copied.ShouldBeGreaterThan(30);
        (await TextAsync(server)).ShouldBe(await TextAsync(file));
        (await TextAsync(back)).ShouldBe(await TextAsync(file));
        (await NextRunAsync(server)).ShouldBe(await NextRunAsync(file), "new keys come after those that were copied");
    }

    [Fact]
    public async Task A_copy_that_was_cut_off_goes_on_and_is_no_journal_until_it_is_whole()
    {
        var file = File("journal.db");
        var server = await ServerAsync();
        await FillAsync(file, seed: 13);
        using var stop = new CancellationTokenSource();
        var cut = new Told(progress =>
        {
            if (progress.Table == "deal")
            {
                stop.Cancel();
            }
        });

        await Should.ThrowAsync<OperationCanceledException>(() => file.CopyToAsync(server, cut, stop.Token));
        var refused = await Should.ThrowAsync<JournalException>(() => server.OpenAsync(_time, Token));
        var rest = await file.CopyToAsync(server, progress: null, Token);

        refused.Message.ShouldContain("unfinished copy");
        rest.ShouldBeGreaterThan(0);
        (await TextAsync(server)).ShouldBe(await TextAsync(file));
    }

    [Fact]
    public async Task A_journal_in_use_is_never_overwritten()
    {
        var server = await ServerAsync();
        var file = File("journal.db");
        await FillAsync(file, seed: 14);
        await FillAsync(server, seed: 15);
        var before = await TextAsync(server);

        var refused = await Should.ThrowAsync<JournalException>(() => file.CopyToAsync(server, progress: null, Token));

        refused.Message.ShouldContain("holds a journal already");
        (await TextAsync(server)).ShouldBe(before);
    }

    [Fact]
    public async Task A_row_that_arrived_differently_is_found()
    {
        var file = File("journal.db");
        var server = await ServerAsync();
        await FillAsync(file, seed: 16);
        var spoilt = new Told(progress =>
        {
            if (progress is { Table: "deal", IsComparing: false })
            {
                using var connection = new NpgsqlConnection(server.ConnectionString);
                connection.Execute("UPDATE deal SET modified_at = modified_at + 1 WHERE key = (SELECT min(key) FROM deal)");
            }
        });

        var found = await Should.ThrowAsync<JournalException>(() => file.CopyToAsync(server, spoilt, Token));

        found.Message.ShouldContain("differs");
        found.Message.ShouldContain("'deal'");
    }

    [Theory]
    [InlineData("Host=db.example.com;Username=u;Password=secret", "holds a password")]
    [InlineData("Host=db.example.com;Username=u;SSL Mode=Prefer", "unencrypted")]
    [InlineData("Username=u", "no Host")]
    [InlineData("Host=db.example.com;Colour=red", "cannot be read")]
    public void A_connection_string_that_is_wrong_or_unsafe_is_refused(string text, string why) =>
        Should.Throw<JournalException>(() => JournalPlace.Of(JournalProvider.Postgres, text, null, "/")).Message.ShouldContain(why);

    [Theory]
    [InlineData("Host=db.example.com;Username=u", SslMode.VerifyFull)]
    [InlineData("Host=db.example.com;Username=u;SSL Mode=Require", SslMode.Require)]
    [InlineData("Host=127.0.0.1;Username=u", SslMode.Prefer)]
    public void Only_a_server_on_this_machine_is_spoken_to_in_clear(string text, SslMode mode) =>
        new NpgsqlConnectionStringBuilder(JournalPlace.Of(JournalProvider.Postgres, text, "p", "/").ConnectionString).SslMode.ShouldBe(mode);

    private static IEnumerable<string> Described(IEnumerable<TransferTable> tables) =>
        tables.Select(table => $"{table.Name} ({string.Join(", ", table.Columns.Order(StringComparer.Ordinal))}) by {table.KeyList}");

    private JournalPlace File(string name) => JournalPlace.Of(JournalProvider.Sqlite, $"Data Source={name}", null, _directory.Path);

    private async Task<JournalPlace> ServerAsync() => JournalPlace.Of(JournalProvider.Postgres, (await shared.RequireAsync()).NewSchema(), null, _directory.Path);

    private async Task FillAsync(JournalPlace place, int seed)
    {
        await using var store = await place.OpenAsync(_time, Token);
        var journal = await store.OpenAsync("hubspot", Token);
        var walk = new JournalWalk(new Random(seed), new JournalModel());
        for (var step = 0; step < 40; step++)
        {
            await walk.StepAsync(journal, Token);
        }

        await journal.BindAccountAsync("42", Token);
        await journal.WriteAsync("definitions", "改行\nと 'quotes'", Token);
    }

    private async Task<long> NextRunAsync(JournalPlace place)
    {
        await using var store = await place.OpenAsync(_time, Token);
        return await (await store.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run("r1", 500), Token);
    }

    private async Task<string> TextAsync(JournalPlace place)
    {
        await using var store = await place.OpenAsync(_time, Token);
        var journal = await store.OpenAsync("hubspot", Token);
        var lines = new List<string> { $"{(await journal.CountOpenAsync(Token))} {(await journal.ReadHeadAsync(Token)).AccountId}", (await journal.ReadAsync("definitions", TimeSpan.FromDays(9), Token)) ?? "none" };
        lines.AddRange((await Sample.Flat(journal.ReadOpenDealsAsync(Token))).Select(deal => $"{Sample.Text(deal.Snapshot)} {deal.Outcome} {deal.DueAt} {deal.SeenAt} {deal.Retry}"));
        lines.AddRange((await journal.ReadRunsAsync(1000, Token)).Select(run => $"{run.Id} {run.Start}"));
        lines.AddRange((await journal.ReadWritesAsync(null, null, 1000, Token)).Select(write => $"{write.Run} {write.DealId} {string.Join(',', write.Changes)} {write.Outcome} {write.At} {write.Failure}"));
        return string.Join('\n', lines);
    }

    private sealed class Told(Action<TransferProgress> then) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => then(value);
    }
}
