using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrmReadinessSync.Web;

/// <summary>The pages: each gathers what it shows, then shows it.</summary>
internal static class PageEndpoints
{
    /// <summary>How long a release is in force.</summary>
    private static readonly TimeSpan ReleaseLasts = TimeSpan.FromHours(24);

    private const int RunsShown = 50;
    private const int WritesShown = 50;

    public static void MapPages(this WebApplication app)
    {
        app.MapGet("/", TodayAsync);
        app.MapGet("/deals", (HttpContext http, PageMaker pages, Boards boards) =>
        {
            var context = pages.Context(http);
            return PageMaker.Show<DealsPage>(context, 200, ("Found", DealSearch.Of(http.Request.Query).Find(context.Service, boards)));
        });
        app.MapGet("/deals/{crm}/{deal}", DealAsync);
        app.MapGet("/rules", (HttpContext http, PageMaker pages, Boards boards) =>
        {
            var context = pages.Context(http);
            var form = WhatIfForm.Of(http.Request.Query, context.Service.Rules);
            return PageMaker.Show<RulesPage>(context, 200, ("Boards", Enabled(context, boards)), ("Form", form), ("Result", form?.Try(context, boards)));
        });
        app.MapGet("/runs", RunsAsync);
        app.MapPost("/runs/release", ReleaseAsync);
        app.MapFallback((HttpContext http, PageMaker pages) => pages.Show<MissingPage>(http, StatusCodes.Status404NotFound));
    }

    private static ImmutableArray<(CrmView Crm, CrmBoard Board)> Enabled(PageContext context, Boards boards) =>
        [.. context.Service.Enabled.Select(crm => (crm, boards[crm.Connection.Name]))];

    private static async Task<IResult> TodayAsync(HttpContext http, PageMaker pages, Boards boards, IJournalStore store)
    {
        var context = pages.Context(http);
        var all = Enabled(context, boards);
        var soon = all.SelectMany(one => one.Board.Deals.TakeWhile(deal => deal.Meeting is not null).Where(deal => deal.Meeting > context.Now).Take(TodayPage.Most))
            .OrderBy(deal => deal.Meeting)
            .ThenBy(deal => deal.Name, StringComparer.Ordinal)
            .Take(TodayPage.Most);
        var mappings = all.ToDictionary(one => one.Crm.Connection.Name, one => DealMapping.Compile(one.Crm.Connection), StringComparer.Ordinal);
        var steps = new List<(DealCard Deal, string? NextStep)>();
        foreach (var deal in soon)
        {
            steps.Add((deal, await NextStepAsync(context, store, mappings[deal.Crm], deal, http.RequestAborted)));
        }

        return PageMaker.Show<TodayPage>(context, 200, ("Boards", all), ("Soon", steps));
    }

    /// <summary>In the visitor's language where the rules in force judged it; else as the CRM shows it.</summary>
    private static async Task<string?> NextStepAsync(PageContext context, IJournalStore store, DealMapping mapping, DealCard card, CancellationToken cancellationToken)
    {
        var journal = await store.OpenAsync(card.Crm, cancellationToken);
        var connection = context.Service.Find(card.Crm)!.Connection;
        return await journal.FindDealAsync(card.Id, cancellationToken) is { Verdict: { } verdict } record
            ? DealView.Step(context, mapping, connection, record, verdict)
            : null;
    }

    private static async Task<IResult> DealAsync(string crm, string deal, HttpContext http, PageMaker pages, IJournalStore store)
    {
        var context = pages.Context(http);
        if (context.Service.Find(crm) is not { } view)
        {
            return PageMaker.Show<MissingPage>(context, StatusCodes.Status404NotFound);
        }

        var journal = await store.OpenAsync(crm, http.RequestAborted);
        if (await journal.FindDealAsync(deal, http.RequestAborted) is not { } record)
        {
            return PageMaker.Show<MissingPage>(context, StatusCodes.Status404NotFound);
        }

        var writes = await journal.ReadWritesAsync(null, deal, WritesShown, http.RequestAborted);
        var episodes = await journal.FindEpisodesAsync([deal], onlyOpen: false, http.RequestAborted);
        return PageMaker.Show<DealPage>(context, 200, ("Deal", DealView.Of(context, view.Connection, record, writes, episodes)));
    }

    private static async Task<IResult> RunsAsync(HttpContext http, PageMaker pages, Boards boards, IJournalStore store)
    {
        var context = pages.Context(http);
        var crms = new List<RunsView>();
        foreach (var crm in context.Service.Enabled)
        {
            var journal = await store.OpenAsync(crm.Connection.Name, http.RequestAborted);
            var held = await journal.ReadHeldAsync(http.RequestAborted);
            crms.Add(new RunsView(
                crm,
                boards[crm.Connection.Name],
                held,
                await journal.ReadRunsAsync(RunsShown, http.RequestAborted),
                await journal.ReadRetriesAsync(20, http.RequestAborted))
            {
                Tried = held?.Reason is HoldReason.PausedWins ? await TriedRules.ReadAsync(journal, http.RequestAborted) : null,
            });
        }

        return PageMaker.Show<RunsPage>(context, 200, ("Crms", crms), ("Released", http.Request.Query["released"].ToString()));
    }

    /// <summary>The same as <c>once --release PLAN</c>: the next cycle reads and judges those deals again before it writes.</summary>
    private static async Task<IResult> ReleaseAsync(HttpContext http, PageMaker pages, IServiceState service, IJournalStore store, TimeProvider time, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var crm = form["crm"].ToString();
        if (service.Now.Find(crm) is not { IsEnabled: true } || !long.TryParse(form["plan"], NumberStyles.None, CultureInfo.InvariantCulture, out var plan))
        {
            return pages.Show<MissingPage>(http, StatusCodes.Status404NotFound);
        }

        var journal = await store.OpenAsync(crm, http.RequestAborted);
        if (!await journal.ReleaseAsync(plan, time.GetUtcNow() + ReleaseLasts, http.RequestAborted))
        {
            return Results.Redirect("/runs?released=other");
        }

        await service.RunSoonAsync(crm, http.RequestAborted);
        return Results.Redirect($"/runs?released={plan}");
    }
}
