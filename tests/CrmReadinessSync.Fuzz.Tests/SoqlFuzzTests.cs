using System.Text;
using CrmReadinessSync.Sandbox.Salesforce;
using Built = CrmReadinessSync.Salesforce.SoqlQuery;
using Names = CrmReadinessSync.Salesforce.SoqlNames;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>
/// Names and values of strangers in queries. Every query made is read back by the practice org's own parser, which shares no code with what made it:
/// it must be the query that was meant, or none may have been made.
/// </summary>
public sealed class SoqlFuzzTests
{
    private const int Cases = 20_000;
    private static readonly DateTimeOffset Stamp = new(2026, 11, 26, 1, 2, 3, 456, TimeSpan.Zero);

    [Fact]
    public void Every_query_reads_back_as_the_one_that_was_meant()
    {
        var corpus = FuzzRun.Corpus("soql-words");
        var made = 0;
        for (var number = 0; number < Cases; number++)
        {
            var random = new Random(number);
            var mutator = new Mutator(random);
            string Word() => random.Next(3) == 0 ? Encoding.UTF8.GetString(corpus[random.Next(corpus.Count)]) : Text(mutator.Mutate(corpus[random.Next(corpus.Count)], corpus));

            made += Try([Word(), Word(), "Id", "Name"], Word(), [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Word())], number) ? 1 : 0;
        }

        made.ShouldBeGreaterThan(Cases / 2, "queries must have been made for this to say anything");
    }

    private static bool Try(string[] fields, string value, string[] list, int number)
    {
        var names = new Names("Opportunity", [.. fields, "SystemModstamp"]);
        // A name that is none gets into no list; asking for it all the same is refused.
        var known = fields.Where(name => Names.IsName(name) && !IsReserved(name)).ToList();
        foreach (var field in fields.Except(known))
        {
            Should.Throw<ArgumentException>(() => new Built(names, [field]));
        }

        var text = new Built(names, known).Where(known[0], value).WhereIn("Name", list).WhereAfter("SystemModstamp", Stamp, "Id", value).OrderBy("SystemModstamp", known[^1]).ToString();
        if (text.Length > SoqlParser.LongestQuery)
        {
            return false;
        }

        var read = Parse(text, number);

        var spelt = known.Append("SystemModstamp").Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);
        read.From.ToString().ShouldBe("Opportunity");
        read.Select.Select(item => item.ShouldBeOfType<SoqlItem.Field>().Path.ToString()).ShouldBe(known.Select(name => spelt[name]).Distinct(StringComparer.Ordinal), $"case {number}: {text}");
        (read.Limit, read.Offset, read.CountsRows, read.Alias).ShouldBe((null, 0, false, null));
        read.OrderBy.Select(order => order.Path.ToString()).ShouldBe([spelt["SystemModstamp"], spelt[known[^1]]]);
        var all = read.Where.ShouldBeOfType<SoqlCondition.All>().Parts;
        all.Length.ShouldBe(3, $"case {number}: {text}");
        all[0].ShouldBeOfType<SoqlCondition.Compare>().ShouldSatisfyAllConditions(
            compare => compare.Path.ToString().ShouldBe(spelt[known[0]]), compare => compare.Operator.ShouldBe("="), compare => compare.Value.Value.ShouldBe(value));
        all[1].ShouldBeOfType<SoqlCondition.In>().ShouldSatisfyAllConditions(
            isIn => isIn.Path.ToString().ShouldBe(spelt["Name"]), isIn => isIn.Negated.ShouldBeFalse(), isIn => isIn.Values.Select(one => one.Value).ShouldBe(list));
        all[2].ShouldBeOfType<SoqlCondition.Any>().Parts.Length.ShouldBe(2);
        return true;
    }

    private static Sandbox.Salesforce.SoqlQuery Parse(string text, int number)
    {
        try
        {
            return SoqlParser.Parse(text);
        }
        catch (SalesforceException refused)
        {
            throw new FuzzException($"case {number}: {refused.Code} {refused.Message} for {text}", refused);
        }
    }

    private static bool IsReserved(string name) => Refuses(new Names("Opportunity", [name]), name);

    private static bool Refuses(Names names, string name)
    {
        try
        {
            names.Checked(name);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>As the values of a JSON answer come: any characters, lone halves of pairs among them.</summary>
    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes)[..Math.Min(Encoding.UTF8.GetCharCount(bytes), 2000)];
}
