using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Closed opportunities with their field history, query by query.</summary>
public sealed class DealHistoryTests : IAsyncDisposable
{
    private readonly TestOrg _org = new();
    private readonly List<string> _queries = [];
    private readonly Dictionary<string, Func<string, IEnumerable<string>>> _tables = new(StringComparer.Ordinal);

    public DealHistoryTests() => _org.Stub.OnQueries(soql =>
    {
        _queries.Add(soql);
        var table = soql.Split(" FROM ")[1].Split(' ')[0];
        return StubOrg.Rows(_tables.TryGetValue(table, out var rows) ? rows(soql) : []);
    });

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public void A_tracked_field_is_known_from_its_first_row_on_and_an_untracked_one_never()
    {
        _tables["Opportunity"] = _ => [Deal(Rows.Deal1, "2026-11-20", """ "Readiness_Need__c":"decided","Readiness_Timing__c":"dated" """)];
        _tables["OpportunityFieldHistory"] = _ =>
        [
            Change(Rows.Deal1, "Readiness_Need__c", "2026-10-01T00:00:00.000+0000", "null", "\"open\""),
            Change(Rows.Deal1, "Readiness_Need__c", "2026-11-01T00:00:00.000+0000", "\"open\"", "\"decided\""),
        ];
        _tables["Event"] = _ => [Rows.Event(Rows.Event1, Rows.Deal1, "2026-10-15T05:00:00.000+0000")];

        var deal = Read(new HistoryRequest(Account, new DateOnly(2026, 10, 1))).ShouldHaveSingleItem();

        (deal.Id, deal.IsWon, deal.CompanyId).ShouldBe((Rows.Deal1, true, Rows.Account1));
        var need = deal.Fields["need"];
        need.Before(Utc("2026-10-15T05:00:00Z")).ShouldBe(new ObservedValue("open", Utc("2026-10-01T00:00:00Z")));
        need.Before(Utc("2026-09-01T00:00:00Z")).ShouldBeNull("tracking may have begun later");
        var timing = deal.Fields["timing"];
        (timing.Changes.IsEmpty, timing.HasUndated).ShouldBe((true, true));
        deal.Meetings.ShouldHaveSingleItem().Start.ShouldBe(Utc("2026-10-15T05:00:00Z"));
        _queries[0].ShouldContain("IsClosed = true AND CloseDate >= 2026-10-01");
        _queries.ShouldContain(soql => soql.Contains("NewValue FROM OpportunityFieldHistory", StringComparison.Ordinal) && soql.Contains($"OpportunityId IN ('{Rows.Deal1}')", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_that_replaced_a_value_tells_that_there_was_one_which_nobody_can_date()
    {
        _tables["Opportunity"] = _ => [Deal(Rows.Deal1, "2026-11-20", """ "Readiness_Need__c":"decided" """)];
        _tables["OpportunityFieldHistory"] = _ => [Change(Rows.Deal1, "Readiness_Need__c", "2026-11-01T00:00:00.000+0000", "\"open\"", "\"decided\"")];

        var need = Read(new HistoryRequest(Account)).ShouldHaveSingleItem().Fields["need"];

        (need.HasUndated, need.Before(Utc("2026-10-15T00:00:00Z"))).ShouldBe((true, null));
    }

    [Fact]
    public void Of_a_number_of_deals_the_latest_closed_come()
    {
        _tables["Opportunity"] = soql =>
            soql.Contains("CloseDate >= 2026-11-08", StringComparison.Ordinal) ? [Deal(Rows.Deal2, "2026-12-01")]
            : soql.Contains("CloseDate >= 2026-10-11 AND CloseDate < 2026-11-08", StringComparison.Ordinal) ? [Deal(Rows.Deal1, "2026-10-20"), Deal("006000000000003AAA", "2026-10-30")]
            : [Deal("006000000000004AAA", "2025-01-01")];

        Read(new HistoryRequest(Account, Most: 2)).Select(deal => deal.Id).ShouldBe([Rows.Deal2, "006000000000003AAA"]);

        _queries.Count(soql => soql.Contains("FROM Opportunity ", StringComparison.Ordinal)).ShouldBe(2);
    }

    private CrmAccount Account => new(StubOrg.OrganizationId, _org.Time.GetUtcNow(), false);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Deal(string id, string closed, string more = "") =>
        Rows.Opportunity(id, $"\"CloseDate\":\"{closed}\",\"IsWon\":true{(more.Length > 0 ? "," + more : "")}", closed: true);

    private static string Change(string deal, string field, string at, string old, string now) =>
        $$"""{"Id":"017000000000001AAA","OpportunityId":"{{deal}}","Field":"{{field}}","CreatedDate":"{{at}}","OldValue":{{old}},"NewValue":{{now}}}""";

    private List<PastDeal> Read(HistoryRequest request)
    {
        _org.Open();
        var all = new List<PastDeal>();
        _org.Time.Run(async () =>
        {
            await foreach (var page in _org.Crm.History!.ReadClosedAsync(request, CancellationToken.None))
            {
                all.AddRange(page);
            }
        });
        return all;
    }
}
