using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class DealSourceTests : IAsyncDisposable
{
    private readonly TestOrg _org = new();
    private readonly Dictionary<string, List<string>> _tables = new(StringComparer.Ordinal);
    private readonly List<string> _queries = [];

    public DealSourceTests() => _org.Stub.OnQueries(soql =>
    {
        _queries.Add(soql);
        var table = soql.Split(" FROM ")[1].Split(' ')[0];
        return StubOrg.Rows(_tables.GetValueOrDefault(table, []));
    });

    [Fact]
    public void A_first_read_brings_whole_deals_in_two_requests_for_two_thousand()
    {
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, """ "Readiness_Need__c":"decided","Readiness_Unease__c":"vague;mismatch","Readiness_Flag__c":"hold","CloseDate":"2026-12-24","Amount":1200000.0 """));
        Table("OpportunityContactRole", Rows.ContactRole(Rows.Deal1, Rows.Contact1, "Decision Maker"));
        Table("Event", Rows.Event(Rows.Event1, Rows.Deal1));
        Table("OpportunityFieldHistory", $$"""{"Id":"x","OpportunityId":"{{Rows.Deal1}}","Field":"Readiness_Need__c","CreatedDate":"2026-10-01T00:00:00.000+0000"}""");
        _org.Open();
        var before = _org.Crm.Usage.Total;

        var pages = _org.Read();

        (_org.Crm.Usage.Total - before).ShouldBe(3, "versions for the clock, the list, one composite");
        var deal = pages.SelectMany(page => page.Deals).ShouldHaveSingleItem();
        deal.Values["need"].ShouldBe(new ObservedValue("decided", Utc("2026-10-01T00:00:00Z")));
        deal.Values["unease"].Value.ShouldBe("vague;mismatch");
        deal.Values["timing"].ShouldBe(default);
        deal.Values["amount"].Value.ShouldBe("1200000");
        deal.Values["close_date"].Value.ShouldBe("2026-12-24");
        deal.Values["company.employees"].Value.ShouldBe("120");
        deal.Values["record_type"].Value.ShouldBe("Sales");
        deal.Values.ContainsKey("currency").ShouldBeFalse("a single-currency org has no such field");
        deal.Values.ContainsKey("contact.roles").ShouldBeFalse();
        deal.Shown["Readiness_Flag__c"].ShouldBe("hold");
        deal.Shown["Readiness_Reasons__c"].ShouldBeNull();
        deal.GroupKey.ShouldBe(Rows.Account1);
        deal.Contacts.ShouldBe([new DealContact(Rows.Contact1, ["Decision Maker"])]);
        deal.Meetings.ShouldBe([new DealMeeting(Rows.Event1, Utc("2026-11-26T05:00:00Z"), Utc("2026-11-26T06:00:00Z"), "商談", "Meeting", MeetingState.Booked)]);
        pages[^1].Positions!.Values.Distinct().ShouldBe([_org.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)]);
        _queries.ShouldContain(soql => soql.Contains("IsClosed = false", StringComparison.Ordinal) && soql.EndsWith("ORDER BY SystemModstamp,Id", StringComparison.Ordinal));
        _queries.ShouldContain(soql => soql.Contains("IsChild = false AND IsRecurrence = false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Customer", true)]
    [InlineData("Rep", false)]
    [InlineData(null, false)]
    public void Who_moved_a_meeting_and_how_often_may_come_from_fields_of_the_org(string? mover, bool byThem)
    {
        _org.Stub.Describe["Event"] = () => Descriptions.EventWith(Descriptions.Field("Moved_By__c", "picklist"), Descriptions.Field("Times_Moved__c", "double"));
        _org.Connection = _org.Connection with
        {
            Fields = _org.Connection.Fields
                .Add("meeting.moved_by", new FieldSource("Moved_By__c", ImmutableSortedDictionary<string, string>.Empty.Add("Customer", "them").Add("Rep", "us")))
                .Add("meeting.moved", new FieldSource("Times_Moved__c")),
        };
        Table("Opportunity", Rows.Opportunity(Rows.Deal1));
        Table("Event", Rows.Event(Rows.Event1, Rows.Deal1, more: $"\"IsAllDayEvent\":false,\"Times_Moved__c\":2.0,\"Moved_By__c\":{(mover is null ? "null" : $"\"{mover}\"")}"));

        var deal = _org.Read().SelectMany(page => page.Deals).ShouldHaveSingleItem();

        deal.Meetings.Single().MovedByThem.ShouldBe(byThem);
        deal.Values["meeting.moved"].ShouldBe(new ObservedValue("2", Utc("2026-11-26T05:00:00Z")));
    }

    [Theory]
    [InlineData("SystemModstamp")]
    [InlineData("Id")]
    public void A_row_that_lacks_what_every_row_has_is_an_unreadable_answer(string field)
    {
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, $"\"{field}\":null"));

        TestOrg.Fails(() => _org.Read()).Code.ShouldBe("unreadable_answer");
    }

    [Fact]
    public void A_quiet_cycle_asks_all_feeds_in_one_request()
    {
        var positions = FirstRead();
        var before = _org.Crm.Usage.Total;
        _tables.Clear();

        _org.Read(positions).SelectMany(page => page.Deals).ShouldBeEmpty();

        (_org.Crm.Usage.Total - before).ShouldBe(2, "versions for the clock, one composite");
        _queries.Count.ShouldBe(4);
        _queries[0].ShouldContain("SystemModstamp >= 2026-11-22T08:55:00.000Z");
        // Beyond what the clock says, for that is cut to the second and may be one old; the position keeps to it.
        _queries[0].ShouldContain("SystemModstamp < 2026-11-22T09:00:02.000Z");
        positions.Values.ShouldAllBe(position => position == "2026-11-22T09:00:00Z");
        // Deleted deals and cancelled events are seen by queryAll alone.
        _org.Stub.Requests[^1].Body.Split("\"url\":\"")[1..].Select(url => url.Split('?')[0]).ShouldBe(
            ["/services/data/v67.0/queryAll", "/services/data/v67.0/query", "/services/data/v67.0/queryAll", "/services/data/v67.0/query"]);
    }

    [Fact]
    public void Our_own_write_coming_back_costs_nothing_more()
    {
        var positions = FirstRead();
        var known = _org.Known[Rows.Deal1];
        _org.Known[Rows.Deal1] = known with { Snapshot = known.Snapshot with { Shown = known.Snapshot.Shown.SetItem("Readiness_Reasons__c", "one\ntwo") } };
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, """ "Readiness_Need__c":"decided","Readiness_Reasons__c":"one\r\ntwo " """, "2026-11-22T08:59:59.000+0000"));
        var before = _org.Crm.Usage.Total;

        var pages = _org.Read(positions);

        pages.SelectMany(page => page.Unchanged).ShouldBe([new UnchangedDeal(Rows.Deal1, Utc("2026-11-22T08:59:59Z"))]);
        pages.SelectMany(page => page.Deals).ShouldBeEmpty();
        (_org.Crm.Usage.Total - before).ShouldBe(2);
    }

    [Theory]
    [InlineData("005000000000002AAA", true)]
    [InlineData("005000000000001AAA", false)]
    public void An_answer_that_somebody_changed_and_set_back_is_a_new_answer(string editor, bool isNew)
    {
        var positions = FirstRead();
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, $$""" "Readiness_Need__c":"decided","LastModifiedById":"{{editor}}" """, "2026-11-22T08:59:59.000+0000"));
        Table("OpportunityFieldHistory", $$"""{"Id":"y","OpportunityId":"{{Rows.Deal1}}","Field":"Readiness_Need__c","CreatedDate":"2026-11-22T08:59:59.000+0000"}""");

        var pages = _org.Read(positions);

        pages.SelectMany(page => page.Deals).Select(deal => deal.Values["need"]).ShouldBe(isNew ? [new ObservedValue("decided", Utc("2026-11-22T08:59:59Z"))] : []);
        pages.SelectMany(page => page.Unchanged).Count().ShouldBe(isNew ? 0 : 1, "the user of the session is ourselves");
    }

    [Fact]
    public void A_changed_answer_that_history_does_not_track_is_dated_by_the_change()
    {
        var positions = FirstRead();
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, """ "Readiness_Need__c":"no_plan" """, "2026-11-22T08:59:30.000+0000"));
        _tables["OpportunityFieldHistory"] = [];

        var deal = _org.Read(positions).SelectMany(page => page.Deals).ShouldHaveSingleItem();

        deal.Values["need"].ShouldBe(new ObservedValue("no_plan", Utc("2026-11-22T08:59:30Z")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_long_gap_a_changed_answer_that_history_does_not_track_is_as_old_as_the_gap_allows(bool reconcile)
    {
        var positions = FirstRead();
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, """ "Readiness_Need__c":"no_plan" """, "2027-03-01T08:59:30.000+0000"));
        _tables["OpportunityFieldHistory"] = [];

        var deal = _org.Read(positions, reconcile).SelectMany(page => page.Deals).ShouldHaveSingleItem();

        deal.Values["need"].SetAt.ShouldNotBeNull().ShouldBeInRange(Utc("2026-11-22T07:50:00Z"), Utc("2026-11-22T09:00:00Z"));
    }

    [Fact]
    public void An_answer_that_stays_keeps_its_date_when_another_changes()
    {
        Table("OpportunityFieldHistory", $$"""{"Id":"x","OpportunityId":"{{Rows.Deal1}}","Field":"Readiness_Need__c","CreatedDate":"2026-10-01T00:00:00.000+0000"}""");
        var positions = FirstRead();
        _tables["OpportunityFieldHistory"] = [];
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, """ "Readiness_Need__c":"decided","Readiness_Budget__c":"open" """, "2026-11-22T08:59:30.000+0000"));

        var deal = _org.Read(positions).SelectMany(page => page.Deals).ShouldHaveSingleItem();

        deal.Values["need"].SetAt.ShouldBe(Utc("2026-10-01T00:00:00Z"));
        deal.Values["budget"].SetAt.ShouldBe(Utc("2026-11-22T08:59:30Z"));
    }

    [Fact]
    public void An_answer_of_unknown_age_stays_so() => FirstReadDeal().Values["need"].SetAt.ShouldBeNull();

    [Fact]
    public void Deleted_and_closed_deals_are_seen_by_the_feed_and_strangers_are_left_alone()
    {
        var positions = FirstRead();
        Table(
            "Opportunity",
            Rows.Opportunity(Rows.Deal1, deleted: true),
            Rows.Opportunity(Rows.Deal2, closed: true),
            Rows.Opportunity("006000000000003AAA", deleted: true));

        var pages = _org.Read(positions);

        pages.SelectMany(page => page.Gone).ShouldBe([Rows.Deal1]);
        pages.SelectMany(page => page.Deals).ShouldBeEmpty();

        positions = FirstRead();
        Table("Opportunity", Rows.Opportunity(Rows.Deal1, closed: true, stamp: "2026-11-22T08:59:30.000+0000"));
        _org.Read(positions).SelectMany(page => page.Deals).ShouldHaveSingleItem().IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void A_contact_role_makes_its_deal_stale_only_when_it_says_something_new()
    {
        Table("OpportunityContactRole", Rows.ContactRole(Rows.Deal1, Rows.Contact1, "Evaluator"));
        var positions = FirstRead();
        _tables["Opportunity"] = [];

        _org.Read(positions).SelectMany(page => page.Deals).ShouldBeEmpty();

        Table("OpportunityContactRole", Rows.ContactRole(Rows.Deal1, Rows.Contact1, "Decision Maker"));
        Only("FROM Opportunity WHERE Id IN", Rows.Opportunity(Rows.Deal1, """ "Readiness_Need__c":"decided" """));
        _org.Read(positions).SelectMany(page => page.Deals).ShouldHaveSingleItem().Contacts[0].Roles.ShouldBe(["Decision Maker"]);
    }

    [Fact]
    public void A_cancelled_event_and_one_that_moved_to_another_deal_make_deals_stale()
    {
        Table("Event", Rows.Event(Rows.Event1, Rows.Deal1));
        var positions = FirstRead(Rows.Deal1, Rows.Deal2);
        _org.Known[Rows.Deal2] = _org.Known[Rows.Deal2] with { Snapshot = _org.Known[Rows.Deal2].Snapshot with { Meetings = [] } };
        var asked = new List<string>();
        _org.Stub.OnQueries(soql =>
        {
            if (soql.Contains("FROM Opportunity WHERE Id IN", StringComparison.Ordinal))
            {
                asked.Add(soql);
            }

            return soql.Contains("FROM Event WHERE SystemModstamp", StringComparison.Ordinal) || soql.Contains("AND SystemModstamp >=", StringComparison.Ordinal)
                ? StubOrg.Rows(soql.Contains("FROM Event", StringComparison.Ordinal) ? [Rows.Event(Rows.Event1, Rows.Deal2)] : [])
                : StubOrg.Rows();
        });

        _org.Read(positions);

        asked.ShouldHaveSingleItem().ShouldContain($"'{Rows.Deal1}','{Rows.Deal2}'");
    }

    [Fact]
    public void An_all_day_event_begins_at_midnight_where_the_readers_are()
    {
        Table("Event", Rows.Event(Rows.Event1, Rows.Deal1, "2026-11-26T00:00:00.000+0000", "\"IsAllDayEvent\":true,\"EndDate\":\"2026-11-27\""));

        var meeting = FirstReadDeal().Meetings.ShouldHaveSingleItem();

        meeting.AllDay.ShouldBeTrue();
        meeting.Start.ShouldBe(Utc("2026-11-25T15:00:00Z"));
        meeting.End.ShouldBe(Utc("2026-11-27T15:00:00Z"));
    }

    [Fact]
    public void An_account_makes_its_deals_stale_only_when_a_mapped_value_differs()
    {
        var positions = FirstRead();
        _tables["Opportunity"] = [];
        Table("Account", $$"""{"Id":"{{Rows.Account1}}","SystemModstamp":"2026-11-22T08:59:00.000+0000","Name":"山田製作所","Industry":"Manufacturing","NumberOfEmployees":120.0}""");
        _org.Read(positions).SelectMany(page => page.Gone).ShouldBeEmpty();

        Table("Account", $$"""{"Id":"{{Rows.Account1}}","SystemModstamp":"2026-11-22T08:59:00.000+0000","Name":"山田製作所","Industry":"Retail","NumberOfEmployees":120}""");
        Only("FROM Opportunity WHERE Id IN", Rows.Opportunity(Rows.Deal1));
        _org.Read(positions).SelectMany(page => page.Deals).ShouldHaveSingleItem().Id.ShouldBe(Rows.Deal1);
    }

    [Fact]
    public void Of_an_account_listed_twice_the_later_row_counts_and_a_row_without_an_id_is_nobody_s()
    {
        var positions = FirstRead();
        _tables["Opportunity"] = [];
        Table(
            "Account",
            $$"""{"Id":"{{Rows.Account1}}","SystemModstamp":"2026-11-22T08:58:00.000+0000","Industry":"Manufacturing","NumberOfEmployees":120}""",
            """{"SystemModstamp":"2026-11-22T08:58:30.000+0000","Industry":"Retail"}""",
            """{"SystemModstamp":"2026-11-22T08:58:30.000+0000","Industry":"Retail"}""",
            $$"""{"Id":"{{Rows.Account1}}","SystemModstamp":"2026-11-22T08:59:00.000+0000","Industry":"Retail","NumberOfEmployees":120}""");
        Only("FROM Opportunity WHERE Id IN", Rows.Opportunity(Rows.Deal1));

        _org.Read(positions).SelectMany(page => page.Deals).ShouldHaveSingleItem().Id.ShouldBe(Rows.Deal1);
    }

    [Fact]
    public void A_reconcile_meets_every_known_deal_and_finds_those_the_feeds_missed()
    {
        var positions = FirstRead();
        _org.Stub.OnQueries(soql => soql switch
        {
            _ when soql.Contains($"'{Rows.Deal1}'", StringComparison.Ordinal) => StubOrg.Rows(),
            _ when soql.Contains("FROM Opportunity WHERE Id IN", StringComparison.Ordinal) => StubOrg.Rows(Rows.Opportunity(Rows.Deal2)),
            _ when soql.Contains("IsClosed = false", StringComparison.Ordinal) => StubOrg.Rows($$"""{"Id":"{{Rows.Deal2}}","SystemModstamp":"2026-11-20T00:00:00.000+0000"}"""),
            _ => StubOrg.Rows(),
        });

        var pages = _org.Read(positions, reconcile: true);

        pages.SelectMany(page => page.Gone).ShouldBe([Rows.Deal1]);
        pages.SelectMany(page => page.Deals).ShouldHaveSingleItem().Id.ShouldBe(Rows.Deal2);
    }

    [Fact]
    public void A_role_that_was_deleted_directly_leaves_no_trace_in_a_feed_and_is_found_by_the_reconcile()
    {
        Table("OpportunityContactRole", Rows.ContactRole(Rows.Deal1, Rows.Contact1, "Decision Maker"));
        var positions = FirstRead();
        _org.Known[Rows.Deal1].Snapshot.Contacts.Length.ShouldBe(1);
        _tables["OpportunityContactRole"] = [];
        Only("FROM Opportunity WHERE Id IN", Rows.Opportunity(Rows.Deal1, """ "Readiness_Need__c":"decided" """));

        _org.Read(positions, reconcile: true).SelectMany(page => page.Deals).First(deal => deal.Id == Rows.Deal1).Contacts.ShouldBeEmpty();
    }

    [Fact]
    public void Filters_ride_in_the_first_query()
    {
        _org.Connection = _org.Connection with { Deals = new DealFilter { Pipelines = ["Sales"], Stages = ["Qualif'y"], Owners = ["005000000000001AAA"], CreatedAfter = Utc("2026-01-01T00:00:00Z") } };

        _org.Read();

        _queries[0].ShouldContain(@"RecordType.DeveloperName IN ('Sales') AND StageName IN ('Qualif\'y') AND OwnerId IN ('005000000000001AAA') AND CreatedDate >= 2026-01-01T00:00:00.000Z");
    }

    [Fact]
    public void A_dead_cursor_is_asked_again_from_the_last_row_and_loses_none()
    {
        const string Next = "/services/data/v67.0/query/01g000000000001-2000";
        _org.Stub.On("GET", Next, _ => StubOrg.Error(HttpStatusCode.BadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator"));
        _org.Stub.On("GET", "/services/data/v67.0/query", request => StubOrg.Json(request.Query.Contains($"Id > '{Rows.Deal1}'", StringComparison.Ordinal)
            ? StubOrg.Rows(Rows.Opportunity(Rows.Deal2))
            : $$"""{"totalSize":2,"done":false,"nextRecordsUrl":"{{Next}}","records":[{{Rows.Opportunity(Rows.Deal1)}}]}"""));

        _org.Read().SelectMany(page => page.Deals).Select(deal => deal.Id).ShouldBe([Rows.Deal1, Rows.Deal2]);
    }

    [Theory]
    [InlineData("""{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v67.0/query/01g","records":[]}""")]
    [InlineData("""{"totalSize":2,"done":false,"records":[]}""")]
    [InlineData("""{"unexpected":true}""")]
    public void Pages_that_lead_in_a_circle_or_nowhere_are_an_error_and_not_an_end(string page)
    {
        _org.Stub.On("GET", "/services/data/v67.0/query", _ => StubOrg.Json(page));
        _org.Stub.On("GET", "/services/data/v67.0/query/01g", _ => StubOrg.Json(page));

        TestOrg.Fails(() => _org.Read()).Code.ShouldBe("unreadable_answer");
    }

    [Fact]
    public void Deals_are_read_by_id_in_either_length_and_impossible_ids_are_gone()
    {
        Table("Opportunity", Rows.Opportunity(Rows.Deal1));
        var account = _org.Open();
        var pages = new List<DealPage>();
        _org.Time.Run(async () =>
        {
            var request = new ReadRequest(account, ImmutableSortedDictionary<string, string>.Empty, _org, Reconcile: false);
            await foreach (var page in _org.Crm.Deals.ReadDealsAsync([Rows.Deal1[..15], "no id'", Rows.Deal2], request, CancellationToken.None))
            {
                pages.Add(page);
            }
        });

        pages.SelectMany(page => page.Deals).Select(deal => deal.Id).ShouldBe([Rows.Deal1]);
        pages.SelectMany(page => page.Gone).ShouldBe(["no id'", Rows.Deal2]);
    }

    [Fact]
    public void One_failing_query_of_a_composite_fails_the_read()
    {
        var positions = FirstRead();
        _org.Stub.On("POST", "/services/data/v67.0/composite", _ => StubOrg.Json("""
            {"compositeResponse":[
              {"body":{"totalSize":0,"done":true,"records":[]},"httpStatusCode":200,"referenceId":"q0"},
              {"body":[{"errorCode":"TOO_MANY_APEX_REQUESTS","message":"too many"}],"httpStatusCode":400,"referenceId":"q1"},
              {"body":{"totalSize":0,"done":true,"records":[]},"httpStatusCode":200,"referenceId":"q2"},
              {"body":{"totalSize":0,"done":true,"records":[]},"httpStatusCode":200,"referenceId":"q3"}]}
            """));

        TestOrg.Fails(() => _org.Read(positions)).ShouldSatisfyAllConditions(
            failure => failure.Code.ShouldBe("TOO_MANY_APEX_REQUESTS"), failure => failure.Action.ShouldBe(FailureAction.Retry));
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private DealSnapshot FirstReadDeal()
    {
        FirstRead();
        return _org.Known[Rows.Deal1].Snapshot;
    }

    private ImmutableSortedDictionary<string, string> FirstRead(params string[] deals)
    {
        _org.Known.Clear();
        Table("Opportunity", [.. (deals.Length == 0 ? [Rows.Deal1] : deals).Select(deal => Rows.Opportunity(deal, """ "Readiness_Need__c":"decided" """))]);
        var positions = _org.Read()[^1].Positions!;
        _queries.Clear();
        return positions;
    }

    private void Table(string name, params string[] rows) => _tables[name] = [.. rows];

    /// <summary>Answers one kind of query from rows, the feed of opportunities with nothing, and the rest from the tables.</summary>
    private void Only(string part, params string[] rows) => _org.Stub.OnQueries(soql =>
        soql.Contains(part, StringComparison.Ordinal) ? StubOrg.Rows(rows) : StubOrg.Rows(_tables.GetValueOrDefault(soql.Split(" FROM ")[1].Split(' ')[0], [])));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
