using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>The service against one account: the real slice of its vendor, the real SQLite journal, the shipped rules and mapping.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly ReadinessRules Rules = RulesDocument.Compile(null).Rules.ShouldNotBeNull();

    private readonly DirectoryInfo _folder;
    private readonly SqliteJournalStore _store;
    private readonly CrmConnection _connection;
    private readonly ICrm _crm;
    private readonly SyncCycle _cycle;

    private Service(DirectoryInfo folder, SqliteJournalStore store, IJournal journal, Account account, TimeProvider time, int seed)
    {
        _folder = folder;
        _store = store;
        Journal = journal;
        var kind = account.Vendor.Kind(time);
        _connection = Connect(kind, account.Vendor.Name);
        _crm = kind.Connect(_connection, new ConfigurationBuilder()
            .AddInMemoryCollection(account.Settings.Select(setting => KeyValuePair.Create($"{kind.Name}:{setting.Key}", (string?)setting.Value)))
            .Build().GetSection(kind.Name));
        _cycle = new SyncCycle(new RetryPolicy(new Random(seed)), time, NullLogger<SyncCycle>.Instance);
    }

    public IJournal Journal { get; }

    public static async Task<Service> StartAsync(Account account, TimeProvider time, int seed = 1)
    {
        var folder = Directory.CreateTempSubdirectory("crs-end-to-end-");
        var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", folder.FullName, time, TestContext.Current.CancellationToken);
        return new Service(folder, store, await store.OpenAsync(account.Vendor.Name, TestContext.Current.CancellationToken), account, time, seed);
    }

    public Task<CycleReport> RunAsync() => _cycle.RunAsync(
        new CycleRequest { Crm = _crm, Connection = _connection, Rules = Rules, Journal = Journal, Trigger = "test" }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _crm.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The connection as the shipped settings make it.</summary>
    private static CrmConnection Connect(ICrmKind kind, string name)
    {
        var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
        return new CrmConnection
        {
            Name = name,
            Kind = kind.Name,
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
            Language = "ja",
            DailyShare = 1,
            Fields = JsonSerializer.Deserialize<Dictionary<string, FieldSource>>(kind.StandardFields, options).ShouldNotBeNull().ToImmutableSortedDictionary(StringComparer.Ordinal),
            WriteTo = JsonSerializer.Deserialize<WriteTargets>(kind.StandardWriteTo, options).ShouldNotBeNull(),
        };
    }
}
