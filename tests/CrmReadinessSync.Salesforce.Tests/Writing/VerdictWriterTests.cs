using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class VerdictWriterTests : IAsyncDisposable
{
    private const string Collections = "/services/data/v67.0/composite/sobjects";
    private readonly TestOrg _org = new();

    [Fact]
    public void A_batch_is_one_request_grouped_by_account_with_nulls_that_clear()
    {
        _org.Stub.On("PATCH", Collections, _ => StubOrg.Json("""[{"id":"a","success":true,"errors":[]},{"id":"b","success":true,"errors":[]}]"""));

        var outcomes = _org.Write(Write(Rows.Deal2, "001B", ("Readiness_Flag__c", "hold")), Write(Rows.Deal1, "001A", ("Readiness_Next_Step__c", null)));

        outcomes.ShouldBe([new WriteOutcome(Rows.Deal1), new WriteOutcome(Rows.Deal2)]);
        _org.Stub.Requests[^1].Body.ShouldBe(
            $$"""{"allOrNone":false,"records":[{"attributes":{"type":"Opportunity"},"id":"{{Rows.Deal1}}","Readiness_Next_Step__c":null},{"attributes":{"type":"Opportunity"},"id":"{{Rows.Deal2}}","Readiness_Flag__c":"hold"}]}""");
    }

    [Fact]
    public void A_failed_row_without_an_id_is_told_by_its_place()
    {
        _org.Stub.On("PATCH", Collections, _ => StubOrg.Json("""
            [{"success":false,"errors":[{"statusCode":"FIELD_CUSTOM_VALIDATION_EXCEPTION","message":"Budget first","fields":[]}]},{"id":"b","success":true,"errors":[]}]
            """));

        var outcomes = _org.Write(Write(Rows.Deal1, null, ("Readiness_Flag__c", "hold")), Write(Rows.Deal2, null, ("Readiness_Flag__c", "hold")));

        outcomes[0].DealId.ShouldBe(Rows.Deal1);
        outcomes[0].Failure!.Action.ShouldBe(FailureAction.SkipDeal);
        outcomes[0].Failure!.Words.ShouldBe("Budget first");
        outcomes[1].Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access", FailureAction.Retry)]
    [InlineData("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "trigger: UNABLE_TO_LOCK_ROW, unable", FailureAction.Retry)]
    [InlineData("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "trigger threw", FailureAction.SkipDeal)]
    [InlineData("ENTITY_IS_LOCKED", "the entity is locked for editing", FailureAction.Retry)]
    [InlineData("STRING_TOO_LONG", "too long", FailureAction.SkipDeal)]
    [InlineData("INSUFFICIENT_ACCESS_OR_READONLY", "no access", FailureAction.SkipDeal)]
    [InlineData("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields", FailureAction.StopCrm)]
    [InlineData("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", FailureAction.OutOfBudget)]
    [InlineData("SOMETHING_NEW", "?", FailureAction.SkipDeal)]
    public void Every_code_has_its_action(string code, string message, FailureAction action) =>
        new FailureTable(new Http.Redactor(), TimeProvider.System).OfRow(code, message).Action.ShouldBe(action);

    [Fact]
    public void A_deleted_deal_is_gone()
    {
        _org.Stub.On("PATCH", Collections, _ => StubOrg.Json("""[{"success":false,"errors":[{"statusCode":"ENTITY_IS_DELETED","message":"entity is deleted","fields":[]}]}]"""));
        _org.Write(Write(Rows.Deal1, null, ("Readiness_Flag__c", "hold"))).ShouldHaveSingleItem().IsGone.ShouldBeTrue();
    }

    [Fact]
    public void An_answer_of_another_length_is_no_outcome()
    {
        _org.Stub.On("PATCH", Collections, _ => StubOrg.Json("[]"));
        TestOrg.Fails(() => _org.Write(Write(Rows.Deal1, null, ("Readiness_Flag__c", "hold")))).Action.ShouldBe(FailureAction.Retry);
    }

    [Fact]
    public void Nothing_but_targets_is_ever_written() =>
        Should.Throw<ArgumentException>(() => _org.Write(Write(Rows.Deal1, null, ("NextStep", "x"))));

    [Fact]
    public void A_large_plan_goes_by_jobs()
    {
        _org.Crm.Verdicts.BatchSizeFor(2000).ShouldBe(200);
        _org.Crm.Verdicts.BatchSizeFor(2001).ShouldBe(10_000);
    }

    [Fact]
    public void A_job_is_known_before_it_starts_and_every_row_is_reconciled()
    {
        var csv = "";
        var keptWhenClosed = "";
        var state = "InProgress";
        _org.Stub.On("POST", "/services/data/v67.0/jobs/ingest", _ => Job("Open"));
        _org.Stub.On("PUT", "/services/data/v67.0/jobs/ingest/750A/batches", request =>
        {
            csv = request.Body;
            return new HttpResponseMessage(HttpStatusCode.Created);
        });
        _org.Stub.On("PATCH", "/services/data/v67.0/jobs/ingest/750A", _ =>
        {
            keptWhenClosed = _org.Cached["salesforce.job"];
            return Job("UploadComplete");
        });
        _org.Stub.On("GET", "/services/data/v67.0/jobs/ingest/750A", _ =>
        {
            var now = Job(state);
            state = "JobComplete";
            return now;
        });
        _org.Stub.On("GET", "/services/data/v67.0/jobs/ingest/750A/successfulResults", _ => Csv($"\"sf__Id\",\"sf__Created\",{Sent}\n{string.Join('\n', Enumerable.Range(3, 198).Select(i => $"\"{Id(i)}\",\"false\",\"{Id(i)}\",hold,"))}\n"));
        _org.Stub.On("GET", "/services/data/v67.0/jobs/ingest/750A/failedResults", _ => Csv($"\"sf__Id\",\"sf__Error\",{Sent}\n\"\",\"UNABLE_TO_LOCK_ROW:unable, to \"\"lock\"\":--\",\"{Id(1)}\",hold,\n"));
        _org.Stub.On("GET", "/services/data/v67.0/jobs/ingest/750A/unprocessedrecords", _ => Csv($"{Sent}\n{Id(2)},hold,\n"));

        var outcomes = _org.Write([.. Enumerable.Range(1, 201).Select(i => Write(Id(i), null, ("Readiness_Flag__c", "hold"), ("Readiness_Reasons__c", i == 1 ? null : "a \"b\",\nc")))]);

        keptWhenClosed.ShouldBe("750A");
        _org.Cached.ShouldNotContainKey("salesforce.job");
        csv.ShouldStartWith($"\"Id\",\"Readiness_Flag__c\",\"Readiness_Reasons__c\"\n\"{Id(1)}\",\"hold\",\"#N/A\"\n\"{Id(2)}\",\"hold\",\"a \"\"b\"\",\nc\"\n");
        outcomes.Count(outcome => outcome.Failure is null).ShouldBe(198);
        outcomes.Single(outcome => outcome.DealId == Id(1)).Failure!.ShouldSatisfyAllConditions(
            failure => failure.Code.ShouldBe("UNABLE_TO_LOCK_ROW"), failure => failure.Action.ShouldBe(FailureAction.Retry), failure => failure.Words.ShouldStartWith("unable, to \"lock\""));
        outcomes.Single(outcome => outcome.DealId == Id(2)).Failure!.Code.ShouldBe("UNPROCESSED");
        outcomes.Single(outcome => outcome.DealId == Id(201)).Failure!.Code.ShouldBe("no_outcome");
    }

    [Fact]
    public async Task A_job_left_by_a_killed_process_is_ended_by_who_took_over_and_never_by_who_only_looks()
    {
        await _org.WriteAsync("salesforce.job", "750A", CancellationToken.None);
        _org.Stub.On("GET", "/services/data/v67.0/jobs/ingest/750A", _ => Job("InProgress"));
        _org.Stub.On("PATCH", "/services/data/v67.0/jobs/ingest/750A", request =>
        {
            request.Body.ShouldBe("""{"state":"Aborted"}""");
            return Job("Aborted");
        });

        _org.Open();
        _org.Stub.Lines.ShouldNotContain("PATCH /services/data/v67.0/jobs/ingest/750A");

        _org.Time.Run(() => _org.Crm.EndLeftoversAsync(_org, CancellationToken.None));
        _org.Stub.Lines.ShouldContain("PATCH /services/data/v67.0/jobs/ingest/750A");
        _org.Cached.ShouldNotContainKey("salesforce.job");
    }

    [Fact]
    public void A_request_leaves_with_more_of_the_lease_left_than_it_may_take() =>
        ILeases.LeftAtSending.ShouldBeGreaterThanOrEqualTo(SalesforceCrm.AttemptTimeout + TimeSpan.FromMinutes(1));

    [Fact]
    public void Cells_survive_the_way_there_and_back()
    {
        var row = Write(Rows.Deal1, null, ("Readiness_Next_Step__c", "11/26(木) \"確認\", \r\n次へ"));
        var cells = BulkCsv.Read(BulkCsv.Write([row], name => name).Span, BulkCsv.Columns([row], name => name)).ShouldHaveSingleItem();
        cells["Readiness_Next_Step__c"].ShouldBe("11/26(木) \"確認\", \r\n次へ");
        cells["Id"].ShouldBe(Rows.Deal1);
    }

    [Fact]
    public void A_list_that_was_cut_off_is_an_unreadable_answer()
    {
        DealWrite[] rows = [Write(Rows.Deal1, null, ("Readiness_Flag__c", "hold"), ("Readiness_Next_Step__c", "Ask, then go on"))];
        var (whole, columns) = (BulkCsv.Write(rows, name => name), BulkCsv.Columns(rows, name => name));
        var text = Encoding.UTF8.GetString(whole.Span);
        var header = text.IndexOf('\n', StringComparison.Ordinal);
        // Nobody can tell a list cut between two lines from one that ends there, nor miss a line's end, nor a last cell before it began.
        int[] untold = [header, header + 1, text.IndexOf(",\"Ask", StringComparison.Ordinal) + 1, text.Length - 1];

        foreach (var length in Enumerable.Range(1, text.Length - 1).Except(untold))
        {
            Should.Throw<CrmException>(() => BulkCsv.Read(whole.Span[..length], columns).ToList(), $"cut after {length} of {text.Length}").Failure.Code.ShouldBe("unreadable_answer");
        }

        BulkCsv.Read(default, columns).ShouldBeEmpty("a list without rows may be nothing at all");
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    /// <summary>The columns that were sent, as the lists of a job repeat them.</summary>
    private const string Sent = "Id,\"Readiness_Flag__c\",Readiness_Reasons__c";

    private static string Id(int number) => SalesforceId.Normalize($"006{number:D12}")!;

    private static HttpResponseMessage Job(string state) => StubOrg.Json(JsonSerializer.Serialize(new { id = "750A", state, numberRecordsFailed = 1 }));

    private static HttpResponseMessage Csv(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "text/csv") };

    private static DealWrite Write(string deal, string? group, params (string Property, string? Value)[] changes) =>
        new(deal, changes.ToImmutableSortedDictionary(change => change.Property, change => change.Value, StringComparer.Ordinal), group);
}
