using System.Collections.Immutable;
using CrmReadinessSync.Sync;
using static CrmReadinessSync.HubSpot.Tests.HubSpotTests;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>Closed deals with the history of their properties, request by request.</summary>
public sealed class DealHistoryTests : IDisposable
{
    private const string Search = "POST /crm/objects/2026-03/deals/search";
    private const string Read = "POST /crm/objects/2026-03/deals/batch/read";
    private const string Empty = """{"total":0,"results":[]}""";
    private const string NoLinks = """{"results":[]}""";
    private readonly StubHubSpot _wire = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task All_closed_deals_come_by_id_and_their_histories_fifty_a_batch()
    {
        _wire.On(Search, Page(1, null, Closed("512", "2026-11-20T00:00:00Z")));
        OnDeal("512", """[{"value":"allocated","timestamp":"2026-11-01T10:00:00Z"},{"value":"open","timestamp":"2026-10-01T10:00:00Z"}]""");

        var deal = (await ReadAsync(new HistoryRequest(Account, new DateOnly(2026, 10, 1)))).ShouldHaveSingleItem();

        (deal.Id, deal.IsWon, deal.CompanyId).ShouldBe(("512", true, "21"));
        var budget = deal.Fields["budget"];
        (budget.IsComplete, budget.HasUndated).ShouldBe((true, false));
        budget.Changes.Select(change => (change.At, change.Value)).ShouldBe([(Utc("2026-10-01T10:00:00Z"), "open"), (Utc("2026-11-01T10:00:00Z"), "allocated")], "oldest first");
        budget.Before(Utc("2026-10-15T00:00:00Z")).ShouldBe(new ObservedValue("open", Utc("2026-10-01T10:00:00Z")));
        budget.Before(Utc("2026-09-01T00:00:00Z")).ShouldBe(new ObservedValue(null), "blank before its first value");
        deal.Fields["company.employees"].ShouldBe(PastField.Untracked("120"), "a deal tells no history of its company");
        deal.Meetings.ShouldHaveSingleItem().Start.ShouldBe(Utc("2026-11-10T05:00:00Z"));
        _wire.Sent[0].ShouldContain(
            """
            {"filterGroups":[{"filters":[{"propertyName":"hs_is_closed","operator":"EQ","value":"true"},{"propertyName":"closedate","operator":"GTE","value":"1790780400000"},{"propertyName":"hs_object_id","operator":"GT","value":"0"}]}],"sorts":[{"propertyName":"hs_object_id","direction":"ASCENDING"}]
            """);
        _wire.Sent.Single(call => call.StartsWith(Read, StringComparison.Ordinal)).ShouldContain("\"propertiesWithHistory\":[\"readiness_budget\",\"closedate\"]");
        _wire.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_a_number_of_deals_the_latest_closed_come_and_no_span_is_asked_for_twice()
    {
        _wire.On(Search, Page(1, null, Closed("900", "2026-11-21T00:00:00Z")))
            .On(Search, Empty)
            .On(Search, Page(3, null, Closed("100", "2026-10-01T00:00:00Z"), Closed("101", "2026-10-04T00:00:00Z"), Closed("102", "2026-10-02T00:00:00Z")));
        foreach (var ids in new[] { "900", "101;102" })
        {
            OnDeal(ids, "[]");
        }

        var deals = await ReadAsync(new HistoryRequest(Account, Most: 3));

        deals.Select(deal => deal.Id).ShouldBe(["900", "101", "102"]);
        var spans = _wire.Sent.Where(call => call.StartsWith(Search, StringComparison.Ordinal)).ToList();
        spans.Count.ShouldBe(3);
        spans[0].ShouldContain($$"""{"propertyName":"closedate","operator":"GTE","value":"{{Midnight(2026, 11, 8)}}"}""");
        spans[0].ShouldNotContain("\"LT\"", customMessage: "a close date may lie ahead");
        spans[1].ShouldContain($$"""{"propertyName":"closedate","operator":"GTE","value":"{{Midnight(2026, 10, 11)}}"},{"propertyName":"closedate","operator":"LT","value":"{{Midnight(2026, 11, 8)}}"}""");
        spans[2].ShouldContain($$"""{"propertyName":"closedate","operator":"LT","value":"{{Midnight(2026, 10, 11)}}"}""");
    }

    [Fact]
    public async Task A_history_that_may_have_lost_its_oldest_entries_knows_nothing_of_what_was_before()
    {
        var entries = string.Join(',', Enumerable.Range(1, HubSpotDealHistory.DepthToTrust).Select(day => $$"""{"value":"open","timestamp":"2026-10-{{day:00}}T10:00:00Z"}"""));
        _wire.On(Search, Page(1, null, Closed("512", "2026-11-20T00:00:00Z")));
        OnDeal("512", $"[{entries}]");

        var budget = (await ReadAsync(new HistoryRequest(Account))).ShouldHaveSingleItem().Fields["budget"];

        (budget.IsComplete, budget.HasUndated, budget.Before(Utc("2026-09-01T00:00:00Z"))).ShouldBe((false, true, null));
    }

    [Fact]
    public async Task A_value_without_a_single_entry_is_of_no_known_day()
    {
        _wire.On(Search, Page(1, null, Closed("512", "2026-11-20T00:00:00Z")));
        OnDeal("512", "[]");

        var budget = (await ReadAsync(new HistoryRequest(Account))).ShouldHaveSingleItem().Fields["budget"];

        (budget.Changes.IsEmpty, budget.HasUndated, budget.Before(Now)).ShouldBe((true, true, null));
    }

    private static CrmAccount Account => new("42", Now, false);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The day's first instant in Tokyo.</summary>
    private static long Midnight(int year, int month, int day) => new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.FromHours(9)).ToUnixTimeMilliseconds();

