using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>Several processes on one file: a dead one's lease is free at once, a frozen one's by time, and opening and writing never clash.</summary>
public sealed class SqliteLeaseTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly ManualTime _time = new(Sample.Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_lease_of_a_process_that_died_is_free_at_once()
    {
        var dead = await OpenAsync("dead");
        var run = await (await dead.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
        await dead.DisposeAsync();
        await using var next = await OpenAsync("next");
        var journal = await next.OpenAsync("hubspot", Token);
        (await journal.ReadLeaseAsync(Token)).ShouldNotBeNull().Worker.ShouldBe("dead");

        (await journal.BeginRunAsync(Sample.Run(), Token)).ShouldBeGreaterThan(run);
    }

    [Fact]
    public async Task Who_took_over_from_a_frozen_process_keeps_the_lease_when_that_one_dies()
    {
        var frozen = await OpenAsync("frozen");
        await (await frozen.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
        _time.Now += ILeases.Length;
        await using var second = await OpenAsync("second");
        var run = await (await second.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
        await frozen.DisposeAsync();
        await using var third = await OpenAsync("third");
        var journal = await third.OpenAsync("hubspot", Token);

        (await Should.ThrowAsync<LeaseHeldException>(() => journal.BeginRunAsync(Sample.Run(), Token))).Holder.Run.ShouldBe(run);
        _time.Now += ILeases.Length;
        await journal.BeginRunAsync(Sample.Run(), Token);
    }

    [Fact]
    public async Task The_lock_lies_beside_the_journal_and_is_as_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var store = await OpenAsync("one");
        await (await store.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
        Directory.GetFiles(_directory.Path).Select(File.GetUnixFileMode).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Directory.GetFiles(_directory.Path).Select(Path.GetFileName).ShouldContain("journal.db-lease-1");
    }

    [Fact]
    public async Task Many_open_a_new_file_and_write_to_it_at_once()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            async () =>
            {
                await using var store = await OpenAsync($"{i}");
                var journal = await store.OpenAsync($"crm{i}", Token);
                var run = await journal.BeginRunAsync(Sample.Run(), Token);
                for (var deal = 0; deal < 20; deal++)
                {
                    await journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal($"{deal}")]), Token);
                }

                return await journal.CountOpenAsync(Token);
            },
            Token)));
        opened.ShouldAllBe(deals => deals == 20);
    }

    [Fact]
    public async Task Only_one_of_many_takes_the_lease()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OpenAsync($"{i}")));
        var taken = await Task.WhenAll(stores.Select(store => Task.Run(
            async () =>
            {
                try
                {
                    await (await store.OpenAsync("hubspot", Token)).BeginRunAsync(Sample.Run(), Token);
                    return 1;
                }
                catch (LeaseHeldException)
                {
                    return 0;
                }
            },
            Token)));
        taken.Sum().ShouldBe(1);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    private Task<SqliteJournalStore> OpenAsync(string worker) =>
        SqliteJournalStore.OpenAsync(_directory.File("journal.db"), _directory.Path, _time, Token, worker: worker);
}
