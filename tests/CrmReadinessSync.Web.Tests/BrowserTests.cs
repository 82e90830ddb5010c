using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CrmReadinessSync.Web.Tests;

/// <summary>The demo that all pages are looked at with.</summary>
public sealed class Demo : IAsyncLifetime
{
    private RunningWorker? _worker;

    public Uri Address => _worker!.Address;

    public async ValueTask InitializeAsync() => _worker = await RunningWorker.DemoAsync();

    public ValueTask DisposeAsync() => _worker!.DisposeAsync();
}

/// <summary>The pages in a real browser: in both languages, light and dark, on a desk and on a phone.</summary>
public sealed class BrowserTests(Browser browser, Demo demo) : IClassFixture<Browser>, IClassFixture<Demo>
{
    private const string WhatIf = "/rules?try=1&e.Need=on&e.Timing=on&e.Authority=on&e.Fit=on&e.Budget=on&e.DecisionProcess=on";

    /// <summary>Tables in which the first row shows another number of cells than the heading.</summary>
    private const string ColumnsThatSlip = """
        [...document.querySelectorAll('table')]
          .filter(table => table.tHead && table.tHead.offsetWidth > 10 && table.tBodies[0].rows.length > 0)
          .filter(table => new Set([table.tHead.rows[0], ...table.tBodies[0].rows].map(row => [...row.cells].filter(cell => getComputedStyle(cell).display !== 'none').length)).size > 1)
          .map(table => table.caption?.innerText ?? '?')
        """;

