using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>An org that answers <c>QUERY_TIMEOUT</c> to whatever asks for too much at once.</summary>
public sealed partial class SlowQueryTests : IAsyncDisposable
{
    private const string TooSlow = """[{"errorCode":"QUERY_TIMEOUT","message":"Your query request was running for too long."}]""";

    private readonly TestOrg _org = new();
    private readonly List<string> _queries = [];
    private readonly List<(string Id, DateTimeOffset Stamp)> _deals = [];
    private int _mostRows = int.MaxValue;
    private int _mostIds = int.MaxValue;

    public SlowQueryTests() => _org.Stub.OnQueries(Answer);

    [Fact]
    public void A_list_that_takes_too_long_is_asked_for_in_shorter_windows_and_loses_none()
    {
        Deals(60, TimeSpan.FromDays(20));
        _mostRows = 7;

        var ids = _org.Read().SelectMany(page => page.Deals).Select(deal => deal.Id).ToList();

        ids.ShouldBe(_deals.Select(deal => deal.Id), ignoreOrder: true);
        var windows = _queries.Where(IsList).ToList();
        windows.Count.ShouldBeLessThan(30);
        windows.ShouldBeUnique();
    }

    [Fact]
    public void A_feed_that_takes_too_long_is_asked_by_itself_and_in_halves()
    {
        var positions = FirstRead();
        _deals.Clear();
        Deals(20, TimeSpan.FromHours(1));
        _mostRows = 7;

        var pages = _org.Read(positions.SetItem("opportunities", "2026-11-21T09:00:00Z"));

        pages.SelectMany(page => page.Deals).Select(deal => deal.Id).ShouldBe(_deals.Skip(1).Select(deal => deal.Id), ignoreOrder: true);
        pages.SelectMany(page => page.Unchanged).Select(deal => deal.Id).ShouldBe([_deals[0].Id], "it is known and only moved");
        pages[^1].Positions.ShouldNotBeNull();
    }

    [Fact]
    public void Deals_are_completed_by_fewer_at_a_time()
    {
        Deals(1000, TimeSpan.FromMinutes(1));
        _mostIds = 300;

        _org.Read().SelectMany(page => page.Deals).Select(deal => deal.Id).ShouldBe(_deals.Select(deal => deal.Id), ignoreOrder: true);

        Asked("OpportunityContactRole").ShouldBe([1000, 500, 250, 250, 250, 250]);
    }

    [Fact]
    public void Deals_read_by_id_are_read_by_fewer_at_a_time_and_none_twice()
    {
        Deals(1000, TimeSpan.FromMinutes(1));
        _mostIds = 130;
        var account = _org.Open();
        var read = new List<string>();
        _org.Time.Run(async () =>
        {
            var request = new ReadRequest(account, ImmutableSortedDictionary<string, string>.Empty, _org, Reconcile: false);
            await foreach (var page in _org.Crm.Deals.ReadDealsAsync([.. _deals.Select(deal => deal.Id)], request, CancellationToken.None))
            {
                page.Gone.ShouldBeEmpty();
                read.AddRange(page.Deals.Select(deal => deal.Id));
            }
        });

        read.ShouldBe(_deals.Select(deal => deal.Id));
    }

    [Fact]
    public void When_nothing_smaller_helps_the_read_fails_and_is_tried_in_a_later_cycle()
    {
        Deals(10, TimeSpan.FromMinutes(1));
        _mostRows = -1;

        TestOrg.Fails(() => _org.Read()).ShouldSatisfyAllConditions(
            failure => failure.Code.ShouldBe("QUERY_TIMEOUT"), failure => failure.Action.ShouldBe(FailureAction.Retry));

        _queries.ShouldBeUnique("nothing is asked again as it was");
        _queries.Count.ShouldBeLessThan(40);
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private ImmutableSortedDictionary<string, string> FirstRead()
    {
        Deals(1, TimeSpan.Zero);
        var positions = _org.Read()[^1].Positions!;
        _queries.Clear();
        return positions;
    }

    /// <summary>Deals whose stamps end an hour ago and lie so far apart.</summary>
    private void Deals(int count, TimeSpan apart) => _deals.AddRange(Enumerable.Range(0, count)
        .Select(i => (SalesforceId.Normalize($"006{1000 + i:D12}")!, _org.Time.GetUtcNow() - TimeSpan.FromHours(1) - (apart * (count - 1 - i)))));

    private IEnumerable<int> Asked(string from) => _queries.Where(soql => soql.Contains($"FROM {from} ", StringComparison.Ordinal)).Select(soql => Ids(soql).Count);

    private static bool IsList(string soql) => soql.Contains("IsClosed = false", StringComparison.Ordinal);

    private string Answer(string soql)
    {
        _queries.Add(soql);
        var ids = Ids(soql);
        if (ids.Count > 0)
        {
            return ids.Count > _mostIds ? TooSlow : Opportunities(soql, deal => ids.Contains(deal.Id));
        }

        var from = Bound().Matches(soql).Select(match => (DateTimeOffset?)Instant(match)).FirstOrDefault();
        var before = End().Match(soql) is { Success: true } end ? Instant(end) : (DateTimeOffset?)null;
        bool IsIn((string Id, DateTimeOffset Stamp) deal) => !(deal.Stamp < from) && !(deal.Stamp >= before);
        return _deals.Count(IsIn) > _mostRows ? TooSlow : Opportunities(soql, IsIn);
    }

    private string Opportunities(string soql, Func<(string Id, DateTimeOffset Stamp), bool> fits) => StubOrg.Rows(
        soql.Contains("FROM Opportunity ", StringComparison.Ordinal)
            ? _deals.Where(fits).Select(deal => Rows.Opportunity(deal.Id, stamp: deal.Stamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture)))
            : []);

    private static HashSet<string> Ids(string soql) =>
        IdList().Match(soql) is { Success: true } list ? [.. list.Groups["ids"].Value.Split(',').Select(id => id.Trim('\''))] : [];

    private static DateTimeOffset Instant(Match match) => DateTimeOffset.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("(OpportunityId|WhatId|Id) IN \\((?<ids>[^)]*)\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdList();

    [GeneratedRegex("SystemModstamp >=? (?<at>[0-9T:.Z-]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bound();

    [GeneratedRegex("SystemModstamp < (?<at>[0-9T:.Z-]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex End();
}
