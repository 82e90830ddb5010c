using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CrmReadinessSync.Web.Tests;

/// <summary>What a visitor may do, and who may visit.</summary>
public sealed class ActionTests(Browser browser) : IClassFixture<Browser>
{
    private const string Token = "a-long-and-random-token-0123456789";

    [Fact]
    public async Task A_plan_that_the_brake_holds_is_looked_at_and_released_in_the_browser()
    {
        await using var worker = await RunningWorker.ServiceAsync(bench => bench.Write("appsettings.json", """{ "Safety": { "MassFlipBrake": 0 } }"""));
        await using var visit = await browser.VisitAsync(worker.Address);

        // Other rules, taken up while running, flip more flags than the brake lets through.
        worker.Bench.Write("appsettings.json", """
            { "Safety": { "MassFlipBrake": 0 }, "Readiness": { "Premises": { "Budget": { "Essential": true }, "DecisionProcess": { "Essential": true } } } }
            """);
        await visit.GoAsync("/runs", "form[action='/runs/release']");
        (await visit.Page.Locator(".alarm").First.InnerTextAsync()).ShouldContain("The brake holds plan");
        await visit.PictureAsync("held");
        await BrowserTests.NoBarrierAsync(visit);
        using (var http = new HttpClient { BaseAddress = worker.Address })
        {
            var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            ready.StatusCode.ShouldBe(HttpStatusCode.OK, "degraded is not dead");
            (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("brake_held");
        }

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Release plan" }).ClickAsync();

        (await visit.Page.Locator("[role=status]").InnerTextAsync()).ShouldContain("is released");
        await visit.GoAsync("/runs", "main:not(:has(form[action='/runs/release'])):not(:has(.alarm))");
        worker.Log.ShouldContain("A release is in force");
    }

    [Fact]
    public async Task Today_tells_of_every_first_flag_of_a_large_first_run()
    {
        await using var worker = await RunningWorker.ServiceAsync(_ => { });
        await using var visit = await browser.VisitAsync(worker.Address);
        await visit.GoAsync("/", "text=got their first flag");
        var written = Regex.Match(worker.Log, "written (?<n>[1-9][0-9]*)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["n"].Value;
        int.Parse(written, CultureInfo.InvariantCulture).ShouldBeGreaterThan(200);
        (await visit.Page.Locator("text=got their first flag").InnerTextAsync()).ShouldBe($"{written} deals got their first flag.");
    }

    [Fact]
    public async Task A_stranger_is_asked_for_the_token_and_gets_nothing_without_it()
    {
        await using var worker = await RunningWorker.ServiceAsync(bench => bench.Environment["CRS_Web__AccessToken"] = Token);
        await using var visit = await browser.VisitAsync(worker.Address);
        await visit.Page.GotoAsync("/deals?flag=Hold");
        visit.Page.Url.ShouldContain("/sign-in");
        (await visit.Page.ContentAsync()).ShouldNotContain("/deals/hubspot");
        await BrowserTests.NoBarrierAsync(visit);

        await visit.Page.GetByLabel("Access token").FillAsync("wrong");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        (await visit.Page.Locator("[role=alert]").InnerTextAsync()).ShouldBe("That is not the token.");
        await visit.PictureAsync("sign-in");

        await visit.Page.GetByLabel("Access token").FillAsync(Token);
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        visit.Page.Url.ShouldEndWith("/deals?flag=Hold");
        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe("Deals");
        worker.Log.ShouldNotContain(Token);
    }

    [Fact]
    public async Task Requests_that_no_page_of_ours_made_are_refused()
    {
        await using var worker = await RunningWorker.ServiceAsync(bench => bench.Environment["CRS_Web__AccessToken"] = Token);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = worker.Address };

        (await SendAsync(http, HttpMethod.Get, "/deals")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(http, HttpMethod.Get, "/deals", ("Authorization", "Bearer wrong"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(http, HttpMethod.Get, "/deals", ("Authorization", $"Bearer {Token}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(http, HttpMethod.Get, "/deals", ("Cookie", "crs_session=9999999999.00"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(http, HttpMethod.Get, "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK, "an orchestrator shows no token");
        (await SendAsync(http, HttpMethod.Get, "/", ("Host", "evil.example"))).StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest, "a name that a stranger's DNS points here");
        (await SendAsync(http, HttpMethod.Post, "/runs/release", ("Authorization", $"Bearer {Token}"), ("Origin", "https://evil.example"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(http, HttpMethod.Post, "/runs/release", ("Authorization", $"Bearer {Token}"), ("Sec-Fetch-Site", "cross-site"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(http, HttpMethod.Post, "/runs/release", ("Authorization", $"Bearer {Token}"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a form without its token");
        var page = await SendAsync(http, HttpMethod.Get, "/", ("Authorization", $"Bearer {Token}"));
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'; style-src 'self';");
        page.Headers.GetValues("X-Frame-Options").ShouldHaveSingleItem().ShouldBe("DENY");
        page.Headers.GetValues("X-Content-Type-Options").ShouldHaveSingleItem().ShouldBe("nosniff");
        (await (await SendAsync(http, HttpMethod.Get, "/sign-in?to=//evil.example")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("name=\"to\" value=\"/\"");
    }

    [Fact]
    public async Task Guessing_the_token_is_slow()
    {
        await using var worker = await RunningWorker.ServiceAsync(bench => bench.Environment["CRS_Web__AccessToken"] = Token);
        using var http = new HttpClient { BaseAddress = worker.Address };
        for (var guess = 0; guess < 10; guess++)
        {
            (await SendAsync(http, HttpMethod.Get, "/deals", ("Authorization", $"Bearer {guess}"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await SendAsync(http, HttpMethod.Get, "/deals", ("Authorization", $"Bearer {Token}"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "not even the right one, for a minute");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