    [Theory]
    [InlineData("/", "ja", "今日", false, false)]
    [InlineData("/", "en", "Today", true, true)]
    [InlineData("/deals", "ja", "案件", true, true)]
    [InlineData("/deals?flag=Hold&meetings=on", "en", "Deals", false, false)]
    [InlineData("/rules", "ja", "ルール", false, true)]
    [InlineData(WhatIf, "ja", "ルール", true, false)]
    [InlineData(WhatIf, "en", "Rules", false, false)]
    [InlineData("/runs", "ja", "実行履歴", false, true)]
    [InlineData("/runs", "en", "Runs", true, false)]
    [InlineData("/nothing-here", "en", "Nothing is here", false, false)]
    public async Task Every_page_reads_well_in_each_language_and_shows_no_barrier(string path, string language, string title, bool dark, bool phone)
    {
        await using var visit = await browser.VisitAsync(demo.Address, language, dark, phone);
        await visit.GoAsync(path, path.StartsWith("/nothing", StringComparison.Ordinal) ? "h1" : ".deals, .rates, .runs");

        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        (await visit.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe(language);
        await visit.PictureAsync($"{title}-{language}{(dark ? "-dark" : "")}{(phone ? "-phone" : "")}-{path.Length}");
        await NoBarrierAsync(visit);
        (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("nothing sticks out to the side");
        (await visit.Page.EvaluateAsync<string[]>(ColumnsThatSlip)).ShouldBeEmpty("each figure stands under its heading");
        (await visit.Page.Locator("script").CountAsync()).ShouldBe(0);
        if (!path.StartsWith("/nothing", StringComparison.Ordinal))
        {
            visit.Complaints.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task A_deal_is_one_click_from_today_and_explains_its_verdict(string language)
    {
        await using var visit = await browser.VisitAsync(demo.Address, language);
        await visit.GoAsync("/", ".deal.ready .name");
        var name = await visit.Page.Locator(".deal.ready .name").First.InnerTextAsync();
        await visit.Page.Locator(".deal.ready .name").First.ClickAsync();

        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe(name);
        (await visit.Page.Locator(".findings > li").CountAsync()).ShouldBe(6);
        (await visit.Page.Locator(".findings q").CountAsync()).ShouldBePositive("a met premise quotes its evidence");
        (await visit.Page.Locator(".timeline > li").CountAsync()).ShouldBeGreaterThan(1);
        await visit.PictureAsync($"deal-{language}");
        await NoBarrierAsync(visit);
    }

    [Fact]
    public async Task The_language_is_kept_once_chosen()
    {
        await using var visit = await browser.VisitAsync(demo.Address);
        await visit.GoAsync("/");
        await visit.Page.GetByText("日本語").ClickAsync();
        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe("今日");

        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "案件", Exact = true }).ClickAsync();

        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe("案件");
    }

    [Fact]
    public async Task Searching_by_a_part_of_a_name_finds_the_deal_whatever_its_width()
    {
        await using var visit = await browser.VisitAsync(demo.Address);
        await visit.GoAsync("/deals", ".deal .name");
        var name = await visit.Page.Locator(".deal .name", new PageLocatorOptions { HasTextString = " - " }).First.InnerTextAsync();

        await visit.Page.GetByLabel("Name or id").FillAsync(string.Concat(name[..8].Select(letter => letter is > ' ' and <= '~' ? (char)(letter + 0xFEE0) : letter)));
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Search" }).ClickAsync();

        (await visit.Page.Locator(".deal .name").AllInnerTextsAsync()).ShouldContain(name);
        (await visit.Page.Locator("[role=status]").InnerTextAsync()).ShouldEndWith("deals");
    }

    [Fact]
    public async Task Other_rules_can_be_tried_and_copied_and_nothing_is_saved()
    {
        await using var visit = await browser.VisitAsync(demo.Address);
        await visit.GoAsync("/rules", ".rates");
        var rules = await visit.Page.Locator("footer span").First.InnerTextAsync();
        await visit.Page.GetByLabel("Budget: Essential for Ready").CheckAsync();
        await visit.Page.GetByLabel("Decision process: Essential for Ready").CheckAsync();
        await visit.Page.GetByLabel("Need: Weight (sorts only)").FillAsync("3");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "See what would change" }).ClickAsync();

        (await visit.Page.Locator(".result .lead").InnerTextAsync()).ShouldContain("flags would flip");
        (await visit.Page.Locator(".flips li").CountAsync()).ShouldBe(1, "essentials can only turn Ready into Confirm");
        (await visit.Page.Locator(".flips li").First.InnerTextAsync()).ShouldContain("Confirm first");
        var patch = System.Text.Json.Nodes.JsonNode.Parse(await visit.Page.Locator("pre").InnerTextAsync())!["Readiness"]!["Premises"]!;
        patch["Budget"]!["Essential"]!.GetValue<bool>().ShouldBeTrue();
        patch["Need"]!["Weight"]!.GetValue<double>().ShouldBe(3);
        patch.AsObject().Count.ShouldBe(3, "only what differs");

        await visit.Page.GetByText("Back to the rules in force").ClickAsync();
        (await visit.Page.GetByLabel("Budget: Essential for Ready").IsCheckedAsync()).ShouldBeFalse();
        (await visit.Page.Locator("footer span").First.InnerTextAsync()).ShouldBe(rules);
    }

    [Fact]
    public async Task Rules_that_break_a_law_are_refused_in_words()
    {
        await using var visit = await browser.VisitAsync(demo.Address);
        await visit.GoAsync("/rules?try=1&e.Need=on&e.Timing=on&e.Authority=on&u.Fit=ConfirmProblem", ".rates");

        (await visit.Page.Locator("[role=alert]").InnerTextAsync()).ShouldContain("Such rules are refused");
        (await visit.Page.Locator(".result").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_leads_past_the_navigation()
    {
        await using var visit = await browser.VisitAsync(demo.Address);
        await visit.GoAsync("/");
        await visit.Page.Keyboard.PressAsync("Tab");
        (await visit.Page.EvaluateAsync<string>("document.activeElement.className")).ShouldBe("skip");
        await visit.Page.Keyboard.PressAsync("Enter");

        (await visit.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
    }

    internal static async Task NoBarrierAsync(Visit visit)
    {
        var found = await visit.Page.RunAxe();
        found.Violations.Select(one => $"{one.Id}: {one.Help}: {string.Join(" | ", one.Nodes.Take(3).Select(node => node.Html))}").ShouldBeEmpty();
    }
}
