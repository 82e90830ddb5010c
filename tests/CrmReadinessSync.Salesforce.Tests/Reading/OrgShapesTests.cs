namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Orgs are set up differently: several currencies, record types or none, people as accounts, deals without an account.</summary>
public sealed class OrgShapesTests : IAsyncDisposable
{
    private readonly TestOrg _org = new();

    [Fact]
    public void In_an_org_with_several_currencies_an_amount_comes_with_its_own()
    {
        _org.Stub.Describe["Opportunity"] = () => Descriptions.Opportunity(new() { ["CurrencyIsoCode"] = Descriptions.Field("CurrencyIsoCode", "picklist", 3) });

        var (deal, query) = Read(""" "Amount":1200000.0,"CurrencyIsoCode":"USD" """);

        deal.Values["amount"].Value.ShouldBe("1200000");
        deal.Values["currency"].Value.ShouldBe("USD");
        query.ShouldContain("CurrencyIsoCode");
        // Converted amounts change with the rates though nobody touched the deal.
        query.ShouldNotContain("convertCurrency");
    }

    [Fact]
    public void A_person_as_an_account_has_no_business_to_tell_of()
    {
        var (deal, _) = Read(""" "Account":{"attributes":{"type":"Account"},"Name":"山田 太郎","Industry":null,"NumberOfEmployees":null} """);

        deal.Values["company.name"].Value.ShouldBe("山田 太郎");
        deal.Values["company.industry"].ShouldBe(default);
        deal.Values["company.employees"].ShouldBe(default);
        deal.CompanyIds.ShouldBe([Rows.Account1]);
    }

    [Fact]
    public void An_org_that_hides_what_accounts_do_leaves_those_words_unknown()
    {
        _org.Stub.Describe["Account"] = () => """{"name":"Account","fields":[{"name":"Id","type":"id"},{"name":"Name","type":"string"},{"name":"IsPersonAccount","type":"boolean"},{"name":"SystemModstamp","type":"datetime"}]}""";

        var (deal, query) = Read(""" "Account":{"attributes":{"type":"Account"},"Name":"山田 太郎"} """);

        query.ShouldNotContain("Account.Industry");
        deal.Values.GetValueOrDefault("company.industry").ShouldBe(default);
    }

    [Fact]
    public void A_deal_without_an_account_is_read_and_fights_over_no_lock()
    {
        var (deal, _) = Read(""" "AccountId":null,"Account":null """);

        deal.Values["company.name"].ShouldBe(default);
        deal.CompanyIds.ShouldBeEmpty();
        deal.GroupKey.ShouldBeNull();
    }

    [Fact]
    public void An_org_without_record_types_is_read_without_them()
    {
        _org.Stub.Describe["Opportunity"] = () => Descriptions.Opportunity(new() { ["RecordTypeId"] = null });

        var (deal, query) = Read(""" "RecordType":null """);

        query.ShouldNotContain("RecordType");
        deal.Values.GetValueOrDefault("record_type").ShouldBe(default);
    }

    [Fact]
    public void A_filter_on_record_types_in_an_org_without_them_is_a_misconfiguration()
    {
        _org.Stub.Describe["Opportunity"] = () => Descriptions.Opportunity(new() { ["RecordTypeId"] = null });
        _org.Connection = _org.Connection with { Deals = new Sync.DealFilter { Pipelines = ["Sales"] } };

        TestOrg.Fails(() => _org.Open()).Words.ShouldContain("RecordType");
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private (Sync.DealSnapshot Deal, string Query) Read(string members)
    {
        var list = "";
        _org.Stub.OnQueries(soql =>
        {
            list = soql.Contains("FROM Opportunity ", StringComparison.Ordinal) ? soql : list;
            return soql.Contains("FROM Opportunity ", StringComparison.Ordinal) ? StubOrg.Rows(Rows.Opportunity(Rows.Deal1, members)) : StubOrg.Rows();
        });
        return (_org.Read().SelectMany(page => page.Deals).ShouldHaveSingleItem(), list);
    }
}
