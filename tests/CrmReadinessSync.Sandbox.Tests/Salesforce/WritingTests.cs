using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

public sealed class WritingTests
{
    private readonly SalesforceClient _client = new();
    private readonly string _deal = SalesforceClient.DealId(7);

    [Fact]
    public void A_change_of_one_row_answers_204_trims_and_moves_the_stamp()
    {
        var before = Row("SystemModstamp")["SystemModstamp"]!.GetValue<string>();
        var answer = _client.Raw("PATCH", "/sobjects/Opportunity/" + _deal, """{"Readiness_Flag__c":"ready","Readiness_Next_Step__c":"  Ask who approves  "}""");
        answer.Status.ShouldBe(204);
        answer.Body.Length.ShouldBe(0);
        var row = Row("Readiness_Flag__c,Readiness_Next_Step__c,SystemModstamp,LastModifiedById");
        row["Readiness_Flag__c"]!.GetValue<string>().ShouldBe("ready");
        row["Readiness_Next_Step__c"]!.GetValue<string>().ShouldBe("Ask who approves");
        string.CompareOrdinal(row["SystemModstamp"]!.GetValue<string>(), before).ShouldBeGreaterThan(0);
        row["LastModifiedById"]!.GetValue<string>().ShouldBe(Org.IntegrationUserId);

        _client.Raw("PATCH", "/sobjects/Opportunity/" + _deal[..15], """{"Readiness_Flag__c":null,"Readiness_Next_Step__c":""}""").Status.ShouldBe(204);
        row = Row("Readiness_Flag__c,Readiness_Next_Step__c");
        row["Readiness_Flag__c"].ShouldBeNull();
        row["Readiness_Next_Step__c"].ShouldBeNull();
    }

