using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

public sealed class QueryTests
{
    private readonly SalesforceClient _client = new();

    [Fact]
    public void A_row_shows_its_fields_its_parent_and_the_org_s_dates()
    {
        var row = _client.Rows("SELECT Id, Name, Amount, CloseDate, StageName, IsClosed, SystemModstamp, Account.Name, Account.Owner.Name, RecordType.DeveloperName FROM Opportunity WHERE Amount > 0 LIMIT 1")[0]!;
        row["attributes"]!["type"]!.GetValue<string>().ShouldBe("Opportunity");
        row["attributes"]!["url"]!.GetValue<string>().ShouldBe($"/services/data/v66.0/sobjects/Opportunity/{row["Id"]}");
        row["Id"]!.GetValue<string>().Length.ShouldBe(18);
        row["Amount"]!.ToJsonString().ShouldMatch(@"^\d+\.0$");
        row["CloseDate"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\d$");
        row["SystemModstamp"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$");
        row["Account"]!["attributes"]!["type"]!.GetValue<string>().ShouldBe("Account");
        row["Account"]!["Name"]!.GetValue<string>().ShouldNotBeEmpty();
        row["Account"]!["Owner"]!["Name"]!.GetValue<string>().ShouldNotBeEmpty();
        row["RecordType"]!["DeveloperName"]!.GetValue<string>().ShouldBe("Sales");
    }

    [Fact]
    public void A_blank_lookup_makes_its_parent_null()
    {
        var id = Create("""{"Name":"Lone","StageName":"Prospecting","CloseDate":"2026-12-01"}""");
        var row = _client.Rows($"SELECT Id, Account.Name FROM Opportunity WHERE Id = '{id}'")[0]!.AsObject();
        row.ContainsKey("Account").ShouldBeTrue();
        row["Account"].ShouldBeNull();
    }

    [Fact]
    public void Children_come_as_a_result_of_their_own_or_null()
    {
        var rows = _client.Rows("SELECT Id, (SELECT ContactId, Role, Contact.Name FROM OpportunityContactRoles), (SELECT Subject FROM Events) FROM Opportunity");
        rows.Count.ShouldBe(200);
        rows.ShouldContain(row => row!["OpportunityContactRoles"] == null);
        var roles = rows.Select(row => row!["OpportunityContactRoles"]).OfType<JsonObject>().ToList();
        roles.ShouldNotBeEmpty();
        roles.ShouldAllBe(r => r["done"]!.GetValue<bool>() && r["totalSize"]!.GetValue<int>() == r["records"]!.AsArray().Count);
        roles[0]["records"]![0]!["Contact"]!["Name"]!.GetValue<string>().ShouldNotBeEmpty();
        roles.SelectMany(r => r["records"]!.AsArray()).ShouldContain(r => (string?)r!["Role"] == "Decision Maker");
    }

    [Fact]
    public void A_long_child_list_has_a_cursor_of_its_own()
    {
        var deal = SalesforceClient.DealId(3);
        var before = _client.Rows($"SELECT Id FROM Event WHERE WhatId = '{deal}'").Count;
        for (var i = before; i < 450; i++)
            _client.Call("POST", "/sobjects/Event", $$"""{"Subject":"Talk {{i}}","StartDateTime":"2026-12-01T01:00:00Z","WhatId":"{{deal}}"}""", 201);
        var children = _client.Rows($"SELECT Id, (SELECT Id, Subject FROM Events) FROM Opportunity WHERE Id = '{deal}'")[0]!["Events"]!;
        var seen = new List<string>();
        while (true)
        {
            children["totalSize"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(450);
            seen.AddRange(children["records"]!.AsArray().Select(r => r!["Id"]!.GetValue<string>()));
            if (children["done"]!.GetValue<bool>())
                break;
            children = SalesforceClient.Read(_client.Send("GET", children["nextRecordsUrl"]!.GetValue<string>()), 200);
        }

        seen.Count.ShouldBe(children["totalSize"]!.GetValue<int>());
        seen.Distinct().Count().ShouldBe(seen.Count);
    }

    [Fact]
    public void Pages_follow_the_batch_size_and_two_long_texts_shrink_them()
    {
        var client = new SalesforceClient(new SandboxOptions { Deals = 2_500 });
        var whole = client.Pages("SELECT Id FROM Opportunity").ToList();
        whole.Select(page => page["records"]!.AsArray().Count).ShouldBe([2_000, 500]);
        whole.ShouldAllBe(page => page["totalSize"]!.GetValue<int>() == 2_500);
        whole[0]["nextRecordsUrl"]!.GetValue<string>().ShouldMatch(@"^/services/data/v66\.0/query/01g\w{15}-2000$");
        whole.SelectMany(page => page["records"]!.AsArray()).Select(r => r!["Id"]!.GetValue<string>()).Distinct().Count().ShouldBe(2_500);
        client.Pages("SELECT Id FROM Opportunity LIMIT 900", ("Sforce-Query-Options", "batchSize=400")).Select(page => page["records"]!.AsArray().Count).ShouldBe([400, 400, 100]);

        client.Call("POST", "/tooling/sobjects/CustomField", """{"FullName":"Opportunity.More__c","Metadata":{"label":"More","type":"LongTextArea","length":1000,"visibleLines":3}}""", 201);
        client.Wire.Org.Schema.Permit("Opportunity", "More__c", read: true, edit: true);
        client.Pages("SELECT Id, More__c, Readiness_Reasons__c FROM Opportunity LIMIT 500").Select(page => page["records"]!.AsArray().Count).ShouldBe([200, 200, 100]);
    }

    [Fact]
    public void A_cursor_lives_two_days()
    {
        var client = new SalesforceClient(new SandboxOptions { Deals = 2_100 });
        var next = client.Query("SELECT Id FROM Opportunity")["nextRecordsUrl"]!.GetValue<string>();
        SalesforceClient.Read(client.Send("GET", next), 200);
        client.Now = client.Now.AddDays(2).AddMinutes(1);
        var token = client.SignIn();
        var gone = client.Crm.Handle(SandboxRequest.Create("GET", next, null, ("Authorization", "Bearer " + token)), client.Now);
        SalesforceClient.Read(gone, 400).AsArray()[0]!["errorCode"]!.GetValue<string>().ShouldBe("INVALID_QUERY_LOCATOR");
    }

    [Fact]
    public void Counting_gives_a_size_without_rows()
    {
        var count = _client.Query("SELECT COUNT() FROM Opportunity WHERE IsClosed = true");
        count["records"]!.AsArray().ShouldBeEmpty();
        count["totalSize"]!.GetValue<int>().ShouldBe(_client.Rows("SELECT Id FROM Opportunity WHERE IsClosed = true").Count);
    }

    [Fact]
    public void The_keyset_walks_every_row_once_however_many_share_a_stamp()
    {
        var client = new SalesforceClient(new SandboxOptions { Deals = 3_000 });
        foreach (var chunk in Enumerable.Range(0, 1_200).Chunk(200))
        {
            var records = string.Join(',', chunk.Select(n => $$"""{"attributes":{"type":"Opportunity"},"id":"{{SalesforceClient.DealId(n * 2)}}","NextStep":"Call"}"""));
            client.Call("PATCH", "/composite/sobjects", $$"""{"allOrNone":false,"records":[{{records}}]}""");
        }

        var seen = new List<string>();
        var where = "";
        while (true)
        {
            var rows = client.Rows($"SELECT Id, SystemModstamp FROM Opportunity {where} ORDER BY SystemModstamp, Id LIMIT 500");
            seen.AddRange(rows.Select(r => r!["Id"]!.GetValue<string>()));
            if (rows.Count < 500)
                break;
            var (stamp, id) = (rows[^1]!["SystemModstamp"]!.GetValue<string>().Replace("+0000", "Z", StringComparison.Ordinal), rows[^1]!["Id"]!.GetValue<string>());
            where = $"WHERE (SystemModstamp > {stamp} OR (SystemModstamp = {stamp} AND Id > '{id}'))";
        }

        seen.Count.ShouldBe(3_000);
        seen.Distinct().Count().ShouldBe(3_000);
    }

    [Fact]
    public void Roles_and_events_are_feeds_of_their_own_and_leave_the_deal_s_stamp_alone()
    {
        var (deal, contact) = (SalesforceClient.DealId(5), Org.IdOf(new RecordKey(RecordKind.Contact, 0)));
        var before = _client.Rows($"SELECT SystemModstamp FROM Opportunity WHERE Id = '{deal}'")[0]!["SystemModstamp"]!.GetValue<string>();
        var role = Created("OpportunityContactRole", $$"""{"OpportunityId":"{{deal}}","ContactId":"{{contact}}","Role":"Decision Maker"}""");
        var talk = Created("Event", $$"""{"Subject":"Talk","StartDateTime":"2026-12-01T01:00:00Z","WhatId":"{{deal}}"}""");
        _client.Rows($"SELECT SystemModstamp FROM Opportunity WHERE Id = '{deal}'")[0]!["SystemModstamp"]!.GetValue<string>().ShouldBe(before);

        var since = "2026-11-24T01:00:30Z";
        _client.Rows($"SELECT Id, OpportunityId FROM OpportunityContactRole WHERE SystemModstamp >= {since} ORDER BY SystemModstamp, Id").Select(r => r!["Id"]!.ToString()).ShouldBe([role]);
        _client.Rows($"SELECT Id FROM Event WHERE SystemModstamp >= {since} AND IsChild = false AND IsRecurrence = false AND What.Type = 'Opportunity' ORDER BY SystemModstamp, Id").Select(r => r!["Id"]!.ToString()).ShouldBe([talk]);
        _client.Rows("SELECT Id FROM OpportunityContactRole").Count.ShouldBe(_client.Rows("SELECT Id FROM OpportunityContactRole WHERE SystemModstamp > 2000-01-01T00:00:00Z ORDER BY SystemModstamp, Id").Count);

        _client.Raw("DELETE", "/sobjects/OpportunityContactRole/" + role).Status.ShouldBe(204);
        _client.Rows($"SELECT Id FROM OpportunityContactRole WHERE OpportunityId = '{deal}' AND ContactId = '{contact}'", all: true).ShouldBeEmpty();
        _client.Raw("DELETE", "/sobjects/Event/" + talk).Status.ShouldBe(204);
        _client.Rows($"SELECT Id FROM Event WHERE Id = '{talk}'").ShouldBeEmpty();
        _client.Rows($"SELECT Id, IsDeleted FROM Event WHERE Id = '{talk}'", all: true)[0]!["IsDeleted"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Events_have_copies_and_patterns_that_a_reader_must_leave_out_and_cancelled_ones_are_deleted()
    {
        _client.Rows("SELECT Id FROM Event WHERE IsChild = true").ShouldNotBeEmpty();
        _client.Rows("SELECT Id FROM Event WHERE IsRecurrence = true").ShouldNotBeEmpty();
        _client.Rows("SELECT Id FROM Event WHERE IsDeleted = true").ShouldBeEmpty();
        var meeting = _client.Rows("SELECT Id, What.Name, What.Type FROM Event WHERE IsChild = false AND IsRecurrence = false LIMIT 1")[0]!;
        meeting["What"]!["attributes"]!["type"]!.GetValue<string>().ShouldBe("Name");
        meeting["What"]!["Type"]!.GetValue<string>().ShouldBe("Opportunity");
        var id = meeting["Id"]!.GetValue<string>();
        _client.Send("POST", "/_sandbox/edit", $$$"""{"kind":"meeting","id":"{{{id}}}","properties":{"Outcome":"canceled"}}""").Status.ShouldBe(200);
        _client.Rows($"SELECT Id FROM Event WHERE Id = '{id}'").ShouldBeEmpty();
        _client.Rows("SELECT Id FROM Event WHERE IsDeleted = true AND SystemModstamp >= 2026-11-24T01:00:30Z ORDER BY SystemModstamp, Id", all: true).Select(r => r!["Id"]!.ToString()).ShouldContain(id);
    }

    [Fact]
    public void History_tells_the_stages_a_closed_deal_went_through()
    {
        var closed = _client.Rows("SELECT Id, (SELECT StageName, CreatedDate FROM OpportunityHistories ORDER BY CreatedDate), (SELECT Field, OldValue, NewValue FROM Histories) FROM Opportunity WHERE IsWon = true LIMIT 1")[0]!;
        var stages = closed["OpportunityHistories"]!["records"]!.AsArray().Select(r => r!["StageName"]!.ToString()).ToList();
        stages[0].ShouldBe("Prospecting");
        stages[^1].ShouldBe("Closed Won");
        closed["Histories"]!["records"]!.AsArray().Select(r => r!["Field"]!.ToString()).ShouldContain("created");
        closed["Histories"]!["records"]!.AsArray().Select(r => r!["NewValue"]?.ToString()).ShouldContain("Closed Won");
    }

    [Fact]
    public void Standard_fields_may_be_asked_all_at_once_but_custom_ones_want_a_limit()
    {
        _client.Rows("SELECT FIELDS(STANDARD) FROM Opportunity LIMIT 1")[0]!.AsObject().ContainsKey("Readiness_Flag__c").ShouldBeFalse();
        _client.Rows("SELECT FIELDS(ALL) FROM Opportunity LIMIT 200")[0]!.AsObject().ContainsKey("Readiness_Flag__c").ShouldBeTrue();
        _client.QueryFault("SELECT FIELDS(ALL) FROM Opportunity").ShouldBe(("MALFORMED_QUERY", "The SOQL FIELDS function must have a LIMIT of at most 200"));
    }

    [Theory]
    [InlineData("SELECT Id FORM Opportunity", "MALFORMED_QUERY", "unexpected token: 'FORM'")]
    [InlineData("SELECT Nope FROM Opportunity", "INVALID_FIELD", "No such column 'Nope' on entity 'Opportunity'.")]
    [InlineData("SELECT Nope.Name FROM Opportunity", "INVALID_FIELD", "Didn't understand relationship 'Nope' in field path.")]
    [InlineData("SELECT Id, (SELECT Id FROM Nopes) FROM Opportunity", "INVALID_TYPE", "Didn't understand relationship 'Nopes' in FROM part of query call.")]
    [InlineData("SELECT Id FROM Nope", "INVALID_TYPE", "sObject type 'Nope' is not supported.")]
    [InlineData("SELECT Id FROM Opportunity WHERE Description = 'x'", "INVALID_FIELD", "field 'Description' can not be filtered in a query call")]
    [InlineData("SELECT Id FROM Opportunity WHERE HasOpenActivity = true", "INVALID_FIELD", "field 'HasOpenActivity' can not be filtered in a query call")]
    [InlineData("SELECT Id FROM Opportunity ORDER BY Readiness_Reasons__c", "MALFORMED_QUERY", "field 'Readiness_Reasons__c' can not be sorted in a query call")]
    [InlineData("SELECT Id FROM Opportunity WHERE CloseDate = '2026-01-01'", "INVALID_FIELD", "must be of type date and should not be enclosed in quotes")]
    [InlineData("SELECT Id FROM Opportunity WHERE CloseDate = 2026-01-01T00:00:00Z", "INVALID_FIELD", "must be of type date")]
    [InlineData("SELECT Id FROM Opportunity WHERE Name = 5", "INVALID_FIELD", "must be of type string and should be enclosed in quotes")]
    [InlineData("SELECT Id FROM Opportunity WHERE Id = 'abc'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: abc")]
    [InlineData("SELECT Id FROM Opportunity WHERE IsClosed = true AND IsWon = true OR Amount > 5", "MALFORMED_QUERY", "unexpected token: 'OR'")]
    [InlineData("SELECT Id FROM Opportunity WHERE Id IN (SELECT WhatId FROM Event)", "MALFORMED_QUERY", "Entity 'Event' is not supported for semi join inner selects")]
    [InlineData("SELECT Id FROM Opportunity OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")]
    [InlineData("SELECT Id FROM Opportunity WHERE Name = 'a\\qb'", "MALFORMED_QUERY", "Illegal character sequence '\\q' in string literal")]
    [InlineData("SELECT CurrencyIsoCode FROM Opportunity", "INVALID_FIELD", "No such column 'CurrencyIsoCode'")]
    [InlineData("SELECT Id, Id FROM Opportunity", "INVALID_FIELD", "duplicate field selected: Id")]
    [InlineData("", "MALFORMED_QUERY", "A query string has to be specified")]
    public void A_query_that_cannot_be_run_is_refused_in_the_org_s_words(string soql, string code, string words)
    {
        var fault = _client.QueryFault(soql);
        fault.Code.ShouldBe(code);
        fault.Message.ShouldContain(words);
    }

    [Fact]
    public void A_fault_points_at_its_place() =>
        _client.QueryFault("SELECT Id\nFROM Opportunity\nWHERE Nope = 1").Message.ShouldContain("ERROR at Row:3:Column:7");

    private string Create(string body) => Created("Opportunity", body);

    private string Created(string type, string body) => _client.Call("POST", "/sobjects/" + type, body, 201)["id"]!.GetValue<string>();
}
