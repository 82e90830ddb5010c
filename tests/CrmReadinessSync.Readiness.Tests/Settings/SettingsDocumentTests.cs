using System.Text;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Readiness.Tests;

public sealed class SettingsDocumentTests
{
    [Fact]
    public void Comments_and_trailing_commas_are_welcome_and_every_key_knows_its_line_and_column()
    {
        var document = Read(
            """
            // for sales ops
            {
              "Readiness": {
                "説明": 1, "Weight": 2, /* a comment */
                "List": [ "a",
                          { "b": null }, ],
              },
            }
            """);

        document.PlaceOf("Readiness").ShouldBe(new SettingsPlace("a.json", 3, 3));
        document.PlaceOf("Readiness:Weight").ShouldBe(new SettingsPlace("a.json", 4, 14));
        document.PlaceOf("Readiness:List:1:b").ShouldBe(new SettingsPlace("a.json", 6, 17));
        document.Section("Readiness")!.PlaceOf("List:0").ShouldBe(new SettingsPlace("a.json", 5, 15));
    }

    [Fact]
    public void A_byte_order_mark_does_not_shift_columns()
    {
        var faults = new List<SettingsFault>();
        var document = SettingsDocument.Parse("a.json", Encoding.UTF8.GetPreamble().Concat("{\"A\":1}"u8.ToArray()).ToArray(), faults)!;

        faults.ShouldBeEmpty();
        document.PlaceOf("A").ShouldBe(new SettingsPlace("a.json", 1, 2));
    }

    [Fact]
    public void A_missing_key_is_placed_at_the_nearest_key_above_it()
    {
        var fault = Read("{ \"A\":\n  { \"B\": {} } }").Section("A")!.Fault("B:Token", "There is no token.", "Write one.");

        fault.ShouldBe(new SettingsFault("A:B:Token", "There is no token.", "Write one.", null, "a.json", 2, 5));
    }

    [Fact]
    public void Keys_that_hold_a_colon_are_found()
    {
        Read("{ \"a:b\": { \"c\": 1 }, \"a\": { \"c\": 2 } }").PlaceOf("a:b:c").ShouldBe(new SettingsPlace("a.json", 1, 12));
    }

    [Theory]
    [InlineData("{ \"A\": 1\n  \"B\": 2 }", 2, 3)]
    [InlineData("{ \"A\": tru }", 1, 11)]
    [InlineData("[ 1 ]", 1, 1)]
    [InlineData("\"text\"", 1, 1)]
    [InlineData("", 1, 1)]
    [InlineData("{ \"A\": 1 } {", 1, 12)]
    [InlineData("{\n\n \"A\": {", 3, 8)]
    public void Text_that_is_not_a_JSON_object_is_one_fault_with_line_and_column(string text, int line, int column)
    {
        var faults = new List<SettingsFault>();

        SettingsDocument.Parse("a.json", Encoding.UTF8.GetBytes(text), faults).ShouldBeNull();

        var fault = faults.ShouldHaveSingleItem();
        fault.File.ShouldBe("a.json");
        (fault.Line, fault.Column).ShouldBe((line, column));
        fault.Problem.ShouldNotContain("LineNumber");
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_a_fault()
    {
        var faults = new List<SettingsFault>();

        SettingsDocument.Parse("a.json", new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, faults).ShouldBeNull();

        faults.ShouldHaveSingleItem().Line.ShouldBe(1);
    }

    [Fact]
    public void A_key_written_twice_is_a_fault_at_its_second_place()
    {
        var faults = new List<SettingsFault>();

        var document = SettingsDocument.Parse("a.json", "{ \"A\": { \"B\": 1,\n \"B\": 2 } }"u8.ToArray(), faults);

        var fault = faults.ShouldHaveSingleItem();
        (fault.Path, fault.Line, fault.Column).ShouldBe(("A:B", 2, 2));
        document.ShouldNotBeNull();
    }

    // The table of RFC 7396, appendix A, where both sides are objects.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{"a":"foo"}""", """{"a":{"b":{"c":null}}}""", """{"a":{"b":{}}}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Merging_follows_the_merge_patch_standard(string target, string patch, string expected)
    {
        JsonNode.DeepEquals(Read(target).MergedWith(Read(patch)).Root, JsonNode.Parse(expected)).ShouldBeTrue();
    }

    [Fact]
    public void Merged_values_keep_the_file_they_came_from()
    {
        var merged = Read("{ \"A\": { \"B\": 1,\n \"C\": 2 } }").MergedWith(Read("{ \"A\": {\n \"B\": 3 } }", "b.json"));

        merged.PlaceOf("A:B").ShouldBe(new SettingsPlace("b.json", 2, 2));
        merged.PlaceOf("A:C").ShouldBe(new SettingsPlace("a.json", 2, 2));
    }

    [Theory]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"b":1}""", """{"a":{"x":null}}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":5}}""", """{"a":{"x":null,"z":3}}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":null}""", """{"c":3}""")]
    [InlineData("""{"a":[1]}""", """{"a":[2,3]}""", """{"a":[]}""")]
    public void Two_patches_in_one_do_what_they_do_in_turn(string target, string first, string second)
    {
        var inTurn = Read(target).MergedWith(Read(first)).MergedWith(Read(second));

        var atOnce = Read(target).MergedWith(Read(first).Then(Read(second)));

        JsonNode.DeepEquals(atOnce.Root, inTurn.Root).ShouldBeTrue($"{atOnce.Root} is not {inTurn.Root}");
    }

    [Fact]
    public void Single_settings_make_a_document_and_their_texts_count_as_JSON_where_they_are_JSON()
    {
        var document = SettingsDocument.FromPairs("environment", new Dictionary<string, string>
        {
            ["Crms:hubspot:Enabled"] = "true",
            ["Crms:hubspot:Schedule"] = "5m",
            ["Crms:hubspot:Deals"] = """{"Stages":["a"]}""",
            ["Journal:KeepDays"] = "0.2",
        });

        JsonNode.DeepEquals(document.Root, JsonNode.Parse(
            """{"Crms":{"hubspot":{"Enabled":true,"Schedule":"5m","Deals":{"Stages":["a"]}}},"Journal":{"KeepDays":0.2}}""")).ShouldBeTrue();
        document.PlaceOf("Crms:hubspot:Deals:Stages:0").ShouldBe(new SettingsPlace("environment"));
    }

    [Fact]
    public void A_long_value_is_shortened_in_a_fault()
    {
        Read("{}").Fault("", "p", "r", new string('x', 200)).Value!.Length.ShouldBe(80);
    }

    private static SettingsDocument Read(string text, string file = "a.json")
    {
        var faults = new List<SettingsFault>();
        var document = SettingsDocument.Parse(file, Encoding.UTF8.GetBytes(text), faults);
        faults.ShouldBeEmpty();
        return document.ShouldNotBeNull();
    }
}
