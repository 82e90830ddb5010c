using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Http.Tests;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>A connected Salesforce over a stub, with a journal's knowledge in memory.</summary>
internal sealed class TestOrg : IKnownDeals, ICrmCache, IAsyncDisposable
{
    private readonly Dictionary<string, string> _cache = new(StringComparer.Ordinal);
    private SalesforceCrm? _crm;

    public TestOrg() => Stub = new StubOrg(Time);

    public VirtualTime Time { get; } = new() { Grace = 40 };

    public StubOrg Stub { get; }

    public Dictionary<string, KnownDeal> Known { get; } = new(StringComparer.Ordinal);

    public CrmConnection Connection { get; set; } = new()
    {
        Name = "salesforce",
        Kind = "Salesforce",
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
        Language = "ja",
        Fields = StandardFields(),
        WriteTo = new WriteTargets("Readiness_Flag__c", "Readiness_Next_Step__c", "Readiness_Phase__c", "Readiness_Talk_Depth__c", "Readiness_Reasons__c"),
    };

    public SalesforceOptions Options { get; set; } = new()
    {
        LoginUrl = new Uri("https://login.test"),
        Flow = SignInFlow.ClientCredentials,
        ClientId = "3MVG9.consumer",
        ClientSecret = "a-consumer-secret",
    };

    public SalesforceCrm Crm => _crm ??= new SalesforceCrm(Connection, Options, Time, new Random(1), Stub);

    public IDictionary<string, string> Cached => _cache;

    public static ImmutableSortedDictionary<string, FieldSource> StandardFields()
    {
        using var document = JsonDocument.Parse(Standard.FieldsDocument);
        return document.RootElement.EnumerateObject().ToImmutableSortedDictionary(
            field => field.Name,
            field => new FieldSource(
                field.Value.GetProperty("From").GetString()!,
                field.Value.TryGetProperty("Values", out var values)
                    ? values.EnumerateObject().ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value.GetString()!, StringComparer.Ordinal)
                    : null),
            StringComparer.Ordinal);
    }

    public CrmAccount Open()
    {
        CrmAccount? account = null;
        Time.Run(async () => account = await Crm.OpenAsync(this, CancellationToken.None));
        return account!;
    }

    /// <summary>Reads what changed and keeps it, as the cycle does.</summary>
    public List<DealPage> Read(ImmutableSortedDictionary<string, string>? positions = null, bool reconcile = false)
    {
        var account = Open();
        var pages = new List<DealPage>();
        Time.Run(async () =>
        {
            var request = new ReadRequest(account, positions ?? ImmutableSortedDictionary<string, string>.Empty, this, reconcile);
            await foreach (var page in Crm.Deals.ReadChangedAsync(request, CancellationToken.None))
            {
                pages.Add(page);
                Keep(page);
            }
        });
        return pages;
    }

    public void Keep(DealPage page)
    {
        foreach (var deal in page.Deals)
        {
            Known[deal.Id] = new KnownDeal(deal, null);
        }

        foreach (var (id, stamp) in page.Unchanged)
        {
            Known[id] = Known[id] with { Snapshot = Known[id].Snapshot with { ModifiedAt = stamp } };
        }

        foreach (var id in page.Gone)
        {
            Known.Remove(id);
        }
    }

    public IReadOnlyList<WriteOutcome> Write(params DealWrite[] batch)
    {
        Open();
        IReadOnlyList<WriteOutcome> outcomes = [];
        Time.Run(async () => outcomes = await Crm.Verdicts.WriteAsync(batch, CancellationToken.None));
        return outcomes;
    }

    public static CrmFailure Fails(Action act) => Should.Throw<CrmException>(act).Failure;

    public Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, KnownDeal>>(Known.Where(deal => dealIds.Contains(deal.Key)).ToDictionary(StringComparer.Ordinal));

    public Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Known.Values.Select(deal => deal.Snapshot).Where(deal => kind switch
        {
            LinkKind.Meeting => deal.Meetings.Any(meeting => ids.Contains(meeting.Id)),
            LinkKind.Company => deal.CompanyIds.Any(ids.Contains),
            _ => deal.Contacts.Any(contact => ids.Contains(contact.Id)),
        }).Select(deal => deal.Id)]);

    public async IAsyncEnumerable<string> ListIdsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in Known.Keys.Order(StringComparer.Ordinal).ToList())
        {
            await Task.CompletedTask;
            yield return id;
        }
    }

    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken) => Task.FromResult(_cache.GetValueOrDefault(key));

    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken)
    {
        var sum = count + long.Parse(_cache.GetValueOrDefault($"{key} {period}", "0"), System.Globalization.CultureInfo.InvariantCulture);
        _cache[$"{key} {period}"] = sum.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Task.FromResult(sum);
    }

    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            _cache.Remove(key);
        }
        else
        {
            _cache[key] = text;
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_crm is not null)
        {
            await _crm.DisposeAsync();
        }

        Stub.Dispose();
    }
}
