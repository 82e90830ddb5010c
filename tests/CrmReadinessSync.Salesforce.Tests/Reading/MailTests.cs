using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>When they last wrote, told by incoming mails on the opportunity.</summary>
public sealed class MailTests : IAsyncDisposable
{
    private readonly TestOrg _org = new();
    private readonly List<string> _mails = [];
    private readonly List<string> _queries = [];
    private string? _refusal;

    public MailTests()
    {
        _org.Stub.Describe["EmailMessage"] = () => Descriptions.EmailMessage;
        _org.Stub.OnQueries(soql =>
        {
            _queries.Add(soql);
            return soql.Split(" FROM ")[1].Split(' ')[0] switch
            {
                "EmailMessage" => _refusal ?? StubOrg.Rows(_mails),
                "Opportunity" when !soql.Contains("SystemModstamp >=", StringComparison.Ordinal) => StubOrg.Rows(Rows.Opportunity(Rows.Deal1)),
                _ => StubOrg.Rows(),
            };
        });
    }

    [Fact]
    public void The_first_read_walks_the_mails_of_half_a_year_once_and_keeps_the_latest_of_each_deal()
    {
        _mails.Add(Rows.Mail(Rows.Deal1, "2026-11-02T03:00:00.000+0000", "2026-11-02T03:00:10.000+0000", "02s000000000001AAA"));
        _mails.Add(Rows.Mail(Rows.Deal1, "2026-10-01T03:00:00.000+0000", "2026-11-03T03:00:00.000+0000", "02s000000000002AAA"));
        _mails.Add(Rows.Mail(Rows.Deal2, "2026-11-20T03:00:00.000+0000", "2026-11-20T03:00:00.000+0000", "02s000000000003AAA"));
        _org.Open();
        var before = _org.Crm.Usage.Total;

        _org.Read();

        _org.Known[Rows.Deal1].Snapshot.Values["last_inbound"].ShouldBe(new ObservedValue("2026-11-02T03:00:00Z"));
        _org.Known.ShouldNotContainKey(Rows.Deal2, "a deal that is none of ours");
        (_org.Crm.Usage.Total - before).ShouldBe(4, "versions for the clock, the list, one composite, one page of mails");
        _queries.Last(soql => soql.Contains("EmailMessage", StringComparison.Ordinal)).ShouldBe(
            "SELECT Id,RelatedToId,MessageDate,CreatedDate,SystemModstamp FROM EmailMessage WHERE Incoming = true AND RelatedTo.Type = 'Opportunity'"
            + " AND SystemModstamp >= 2026-05-26T09:00:00.000Z AND SystemModstamp < 2026-11-22T09:00:00.000Z ORDER BY SystemModstamp,Id");
    }

    [Fact]
    public void A_later_mail_changes_the_deal_without_reading_it_again_in_the_one_request_of_a_quiet_cycle()
    {
        _mails.Add(Rows.Mail(Rows.Deal1, "2026-11-02T03:00:00.000+0000"));
        var positions = _org.Read()[^1].Positions;
        _mails.Clear();
        _mails.Add(Rows.Mail(Rows.Deal1, "2026-11-22T08:58:00.000+0000"));
        var before = _org.Crm.Usage.Total;

        var deal = _org.Read(positions).SelectMany(page => page.Deals).ShouldHaveSingleItem();

        deal.Values["last_inbound"].Value.ShouldBe("2026-11-22T08:58:00Z");
        (_org.Crm.Usage.Total - before).ShouldBe(2, "versions for the clock, one composite");
        _org.Read(positions).SelectMany(page => page.Deals).ShouldBeEmpty("a mail met twice says nothing new");
    }

    [Fact]
    public void A_mail_from_tomorrow_was_sent_no_later_than_it_came_in()
    {
        _mails.Add(Rows.Mail(Rows.Deal1, "2031-01-01T00:00:00.000+0000"));

        _org.Read();

        _org.Known[Rows.Deal1].Snapshot.Values["last_inbound"].Value.ShouldBe("2026-11-22T08:59:00Z");
    }

    [Fact]
    public void A_deal_met_later_is_asked_for_its_mails_and_a_deal_read_again_keeps_what_was_known()
    {
        var positions = _org.Read()[^1].Positions;
        _org.Known.Clear();
        _mails.Add(Rows.Mail(Rows.Deal1, "2026-08-01T00:00:00.000+0000", "2026-08-01T00:00:00.000+0000"));

        _org.Keep(ReadDeal());
        _queries.Last(soql => soql.Contains("EmailMessage", StringComparison.Ordinal)).ShouldContain($"RelatedToId IN ('{Rows.Deal1}')");
        _org.Known[Rows.Deal1].Snapshot.Values["last_inbound"].Value.ShouldBe("2026-08-01T00:00:00Z");

        _mails.Clear();
        _queries.Clear();
        ReadDeal().Deals.Single().Values["last_inbound"].Value.ShouldBe("2026-08-01T00:00:00Z");
        _queries.ShouldNotContain(soql => soql.Contains("EmailMessage", StringComparison.Ordinal));
        positions.ShouldNotBeNull().ShouldContainKey("mails");
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("refused")]
    [InlineData("unmapped")]
    [InlineData("unwatched")]
    public void Where_mails_cannot_be_read_or_nobody_asks_for_them_silence_is_unknown_and_nothing_fails(string why)
    {
        _refusal = why == "refused" ? """[{"errorCode":"INVALID_TYPE","message":"sObject type 'EmailMessage' is not supported."}]""" : null;
        if (why == "hidden")
        {
            _org.Stub.Describe.Remove("EmailMessage");
        }

        _org.Connection = why switch
        {
            "unmapped" => _org.Connection with { Fields = _org.Connection.Fields.Remove("last_inbound") },
            "unwatched" => _org.Connection with { Unwatched = ["last_inbound"] },
            _ => _org.Connection,
        };

        var positions = _org.Read()[^1].Positions!;
        _org.Read(positions);

        _org.Known[Rows.Deal1].Snapshot.Values.ShouldNotContainKey("last_inbound");
        positions.ShouldNotContainKey("mails", "once they can be read, they are read from their beginning");
        _queries.Count(soql => soql.Contains("EmailMessage", StringComparison.Ordinal)).ShouldBe(why == "refused" ? 1 : 0, "the question is put once a day");
    }

    [Fact]
    public void Mails_that_become_readable_are_read_from_half_a_year_back()
    {
        _org.Stub.Describe.Remove("EmailMessage");
        var positions = _org.Read()[^1].Positions;
        _org.Stub.Describe["EmailMessage"] = () => Descriptions.EmailMessage;
        _org.Cached.Clear();
        _mails.Add(Rows.Mail(Rows.Deal1, "2026-11-02T03:00:00.000+0000"));

        _org.Read(positions);

        _org.Known[Rows.Deal1].Snapshot.Values["last_inbound"].Value.ShouldBe("2026-11-02T03:00:00Z");
        _queries.Last(soql => soql.Contains("EmailMessage", StringComparison.Ordinal)).ShouldContain("SystemModstamp >= 2026-05-26T");
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private DealPage ReadDeal()
    {
        var account = _org.Open();
        DealPage? read = null;
        _org.Time.Run(async () =>
        {
            await foreach (var page in _org.Crm.Deals.ReadDealsAsync([Rows.Deal1], new ReadRequest(account, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty, _org, Reconcile: false), CancellationToken.None))
            {
                read = page;
            }
        });
        return read!;
    }
}