    [Fact]
    public void A_row_can_be_made_moved_to_another_account_and_binned()
    {
        var account = _client.Call("POST", "/sobjects/Account", """{"Name":"Newcomer"}""", 201)["id"]!.GetValue<string>();
        var made = _client.Call("POST", "/sobjects/Opportunity", $$"""{"Name":"First talk","StageName":"Prospecting","CloseDate":"2026-12-24","AccountId":"{{account}}","Amount":1200000}""", 201);
        made["success"]!.GetValue<bool>().ShouldBeTrue();
        var id = made["id"]!.GetValue<string>();
        var row = _client.Rows($"SELECT Account.Name, Amount, CloseDate, Probability, ForecastCategoryName, IsClosed FROM Opportunity WHERE AccountId = '{account}'").ShouldHaveSingleItem()!;
        row["Account"]!["Name"]!.GetValue<string>().ShouldBe("Newcomer");
        row["CloseDate"]!.GetValue<string>().ShouldBe("2026-12-24");
        row["Probability"]!.GetValue<decimal>().ShouldBe(10);

        _client.Raw("PATCH", "/sobjects/Opportunity/" + id, """{"AccountId":null,"StageName":"Closed Won"}""").Status.ShouldBe(204);
        _client.Rows($"SELECT Id FROM Opportunity WHERE AccountId = '{account}'").ShouldBeEmpty();
        _client.Rows($"SELECT Id FROM Opportunity WHERE Id = '{id}' AND IsWon = true AND Account.Name = null").Count.ShouldBe(1);

        _client.Raw("DELETE", "/sobjects/Opportunity/" + id).Status.ShouldBe(204);
        _client.Rows($"SELECT Id FROM Opportunity WHERE Id = '{id}'").ShouldBeEmpty();
        _client.Rows($"SELECT Id FROM Opportunity WHERE Id = '{id}' AND IsDeleted = true", all: true).Count.ShouldBe(1);
        Fault(_client.Raw("PATCH", "/sobjects/Opportunity/" + id, """{"NextStep":"x"}"""), 404).ShouldBe("ENTITY_IS_DELETED");
        _client.Now = _client.Now.AddMinutes(5);
        var deleted = _client.Call("GET", "/sobjects/Opportunity/deleted/?start=2026-11-24T00%3A00%3A00Z&end=2026-11-24T02%3A00%3A00Z");
        deleted["deletedRecords"]!.AsArray().Select(d => d!["id"]!.GetValue<string>()).ShouldBe([id]);
        _client.Call("GET", "/sobjects/Opportunity/updated/?start=2026-11-24T01%3A00%3A00Z&end=2026-11-24T02%3A00%3A00Z")["ids"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"Readiness_Next_Step__c":"LONG"}""", 400, "STRING_TOO_LONG")]
    [InlineData("""{"Readiness_Flag__c":"maybe"}""", 400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST")]
    [InlineData("""{"AccountId":"no id"}""", 400, "MALFORMED_ID")]
    [InlineData("""{"AccountId":"0015g000000099zzzz"}""", 400, "MALFORMED_ID")]
    [InlineData("""{"Nope__c":"x"}""", 400, "INVALID_FIELD")]
    [InlineData("""{"IsWon":true}""", 400, "INVALID_FIELD_FOR_INSERT_UPDATE")]
    [InlineData("""{"Name":null}""", 400, "REQUIRED_FIELD_MISSING")]
    [InlineData("""{"Amount":"a lot"}""", 400, "JSON_PARSER_ERROR")]
    [InlineData("""{"Amount":12345678901234567890}""", 400, "NUMBER_OUTSIDE_VALID_RANGE")]
    [InlineData("""{"Name":5}""", 400, "JSON_PARSER_ERROR")]
    [InlineData("""{"CloseDate":"tomorrow"}""", 400, "JSON_PARSER_ERROR")]
    [InlineData("""{"Name":"cut off""", 400, "JSON_PARSER_ERROR")]
    public void A_wrong_value_is_refused_by_its_code_and_changes_nothing(string body, int status, string code)
    {
        var before = Row("SystemModstamp").ToJsonString();
        Fault(_client.Raw("PATCH", "/sobjects/Opportunity/" + _deal, body.Replace("LONG", new string('あ', 256), StringComparison.Ordinal)), status).ShouldBe(code);
        Row("SystemModstamp").ToJsonString().ShouldBe(before);
    }

    [Fact]
    public void A_row_nobody_has_is_not_found()
    {
        Fault(_client.Raw("GET", "/sobjects/Opportunity/" + RecordId.Of(KeyPrefix.Opportunity, 99_999)), 404).ShouldBe("NOT_FOUND");
        Fault(_client.Raw("GET", "/sobjects/Nope/" + _deal), 404).ShouldBe("NOT_FOUND");
    }

    [Fact]
    public void A_row_changed_since_is_left_alone_when_the_caller_asks_so()
    {
        var since = _client.Now.AddDays(-60).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Fault(_client.Raw("PATCH", "/sobjects/Opportunity/" + _deal, """{"NextStep":"x"}""", ("If-Unmodified-Since", since)), 412).ShouldBe("PRECONDITION_FAILED");
    }

