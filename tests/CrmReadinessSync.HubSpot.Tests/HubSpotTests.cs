using System.Collections.Immutable;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>What the tests of this slice share.</summary>
internal static class HubSpotTests
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    public const string AllProperties = """
        {"results":[{"name":"readiness_budget"},{"name":"readiness_flag"},{"name":"readiness_next_step"},{"name":"closedate"},{"name":"hs_buying_role"},{"name":"numberofemployees"}]}
        """;

    /// <summary>A small mapping: one answer, a date, roles, a company value, two targets.</summary>
    public static CrmConnection Connection(DealFilter? filter = null) => new()
    {
        Name = "hubspot",
        Kind = "HubSpot",
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
        Language = "ja",
        WriteTo = new WriteTargets("readiness_flag", "readiness_next_step", null, null, null),
        Deals = filter ?? new DealFilter(),
        Fields = new Dictionary<string, FieldSource>
        {
            ["budget"] = new("readiness_budget"),
            ["close_date"] = new("closedate"),
            ["contact.roles"] = new("hs_buying_role"),
            ["company.employees"] = new("numberofemployees"),
        }.ToImmutableSortedDictionary(),
    };

    public static HubSpotSettings Settings(string version = "2026-03") => new()
    {
        BaseUrl = new Uri("https://hubspot.test"),
        ApiVersion = version,
        AccessToken = "pat-na1-0000-secret",
    };

    public static HubSpotCrm Crm(StubHubSpot wire, CrmConnection? connection = null, HubSpotSettings? settings = null, TimeProvider? time = null) =>
        new(connection ?? Connection(), settings ?? Settings(), time ?? new InstantTime(), new Random(1), wire);

    public static ReadRequest Request(IKnownDeals? known = null, ImmutableSortedDictionary<string, string>? positions = null, bool reconcile = false, DateTimeOffset? now = null) =>
        new(new CrmAccount("42", now ?? Now, false), positions ?? ImmutableSortedDictionary<string, string>.Empty, known ?? new KnownStub(), reconcile);

    public static ImmutableSortedDictionary<string, string> Positions(DateTimeOffset until, DateTimeOffset settled, DateTimeOffset? echoEnd = null) =>
        new[] { "deals", "meetings", "contacts", "companies" }
            .ToImmutableSortedDictionary(type => type, type => new FeedPosition(until, settled, type == "deals" ? echoEnd : null).ToString());

    public static async Task<List<DealPage>> ReadAllAsync(this IAsyncEnumerable<DealPage> pages)
    {
        var all = new List<DealPage>();
        await foreach (var page in pages)
        {
            all.Add(page);
        }

        return all;
    }

    public static IConfigurationSection Section(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create($"HubSpot:{pair.Key}", pair.Value))).Build().GetSection("HubSpot");

    /// <summary>A deal's JSON as lists and searches give it.</summary>
    public static string Deal(string id, string stamp, string? budget = null, string? flag = null, string? closed = null, string extra = "") => $$"""
        {"id":"{{id}}","properties":{"dealname":"Deal {{id}}","dealstage":"qualifiedtobuy","pipeline":"default","hs_is_closed":{{Text(closed)}},"hs_is_closed_won":null,
        "hs_lastmodifieddate":"{{stamp}}","readiness_budget":{{Text(budget)}},"closedate":"2026-12-01T15:30:00Z","readiness_flag":{{Text(flag)}},"readiness_next_step":null},
        "createdAt":"2026-01-01T00:00:00Z","updatedAt":"{{stamp}}","archived":false{{extra}}}
        """;

    public static string Page(long total, string? after, params string[] records)
    {
        var paging = after is null ? "" : $",\"paging\":{{\"next\":{{\"after\":\"{after}\"}}}}";
        return $"{{\"total\":{total},\"results\":[{string.Join(',', records)}]{paging}}}";
    }

    private static string Text(string? value) => value is null ? "null" : $"\"{value}\"";
}

/// <summary>A clock on which no wait takes time.</summary>
internal sealed class InstantTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => HubSpotTests.Now + Elapsed;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Timeouts of requests are a minute and never come due here; every shorter wait is over at once.
        if (dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(60))
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}

/// <summary>A journal's answers from memory.</summary>
internal sealed class KnownStub : IKnownDeals, ICrmCache
{
    public Dictionary<string, KnownDeal> Deals { get; } = [];

    public Dictionary<string, string> Cache { get; } = [];

    public Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, KnownDeal>>(dealIds.Where(Deals.ContainsKey).Distinct().ToDictionary(id => id, id => Deals[id]));

    public Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Deals.Values.Select(deal => deal.Snapshot).Where(deal => !deal.IsClosed && (kind switch
        {
            LinkKind.Contact => deal.Contacts.Any(contact => ids.Contains(contact.Id)),
            LinkKind.Company => deal.CompanyIds.Any(ids.Contains),
            _ => deal.Meetings.Any(meeting => ids.Contains(meeting.Id)),
        })).Select(deal => deal.Id)]);

    public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) => Deals.Keys.Order(StringComparer.Ordinal).ToAsyncEnumerable();

    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken) => Task.FromResult(Cache.GetValueOrDefault(key));

    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken)
    {
        var sum = count + long.Parse(Cache.GetValueOrDefault($"{key} {period}", "0"), System.Globalization.CultureInfo.InvariantCulture);
        Cache[$"{key} {period}"] = sum.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Task.FromResult(sum);
    }

    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            Cache.Remove(key);
        }
        else
        {
            Cache[key] = text;
        }

        return Task.CompletedTask;
    }
}
