using System.Text;
using System.Text.Json;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class SalesforceRowTests
{
    [Theory]
    [InlineData("""{"V":27000}""", "int", "27000")]
    [InlineData("""{"V":27000.0}""", "double", "27000")]
    [InlineData("""{"V":2.7E+4}""", "double", "27000")]
    [InlineData("""{"V":1.5}""", "currency", "1.5")]
    [InlineData("""{"V":1e400}""", "double", "1e400")]
    [InlineData("""{"V":true}""", "boolean", "true")]
    [InlineData("""{"V":false}""", "boolean", "false")]
    [InlineData("""{"V":"true"}""", "string", "true")]
    [InlineData("""{"V":"27000.0"}""", "string", "27000.0")]
    [InlineData("""{"V":"  x\r\ny "}""", "textarea", "x\ny")]
    [InlineData("""{"V":""}""", "string", null)]
    [InlineData("""{"V":null}""", "string", null)]
    [InlineData("""{}""", "string", null)]
    [InlineData("""{"V":"2026-11-22"}""", "date", "2026-11-22")]
    [InlineData("""{"V":"2026-11-22T14:05:58.000+0000"}""", "datetime", "2026-11-22T14:05:58Z")]
    [InlineData("""{"V":"2026-11-22T14:05:58.000+0000"}""", "string", "2026-11-22T14:05:58.000+0000")]
    [InlineData("""{"V":"a;b"}""", "multipicklist", "a;b")]
    public void Raw_values_follow_the_conventions_of_a_snapshot(string row, string type, string? value) =>
        Read(row).Raw(new MappedField("x", "V", type)).ShouldBe(value);

    [Fact]
    public void Values_are_told_as_what_they_are()
    {
        var row = Read("""{"Text":" x ","Number":2.50,"Yes":true,"No":false,"Not":"true","At":"2026-11-22T14:05:58.000+0000","On":"2026-11-22"}""");

        row.Text("Text").ShouldBe("x");
        row.Text("Number").ShouldBe("2.50", "as it came");
        row.Flag("Yes").ShouldBeTrue();
        row.Flag("No").ShouldBeFalse();
        row.Flag("Not").ShouldBeFalse("a text is no truth value");
        row.Moment("At").ShouldBe(new DateTimeOffset(2026, 11, 22, 14, 5, 58, TimeSpan.Zero));
        row.Moment("Text").ShouldBeNull();
        row.Day("On").ShouldBe(new DateOnly(2026, 11, 22));
        row.Day("At").ShouldBeNull();
    }

    [Fact]
    public void A_path_leads_into_related_rows()
    {
        var row = Read("""{"attributes":{"type":"x"},"Account":{"attributes":{"type":"y"},"Name":"山田","Owner":{"attributes":{},"Name":"x"}},"Name":"deal"}""");

        row.Text("Name").ShouldBe("deal");
        row.Text("Account.Name").ShouldBe("山田");
        row.Text("Account.Owner.Name").ShouldBe("x");
        row.Text("Account").ShouldBeNull("a related row has no text");
        row.Has("Account").ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"Account":null}""")]
    [InlineData("""{"Account":"Industry"}""")]
    [InlineData("""{"Account":[{"Industry":"IT"}]}""")]
    [InlineData("""{"Account":{"Industry":null}}""")]
    [InlineData("""{"account":{"Industry":"IT"}}""")]
    [InlineData("""{"Account.Industry":"IT"}""")]
    public void A_path_that_leads_nowhere_is_a_blank(string row)
    {
        Read(row).Text("Account.Industry").ShouldBeNull();
        Read(row).Has("Account.Industry").ShouldBeFalse();
    }

    [Fact]
    public void Of_two_values_of_one_name_the_last_counts()
    {
        Read("""{"V":"a","V":"b"}""").Text("V").ShouldBe("b");
        Read("""{"V":"a","V":null}""").Has("V").ShouldBeFalse();
    }

    [Fact]
    public void Names_may_be_escaped_long_and_many()
    {
        var name = new string('n', 300);
        Read("""{"\u0041ccount":{"attr\u0069butes":{},"N\u0061me":"x"}}""").Text("Account.Name").ShouldBe("x");
        Read($$"""{"{{name}}":"x"}""").Text(name).ShouldBe("x");
        var many = Read($"{{{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"F{i}\":{i}"))}}}");
        Enumerable.Range(0, 500).ShouldAllBe(i => many.Text($"F{i}") == $"{i}");
    }

    [Fact]
    public void Odd_values_are_kept_as_they_came_and_lose_nothing_beside_them()
    {
        var row = Read("""{"List":[1, "x"],"BillingAddress":{"city":"Osaka", "street":null},"Empty":{},"Id":"006"}""");

        row.Text("List").ShouldBe("""[1, "x"]""");
        row.Text("BillingAddress").ShouldBe("""{"city":"Osaka", "street":null}""");
        row.Raw(new MappedField("x", "BillingAddress", "address")).ShouldBe("""{"city":"Osaka", "street":null}""");
        row.Text("BillingAddress.city").ShouldBe("Osaka");
        row.Text("Empty").ShouldBe("{}");
        row.Text("Id").ShouldBe("006");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[[]]")]
    [InlineData("\"Id\"")]
    public void What_is_no_row_is_one_without_values(string entry)
    {
        var page = JsonSerializer.Deserialize($$"""{"totalSize":2,"done":true,"records":[{{entry}},{"Id":"006"}]}""", SalesforceJson.Default.QueryResult)!;

        page.Records.Select(row => row.Text("Id")).ShouldBe([null, "006"]);
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("[")]
    public void Depth_is_bounded(string open)
    {
        var deep = Encoding.UTF8.GetBytes($"{{\"V\":{string.Concat(Enumerable.Repeat(open, 20_000))}");

        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(deep, SalesforceJson.Default.SalesforceRow));
    }

    [Fact]
    public void Rows_of_one_shape_share_their_names()
    {
        var page = Encoding.UTF8.GetBytes(StubOrg.Rows(Enumerable.Range(0, 2000).Select(_ => """{"attributes":{"type":"Opportunity","url":"/services/data"},"IsClosed":false,"IsWon":false,"IsDeleted":true}""")));
        JsonSerializer.Deserialize(page, SalesforceJson.Default.QueryResult);
        var before = GC.GetAllocatedBytesForCurrentThread();

        JsonSerializer.Deserialize(page, SalesforceJson.Default.QueryResult);

        // A row, the list of its values, and its place in the page.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 2000).ShouldBeLessThan(130);
    }

    private static SalesforceRow Read(string json) => JsonSerializer.Deserialize(json, SalesforceJson.Default.SalesforceRow)!;
}