    [Fact]
    public void A_collection_answers_200_by_position_and_leaves_out_ids_of_failed_rows()
    {
        var missing = RecordId.Of(KeyPrefix.Opportunity, 99_999);
        var answer = Collection(false, (SalesforceClient.DealId(1), "\"Readiness_Flag__c\":\"hold\""), (missing, "\"Readiness_Flag__c\":\"hold\""), (SalesforceClient.DealId(2), "\"Readiness_Flag__c\":\"maybe\""), (SalesforceClient.DealId(3), "\"Readiness_Flag__c\":\"ready\""));
        answer.Select(r => r!["success"]!.GetValue<bool>()).ShouldBe([true, false, false, true]);
        answer[0]!["id"]!.GetValue<string>().ShouldBe(SalesforceClient.DealId(1));
        answer[1]!.AsObject().ContainsKey("id").ShouldBeFalse();
        answer[1]!["errors"]![0]!["statusCode"]!.GetValue<string>().ShouldBe("INVALID_CROSS_REFERENCE_KEY");
        answer[2]!["errors"]![0]!["statusCode"]!.GetValue<string>().ShouldBe("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
        answer[2]!["errors"]![0]!["fields"]![0]!.GetValue<string>().ShouldBe("Readiness_Flag__c");
        _client.Rows($"SELECT Id FROM Opportunity WHERE Readiness_Flag__c IN ('hold','ready') AND Id IN ('{SalesforceClient.DealId(1)}','{SalesforceClient.DealId(3)}')").Count.ShouldBe(2);
    }

    [Fact]
    public void All_or_none_takes_good_rows_back_with_the_bad_one()
    {
        var answer = Collection(true, (SalesforceClient.DealId(1), "\"NextStep\":\"Never written\""), (SalesforceClient.DealId(2), "\"Readiness_Flag__c\":\"maybe\""));
        answer.Select(r => r!["errors"]![0]!["statusCode"]!.GetValue<string>()).ShouldBe(["ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"]);
        _client.Rows("SELECT Id FROM Opportunity WHERE NextStep = 'Never written'").ShouldBeEmpty();
    }

    [Fact]
    public void The_thirteenth_change_of_one_row_in_a_call_is_a_duplicate()
    {
        var answer = Collection(false, [.. Enumerable.Range(0, 14).Select(n => (_deal, $"\"NextStep\":\"{n}\""))]);
        answer.Count(r => r!["success"]!.GetValue<bool>()).ShouldBe(12);
        answer[12]!["errors"]![0]!["statusCode"]!.GetValue<string>().ShouldBe("DUPLICATE_VALUE");
        Row("NextStep")["NextStep"]!.GetValue<string>().ShouldBe("11");
    }

    [Fact]
    public void A_column_that_does_not_exist_fails_the_whole_collection_and_so_do_201_rows()
    {
        var body = $$"""{"records":[{"attributes":{"type":"Opportunity"},"id":"{{_deal}}","NextStep":"Never written"},{"attributes":{"type":"Opportunity"},"id":"{{_deal}}","Gone__c":1}]}""";
        Fault(_client.Raw("PATCH", "/composite/sobjects", body), 400).ShouldBe("INVALID_FIELD");
        Row("NextStep")["NextStep"]?.GetValue<string>().ShouldNotBe("Never written");
        var many = string.Join(',', Enumerable.Range(0, 201).Select(n => $$"""{"attributes":{"type":"Opportunity"},"id":"{{_deal}}"}"""));
        Fault(_client.Raw("PATCH", "/composite/sobjects", $$"""{"records":[{{many}}]}"""), 400).ShouldBe("EXCEEDED_ID_LIMIT");
    }

    [Fact]
    public void Rows_can_be_read_made_and_binned_by_the_collection()
    {
        var read = _client.Call("GET", $"/composite/sobjects/Opportunity?ids={_deal},{RecordId.Of(KeyPrefix.Opportunity, 99_999)}&fields=Id,Name").AsArray();
        read[0]!["Id"]!.GetValue<string>().ShouldBe(_deal);
        read[1].ShouldBeNull();
        var made = _client.Call("POST", "/composite/sobjects", """{"records":[{"attributes":{"type":"Account"},"Name":"A"},{"attributes":{"type":"Account"}}]}""").AsArray();
        made[1]!["errors"]![0]!["statusCode"]!.GetValue<string>().ShouldBe("REQUIRED_FIELD_MISSING");
        var id = made[0]!["id"]!.GetValue<string>();
        _client.Call("DELETE", "/composite/sobjects?ids=" + id).AsArray()[0]!["success"]!.GetValue<bool>().ShouldBeTrue();
        _client.Rows($"SELECT Id FROM Account WHERE Id = '{id}'").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("lock", "UNABLE_TO_LOCK_ROW")]
    [InlineData("approval", "ENTITY_IS_LOCKED")]
    [InlineData("validation", "FIELD_CUSTOM_VALIDATION_EXCEPTION")]
    [InlineData("trigger", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY")]
    [InlineData("trigger-lock", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY")]
    public void A_test_can_put_something_in_a_row_s_way_and_take_it_away(string obstacle, string code)
    {
        Put(obstacle);
        var error = Collection(false, (_deal, "\"NextStep\":\"x\"")).ShouldHaveSingleItem()!["errors"]![0]!;
        error["statusCode"]!.GetValue<string>().ShouldBe(code);
        error["message"]!.GetValue<string>().Contains("UNABLE_TO_LOCK_ROW", StringComparison.Ordinal).ShouldBe(obstacle == "trigger-lock");
        Put("");
        Collection(false, (_deal, "\"NextStep\":\"x\"")).ShouldHaveSingleItem()!["success"]!.GetValue<bool>().ShouldBeTrue();

        void Put(string what) => _client.Send("POST", "/_sandbox/edit", $$$"""{"kind":"deal","id":"{{{_deal}}}","properties":{"Sandbox_Obstacle":"{{{what}}}"}}""").Status.ShouldBe(200);
    }

    [Fact]
    public void Composite_hands_answers_on_and_counts_as_one_call()
    {
        var before = _client.Wire.Quota.Used(_client.Now);
        var answer = _client.Call("POST", "/composite", $$"""
            {"compositeRequest":[
              {"method":"GET","url":"/services/data/v66.0/query?q=SELECT+Id+FROM+Opportunity+WHERE+Id='{{_deal}}'","referenceId":"found"},
              {"method":"PATCH","url":"/services/data/v66.0/sobjects/Opportunity/@{found.records[0].Id}","referenceId":"changed","body":{"NextStep":"By composite"} },
              {"method":"GET","url":"/services/data/v66.0/sobjects/Opportunity/{{_deal}}?fields=NextStep","referenceId":"read"},
              {"method":"GET","url":"/services/data/v66.0/query?q=SELECT+Nope+FROM+Opportunity","referenceId":"wrong"}]}
            """)["compositeResponse"]!.AsArray();
        answer.Select(a => a!["httpStatusCode"]!.GetValue<int>()).ShouldBe([200, 204, 200, 400]);
        answer[2]!["body"]!["NextStep"]!.GetValue<string>().ShouldBe("By composite");
        answer[3]!["body"]![0]!["errorCode"]!.GetValue<string>().ShouldBe("INVALID_FIELD");
        (_client.Wire.Quota.Used(_client.Now) - before).ShouldBe(1);
    }

    [Fact]
    public void Batch_answers_each_call_apart()
    {
        var answer = _client.Call("POST", "/composite/batch", $$"""{"batchRequests":[{"method":"GET","url":"v66.0/limits"},{"method":"PATCH","url":"v66.0/sobjects/Opportunity/{{_deal}}","richInput":{"Nope":1} }]}""");
        answer["hasErrors"]!.GetValue<bool>().ShouldBeTrue();
        answer["results"]!.AsArray().Select(r => r!["statusCode"]!.GetValue<int>()).ShouldBe([200, 400]);
    }

    private JsonNode Row(string fields) => _client.Call("GET", $"/sobjects/Opportunity/{_deal}?fields={fields}");

    private JsonArray Collection(bool allOrNone, params (string Id, string Fields)[] rows)
    {
        var records = string.Join(',', rows.Select(r => $$"""{"attributes":{"type":"Opportunity"},"id":"{{r.Id}}",{{r.Fields}}}"""));
        return _client.Call("PATCH", "/composite/sobjects", $$"""{"allOrNone":{{(allOrNone ? "true" : "false")}},"records":[{{records}}]}""").AsArray();
    }

    private static string Fault(SandboxResponse response, int status) => SalesforceClient.Read(response, status).AsArray()[0]!["errorCode"]!.GetValue<string>();
}
