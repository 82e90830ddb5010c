using CrmReadinessSync.Sandbox.Salesforce;
using FsCheck;
using FsCheck.Fluent;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

public sealed class SoqlLawTests
{
    private static readonly SoqlClock Clock = new(new DateTimeOffset(2026, 11, 22, 20, 0, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));

    [Fact]
    public void A_query_finds_exactly_the_rows_its_condition_says() => ForSeeds(seed =>
    {
        var random = new Random(seed);
        var rows = Rows(random);
        var (text, holds) = new GeneratedQuery(random).Condition(random.Next(4));
        var expected = rows.Where(holds).Select(row => row.Id).Order(StringComparer.Ordinal);
        Run(rows, $"SELECT Id FROM Thing__c WHERE {text}").ShouldBe(expected, text);
    });

    [Fact]
    public void An_order_a_limit_and_an_offset_cut_the_same_rows_out() => ForSeeds(seed =>
    {
        var random = new Random(seed);
        var rows = Rows(random);
        var (text, holds) = new GeneratedQuery(random).Condition(2);
        var (limit, offset, last, down) = (random.Next(1, 30), random.Next(10), random.Next(2) == 0, random.Next(2) == 0);
        var byId = rows.Where(holds).OrderBy(row => row.Id, StringComparer.Ordinal);
        var byNumber = byId.OrderBy(row => row.Number is null == last ? 1 : 0);
        var expected = down ? byNumber.ThenByDescending(row => row.Number) : byNumber.ThenBy(row => row.Number);
        Run(rows, $"SELECT Id FROM Thing__c WHERE {text} ORDER BY Number__c {(down ? "DESC" : "ASC")} NULLS {(last ? "LAST" : "FIRST")} LIMIT {limit} OFFSET {offset}")
            .ShouldBe(expected.Skip(offset).Take(limit).Select(row => row.Id), text);
        Run(rows, $"SELECT Id FROM Thing__c WHERE {text} ORDER BY SystemModstamp, Id LIMIT {limit}")
            .ShouldBe(byId.OrderBy(row => row.Stamp).Take(limit).Select(row => row.Id), text);
    });

    [Fact]
    public void Rows_below_a_parent_are_those_that_refer_to_it() => ForSeeds(seed =>
    {
        var random = new Random(seed);
        var rows = Rows(random);
        var (text, holds) = new GeneratedQuery(random).Condition(1);
        var tables = new TableRows(rows);
        var plan = SoqlCompiler.Compile($"SELECT Id, (SELECT Id FROM Things__r WHERE {text}) FROM Parent__c", tables, Clock, all: false);
        var children = plan.Projection.Slots.OfType<Projection.Children>().Single();
        foreach (var parent in plan.Run(tables))
        {
            children.Plan.RunBelow(tables, parent.Id, children.Relationship.Field).Select(row => row.Id)
                .ShouldBe(rows.Where(row => row.Parent == parent.Id && holds(row)).Select(row => row.Id).Order(StringComparer.Ordinal), text);
        }
    });

    [Fact]
    public void Whatever_is_typed_is_run_or_refused_in_the_org_s_words() => ForSeeds(seed =>
    {
        var random = new Random(seed);
        var tables = new TableRows(Rows(random));
        var text = $"SELECT Id FROM Thing__c WHERE {new GeneratedQuery(random).Condition(2).Text}".ToCharArray();
        for (var i = random.Next(1, 4); i > 0; i--)
            text[random.Next(text.Length)] = "'\\()=<>!,.%_ 0a:"[random.Next(16)];
        try
        {
            _ = SoqlCompiler.Compile(new string(text), tables, Clock, all: false).Run(tables).Count();
        }
        catch (SalesforceException refusal)
        {
            refusal.Code.ShouldBeOneOf("MALFORMED_QUERY", "INVALID_FIELD", "INVALID_TYPE", "INVALID_QUERY_FILTER_OPERATOR", "NUMBER_OUTSIDE_VALID_RANGE");
        }
    });

    // 05:00 on the 23rd in Tokyo.
    [Theory]
    [InlineData("TODAY", "2026-11-23", "2026-11-23")]
    [InlineData("YESTERDAY", "2026-11-22", "2026-11-22")]
    [InlineData("LAST_N_DAYS:2", "2026-11-21", "2026-11-23")]
    [InlineData("NEXT_N_DAYS:2", "2026-11-24", "2026-11-25")]
    [InlineData("N_DAYS_AGO:3", "2026-11-20", "2026-11-20")]
    [InlineData("THIS_WEEK", "2026-11-22", "2026-11-28")]
    [InlineData("LAST_MONTH", "2026-10-01", "2026-10-31")]
    [InlineData("THIS_QUARTER", "2026-10-01", "2026-12-31")]
    [InlineData("NEXT_YEAR", "2027-01-01", "2027-12-31")]
    public void A_relative_date_is_a_stretch_of_the_user_s_days(string literal, string first, string last)
    {
        var (from, to) = (DateOnly.Parse(first, null), DateOnly.Parse(last, null));
        TableRow[] rows = [.. Enumerable.Range(-2, to.DayNumber - from.DayNumber + 5).Select((offset, index) =>
            new TableRow(TableRow.IdOf(index), null, null, from.AddDays(offset), Clock.StartOf(from.AddDays(offset)), true, null, []))];
        foreach (var field in new[] { "Day__c", "SystemModstamp" })
        {
            Days($"{field} = {literal}").ShouldBe(rows.Where(r => r.Day >= from && r.Day <= to).Select(r => r.Id));
            Days($"{field} < {literal}").ShouldBe(rows.Where(r => r.Day < from).Select(r => r.Id));
            Days($"{field} > {literal}").ShouldBe(rows.Where(r => r.Day > to).Select(r => r.Id));
        }

        IEnumerable<string> Days(string where) => Run(rows, "SELECT Id FROM Thing__c WHERE " + where);
    }

    private static TableRow[] Rows(Random random) => [.. Enumerable.Range(0, random.Next(60)).Select(number => TableRow.Draw(number, random))];

    private static IEnumerable<string> Run(IReadOnlyList<TableRow> rows, string soql)
    {
        var tables = new TableRows(rows);
        return SoqlCompiler.Compile(soql, tables, Clock, all: false).Run(tables).Select(row => row.Id);
    }

    // Seeds from the whole range: the small numbers FsCheck starts with would repeat themselves.
    private static void ForSeeds(Action<int> law) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(2_500));
}
