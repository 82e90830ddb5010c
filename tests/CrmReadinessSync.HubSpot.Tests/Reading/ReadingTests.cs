using System.Collections.Immutable;
using CrmReadinessSync.Sync;
using static CrmReadinessSync.HubSpot.Tests.HubSpotTests;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>Later reads, request by request.</summary>
public sealed class ReadingTests : IDisposable
{
    private const string Search = "POST /crm/objects/2026-03/deals/search";
    private const string Empty = """{"total":0,"results":[]}""";
    private readonly StubHubSpot _wire = new();
    private readonly KnownStub _known = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task An_idle_cycle_asks_each_feed_once_for_a_fixed_window_sorted_by_id()
    {
        OnLinkedFeeds(_wire.On(Search, Empty));

        var pages = await ReadAsync();

        pages.Single().Positions!["deals"].ShouldBe("2026-11-22T09:00:00.000Z;2026-11-22T08:54:00.000Z;");
        _wire.Sent[0].ShouldBe(
            """
            POST /crm/objects/2026-03/deals/search
            {"filterGroups":[{"filters":[{"propertyName":"hs_lastmodifieddate","operator":"BETWEEN","value":"1795337910001","highValue":"1795338002000"},{"propertyName":"hs_object_id","operator":"GT","value":"0"}]}],"sorts":[{"propertyName":"hs_object_id","direction":"ASCENDING"}],"properties":["dealname","dealstage","pipeline","hs_is_closed","hs_is_closed_won","hs_lastmodifieddate","readiness_budget","closedate","readiness_flag","readiness_next_step"],"limit":200}
            """);
        _wire.Sent[1].ShouldContain("\"propertyName\":\"lastmodifieddate\"");
        _wire.Sent.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Our_echo_is_known_by_its_stamp_and_costs_nothing_more()
    {
        Know("512", Now.AddMinutes(-3), flag: "ready", echo: Now.AddSeconds(-20));
        OnLinkedFeeds(_wire.On(Search, Page(1, null, Deal("512", "2026-11-22T08:59:40.000Z", "allocated", "ready"))));

        var pages = await ReadAsync();

        pages.SelectMany(page => page.Unchanged).ShouldBe([new("512", Now.AddSeconds(-20))]);
        pages.ShouldAllBe(page => page.Deals.Count == 0);
        pages[^1].Positions!["deals"].ShouldEndWith(";2026-11-22T08:59:40.000Z");
    }

    [Fact]
    public async Task A_reps_change_under_our_own_stamp_is_not_taken_for_our_echo()
    {
        Know("512", Now.AddMinutes(-3), flag: "ready", echo: Now.AddSeconds(-20));
        OnDetails(_wire.On(Search, Page(1, null, Deal("512", "2026-11-22T08:59:40.000Z", "no_budget", "ready"))), history: "no_budget");
        OnLinkedFeeds(_wire);

        (await ReadAsync()).SelectMany(page => page.Deals).Single().Values["budget"].Value.ShouldBe("no_budget");
    }

    [Fact]
    public async Task A_changed_deal_comes_complete_and_its_answer_has_its_age()
    {
        OnDetails(_wire.On(Search, Page(1, null, Deal("512", "2026-11-22T08:59:40.000Z", "allocated"))), history: "allocated");
        OnLinkedFeeds(_wire);

        var deal = (await ReadAsync()).SelectMany(page => page.Deals).Single();

        deal.Values["budget"].ShouldBe(new ObservedValue("allocated", new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero)));
        deal.Values["close_date"].Value.ShouldBe("2026-12-02", "the day in Tokyo");
        deal.Values["company.employees"].Value.ShouldBe("120");
        deal.Contacts.ShouldBe([new DealContact("7", ["champion", "decision_maker"])]);
        deal.CompanyIds.ShouldBe(["21", "20"]);
        deal.Meetings.Select(meeting => (meeting.Id, meeting.State)).ShouldBe([("31", MeetingState.Held), ("30", MeetingState.Booked)]);
        deal.Shown.ShouldContainKeyAndValue("readiness_flag", null);
        // Twice by them; once by hand of one of ours, and once by an hour.
        deal.Values["meeting.moved"].ShouldBe(new ObservedValue("2", new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero)));
        _wire.Sent.ShouldContain(sent => sent.Contains("meetings/batch/read", StringComparison.Ordinal) && sent.EndsWith(
            """{"properties":[],"propertiesWithHistory":["hs_meeting_start_time"],"inputs":[{"id":"30"}]}""", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "2")]
    [InlineData(false, null)]
    public async Task A_close_date_pushed_on_a_deal_without_an_answer_is_counted_where_a_rule_looks_at_it(bool isWatched, string? pushes)
    {
        OnLinkedFeeds(_wire.On(Search, Page(1, null, Deal("512", "2026-11-22T08:59:40.000Z"))));
        foreach (var type in new[] { "contacts", "companies", "meetings" })
        {
            _wire.Any($"POST /crm/associations/2026-03/deals/{type}/batch/read", """{"results":[]}""");
        }

        if (isWatched)
        {
            _wire.Any("POST /crm/objects/2026-03/deals/batch/read", """
                {"results":[{"id":"512","properties":{},"propertiesWithHistory":{"readiness_budget":[],"closedate":[
                  {"value":"2026-12-01T15:30:00Z","timestamp":"2026-11-20T10:00:00Z"},{"value":"2026-11-01T15:30:00Z","timestamp":"2026-10-20T10:00:00Z"},
                  {"value":"2026-10-01T15:30:00Z","timestamp":"2026-09-20T10:00:00Z"}]}}]}
                """);
        }

        var deal = (await ReadAsync(Connection() with { Unwatched = isWatched ? [] : ["close_date.pushed"] })).SelectMany(page => page.Deals).Single();

        deal.Values.GetValueOrDefault("close_date.pushed").Value.ShouldBe(pushes);
    }

