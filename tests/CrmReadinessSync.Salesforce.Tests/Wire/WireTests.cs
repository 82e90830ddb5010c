using System.Text.Json;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class WireTests
{
    [Theory]
    [InlineData("001000000000001", "001000000000001AAA")]
    [InlineData("006D0000015GgYi", "006D0000015GgYiIAK")]
    [InlineData("006D0000015GgYiIAK", "006D0000015GgYiIAK")]
    public void Ids_become_eighteen_characters(string id, string normal) => SalesforceId.Normalize(id).ShouldBe(normal);

    [Theory]
    [InlineData("")]
    [InlineData("006")]
    [InlineData("006D0000015GgY'")]
    public void What_is_no_id_is_told(string id) => SalesforceId.Normalize(id).ShouldBeNull();

    [Theory]
    [InlineData("2026-11-22T14:05:58.000+0000")]
    [InlineData("2026-11-22T14:05:58Z")]
    [InlineData("2026-11-22T23:05:58+09:00")]
    public void Instants_are_read_in_every_form(string text)
    {
        SalesforceMoment.TryParse(text, out var instant).ShouldBeTrue();
        instant.ShouldBe(new DateTimeOffset(2026, 11, 22, 14, 5, 58, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("""{"V":27000}""", "int", "27000")]
    [InlineData("""{"V":27000.0}""", "double", "27000")]
    [InlineData("""{"V":1.5}""", "currency", "1.5")]
    [InlineData("""{"V":true}""", "boolean", "true")]
    [InlineData("""{"V":"  x\r\ny "}""", "textarea", "x\ny")]
    [InlineData("""{"V":""}""", "string", null)]
    [InlineData("""{"V":null}""", "string", null)]
    [InlineData("""{}""", "string", null)]
    [InlineData("""{"V":"2026-11-22"}""", "date", "2026-11-22")]
    [InlineData("""{"V":"2026-11-22T14:05:58.000+0000"}""", "datetime", "2026-11-22T14:05:58Z")]
    [InlineData("""{"V":"a;b"}""", "multipicklist", "a;b")]
    public void Raw_values_follow_the_conventions_of_a_snapshot(string row, string type, string? value)
    {
        using var document = JsonDocument.Parse(row);
        Row.Raw(document.RootElement, new MappedField("x", "V", type)).ShouldBe(value);
    }

    [Fact]
    public void A_null_on_the_way_of_a_path_is_a_blank()
    {
        using var document = JsonDocument.Parse("""{"Account":null,"Owner":{"attributes":{},"Name":"x"}}""");
        Row.Text(document.RootElement, "Account.Industry").ShouldBeNull();
        Row.Text(document.RootElement, "Owner.Name").ShouldBe("x");
    }
}
