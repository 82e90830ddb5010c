using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmReadinessSync.Web;

/// <summary>Shows a component as a page, in the visitor's language.</summary>
internal sealed class PageMaker(IServiceState service, IAntiforgery antiforgery, TimeProvider time)
{
    private const string LanguageCookie = "crs_lang";

    public PageContext Context(HttpContext http)
    {
        var (now, view) = (time.GetUtcNow(), service.Now);
        return new PageContext(
            PageTexts.Of(LanguageOf(http)), view, Condition.Of(view, now), now, http.Request.Path + http.Request.QueryString, antiforgery.GetAndStoreTokens(http).RequestToken!);
    }

    public IResult Show<TPage>(HttpContext http, params (string Name, object? Value)[] parameters)
        where TPage : IComponent => Show<TPage>(http, StatusCodes.Status200OK, parameters);

    public IResult Show<TPage>(HttpContext http, int status, params (string Name, object? Value)[] parameters)
        where TPage : IComponent => Show<TPage>(Context(http), status, parameters);

    public static IResult Show<TPage>(PageContext context, int status, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        var all = parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
        all["Page"] = context;
        return new RazorComponentResult<TPage>(all) { StatusCode = status, ContentType = "text/html; charset=utf-8" };
    }

    /// <summary>What was asked for, else what was chosen before, else what the browser prefers, else that of the first connection.</summary>
    private string LanguageOf(HttpContext http)
    {
        if (http.Request.Query["lang"].ToString() is var asked && PageTexts.Languages.Contains(asked))
        {
            http.Response.Cookies.Append(LanguageCookie, asked, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = TimeSpan.FromDays(365) });
            return asked;
        }

        if (http.Request.Cookies[LanguageCookie] is { } chosen && PageTexts.Languages.Contains(chosen))
        {
            return chosen;
        }

        var preferred = http.Request.GetTypedHeaders().AcceptLanguage?.OrderByDescending(one => one.Quality ?? 1).Select(one => one.Value.Value?.Split('-')[0]);
        return preferred?.FirstOrDefault(one => one is not null && PageTexts.Languages.Contains(one)) ?? service.Now.Enabled.FirstOrDefault()?.Connection.Language ?? "en";
    }
}