    private static string Closed(string id, string closed, string history = "") => $$"""
        {"id":"{{id}}","properties":{"dealname":"Deal {{id}}","dealstage":"closedwon","pipeline":"default","hs_is_closed":"true","hs_is_closed_won":"true",
        "hs_lastmodifieddate":"2026-11-21T00:00:00Z","readiness_budget":"allocated","closedate":"{{closed}}","readiness_flag":null,"readiness_next_step":null}{{history}}}
        """;

    private void OnDeal(string ids, string history) => _wire
        .Any(Read, $$"""{"results":[{{string.Join(',', ids.Split(';').Select(id => Closed(id, "2026-11-20T00:00:00Z", $$""","propertiesWithHistory":{"readiness_budget":{{history}},"closedate":[]}""")))}}]}""")
        .Any("POST /crm/associations/2026-03/deals/contacts/batch/read", NoLinks)
        .Any("POST /crm/associations/2026-03/deals/companies/batch/read", ids == "512" ? """{"results":[{"from":{"id":"512"},"to":[{"toObjectId":21,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":5,"label":"Primary"}]}]}]}""" : NoLinks)
        .Any("POST /crm/associations/2026-03/deals/meetings/batch/read", ids == "512" ? """{"results":[{"from":{"id":"512"},"to":[{"toObjectId":30,"associationTypes":[]}]}]}""" : NoLinks)
        .Any("POST /crm/objects/2026-03/companies/batch/read", """{"results":[{"id":"21","properties":{"numberofemployees":"120"}}]}""")
        .Any("POST /crm/objects/2026-03/meetings/batch/read", """
            {"results":[{"id":"30","properties":{"hs_meeting_start_time":"2026-11-10T05:00:00Z","hs_timestamp":"2026-11-10T05:00:00Z","hs_meeting_end_time":null,"hs_meeting_title":"商談","hs_meeting_outcome":"COMPLETED","hs_activity_type":null}}]}
            """);

    private async Task<List<PastDeal>> ReadAsync(HistoryRequest request)
    {
        await using var crm = Crm(_wire);
        var all = new List<PastDeal>();
        await foreach (var page in crm.History!.ReadClosedAsync(request, TestContext.Current.CancellationToken))
        {
            all.AddRange(page);
        }

        return all;
    }
}
