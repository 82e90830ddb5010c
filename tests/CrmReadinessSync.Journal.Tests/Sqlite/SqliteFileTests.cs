using CrmReadinessSync.Sync;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>What only a file can suffer: other versions, other eyes, damage, a full disk.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => _directory.File("journal.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Files_are_private_even_where_the_folder_was_made_for_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var store = await OpenAsync("Data Source=state/deep/journal.db");
        var journal = await store.OpenAsync("hubspot", Token);
        await journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);

        store.Path.ShouldBe(_directory.File("state/deep/journal.db"));
        var files = Directory.GetFiles(_directory.File("state/deep"));
        files.Select(Path.GetFileName).Order().ShouldBe(["journal.db", "journal.db-shm", "journal.db-wal"]);
        files.Select(File.GetUnixFileMode).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        File.GetUnixFileMode(_directory.File("state/deep")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_file_open_to_others_is_closed_to_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await (await OpenAsync(FilePath)).DisposeAsync();
        File.SetUnixFileMode(FilePath, (UnixFileMode)0b110_110_110);
        await using var store = await OpenAsync(FilePath);
        File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_copy_is_private_too_and_leaves_nothing_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var store = await OpenAsync(FilePath);
        var copy = (SqliteJournalStore)await store.CopyAsync(Token);
        await copy.OpenAsync("hubspot", Token);
        var folder = Path.GetDirectoryName(copy.Path)!;
        Directory.GetFiles(folder).Select(File.GetUnixFileMode).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await copy.DisposeAsync();
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_copy_that_a_killed_preview_left_is_swept_away_by_a_later_one()
    {
        await using var store = await OpenAsync(FilePath);
        var (old, recent) = (Directory.CreateDirectory(FilePath + ".copy-old"), Directory.CreateDirectory(FilePath + ".copy-recent"));
        old.LastWriteTimeUtc = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2);
        await using (await store.CopyAsync(Token))
        {
            Directory.Exists(old.FullName).ShouldBeFalse();
            Directory.Exists(recent.FullName).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_newer_file_is_refused_untouched()
    {
        await (await OpenAsync(FilePath)).DisposeAsync();
        Change("PRAGMA user_version = 99");
        var fault = await Should.ThrowAsync<JournalException>(() => OpenAsync(FilePath));
        fault.Message.ShouldContain("newer version");
        fault.Message.ShouldContain("99");
        fault.Remedy.ShouldContain("newer version");
        Read("PRAGMA user_version").ShouldBe(99);
    }

    [Fact]
    public void An_older_file_is_brought_up_to_date_in_place()
    {
        var first = EmbeddedScripts.Of("sqlite");
        using (var connection = Connect())
        {
            new SqliteSchema(first).Bring(connection, FilePath);
            connection.Execute("INSERT INTO crm (name, account) VALUES ('hubspot', '1001')");
        }

        using (var connection = Connect())
        {
            var next = new SqliteSchema([.. first, "ALTER TABLE crm ADD COLUMN motto TEXT NOT NULL DEFAULT 'calm'"]);
            next.Bring(connection, FilePath);
            connection.QuerySingle<(string, string)>("SELECT account, motto FROM crm").ShouldBe(("1001", "calm"));
            connection.ExecuteScalar<long>("PRAGMA user_version").ShouldBe(first.Count + 1);
            next.Bring(connection, FilePath);
        }
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_older_file_whole()
    {
        var first = EmbeddedScripts.Of("sqlite");
        using var connection = Connect();
        new SqliteSchema(first).Bring(connection, FilePath);
        var broken = new SqliteSchema([.. first, "CREATE TABLE half (a); CREATE TABLE crm (b)"]);
        Should.Throw<SqliteException>(() => broken.Bring(connection, FilePath));
        connection.ExecuteScalar<long>("PRAGMA user_version").ShouldBe(first.Count);
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").ShouldBe(0);
    }

    [Fact]
    public async Task Somebody_elses_database_is_refused_untouched()
    {
        Change("CREATE TABLE theirs (a)");
        (await Should.ThrowAsync<JournalException>(() => OpenAsync(FilePath))).Message.ShouldContain("not a journal");
        Read("SELECT count(*) FROM sqlite_schema").ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(FilePath, string.Concat(Enumerable.Repeat("not a database ", 1000)), Token);
        (await Should.ThrowAsync<JournalException>(() => OpenAsync(FilePath))).Remedy.ShouldContain("Journal:ConnectionString");
    }

    [Fact]
    public async Task Damage_is_told_with_its_remedy()
    {
        await using (var store = await OpenAsync(FilePath))
        {
            var journal = await store.OpenAsync("hubspot", Token);
            await journal.SaveReadAsync(0, Sample.Read(changed: [.. Enumerable.Range(0, 300).Select(i => Sample.Deal($"{i}"))]), Token);
        }

        await using (var file = new FileStream(FilePath, FileMode.Open, FileAccess.Write))
        {
            // The first page holds the schema and stays; everything after it turns to noise.
            var noise = new byte[file.Length - 8192];
            new Random(1).NextBytes(noise);
            file.Position = 8192;
            await file.WriteAsync(noise, Token);
        }

        var fault = await Should.ThrowAsync<JournalException>(async () =>
        {
            await using var store = await OpenAsync(FilePath);
            var journal = await store.OpenAsync("hubspot", Token);
            await Sample.Flat(journal.ReadOpenDealsAsync(Token));
        });
        fault.Message.ShouldContain("damaged");
        fault.Remedy.ShouldContain("put back a copy");
    }

    [Fact]
    public async Task A_full_disk_is_told_and_loses_nothing_that_was_kept()
    {
        await using var store = await OpenAsync(FilePath);
        var journal = await store.OpenAsync("hubspot", Token);
        await journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        var pages = store.Database.Writer.ExecuteScalar<long>("PRAGMA page_count");
        store.Database.Writer.Execute($"PRAGMA max_page_count = {pages + 2}");

        var many = Sample.Read(changed: [.. Enumerable.Range(2, 200).Select(i => Sample.Deal($"{i}"))]);
        (await Should.ThrowAsync<JournalException>(() => journal.SaveReadAsync(0, many, Token))).Message.ShouldContain("disk is full");
        (await Sample.All(journal.ListIdsAsync(Token))).ShouldBe(["1"]);

        store.Database.Writer.Execute("PRAGMA max_page_count = 100000");
        await journal.SaveReadAsync(0, many, Token);
        (await Sample.All(journal.ListIdsAsync(Token))).Count.ShouldBe(201);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        await File.WriteAllTextAsync(_directory.File("taken"), "", Token);
        var fault = await Should.ThrowAsync<JournalException>(() => OpenAsync("Data Source=taken/journal.db"));
        fault.Remedy.ShouldContain("folder");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Nonsense=1;Data Source=x.db")]
    public async Task A_connection_string_that_names_no_file_is_refused(string connectionString) =>
        (await Should.ThrowAsync<JournalException>(() => OpenAsync(connectionString))).Remedy.ShouldContain("Data Source=PATH");

    [Fact]
    public async Task Two_processes_may_look_while_one_writes()
    {
        await using var first = await OpenAsync(FilePath);
        await using var second = await OpenAsync(FilePath);
        var writing = await first.OpenAsync("hubspot", Token);
        var looking = await second.OpenAsync("hubspot", Token);
        await writing.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2")]), Token);
        var run = await writing.BeginRunAsync(Sample.Run(), Token);
        await foreach (var page in writing.ReadDueAsync(Sample.Due(size: 1), Token))
        {
            (await looking.CountOpenAsync(Token)).ShouldBe(2);
            await writing.SaveJudgedAsync(run, [Sample.Unchanged(page[0].Snapshot.Id)], Token);
        }

        (await looking.FindDealAsync("2", Token))!.Outcome.ShouldBe(DealOutcome.Unchanged);
    }

    private Task<SqliteJournalStore> OpenAsync(string connectionString) =>
        SqliteJournalStore.OpenAsync(connectionString, _directory.Path, TimeProvider.System, Token);

    private SqliteConnection Connect()
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Change(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    private long Read(string sql)
    {
        using var connection = Connect();
        return connection.ExecuteScalar<long>(sql);
    }
}
