using System.Text;
using System.Text.Json;

namespace CrmReadinessSync.Http.Tests;

public sealed class WellFormedTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d"}""", "\ufffd")]
    [InlineData("""{"a":"\uDE00x"}""", "\ufffdx")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", "\ufffd\U0001f600")]
    [InlineData("""{"a":"\ud83d\ude00"}""", "\U0001f600")]
    [InlineData("""{"a":"\\ud83d"}""", @"\ud83d")]
    [InlineData("""{"a":"商談"}""", "商談")]
    public void Half_a_character_costs_itself_and_nothing_else(string json, string text)
    {
        using var read = JsonDocument.Parse(WellFormed.Json(Encoding.UTF8.GetBytes(json)));

        read.RootElement.GetProperty("a").GetString().ShouldBe(text);
    }

    [Fact]
    public void Bytes_that_are_no_text_cost_themselves_and_nothing_else()
    {
        using var read = JsonDocument.Parse(WellFormed.Json(new byte[] { (byte)'"', (byte)'a', 0xed, 0xa0, 0x80, (byte)'b', (byte)'"' }));

        read.RootElement.GetString().ShouldNotBeNull().ShouldStartWith("a\ufffd");
    }

    [Fact]
    public void What_is_well_formed_is_not_copied()
    {
        ReadOnlyMemory<byte> json = "{}"u8.ToArray();
        WellFormed.Json(json).Equals(json).ShouldBeTrue();
    }

    [Fact]
    public void A_code_of_an_answer_is_a_word_or_none()
    {
        var redactor = new Redactor();
        redactor.Learn("hidden-in-plain-sight");
        ErrorBody.Code("VALIDATION_ERROR", redactor, "refused").ShouldBe("VALIDATION_ERROR");
        foreach (var said in new[] { null, "", "Acme Corp. 商談", "hidden-in-plain-sight", "pat-na1-1234-5678-secret", "A\nB", new string('A', 65) })
        {
            ErrorBody.Code(said, redactor, "refused").ShouldBe("refused");
        }
    }

    [Fact]
    public void A_very_long_text_is_searched_up_to_a_blank_and_never_waited_for()
    {
        var redactor = new Redactor();
        redactor.Learn("the-secret-at-the-edge");
        var text = new string('x', (32 * 1024) - 10) + " the-secret-at-the-edge " + new string('y', 1 << 20);

        redactor.Redact(text).ShouldNotContain("the-secret");
    }

    [Theory]
    [InlineData("00D!abc.def", true)]
    [InlineData("a\r\nX: y", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_token_is_visible_ascii_or_none(string? text, bool can) => AccessToken.CanBe(text).ShouldBe(can);
}
