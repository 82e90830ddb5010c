using System.Globalization;
using System.Net;
using System.Text;

namespace CrmReadinessSync.Sandbox;

/// <summary>Builds a page: markup is written as it is, everything in braces is text and encoded.</summary>
internal sealed class PageWriter
{
    /// <summary>Nothing is loaded but the page's own style sheet; there is no script.</summary>
    public const string Policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private readonly StringBuilder _html = new();

    public void Write(FormattableString markup) =>
        _html.AppendFormat(CultureInfo.InvariantCulture, markup.Format, [.. markup.GetArguments().Select(argument => (object)WebUtility.HtmlEncode(Convert.ToString(argument, CultureInfo.InvariantCulture) ?? string.Empty))]);

    public SandboxResponse Page(int status) => SandboxResponse.Html(status, _html.ToString())
        .With("Content-Security-Policy", Policy).With("X-Content-Type-Options", "nosniff").With("Referrer-Policy", "no-referrer").With("Cache-Control", "no-store");

    public void Head(BoardTexts texts, string title, string vendor) => Write($"""
        <!doctype html><html lang="{texts.Language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
        <title>{title} · {vendor}</title><link rel="stylesheet" href="/board.css"></head><body>
        """);

    public void Foot() => Write($"</main></body></html>");
}
