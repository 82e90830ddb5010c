using System.Net;

namespace CrmReadinessSync.Http.Tests;

public sealed class ErrorBodyTests
{
    [Fact]
    public async Task An_html_page_is_quoted_by_its_title_and_never_offered_as_json()
    {
        using var response = await AnswerAsync("<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head><body>{\"a\":1}</body></html>", "text/html");

        ErrorBody.Quote(response, new Redactor()).ShouldBe("HTML page \"502 Bad Gateway\"");
        ErrorBody.Json(response).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Long_text_is_shortened_without_splitting_a_character()
    {
        using var response = await AnswerAsync(string.Concat(Enumerable.Repeat("👋", 400)), "text/plain");

        var quote = ErrorBody.Quote(response, new Redactor());
        quote.Length.ShouldBeLessThanOrEqualTo(ErrorBody.MaxQuote);
        quote.ShouldEndWith("👋…");
    }

    [Fact]
    public async Task Secrets_in_a_body_are_masked()
    {
        using var response = await AnswerAsync("token Bearer abcdefgh12345 refused", "text/plain");
        ErrorBody.Quote(response, new Redactor()).ShouldBe("token Bearer *** refused");
    }

    [Fact]
    public async Task Json_is_offered_even_without_a_content_type_that_says_so()
    {
        using var response = await AnswerAsync(" {\"status\":\"error\"}", "text/plain");
        ErrorBody.Json(response).IsEmpty.ShouldBeFalse();
    }

    private static async Task<HttpResponseMessage> AnswerAsync(string body, string type)
    {
        var wire = new ScriptedWire(ScriptedWire.Answer(HttpStatusCode.BadGateway, body, type));
        using var client = CrmTransport.Create(new()
        {
            Time = TimeProvider.System,
            Random = new Random(1),
            Advise = _ => RetryAdvice.Final,
            Wire = wire,
        });
        return await client.GetAsync(new Uri("https://crm.test/x"), TestContext.Current.CancellationToken);
    }
}
