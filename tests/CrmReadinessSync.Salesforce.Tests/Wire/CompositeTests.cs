using CrmReadinessSync.Http;
using CrmReadinessSync.Http.Tests;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>What the parts of a composite may answer; the status of each comes after its body.</summary>
public sealed class CompositeTests : IDisposable
{
    private const string Page = """{"totalSize":1,"done":true,"records":[{"Id":"00K000000000001AAA"}]}""";

    private readonly VirtualTime _time = new() { Grace = 40 };
    private readonly StubOrg _stub;

    public CompositeTests() => _stub = new StubOrg(_time);

    [Theory]
    [InlineData("""[{"errorCode":"QUERY_TIMEOUT","message":"too long"}]""", 400, "QUERY_TIMEOUT")]
    [InlineData("""[{"errorCode":"INVALID_FIELD","message":"No such column"}]""", 400, "INVALID_FIELD")]
    [InlineData("""["?"]""", 500, "HTTP_500")]
    [InlineData("""{"error":"no page"}""", 503, "HTTP_503")]
    [InlineData("""{"records":"none","done":[]}""", 503, "HTTP_503")]
    [InlineData("""{"records":[{"Id":"006"}],"done":true}""", 500, "HTTP_500")]
    [InlineData("null", 503, "HTTP_503")]
    [InlineData("\"down\"", 503, "HTTP_503")]
    [InlineData("null", 200, "unreadable_answer")]
    [InlineData("[]", 200, "unreadable_answer")]
    [InlineData("7", 200, "unreadable_answer")]
    [InlineData("{}", 200, "unreadable_answer")]
    [InlineData("""{"records":null,"done":true}""", 200, "unreadable_answer")]
    [InlineData("""{"records":{},"done":true}""", 200, "unreadable_answer")]
    [InlineData("""{"records":[],"done":"yes"}""", 200, "unreadable_answer")]
    [InlineData("""{"records":[],"done":false}""", 200, "unreadable_answer")]
    public void A_part_that_is_no_page_is_a_failure_of_its_own_kind(string body, int status, string code) =>
        Ask($$"""{"compositeResponse":[{{Part(body, status)}}]}""").ShouldBe(code);

    [Theory]
    [InlineData("""{"compositeResponse":[{"httpStatusCode":200,"referenceId":"q0"}]}""")]
    [InlineData("""{"compositeResponse":[null]}""")]
    [InlineData("""{"compositeResponse":[]}""")]
    [InlineData("""{"compositeResponse":null}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void A_composite_without_its_parts_cannot_be_read(string answer) => Ask(answer).ShouldBe("unreadable_answer");

    [Fact]
    public void A_status_may_come_before_its_body() =>
        Ask($$"""{"compositeResponse":[{"httpStatusCode":200,"referenceId":"q0","body":{{Page}}}]}""").ShouldBeNull();

    /// <summary>What a composite of one query fails with; null when it does not.</summary>
    private string? Ask(string answer)
    {
        _stub.On("POST", "/services/data/v67.0/composite", _ => StubOrg.Json(answer));
        var failures = new FailureTable(new Redactor(), _time);
        using var client = CrmTransport.Create(new TransportOptions { BaseAddress = new Uri(_stub.Instance), Time = _time, Random = new Random(1), Advise = failures.Advise, Wire = _stub });
        var api = new SalesforceApi(client, "67.0", failures, () => Task.CompletedTask);
        string? code = null;
        _time.Run(async () =>
        {
            try
            {
                var pages = await api.QueryTogetherAsync([(new SoqlQuery(new SoqlNames("Event", ["Id"]), ["Id"]), false)], CancellationToken.None);
                pages.ShouldHaveSingleItem().Records.ShouldHaveSingleItem().Text("Id").ShouldBe("00K000000000001AAA");
            }
            catch (CrmException failed)
            {
                code = failed.Failure.Code;
            }
        });
        return code;
    }

    private static string Part(string body, int status) => $$"""{"body":{{body}},"httpHeaders":{},"httpStatusCode":{{status}},"referenceId":"q0"}""";

    public void Dispose() => _stub.Dispose();
}
