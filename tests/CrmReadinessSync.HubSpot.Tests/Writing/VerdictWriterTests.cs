using System.Collections.Immutable;
using CrmReadinessSync.Sync;
using static CrmReadinessSync.HubSpot.Tests.HubSpotTests;

namespace CrmReadinessSync.HubSpot.Tests;

public sealed class VerdictWriterTests : IDisposable
{
    private const string Update = "POST /crm/objects/2026-03/deals/batch/update";
    private readonly StubHubSpot _wire = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task Only_the_given_properties_are_sent_with_a_trace_id_each_and_null_clears()
    {
        _wire.On(Update, """
            {"status":"COMPLETE","results":[
              {"id":"512","properties":{"readiness_flag":"ready","hs_lastmodifieddate":"2026-11-22T09:00:01.250Z"},"updatedAt":"2026-11-22T09:00:01.250Z"},
              {"id":"513","properties":{},"updatedAt":"2026-11-22T09:00:01.260Z"}]}
            """);

        var outcomes = await WriteAsync(Write("512", ("readiness_flag", "ready")), Write("513", ("readiness_flag", null)));

        outcomes.ShouldBe([new("512", StampAfter: Now.AddMilliseconds(1250)), new("513", StampAfter: Now.AddMilliseconds(1260))]);
        _wire.Sent.Single().ShouldBe(
            """
            POST /crm/objects/2026-03/deals/batch/update
            {"inputs":[{"id":"512","objectWriteTraceId":"512","properties":{"readiness_flag":"ready"}},{"id":"513","objectWriteTraceId":"513","properties":{"readiness_flag":""}}]}
            """);
    }

    [Fact]
    public async Task A_207_tells_which_deal_failed_by_trace_id_or_id_or_by_leaving_it_out()
    {
        _wire.On(Update, """
            {"status":"COMPLETE","results":[{"id":"1","properties":{},"updatedAt":"2026-11-22T09:00:01Z"}],"numErrors":3,"errors":[
              {"status":"error","category":"VALIDATION_ERROR","subCategory":{"odd":1},"message":"Property values were not valid: [{\"isValid\":false,\"error\":\"INVALID_OPTION\",\"name\":\"readiness_flag\",\"message\":\"ready was not one of\"}]","context":{"objectWriteTraceId":["2"]}},
              {"status":"error","category":"OBJECT_NOT_FOUND","message":"No such deal","context":{"ids":["3"]}}]}
            """, 207);

        var outcomes = await WriteAsync([.. new[] { "1", "2", "3", "4" }.Select(id => Write(id, ("readiness_flag", "ready")))]);

        outcomes.Select(outcome => (outcome.DealId, outcome.Failure?.Action, outcome.IsGone)).ShouldBe(
            [("1", null, false), ("2", FailureAction.SkipDeal, false), ("3", null, true), ("4", FailureAction.Retry, false)]);
        outcomes[1].Failure!.Words.ShouldBe("Property values were not valid: readiness_flag INVALID_OPTION");
        outcomes[1].Failure!.Remedy!.ShouldContain("readiness_flag");
    }

    [Fact]
    public async Task A_batch_refused_for_one_deal_is_halved_until_that_deal_stands_alone()
    {
        const string Refused = """{"status":"error","category":"VALIDATION_ERROR","message":"bad deal","correlationId":"c-1"}""";
        const string One = """{"results":[{"id":"1","updatedAt":"2026-11-22T09:00:01Z"},{"id":"2","updatedAt":"2026-11-22T09:00:01Z"}]}""";
        _wire.On(Update, Refused, 400).On(Update, One).On(Update, Refused, 400).On(Update, Refused, 400).On(Update, """{"results":[{"id":"4","updatedAt":"2026-11-22T09:00:01Z"}]}""");

        var outcomes = await WriteAsync([.. new[] { "1", "2", "3", "4" }.Select(id => Write(id, ("readiness_flag", "ready")))]);

        outcomes.Where(outcome => outcome.Failure is not null).Select(outcome => (outcome.DealId, outcome.Failure!.Action, outcome.Failure.CorrelationId))
            .ShouldBe([("3", FailureAction.SkipDeal, "c-1")]);
        outcomes.Count.ShouldBe(4);
        _wire.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_missing_target_stops_at_once_instead_of_trying_every_deal()
    {
        _wire.On(Update, """{"status":"error","category":"VALIDATION_ERROR","message":"no","errors":[{"code":"PROPERTY_DOESNT_EXIST","context":{"propertyName":["readiness_flag"]}}]}""", 400);

        var outcomes = await WriteAsync(Write("1", ("readiness_flag", "ready")), Write("2", ("readiness_flag", "ready")));

        outcomes.ShouldAllBe(outcome => outcome.Failure!.Action == FailureAction.StopCrm && outcome.Failure.Remedy!.Contains("readiness_flag"));
        outcomes.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_deal_twice_is_sent_once()
    {
        _wire.On(Update, """{"results":[{"id":"1","updatedAt":"2026-11-22T09:00:01Z"}]}""");

        (await WriteAsync(Write("1", ("readiness_flag", "hold")), Write("1", ("readiness_flag", "ready")))).Count.ShouldBe(1);

        _wire.Sent.Single().ShouldContain("""[{"id":"1","objectWriteTraceId":"1","properties":{"readiness_flag":"ready"}}]""");
    }

    [Fact]
    public async Task An_update_whose_answer_was_lost_is_sent_again()
    {
        _wire.OnThrow(Update, new HttpRequestException(HttpRequestError.ResponseEnded)).On(Update, """{"results":[{"id":"1","updatedAt":"2026-11-22T09:00:01Z"}]}""");

        (await WriteAsync(Write("1", ("readiness_flag", "hold")))).Single().Failure.ShouldBeNull();
    }

    private async Task<IReadOnlyList<WriteOutcome>> WriteAsync(params DealWrite[] writes)
    {
        await using var crm = Crm(_wire);
        return await crm.Verdicts.WriteAsync(writes, TestContext.Current.CancellationToken);
    }

    private static DealWrite Write(string id, params (string Property, string? Value)[] changes) =>
        new(id, changes.ToImmutableSortedDictionary(change => change.Property, change => change.Value));
}
