using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrmReadinessSync.Web;

/// <summary>Where a visitor shows the access token.</summary>
internal static class SignIn
{
    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet("/sign-in", (HttpContext http, PageMaker pages, Sessions sessions) =>
            sessions.IsRequired ? pages.Show<SignInPage>(http, ("To", Local(http.Request.Query["to"]))) : Results.Redirect("/"));
        app.MapPost("/sign-in", async (HttpContext http, PageMaker pages, Sessions sessions, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Results.StatusCode(StatusCodes.Status400BadRequest);
            }

            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var to = Local(form["to"]);
            switch (sessions.IsToken(form["token"]))
            {
                case true:
                    http.Response.Cookies.Append(
                        Sessions.Cookie,
                        sessions.Open(),
                        new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, IsEssential = true });
                    return Results.Redirect(to);
                case false:
                    return pages.Show<SignInPage>(http, StatusCodes.Status401Unauthorized, ("To", to), ("Problem", "signIn.wrong"));
                default:
                    return pages.Show<SignInPage>(http, StatusCodes.Status429TooManyRequests, ("To", to), ("Problem", "signIn.tooMany"));
            }
        });
    }

    /// <summary>A path of this site; anything else becomes the first page.</summary>
    private static string Local(string? to) =>
        to is ['/', not ('/' or '\\'), ..] && !to.Contains('\\', StringComparison.Ordinal) ? to : "/";
}
