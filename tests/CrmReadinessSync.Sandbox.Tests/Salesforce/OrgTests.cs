using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

public sealed class OrgTests
{
    private readonly SalesforceClient _client = new();

    [Fact]
    public void Describe_tells_types_lengths_choices_and_ways()
    {
        var deal = _client.Call("GET", "/sobjects/Opportunity/describe");
        deal["keyPrefix"]!.GetValue<string>().ShouldBe("006");
        var flag = Field(deal, "Readiness_Flag__c")!;
        flag["type"]!.GetValue<string>().ShouldBe("picklist");
        flag["restrictedPicklist"]!.GetValue<bool>().ShouldBeTrue();
        flag["picklistValues"]!.AsArray().Select(v => v!["value"]!.GetValue<string>()).ShouldBe(["ready", "confirm", "hold"]);
        Field(deal, "Readiness_Next_Step__c")!["length"]!.GetValue<int>().ShouldBe(255);
        Field(deal, "Readiness_Reasons__c")!["type"]!.GetValue<string>().ShouldBe("textarea");
        Field(deal, "Readiness_Reasons__c")!["filterable"]!.GetValue<bool>().ShouldBeFalse();
        Field(deal, "Readiness_Unease__c")!["type"]!.GetValue<string>().ShouldBe("multipicklist");
        Field(deal, "AccountId")!["relationshipName"]!.GetValue<string>().ShouldBe("Account");
        Field(deal, "IsWon")!["updateable"]!.GetValue<bool>().ShouldBeFalse();
        deal["childRelationships"]!.AsArray().Select(c => c!["relationshipName"]!.GetValue<string>()).ShouldContain("OpportunityContactRoles");
        _client.Call("GET", "/sobjects")["sobjects"]!.AsArray().Select(t => t!["name"]!.GetValue<string>()).ShouldContain("Event");
    }

    [Fact]
    public void Every_selectable_field_can_be_selected()
    {
        foreach (var type in _client.Wire.Org.Schema.Types.ToList())
            _client.Query($"SELECT {string.Join(',', type.Fields.Select(f => f.Name))} FROM {type.Name} LIMIT 5")["done"]!.GetValue<bool>().ShouldBeTrue(type.Name);
    }

    [Fact]
    public void A_client_that_looked_already_is_told_nothing_changed()
    {
        var seen = _client.Raw("GET", "/sobjects/Opportunity/describe").Headers["Last-Modified"];
        _client.Raw("GET", "/sobjects/Opportunity/describe", null, ("If-Modified-Since", seen)).Status.ShouldBe(304);
    }

