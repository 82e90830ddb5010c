using System.Globalization;
using System.Net;
using System.Text;

namespace CrmReadinessSync.History;

/// <summary>Shows a page as one HTML file that needs nothing else: no script, no font, no request.</summary>
public static class HtmlPage
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d9dee5;--bar:#2f6f9f;--band:#9cc3df;--paper:#fff}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#9aa5b4;--line:#39424f;--bar:#7db7e0;--band:#35617f;--paper:#161b22}}
        body{font:15px/1.6 system-ui,"Hiragino Sans","Yu Gothic UI","Noto Sans JP",sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;line-height:1.3}h2{font-size:1.1rem;margin:2.2rem 0 .5rem;border-bottom:1px solid var(--line)}
        p.stands{font-weight:600}div.wide{overflow-x:auto}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.2rem .9rem .2rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);word-break:keep-all}td.n{white-space:nowrap}th{color:var(--soft);font-weight:500}
        svg{display:block;max-width:100%;min-width:30rem;height:auto;margin:.6rem 0}svg text{fill:var(--ink);font-size:12px}svg .soft{fill:var(--soft)}svg .grid{stroke:var(--line)}svg .band{fill:var(--band)}svg .dot{fill:var(--bar)}
        """;

    private const int Left = 216;
    private const int Span = 360;
    private const int Right = 94;
    private const int Row = 24;

    /// <summary>The file's text.</summary>
    public static string Of(Page page)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"").Append(page.Language).Append("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>")
            .Append(Text(page.Title)).Append("</title>\n<style>\n").Append(Style).Append("</style>\n</head>\n<body>\n<main>\n<h1>").Append(Text(page.Title)).Append("</h1>\n");
        foreach (var block in page.Blocks)
        {
            switch (block)
            {
                case Heading heading:
                    html.Append("<h2>").Append(Text(heading.Text)).Append("</h2>\n");
                    break;
                case Paragraph paragraph:
                    html.Append(paragraph.Stands ? "<p class=\"stands\">" : "<p>").Append(Text(paragraph.Text)).Append("</p>\n");
                    break;
                case Table table:
                    Append(html, table);
                    break;
                case Chart { Bars.Count: > 0 } chart:
                    Append(html, chart);
                    break;
                default:
                    break;
            }
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder html, Table table)
    {
        html.Append("<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var head in table.Head)
        {
            html.Append("<th scope=\"col\">").Append(Text(head)).Append("</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append(IsNumber(cell) ? "<td class=\"n\">" : "<td>").Append(Text(cell)).Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    /// <summary>A band from end to end of the interval, a dot at the share; a line for none, half and all.</summary>
    private static void Append(StringBuilder html, Chart chart)
    {
        var height = (chart.Bars.Count * Row) + 26;
        html.Append(Invariant($"<div class=\"wide\"><svg viewBox=\"0 0 {Left + Span + Right} {height}\" width=\"{Left + Span + Right}\" height=\"{height}\" role=\"img\" aria-label=\"{Text(chart.Caption)}\">\n<title>{Text(chart.Caption)}</title>\n"));
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            var x = Left + (share * Span);
            html.Append(Invariant($"<line class=\"grid\" x1=\"{x:0.#}\" y1=\"4\" x2=\"{x:0.#}\" y2=\"{height - 20}\"/><text class=\"soft\" x=\"{x:0.#}\" y=\"{height - 6}\" text-anchor=\"middle\">{share:0%}</text>\n"));
        }

        for (var i = 0; i < chart.Bars.Count; i++)
        {
            var bar = chart.Bars[i];
            var y = (i * Row) + 16;
            html.Append(Invariant($"<text x=\"{Left - 12}\" y=\"{y + 4}\" text-anchor=\"end\">{Text(Shortened(bar.Label))}</text>"));
            if (bar.Share is { } share)
            {
                html.Append(Invariant($"<rect class=\"band\" x=\"{Left + (bar.Interval.Low * Span):0.#}\" y=\"{y - 6}\" width=\"{(bar.Interval.High - bar.Interval.Low) * Span:0.#}\" height=\"12\" rx=\"2\"/><circle class=\"dot\" cx=\"{Left + (share * Span):0.#}\" cy=\"{y}\" r=\"4\"/>"));
            }

            else
            {
                html.Append(Invariant($"<text class=\"soft\" x=\"{Left + 12}\" y=\"{y + 4}\">{Text(chart.Missing)}</text>"));
            }

            html.Append(Invariant($"<text class=\"soft\" x=\"{Left + Span + 12}\" y=\"{y + 4}\">{Text(bar.Note)}</text>\n"));
        }

        html.Append("</svg></div>\n");
    }

    /// <summary>A number, its interval with it, is not broken into lines.</summary>
    private static bool IsNumber(string cell) => cell.Any(char.IsAsciiDigit) && !cell.Replace(" to ", "", StringComparison.Ordinal).Any(char.IsLetter);

    private static string Shortened(string label) => label.Length > 34 ? $"{label[..33]}…" : label;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
