using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CrmReadinessSync.History.Tests.Pages;

public sealed partial class PageTests
{
    private static BacktestReport Report { get; } = Kit.Report(Kit.Table(
        Enumerable.Range(0, 120).Select(i => Kit.Deal(i, i % 3 != 0, i % 5 == 0 ? "no" : "yes", i % 2 == 0 ? "yes" : null, i % 3 == 0 ? "no" : "yes", new DateOnly(2026, 1, 1).AddDays(i), i % 2 == 0 ? "<web> & \"fair\"" : null)),
        null,
        "Source"));

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public void The_page_needs_nothing_else_and_is_well_formed(string language)
    {
        var html = HtmlPage.Of(BacktestPage.Of(Report, Kit.Three, language));

        html.ShouldContain($"<html lang=\"{language}\">");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("http", Case.Insensitive);
        html.ShouldContain("&lt;web&gt; &amp; &quot;fair&quot;");
        var body = XElement.Parse(html[html.IndexOf("<main>", StringComparison.Ordinal)..(html.IndexOf("</main>", StringComparison.Ordinal) + 7)]);
        body.Descendants("svg").Count().ShouldBe(6, "flags, phases, depths, scores, premises, quarters");
        body.Descendants("svg").ShouldAllBe(svg => svg.Attribute("role")!.Value == "img" && svg.Element("title") != null);
        Unfilled().IsMatch(html[html.IndexOf("<main>", StringComparison.Ordinal)..]).ShouldBeFalse("every placeholder is filled in");
    }

    [Fact]
    public void Both_languages_have_the_same_words_with_the_same_placeholders()
    {
        var (en, ja) = (new ReportWords("en", Kit.Three), new ReportWords("ja", Kit.Three));

        ja.Keys.Order().ShouldBe(en.Keys.Order());
        foreach (var key in en.Keys)
        {
            Unfilled().Matches(ja[key]).Select(match => match.Value).Order().ShouldBe(Unfilled().Matches(en[key]).Select(match => match.Value).Order(), key);
        }
    }

    [Theory]
    [InlineData("en", "too few to say", "Never shown: vague once it comes to deciding.")]
    [InlineData("ja", "件数が少なく判断できません", "一度も表示されなかったもの:検討の話になると言葉が曖昧。")]
    public void A_chart_says_in_words_where_there_are_too_few_and_signs_that_never_showed_are_one_line(string language, string few, string signs)
    {
        var page = BacktestPage.Of(Report, Kit.Three, language);
        var html = HtmlPage.Of(page);

        html.ShouldContain($"class=\"soft\" x=\"228\" y=\"68\">{few}</text>", customMessage: "no deal was gathering");
        page.Blocks.OfType<Paragraph>().ShouldContain(paragraph => paragraph.Text == signs);
    }

    [Theory]
    [InlineData(true, "judged as before the meeting")]
    [InlineData(false, "judged as the file has them")]
    public void Only_what_is_dated_is_told_as_judged_before_the_meeting(bool dated, string words) =>
        BacktestPage.Of(Report with { FromHistory = dated }, Kit.Three, "en").Blocks.OfType<Paragraph>().First().Text.ShouldContain(words);

    [Fact]
    public void Every_paused_win_is_on_the_page_and_so_is_what_the_numbers_do_not_show()
    {
        var texts = BacktestPage.Of(Report, Kit.Three, "en").Blocks.OfType<Table>().First().Rows.Select(row => row[0]);

        texts.ShouldBe(Report.PausedWins.Deals.Select(deal => deal.Deal));
        BacktestPage.Of(Report, Kit.Three, "en").Blocks.OfType<Paragraph>().ShouldContain(paragraph => paragraph.Text.Contains("Winning is not readiness", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{[a-zA-Z]+\}", RegexOptions.None, 1000)]
    private static partial Regex Unfilled();
}
