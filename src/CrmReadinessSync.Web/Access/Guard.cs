using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Web;

/// <summary>Stands before every request: headers that forbid scripts and framing, the host's name, and the visitor's token.</summary>
internal static class Guard
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseStatusGuard(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<StatusSiteOptions>();
        var sessions = app.Services.GetRequiredService<Sessions>();
        app.Use(async (http, next) =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            headers.XFrameOptions = "DENY";
            http.Response.OnStarting(() =>
            {
                if (headers.CacheControl.Count == 0)
                {
                    headers.CacheControl = "no-store";
                }

                return Task.CompletedTask;
            });

            // A name that a stranger's DNS points here is a page of the stranger's, whatever the address says.
            if (options.IsLoopback && !IsThisMachine(http.Request.Host.Host))
            {
                http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                return;
            }

            if (HttpMethods.IsPost(http.Request.Method) && IsFromElsewhere(http.Request))
            {
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            if (sessions.IsRequired && !IsOpenToAll(http.Request.Path) && !IsKnown(http.Request, sessions))
            {
                if (HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
                {
                    http.Response.Redirect($"/sign-in?to={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
                }
                else
                {
                    headers.WWWAuthenticate = "Bearer";
                    http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                }

                return;
            }

            await next(http);
        });
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Browsers say where a form was; one that was not here is refused before its token is looked at.</summary>
    private static bool IsFromElsewhere(HttpRequest request) =>
        (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none"))
        || (request.Headers.Origin.ToString() is { Length: > 0 } origin && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || from.Authority != request.Host.Value));

    private static bool IsOpenToAll(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal) || path == "/page.css" || path == "/sign-in";

    private static bool IsKnown(HttpRequest request, Sessions sessions) =>
        sessions.IsOpen(request.Cookies[Sessions.Cookie])
        || (request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal) && sessions.IsToken(header["Bearer ".Length..]) is true);
}
