using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

public sealed class BulkTests
{
    private readonly SalesforceClient _client = new();

    [Fact]
    public void Rows_come_in_and_are_accounted_for_one_by_one()
    {
        var id = Job();
        var csv = $"Id,Readiness_Flag__c,Readiness_Next_Step__c\n{SalesforceClient.DealId(1)},ready,\"Ask, then \"\"listen\"\"\"\n{SalesforceClient.DealId(2)},maybe,x\n{SalesforceClient.DealId(3)},hold,\n";
        _client.Raw("PUT", $"/jobs/ingest/{id}/batches", csv, ("Content-Type", "text/csv")).Status.ShouldBe(201);
        _client.Rows("SELECT Id FROM Opportunity WHERE Readiness_Flag__c = 'ready'").ShouldBeEmpty("nothing runs before the upload is complete");
        Close(id)["state"]!.GetValue<string>().ShouldBe("UploadComplete");

        var job = _client.Call("GET", "/jobs/ingest/" + id);
        job["state"]!.GetValue<string>().ShouldBe("JobComplete");
        job["numberRecordsProcessed"]!.GetValue<int>().ShouldBe(3);
        job["numberRecordsFailed"]!.GetValue<int>().ShouldBe(1);
        _client.Raw("GET", $"/jobs/ingest/{id}/successfulResults/").Text.ShouldBe(
            $"\"sf__Id\",\"sf__Created\",\"Id\",\"Readiness_Flag__c\",\"Readiness_Next_Step__c\"\n\"{SalesforceClient.DealId(1)}\",\"false\",\"{SalesforceClient.DealId(1)}\",\"ready\",\"Ask, then \"\"listen\"\"\"\n\"{SalesforceClient.DealId(3)}\",\"false\",\"{SalesforceClient.DealId(3)}\",\"hold\",\"\"\n");
        var failed = _client.Raw("GET", $"/jobs/ingest/{id}/failedResults/").Text;
        failed.ShouldContain("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:");
        failed.ShouldContain("Readiness_Flag__c --");
        _client.Raw("GET", $"/jobs/ingest/{id}/unprocessedrecords/").Text.ShouldBe("\"Id\",\"Readiness_Flag__c\",\"Readiness_Next_Step__c\"\n");
        _client.Rows("SELECT Readiness_Next_Step__c FROM Opportunity WHERE Readiness_Flag__c = 'ready'")[0]!["Readiness_Next_Step__c"]!.GetValue<string>().ShouldBe("Ask, then \"listen\"");
    }

    [Fact]
    public void An_empty_cell_leaves_a_field_alone_and_NA_clears_it()
    {
        _client.Raw("PATCH", "/sobjects/Opportunity/" + SalesforceClient.DealId(1), """{"Readiness_Flag__c":"hold","Readiness_Phase__c":"unclear"}""").Status.ShouldBe(204);
        var id = Job();
        _client.Raw("PUT", $"/jobs/ingest/{id}/batches", $"Id,Readiness_Flag__c,Readiness_Phase__c\n{SalesforceClient.DealId(1)},,#N/A\n").Status.ShouldBe(201);
        Close(id);
        var row = _client.Call("GET", $"/sobjects/Opportunity/{SalesforceClient.DealId(1)}?fields=Readiness_Flag__c,Readiness_Phase__c");
        row["Readiness_Flag__c"]!.GetValue<string>().ShouldBe("hold");
        row["Readiness_Phase__c"].ShouldBeNull();
    }

    [Fact]
    public void A_column_nobody_knows_fails_the_job_and_leaves_its_rows_unprocessed()
    {
        var id = Job();
        _client.Raw("PUT", $"/jobs/ingest/{id}/batches", $"Id,Gone__c\n{SalesforceClient.DealId(1)},x\n").Status.ShouldBe(201);
        Close(id);
        var job = _client.Call("GET", "/jobs/ingest/" + id);
        job["state"]!.GetValue<string>().ShouldBe("Failed");
        job["errorMessage"]!.GetValue<string>().ShouldBe("InvalidBatch : Field name not found : Gone__c");
        _client.Raw("GET", $"/jobs/ingest/{id}/unprocessedrecords/").Text.ShouldContain(SalesforceClient.DealId(1));
    }