    [Theory]
    [InlineData("guest", true)]
    [InlineData("Rep", false)]
    [InlineData(null, false)]
    public async Task Who_moved_a_meeting_and_how_often_may_come_from_fields_of_the_account(string? mover, bool byThem)
    {
        var connection = Connection() with
        {
            Fields = Connection().Fields
                .Add("meeting.moved_by", new FieldSource("moved_by", ImmutableSortedDictionary<string, string>.Empty.Add("guest", "them").Add("Rep", "us")))
                .Add("meeting.moved", new FieldSource("times_moved")),
        };
        var meeting = $$$"""{"id":"30","properties":{"hs_meeting_start_time":"2026-11-24T01:00:00Z","hs_meeting_outcome":"SCHEDULED","moved_by":{{{(mover is null ? "null" : $"\"{mover}\"")}}},"times_moved":"3"}}""";
        OnDetails(_wire.On(Search, Page(1, null, Deal("512", "2026-11-22T08:59:40.000Z", "allocated"))), history: "allocated", meetings: meeting);
        OnLinkedFeeds(_wire);
        _wire.Forget("POST /crm/objects/2026-03/meetings/batch/read");

        var deal = (await ReadAsync(connection)).SelectMany(page => page.Deals).Single();

        deal.Meetings.Single().MovedByThem.ShouldBe(byThem);
        deal.Values["meeting.moved"].ShouldBe(new ObservedValue("3", new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero)), "the account counts by itself");
    }

    [Fact]
    public async Task A_closed_deal_that_was_known_comes_without_further_requests_and_an_unknown_one_not_at_all()
    {
        Know("512", Now.AddMinutes(-3));
        OnLinkedFeeds(_wire.On(Search, Page(2, null, Deal("512", "2026-11-22T08:59:40.000Z", "allocated", closed: "true"), Deal("513", "2026-11-22T08:59:41.000Z", closed: "true"))));

        var deal = (await ReadAsync()).SelectMany(page => page.Deals).Single();

        (deal.Id, deal.IsClosed, deal.IsWon).ShouldBe(("512", true, false));
    }

    [Fact]
    public async Task A_property_that_vanished_stops_the_crm_and_is_named()
    {
        _wire.On(Search, Page(1, null, """{"id":"512","properties":{"hs_lastmodifieddate":"2026-11-22T08:59:40Z","readiness_budget":null,"closedate":null,"readiness_next_step":null}}"""))
            .On("GET /crm/properties/2026-03/deals", """{"results":[{"name":"readiness_budget"},{"name":"closedate"},{"name":"readiness_next_step"}]}""")
            .On("GET", AllProperties).On("GET", AllProperties);

        var failure = await Should.ThrowAsync<CrmException>(() => ReadAsync());

        failure.Failure.Action.ShouldBe(FailureAction.StopCrm);
        failure.Failure.Words.ShouldContain("deals.readiness_flag");
    }

    [Fact]
    public async Task A_property_that_vanished_for_a_moment_between_an_answer_and_its_history_leaves_no_answer_without_its_age()
    {
        _wire.On(Search, Page(1, null, Deal("512", "2026-11-22T08:59:40.000Z", "allocated")))
            .Any("POST /crm/objects/2026-03/deals/batch/read", """{"results":[{"id":"512","properties":{},"propertiesWithHistory":{}}]}""")
            .Any("GET", AllProperties).Any("GET", AllProperties).Any("GET", AllProperties);
        OnDetails(_wire, history: "allocated");
        OnLinkedFeeds(_wire);

        var deal = (await ReadAsync()).SelectMany(page => page.Deals).Single();

        deal.Values["budget"].ShouldBe(new ObservedValue("allocated", new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Pages_follow_the_last_id_and_stop_without_an_empty_page()
    {
        var first = Enumerable.Range(1, 200).Select(id => Deal($"{id}", "2026-11-22T08:59:40.000Z")).ToArray();
        foreach (var id in Enumerable.Range(1, 201))
        {
            Know($"{id}", Now.AddSeconds(-20));
        }

        OnLinkedFeeds(_wire.On(Search, Page(201, "200", first)).On(Search, Page(1, null, Deal("201", "2026-11-22T08:59:40.000Z"))));

        (await ReadAsync()).Sum(page => page.Unchanged.Count).ShouldBe(201);
        _wire.Sent[1].ShouldContain("""{"propertyName":"hs_object_id","operator":"GT","value":"200"}""");
    }

    [Fact]
    public async Task When_ids_do_not_ascend_the_window_is_halved_until_order_does_not_matter()
    {
        Know("5", Now.AddSeconds(-20));
        Know("4", Now.AddSeconds(-20));
        var mixed = Page(300, "200", Deal("5", "2026-11-22T08:59:40.000Z"), Deal("4", "2026-11-22T08:59:40.000Z"));
        OnLinkedFeeds(_wire.On(Search, mixed).On(Search, mixed).On(Search, Page(1, null, Deal("5", "2026-11-22T08:59:40.000Z"))).On(Search, Page(1, null, Deal("4", "2026-11-22T08:59:40.000Z"))));

        (await ReadAsync()).SelectMany(page => page.Unchanged).Select(deal => deal.Id).ShouldBe(["5", "4"]);
    }

    [Fact]
    public async Task A_company_that_changed_makes_its_deals_anew_without_a_request()
    {
        Know("512", Now.AddMinutes(-3));
        _wire.On(Search, Empty)
            .On("POST /crm/objects/2026-03/contacts/search", Empty)
            .On("POST /crm/objects/2026-03/companies/search", Page(1, null, """{"id":"21","properties":{"numberofemployees":"500"}}"""))
            .On("POST /crm/objects/2026-03/meetings/search", Empty);

        (await ReadAsync()).SelectMany(page => page.Deals).Single().Values["company.employees"].Value.ShouldBe("500");
    }

    [Fact]
    public async Task A_contact_that_opened_a_mail_leads_nowhere()
    {
        Know("512", Now.AddMinutes(-3));
        _wire.On(Search, Empty)
            .On("POST /crm/objects/2026-03/contacts/search", Page(1, null, """{"id":"7","properties":{"hs_buying_role":"CHAMPION"}}"""))
            .On("POST /crm/objects/2026-03/companies/search", Empty)
            .On("POST /crm/objects/2026-03/meetings/search", Empty);

        (await ReadAsync()).Single().Positions.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_meeting_that_moved_leads_to_its_deals_and_one_that_shows_already_does_not()
    {
        Know("512", Now.AddMinutes(-3));
        _wire.On(Search, Empty)
            .On("POST /crm/objects/2026-03/contacts/search", Empty)
            .On("POST /crm/objects/2026-03/companies/search", Empty)
            .On("POST /crm/objects/2026-03/meetings/search", Page(2, null, Meeting("30", "2026-11-25T01:00:00Z", "RESCHEDULED"), Meeting("31", "2026-11-20T05:00:00Z", "COMPLETED")))
            .On("POST /crm/associations/2026-03/meetings/deals/batch/read", """{"results":[{"from":{"id":"30"},"to":[{"toObjectId":512,"associationTypes":[]}]}]}""")
            .On("POST /crm/objects/2026-03/deals/batch/read", Page(1, null, Deal("512", "2026-11-22T08:00:00Z", "allocated")));
        OnDetails(_wire, "allocated", meetings: $"{Meeting("30", "2026-11-25T01:00:00Z", "RESCHEDULED")},{Meeting("31", "2026-11-20T05:00:00Z", "COMPLETED")}");

        (await ReadAsync()).SelectMany(page => page.Deals).Single().Meetings[1].Start.ShouldBe(new(2026, 11, 25, 1, 0, 0, TimeSpan.Zero));
        _wire.Sent[4].ShouldContain("""{"inputs":[{"id":"30"}]}""");
    }

    [Fact]
    public async Task Named_deals_that_are_gone_are_told_whether_the_answer_says_so_or_is_silent()
    {
        _wire.On("POST /crm/objects/2026-03/deals/batch/read", $$$"""
            {"results":[{{{Deal("3", "2026-11-22T08:00:00Z", closed: "true")}}}],"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"gone","context":{"ids":["1"]}}]}
            """, 207);
        Know("3", Now);

        await using var crm = Crm(_wire);
        var pages = await crm.Deals.ReadDealsAsync(["1", "2", "3"], Request(_known), TestContext.Current.CancellationToken).ReadAllAsync();

        pages.SelectMany(page => page.Gone).ShouldBe(["1", "2"], ignoreOrder: true);
        pages.SelectMany(page => page.Deals).Single().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task An_error_is_never_an_empty_list()
    {
        _wire.On(Search, "<html><title>Forbidden</title></html>", 403, "text/html");

        (await Should.ThrowAsync<CrmException>(() => ReadAsync())).Failure.Words.ShouldBe("HTML page \"Forbidden\"");
    }

    [Fact]
    public async Task The_older_paths_are_spoken_as_well()
    {
        _wire.On("POST /crm/v3/objects/deals/search", Empty).On("POST /crm/v3/objects/contacts/search", Empty)
            .On("POST /crm/v3/objects/companies/search", Empty).On("POST /crm/v3/objects/meetings/search", Empty);

        await using var crm = Crm(_wire, settings: HubSpotTests.Settings("v3"));
        (await crm.Deals.ReadChangedAsync(Request(_known, Positions(Now.AddMinutes(-1), Now.AddMinutes(-6))), TestContext.Current.CancellationToken).ReadAllAsync()).Count.ShouldBe(1);
    }

    private async Task<List<DealPage>> ReadAsync(CrmConnection? connection = null)
    {
        await using var crm = Crm(_wire, connection);
        var pages = await crm.Deals.ReadChangedAsync(Request(_known, Positions(Now.AddMinutes(-1), Now.AddMinutes(-6))), TestContext.Current.CancellationToken).ReadAllAsync();
        _wire.IsDone.ShouldBeTrue();
        return pages;
    }

    private static void OnLinkedFeeds(StubHubSpot wire) => wire
        .On("POST /crm/objects/2026-03/contacts/search", Empty)
        .On("POST /crm/objects/2026-03/companies/search", Empty)
        .On("POST /crm/objects/2026-03/meetings/search", Empty);

    private static string Meeting(string id, string start, string outcome) =>
        $$$"""{"id":"{{{id}}}","properties":{"hs_meeting_start_time":"{{{start}}}","hs_timestamp":"{{{start}}}","hs_meeting_end_time":null,"hs_meeting_title":"商談","hs_meeting_outcome":"{{{outcome}}}","hs_activity_type":null}}""";

    /// <summary>What hangs on deal 512, in any order, since these requests go out together.</summary>
    private static void OnDetails(StubHubSpot wire, string history, string? meetings = null) => wire
        .Any("POST /crm/associations/2026-03/deals/contacts/batch/read", """
            {"results":[{"from":{"id":"512"},"to":[{"toObjectId":"7","associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":3,"label":null},{"category":"USER_DEFINED","typeId":36,"label":"Decision maker"}]}]}]}
            """)
        .Any("POST /crm/associations/2026-03/deals/companies/batch/read", """
            {"results":[{"from":{"id":"512"},"to":[{"toObjectId":20,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":341}]},{"toObjectId":21,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":5,"label":"Primary"}]}]}]}
            """)
        .Any("POST /crm/associations/2026-03/deals/meetings/batch/read", """
            {"results":[{"from":{"id":"512"},"to":[{"toObjectId":30,"associationTypes":[]},{"toObjectId":31,"associationTypes":[]}]}]}
            """)
        .Any("POST /crm/objects/2026-03/deals/batch/read", $$$"""
            {"results":[{"id":"512","properties":{},"propertiesWithHistory":{"readiness_budget":[
              {"value":"{{{history}}}","timestamp":"2026-11-01T10:00:00Z","sourceType":"CRM_UI"},{"value":"open","timestamp":"2026-10-01T10:00:00Z","sourceType":"CRM_UI"}]}}]}
            """)
        .Any("POST /crm/objects/2026-03/contacts/batch/read", """{"results":[{"id":"7","properties":{"hs_buying_role":"CHAMPION"}}]}""")
        .Any("POST /crm/objects/2026-03/companies/batch/read", """{"results":[{"id":"21","properties":{"numberofemployees":"120"}}]}""")
        .Any("POST /crm/objects/2026-03/meetings/batch/read", $$"""
            {"results":[{{meetings ?? $"{Meeting("30", "2026-11-24T01:00:00Z", "RESCHEDULED")},{Meeting("31", "2026-11-20T05:00:00Z", "COMPLETED")}"}}]}
            """)
        // Of the one that they moved, where it was before.
        .Any("POST /crm/objects/2026-03/meetings/batch/read", """
            {"results":[{"id":"30","propertiesWithHistory":{"hs_meeting_start_time":[
              {"value":"2026-11-24T01:00:00Z","timestamp":"2026-11-18T10:00:00Z","sourceType":"INTEGRATION","sourceId":"booking"},
              {"value":"2026-11-19T01:00:00Z","timestamp":"2026-11-15T10:00:00Z","sourceType":"CRM_UI","sourceId":"userId:7"},
              {"value":"2026-11-16T01:00:00Z","timestamp":"2026-11-12T10:00:00Z","sourceType":"INTEGRATION","sourceId":"booking"},
              {"value":"2026-11-13T02:00:00Z","timestamp":"2026-11-11T10:00:00Z","sourceType":"INTEGRATION","sourceId":"booking"},
              {"value":"2026-11-13T01:00:00Z","timestamp":"2026-11-10T10:00:00Z","sourceType":"INTEGRATION","sourceId":"booking"}]}}]}
            """);

    private void Know(string id, DateTimeOffset modified, string? flag = null, DateTimeOffset? echo = null) => _known.Deals[id] = new KnownDeal(
        new DealSnapshot
        {
            Id = id,
            Name = $"Deal {id}",
            ModifiedAt = modified,
            Values = ImmutableSortedDictionary.CreateRange(
            [
                KeyValuePair.Create("budget", new ObservedValue("allocated")),
                KeyValuePair.Create("close_date", new ObservedValue("2026-12-02")),
                KeyValuePair.Create("company.employees", new ObservedValue("120")),
            ]),
            Contacts = [new DealContact("7", ["champion"])],
            CompanyIds = ["21", "20"],
            Meetings = [new DealMeeting("31", new(2026, 11, 20, 5, 0, 0, TimeSpan.Zero), null, "商談", null, MeetingState.Held)],
            Shown = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("readiness_flag", flag)]),
        },
        echo);
}
