using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>The slice against the practice CRM: whole cycles, and what they cost.</summary>
public sealed class PracticeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(60)]
    [InlineData(200)]
    [InlineData(2000)]
    public async Task A_first_read_costs_at_most_a_twentieth_more_than_the_least_possible(int deals)
    {
        await using var world = new World(deals);

        await world.CycleAsync(write: false);

        var open = world.Journal.Deals.Values.Select(deal => deal.Snapshot).ToList();
        open.Count.ShouldBe(world.OpenDeals());
        open.Count(deal => deal.Contacts.Length > 0 && deal.CompanyIds.Length > 0).ShouldBeGreaterThan(open.Count / 2);
        open.Count(deal => deal.Meetings.Length > 0).ShouldBeGreaterThan(open.Count / 4);
        open.ShouldContain(deal => deal.Values["budget"].SetAt != null);
        var least = Math.Min(
                Batches(world.AllDeals(), 100),
                Batches(open.Count, 200) + (3 * Batches(open.Count, 1000)))
            + Batches(open.SelectMany(deal => deal.Contacts.Select(contact => contact.Id)).Distinct().Count(), 100)
            + Batches(open.SelectMany(deal => deal.CompanyIds.Take(1)).Distinct().Count(), 100)
            + Batches(open.SelectMany(deal => deal.Meetings.Select(meeting => meeting.Id)).Distinct().Count(), 100)
            + Batches(open.Count(world.HasHistory), 50)
            + Batches(open.SelectMany(deal => deal.Meetings).Count(meeting => meeting.MovedByThem), 50);
        // The account's own request, and definitions that are cached for a day, are not part of it.
        var requests = world.Requests - world.MetadataRequests;
        TestContext.Current.TestOutputHelper?.WriteLine($"{deals} deals: {requests} requests, least {least}");
        requests.ShouldBeLessThanOrEqualTo((long)Math.Ceiling(least * 1.05));
    }

    /// <summary>A list calls a label by its internal name, which here is the English word.</summary>
    [Fact]
    public async Task A_first_read_calls_a_label_of_the_account_by_the_words_that_people_see()
    {
        await using var world = new World(200);

        await world.CycleAsync(write: false);

        var roles = world.Journal.Deals.Values.SelectMany(deal => deal.Snapshot.Contacts).SelectMany(contact => contact.Roles).ToHashSet();
        roles.ShouldContain("購買");
        roles.ShouldNotContain("purchasing");
    }

    [Fact]
    public async Task The_second_run_lists_our_echoes_and_the_third_costs_five_requests()
    {
        await using var world = new World(600);
        await world.CycleAsync(write: true);
        var written = world.Journal.Deals.Count;

        world.Time.Advance(TimeSpan.FromSeconds(3));
        var second = await world.CycleAsync(write: false);
        second.Requests.ShouldBeLessThanOrEqualTo(5 + Batches(written, 200));
        second.Changed.ShouldBe(0);
        second.Unchanged.ShouldBe(written);

        world.Time.Advance(TimeSpan.FromSeconds(3));
        var third = await world.CycleAsync(write: false);
        third.Requests.ShouldBe(5);
        (third.Changed, third.Unchanged).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_people_change_comes_and_what_they_do_not_does_not()
    {
        await using var world = new World(60);
        await world.CycleAsync(write: true);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.CycleAsync(write: false);
        var deals = world.Journal.Deals.Values.Select(deal => deal.Snapshot).ToList();
        var edited = deals[0].Id;
        var archived = deals[1].Id;
        var meeting = deals.Skip(2).First(deal => deal.Meetings.Length > 0);
        var company = deals.Skip(2).First(deal => deal.CompanyIds.Length > 0 && deal.Id != meeting.Id);
        world.Edit($$$"""{"kind":"deal","id":"{{{edited}}}","properties":{"readiness_budget":"no_budget"}}""");
        world.Edit($$$"""{"kind":"deal","id":"{{{archived}}}","archive":true}""");
        world.Edit($$$"""{"kind":"meeting","id":"{{{meeting.Meetings[0].Id}}}","properties":{"hs_meeting_start_time":"2026-12-24T03:00:00Z"}}""");
        world.Edit($$$"""{"kind":"company","id":"{{{company.CompanyIds[0]}}}","properties":{"numberofemployees":"4711"}}""");
        world.Time.Advance(TimeSpan.FromMinutes(1));

        await world.CycleAsync(write: false);

        world.Journal.Deals[edited].Snapshot.Values["budget"].Value.ShouldBe("no_budget");
        world.Journal.Deals[edited].Snapshot.Values["budget"].SetAt.ShouldNotBeNull();
        world.Journal.Deals[meeting.Id].Snapshot.Meetings.ShouldContain(known => known.Start == new DateTimeOffset(2026, 12, 24, 3, 0, 0, TimeSpan.Zero));
        world.Journal.Deals[company.Id].Snapshot.Values["company.employees"].Value.ShouldBe("4711");
        world.Journal.Deals.ShouldContainKey(archived, "search does not tell of deleted deals");

        world.Time.Advance(TimeSpan.FromMinutes(1));
        var reconcile = await world.CycleAsync(write: false, reconcile: true);
        reconcile.Met.ShouldNotContain(archived);
        reconcile.Met.Count.ShouldBe(world.Journal.Deals.Count - 1);
        reconcile.Changed.ShouldBe(0);
    }

    [Fact]
    public async Task An_association_made_later_is_found_by_the_reconcile()
    {
        await using var world = new World(60);
        await world.CycleAsync(write: true);
        var deals = world.Journal.Deals.Values.Select(deal => deal.Snapshot).ToList();
        var bare = deals.First(deal => deal.Meetings.Length == 0).Id;
        var contact = deals.First(deal => deal.Contacts.Length > 0 && deal.Id != bare).Contacts[0].Id;
        world.Edit($$$"""{"link":{"from":"deal:{{{bare}}}","to":"contact:{{{contact}}}"} }""");
        world.Time.Advance(TimeSpan.FromMinutes(1));

        await world.CycleAsync(write: false, reconcile: true);

        world.Journal.Deals[bare].Snapshot.Contacts.ShouldContain(known => known.Id == contact);
    }

    [Theory]
    [InlineData("flaky")]
    [InlineData("throttled")]
    [InlineData("lost-acks")]
    [InlineData("expiring-tokens")]
    [InlineData("locked-rows")]
    public async Task Under_faults_the_read_and_the_writes_are_whole(string fault)
    {
        await using var calm = new World(200);
        await calm.CycleAsync(write: false);
        await using var world = new World(200, fault, oauth: fault == "expiring-tokens");
        await world.CycleAsync(write: true);

        world.Journal.Deals.Keys.ShouldBe(calm.Journal.Deals.Keys, ignoreOrder: true);
        world.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_app_with_a_refresh_token_works_across_the_life_of_its_access_tokens()
    {
        await using var world = new World(60, oauth: true);
        await world.CycleAsync(write: true);
        world.Time.Advance(TimeSpan.FromMinutes(26));
        await world.CycleAsync(write: false);

        world.Crm.Usage.ByKind["token"].ShouldBe(2, "once at first use, once ahead of expiry");
        world.Wire.Statuses.ShouldNotContainKey(401);
    }

    private static long Batches(long count, int size) => (count + size - 1) / size;

    private sealed class World : IAsyncDisposable
    {
        private readonly PracticeCrms _crms;
        private readonly PropertyPlan _plan;
        private ImmutableSortedDictionary<string, string> _positions = ImmutableSortedDictionary<string, string>.Empty;

        public World(int deals, string? fault = null, bool oauth = false)
        {
            _crms = PracticeCrms.Open(new SandboxOptions { Deals = deals, Faults = fault is null ? [] : [fault] }, HubSpotTests.Now);
            Wire = new PracticeWire(_crms.HubSpot, Time);
            var kind = new HubSpotKind(Time);
            var connection = HubSpotTests.Connection() with
            {
                Fields = Fields(kind.StandardFields),
                WriteTo = new WriteTargets("readiness_flag", "readiness_next_step", "readiness_phase", "readiness_talk_depth", "readiness_reasons"),
            };
            _plan = new PropertyPlan(connection);
            var settings = HubSpotTests.Settings() with
            {
                AccessToken = oauth ? null : _crms.HubSpotAccessToken,
                ClientId = oauth ? _crms.HubSpotClientId : null,
                ClientSecret = oauth ? _crms.HubSpotClientSecret : null,
                RefreshToken = oauth ? _crms.HubSpotRefreshToken : null,
            };
            Crm = new HubSpotCrm(connection, settings, Time, new Random(1), Wire);
        }

        public InstantTime Time { get; } = new();

        public KnownStub Journal { get; } = new();

        public PracticeWire Wire { get; }

        public HubSpotCrm Crm { get; }

        public List<CrmFailure> Failures { get; } = [];

        public long Requests => Crm.Usage.Total;

        public long MetadataRequests => Crm.Usage.ByKind["account"] + Crm.Usage.ByKind.GetValueOrDefault("properties");

        public bool HasHistory(DealSnapshot deal) => deal.Values["close_date"].Value is not null || _plan.Dated.Any(property => deal.Values[property.Field.Name].Value is not null);

        public int AllDeals() => Admin("GET", "/_sandbox/deals?limit=1").GetProperty("count").GetInt32();

        public int OpenDeals() => Admin("GET", "/_sandbox/deals?limit=1000000&properties=dealstage").GetProperty("results").EnumerateArray()
            .Count(deal => deal.GetProperty("properties").GetProperty("dealstage").GetString() is not ("closedwon" or "closedlost"));

        public void Edit(string body) => Admin("POST", "/_sandbox/edit", body);

        public async Task<CycleCost> CycleAsync(bool write, bool reconcile = false)
        {
            var before = Requests;
            var account = await Crm.OpenAsync(Journal, Token);
            var changed = 0;
            var unchanged = 0;
            var met = new HashSet<string>();
            await foreach (var page in Crm.Deals.ReadChangedAsync(new ReadRequest(account, _positions, Journal, reconcile), Token))
            {
                foreach (var deal in page.Deals)
                {
                    changed += Journal.Deals.TryGetValue(deal.Id, out var known) && deal.EqualsButForStamp(known.Snapshot) ? 0 : 1;
                    Journal.Deals[deal.Id] = new KnownDeal(deal, known?.EchoStamp);
                    met.Add(deal.Id);
                }

                unchanged += page.Unchanged.Count;
                met.UnionWith(page.Unchanged.Select(deal => deal.Id));
                Failures.AddRange(page.Failed.Select(failure => failure.Failure));
                _positions = page.Positions ?? _positions;
            }

            if (write)
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                await WriteAllAsync();
            }

            return new CycleCost(Requests - before, changed, unchanged, met);
        }

        public ValueTask DisposeAsync() => Crm.DisposeAsync();

        private async Task WriteAllAsync()
        {
            foreach (var batch in Journal.Deals.Keys.Order(StringComparer.Ordinal).Chunk(Crm.Verdicts.BatchSize))
            {
                var writes = batch.Select(id => new DealWrite(id, ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("readiness_next_step", (string?)$"Ask {id}")]))).ToList();
                foreach (var outcome in await Crm.Verdicts.WriteAsync(writes, Token))
                {
                    if (outcome.Failure is { } failure)
                    {
                        Failures.Add(failure);
                        continue;
                    }

                    var snapshot = Journal.Deals[outcome.DealId].Snapshot;
                    Journal.Deals[outcome.DealId] = new KnownDeal(snapshot with { Shown = snapshot.Shown.SetItem("readiness_next_step", $"Ask {outcome.DealId}") }, outcome.StampAfter);
                }
            }
        }

        private JsonElement Admin(string method, string target, string? body = null)
        {
            var answer = _crms.HubSpot.Handle(SandboxRequest.Create(method, target, body), Time.GetUtcNow());
            answer.Status.ShouldBeLessThan(300, answer.Text);
            return answer.Body.IsEmpty ? default : JsonDocument.Parse(answer.Body).RootElement;
        }

        private static ImmutableSortedDictionary<string, FieldSource> Fields(string json)
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().ToImmutableSortedDictionary(field => field.Name, field => new FieldSource(field.Value.GetProperty("From").GetString()!));
        }
    }

    private sealed record CycleCost(long Requests, int Changed, int Unchanged, HashSet<string> Met);
}