    [Fact]
    public void A_job_takes_one_upload_and_one_closing()
    {
        var id = Job();
        _client.Raw("PUT", $"/jobs/ingest/{id}/batches", "Id\n").Status.ShouldBe(201);
        _client.Raw("PUT", $"/jobs/ingest/{id}/batches", "Id\n").Status.ShouldBe(409);
        Close(id);
        _client.Raw("PATCH", "/jobs/ingest/" + id, """{"state":"UploadComplete"}""").Status.ShouldBe(409);
        _client.Raw("DELETE", "/jobs/ingest/" + id).Status.ShouldBe(204);
        _client.Raw("GET", "/jobs/ingest/" + id).Status.ShouldBe(404);
    }

    [Fact]
    public void Line_ends_must_be_the_ones_the_job_said()
    {
        var id = Job();
        _client.Raw("PUT", $"/jobs/ingest/{id}/batches", $"Id,NextStep\r\n{SalesforceClient.DealId(1)},x\r\n").Status.ShouldBe(400);
    }

    [Fact]
    public void With_real_limits_a_job_takes_its_time()
    {
        var client = new SalesforceClient(new SandboxOptions { Limits = SandboxLimits.Real });
        var id = client.Call("POST", "/jobs/ingest", """{"object":"Opportunity","operation":"update"}""")["id"]!.GetValue<string>();
        client.Raw("PUT", $"/jobs/ingest/{id}/batches", $"Id,NextStep\n{SalesforceClient.DealId(1)},x\n").Status.ShouldBe(201);
        client.Call("PATCH", "/jobs/ingest/" + id, """{"state":"UploadComplete"}""");
        client.Call("GET", "/jobs/ingest/" + id)["state"]!.GetValue<string>().ShouldBe("InProgress");
        client.Now = client.Now.AddSeconds(10);
        client.Call("GET", "/jobs/ingest/" + id)["state"]!.GetValue<string>().ShouldBe("JobComplete");
    }

    [Fact]
    public void A_query_job_gives_its_rows_by_locator_and_ends_with_the_word_null()
    {
        var id = _client.Call("POST", "/jobs/query", """{"operation":"query","query":"SELECT Id, Account.Name, CloseDate FROM Opportunity ORDER BY Id"}""")["id"]!.GetValue<string>();
        _client.Call("GET", "/jobs/query/" + id)["state"]!.GetValue<string>().ShouldBe("JobComplete");
        var first = _client.Raw("GET", $"/jobs/query/{id}/results?maxRecords=150");
        first.Headers["Sforce-NumberOfRecords"].ShouldBe("150");
        first.Text.ShouldStartWith("\"Id\",\"Account.Name\",\"CloseDate\"\n");
        var second = _client.Raw("GET", $"/jobs/query/{id}/results?maxRecords=150&locator={first.Headers["Sforce-Locator"]}");
        second.Headers["Sforce-NumberOfRecords"].ShouldBe("50");
        second.Headers["Sforce-Locator"].ShouldBe("null");
        _client.Send("GET", $"/services/data/v60.0/jobs/query/{id}/results").Status.ShouldBe(409);
        _client.Raw("POST", "/jobs/query", """{"query":"SELECT Id, (SELECT Id FROM Events) FROM Opportunity"}""").Status.ShouldBe(400);
    }

    private string Job() => _client.Call("POST", "/jobs/ingest", """{"object":"Opportunity","operation":"update","contentType":"CSV","lineEnding":"LF","columnDelimiter":"COMMA"}""")["id"]!.GetValue<string>();

    private JsonNode Close(string id) => _client.Call("PATCH", "/jobs/ingest/" + id, """{"state":"UploadComplete"}""");
}
