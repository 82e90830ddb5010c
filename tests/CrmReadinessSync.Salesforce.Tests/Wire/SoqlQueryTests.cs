using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CrmReadinessSync.Salesforce.Tests;

public sealed class SoqlQueryTests
{
    private static readonly SoqlNames Names = new("Opportunity", ["Id", "Name", "SystemModstamp", "ns__Field__c", "Account.Industry"]);

    [Fact]
    public void A_query_reads_as_written_down()
    {
        var stamp = new DateTimeOffset(2026, 11, 22, 23, 5, 58, TimeSpan.FromHours(9));
        var query = new SoqlQuery(Names, ["id", "ACCOUNT.industry", "Id"])
            .Where("ns__field__c", "a'b\\c").WhereIn("Name", ["x", "y"]).WhereAfter("SystemModstamp", stamp, "Id", "006A").WhereBefore("SystemModstamp", stamp.AddHours(1)).OrderBy("SystemModstamp", "Id");

        query.ToString().ShouldBe(
            @"SELECT Id,Account.Industry FROM Opportunity WHERE ns__Field__c = 'a\'b\\c' AND Name IN ('x','y')"
            + " AND (SystemModstamp > 2026-11-22T14:05:58.000Z OR (SystemModstamp = 2026-11-22T14:05:58.000Z AND Id > '006A'))"
            + " AND SystemModstamp < 2026-11-22T15:05:58.000Z ORDER BY SystemModstamp,Id");
    }

    [Theory]
    [InlineData("StageName")]
    [InlineData("Id, (SELECT Id FROM Users)")]
    [InlineData("")]
    [InlineData("Id--")]
    public void A_name_that_describe_did_not_tell_gets_into_no_query(string name) => Should.Throw<ArgumentException>(() => new SoqlQuery(Names, [name]));

    [Fact]
    public void A_name_that_is_no_name_gets_into_no_list()
    {
        var names = new SoqlNames("Opportunity", ["Id", "Id FROM User", "x'y", ".Id", "a..b", "名前"]);
        foreach (var name in new[] { "Id FROM User", "x'y", ".Id", "a..b", "名前" })
        {
            Should.Throw<ArgumentException>(() => names.Checked(name));
        }

        names.Checked("ID").ShouldBe("Id");
    }

    [Fact]
    public void Whatever_a_value_holds_it_stays_one_literal_and_means_itself()
    {
        Check(value =>
        {
            var text = new SoqlQuery(Names, ["Id"]).Where("Name", value).ToString();
            const string Before = "SELECT Id FROM Opportunity WHERE Name = ";
            text.ShouldStartWith(Before);
            Unquote(text[Before.Length..]).ShouldBe(value);
        });
    }

    [Fact]
    public void Whatever_a_list_holds_it_stays_a_list_of_as_many_literals()
    {
        Check(value =>
        {
            var text = new SoqlQuery(Names, ["Id"]).WhereIn("Name", [value, "y", value]).ToString();
            var list = text[("SELECT Id FROM Opportunity WHERE Name IN (".Length)..^1];
            Literals(list).ShouldBe([value, "y", value]);
        });
    }

    private static void Check(Action<string> property)
    {
        // Every nasty character is as likely as all the others together.
        var nasty = Gen.Elements('\'', '\\', '"', '\n', '\r', '\t', '\b', '\f', '%', '_', ')', '(', ',', '\u0000', '\u2028', '商', 'u', 'n');
        var text = Gen.OneOf(nasty, ArbMap.Default.GeneratorFor<char>()).ArrayOf().Select(chars => new string(chars));
        Prop.ForAll(text.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>Reads one literal by the documented escapes; anything else in it is a fault.</summary>
    private static string Unquote(string literal)
    {
        var values = Literals(literal);
        return values.ShouldHaveSingleItem();
    }

    private static List<string> Literals(string text)
    {
        var values = new List<string>();
        var at = 0;
        while (true)
        {
            text[at++].ShouldBe('\'');
            var value = new StringBuilder();
            while (text[at] != '\'')
            {
                if (text[at] != '\\')
                {
                    (text[at] >= ' ').ShouldBeTrue();
                    value.Append(text[at++]);
                    continue;
                }

                var escape = text[at + 1];
                at += 2;
                if (escape == 'u')
                {
                    value.Append((char)Convert.ToInt32(text.Substring(at, 4), 16));
                    at += 4;
                }
                else
                {
                    "nrtbf\"'\\".Contains(escape, StringComparison.Ordinal).ShouldBeTrue();
                    value.Append(escape switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => escape });
                }
            }

            at++;
            values.Add(value.ToString());
            if (at == text.Length)
            {
                return values;
            }

            text[at++].ShouldBe(',');
        }
    }
}