    [Fact]
    public void A_bare_org_gets_its_fields_by_tooling_and_sees_them_once_permitted()
    {
        var client = new SalesforceClient(new SandboxOptions { Bare = true });
        Field(client.Call("GET", "/sobjects/Opportunity/describe"), "Readiness_Flag__c").ShouldBeNull();
        client.QueryFault("SELECT Readiness_Flag__c FROM Opportunity").Code.ShouldBe("INVALID_FIELD");

        const string field = """{"FullName":"Opportunity.Readiness_Flag__c","Metadata":{"label":"Meeting check","type":"Picklist","valueSet":{"restricted":true,"valueSetDefinition":{"sorted":false,"value":[{"fullName":"ready","label":"Ready"},{"fullName":"hold","label":"Hold"}]}}}}""";
        var made = client.Call("POST", "/tooling/sobjects/CustomField", field, 201);
        made["success"]!.GetValue<bool>().ShouldBeTrue();
        client.Call("POST", "/tooling/sobjects/CustomField", field, 400)[0]!["errorCode"]!.GetValue<string>().ShouldBe("DUPLICATE_DEVELOPER_NAME");
        Field(client.Call("GET", "/sobjects/Opportunity/describe"), "Readiness_Flag__c").ShouldBeNull("nobody may see it yet");
        var found = client.Call("GET", "/tooling/query?q=" + Uri.EscapeDataString("SELECT Id, DeveloperName FROM CustomField WHERE TableEnumOrId = 'Opportunity'"))["records"]!.AsArray();
        found.ShouldHaveSingleItem()!["Id"]!.GetValue<string>().ShouldBe(made["id"]!.GetValue<string>());

        var set = client.Rows("SELECT Id FROM PermissionSet WHERE Name = 'Readiness_Integration'")[0]!["Id"]!.GetValue<string>();
        client.Call("POST", "/sobjects/FieldPermissions", $$"""{"ParentId":"{{set}}","SobjectType":"Opportunity","Field":"Opportunity.Readiness_Flag__c","PermissionsRead":true,"PermissionsEdit":false}""", 201);
        Field(client.Call("GET", "/sobjects/Opportunity/describe"), "Readiness_Flag__c")!["updateable"]!.GetValue<bool>().ShouldBeFalse();
        client.Call("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(0), """{"Readiness_Flag__c":"ready"}""", 400)[0]!["errorCode"]!.GetValue<string>().ShouldBe("INVALID_FIELD_FOR_INSERT_UPDATE");
        var permission = client.Rows("SELECT Id, PermissionsEdit FROM FieldPermissions WHERE Field = 'Opportunity.Readiness_Flag__c'")[0]!["Id"]!.GetValue<string>();
        client.Raw("PATCH", "/sobjects/FieldPermissions/" + permission, """{"PermissionsEdit":true}""").Status.ShouldBe(204);
        client.Raw("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(0), """{"Readiness_Flag__c":"ready"}""").Status.ShouldBe(204);
        client.Raw("DELETE", "/tooling/sobjects/CustomField/" + made["id"]).Status.ShouldBe(204);
        Field(client.Call("GET", "/sobjects/Opportunity/describe"), "Readiness_Flag__c").ShouldBeNull();
    }

    [Fact]
    public void Every_data_answer_says_how_much_is_used_and_the_daily_limit_is_a_403()
    {
        var client = new SalesforceClient(new SandboxOptions { Limits = SandboxLimits.Real });
        client.Raw("GET", "/limits").Headers["Sforce-Limit-Info"].ShouldBe("api-usage=1/115000");
        client.Call("GET", "/limits")["DailyApiRequests"]!["Remaining"]!.GetValue<int>().ShouldBe(114_998);
        client.Crm.Handle(SandboxRequest.Create("GET", "/services/data"), client.Now).Headers.ShouldNotContainKey("Sforce-Limit-Info");
        client.Wire.Quota.Max = 3;
        client.Raw("GET", "/limits").Headers["Sforce-Limit-Info"].ShouldBe("api-usage=3/3");
        var error = client.Call("GET", "/limits", status: 403)[0]!;
        error["errorCode"]!.GetValue<string>().ShouldBe("REQUEST_LIMIT_EXCEEDED");
        error["message"]!.GetValue<string>().ShouldBe("TotalRequests Limit exceeded.");
        client.Now = client.Now.AddDays(1).AddMinutes(1);
        client.Crm.Handle(SandboxRequest.Create("GET", SalesforceClient.Data + "/limits", null, ("Authorization", "Bearer " + client.SignIn())), client.Now).Status.ShouldBe(200);
    }

    [Fact]
    public void Too_long_an_address_meets_a_page_and_not_the_api()
    {
        var ids = string.Join(',', Enumerable.Range(0, 700).Select(n => $"'{SalesforceClient.DealId(n)}'"));
        var answer = _client.Raw("GET", "/query?q=" + Uri.EscapeDataString($"SELECT Id FROM Opportunity WHERE Id IN ({ids})"));
        answer.Status.ShouldBe(414);
        answer.ContentType!.ShouldStartWith("text/html");
        _client.Raw("GET", "/limits", null, ("X-Long", new string('x', 17_000))).Status.ShouldBe(431);
    }

    [Fact]
    public void Named_faults_come_in_the_vendor_s_words_and_pass()
    {
        var throttled = new SalesforceClient(new SandboxOptions { Faults = ["throttled"] });
        var answers = Enumerable.Range(0, 60).Select(_ => throttled.Raw("GET", "/limits")).ToList();
        answers.Count(a => a.Status == 200).ShouldBeGreaterThan(30);
        answers.Where(a => a.Status != 200).ShouldAllBe(a => a.Status == 403 && a.Text.Contains("ConcurrentRequests (Concurrent API Requests) Limit exceeded.", StringComparison.Ordinal));
        answers.ShouldContain(a => a.Status == 403);

        var flaky = new SalesforceClient(new SandboxOptions { Faults = ["flaky"] });
        Enumerable.Range(0, 100).Select(_ => flaky.Raw("GET", "/limits")).Count(a => a.Status >= 500 || a.Delivery != Delivery.Whole).ShouldBeInRange(2, 40);

        var expiring = new SalesforceClient(new SandboxOptions { Faults = ["expiring-tokens"] });
        Enumerable.Range(0, 25).Select(_ => expiring.Raw("GET", "/limits").Status).ShouldContain(401);
    }

    [Fact]
    public void Locks_of_a_moment_hit_some_rows_of_a_write_and_are_gone_at_the_next()
    {
        var client = new SalesforceClient(new SandboxOptions { Faults = ["locked-rows"] });
        var records = string.Join(',', Enumerable.Range(0, 9).Select(n => $$"""{"attributes":{"type":"Opportunity"},"id":"{{SalesforceClient.DealId(n)}}","NextStep":"x"}"""));
        var answers = Enumerable.Range(0, 40).Select(_ => client.Call("PATCH", "/composite/sobjects", $$"""{"records":[{{records}}]}""").AsArray()).ToList();
        var locked = answers.Where(a => a.Any(r => !r!["success"]!.GetValue<bool>())).ToList();
        locked.Count.ShouldBeInRange(1, 20);
        locked.ShouldAllBe(a => a.Count(r => !r!["success"]!.GetValue<bool>()) == 3);
        locked[0].First(r => !r!["success"]!.GetValue<bool>())!["errors"]![0]!["statusCode"]!.GetValue<string>().ShouldBe("UNABLE_TO_LOCK_ROW");
    }

    [Fact]
    public void A_field_removed_and_a_permission_withdrawn_stay_so()
    {
        var removed = new SalesforceClient(new SandboxOptions { Faults = ["field-removed"] });
        var body = """{"Readiness_Next_Step__c":"x"}""";
        removed.Raw("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(0), body).Status.ShouldBe(204);
        removed.Call("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(1), body, 400)[0]!["errorCode"]!.GetValue<string>().ShouldBe("INVALID_FIELD");

        var withdrawn = new SalesforceClient(new SandboxOptions { Faults = ["permission-withdrawn"] });
        for (var n = 0; n < 2; n++)
            withdrawn.Raw("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(n), body).Status.ShouldBe(204);
        withdrawn.Call("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(2), body, 403)[0]!["errorCode"]!.GetValue<string>().ShouldBe("INSUFFICIENT_ACCESS_OR_READONLY");
        withdrawn.Call("GET", "/sobjects/Opportunity/describe")["updateable"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public void Vanishing_deals_are_deleted_ones()
    {
        var client = new SalesforceClient(new SandboxOptions { Faults = ["vanishing-deals"] });
        var codes = Enumerable.Range(0, 30).Select(n => client.Raw("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(n), """{"NextStep":"x"}""")).Where(a => a.Status != 204).ToList();
        codes.ShouldNotBeEmpty();
        codes.ShouldAllBe(a => a.Status == 404 && a.Text.Contains("ENTITY_IS_DELETED", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_of_a_million_deals_draws_a_page()
    {
        Counting? counting = null;
        var client = new SalesforceClient(new SandboxOptions { Deals = 1_000_000 }, population => counting = new Counting(population));
        var rows = client.Rows("SELECT Id, Name, SystemModstamp FROM Opportunity WHERE SystemModstamp >= 2026-11-10T00:00:00Z ORDER BY SystemModstamp, Id LIMIT 200");
        rows.Count.ShouldBe(200);
        var (stamp, id) = (rows[^1]!["SystemModstamp"]!.GetValue<string>().Replace("+0000", "Z", StringComparison.Ordinal), rows[^1]!["Id"]!.GetValue<string>());
        client.Rows($"SELECT Id, Name, SystemModstamp FROM Opportunity WHERE (SystemModstamp > {stamp} OR (SystemModstamp = {stamp} AND Id > '{id}')) ORDER BY SystemModstamp, Id LIMIT 200").Count.ShouldBe(200);
        client.Rows($"SELECT Id, Role FROM OpportunityContactRole WHERE OpportunityId IN ('{id}')").ShouldNotBeNull();
        client.Rows($"SELECT Id, Subject FROM Event WHERE WhatId IN ('{id}')").ShouldNotBeNull();
        client.Rows("SELECT Id FROM OpportunityContactRole WHERE SystemModstamp >= 2026-11-24T01:00:00Z ORDER BY SystemModstamp, Id").ShouldBeEmpty();
        counting!.Draws.ShouldBeLessThan(1_000);
        client.Store.Held.ShouldBe(0);
    }

    [Fact]
    public void Ids_carry_their_case_in_three_characters_more()
    {
        RecordId.Normalise("0015g00000000Ab").ShouldBe(RecordId.Normalise(RecordId.Normalise("0015g00000000Ab")!));
        RecordId.Normalise("001D000000IRFma").ShouldBe("001D000000IRFmaIAH");
        RecordId.Normalise("001d000000irfmaIAH").ShouldBe("001D000000IRFmaIAH");
        RecordId.Normalise("001D000000IRFm").ShouldBeNull();
        RecordId.Normalise("001D000000IRFm-").ShouldBeNull();
        for (long n = 0; n < 5_000_000_000; n += 123_456_789)
            RecordId.Number(RecordId.Of("006", n)).ShouldBe(n);
        string.CompareOrdinal(RecordId.Of("006", 61), RecordId.Of("006", 62)).ShouldBeLessThan(0);
    }

    private static JsonNode? Field(JsonNode describe, string name) => describe["fields"]!.AsArray().SingleOrDefault(f => f!["name"]!.GetValue<string>() == name);

    /// <summary>A population that counts how often a record is drawn whole.</summary>
    private sealed class Counting(IPopulation inner) : IPopulation
    {
        public int Draws { get; private set; }

        public long Count(RecordKind kind) => inner.Count(kind);

        public DateTimeOffset ModifiedAt(RecordKey key) => inner.ModifiedAt(key);

        public DateTimeOffset CreatedAt(RecordKey key) => inner.CreatedAt(key);

        public bool TryGlance(RecordKey key, string property, out string? value) => inner.TryGlance(key, property, out value);

        public IReadOnlyList<Link> Links(RecordKey key, RecordKind to) => inner.Links(key, to);

        public IReadOnlyList<Change> Draw(RecordKey key)
        {
            Draws++;
            return inner.Draw(key);
        }
    }
}
