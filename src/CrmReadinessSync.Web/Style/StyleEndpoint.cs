using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CrmReadinessSync.Web;

/// <summary>The one style sheet.</summary>
internal static class StyleEndpoint
{
    public static void MapStyle(this WebApplication app) => app.MapGet("/page.css", (HttpContext http) =>
    {
        http.Response.Headers.CacheControl = "max-age=60";
        return Results.Stream(typeof(StyleEndpoint).Assembly.GetManifestResourceStream("page.css")!, "text/css; charset=utf-8");
    });
}
