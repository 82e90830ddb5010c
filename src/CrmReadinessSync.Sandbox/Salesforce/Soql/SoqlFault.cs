using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>How the org words a query's fault: the place, a caret under it, then the reason.</summary>
internal static class SoqlFault
{
    /// <summary>MALFORMED_QUERY at a place of the query.</summary>
    public static SalesforceException At(string soql, int position, string reason) => At(soql, position, "MALFORMED_QUERY", reason);

    /// <summary>Any code at a place of the query.</summary>
    public static SalesforceException At(string soql, int position, string code, string reason)
    {
        // The org quotes about fifty characters around the place and counts rows and columns from one.
        var at = Math.Min(position, soql.Length);
        var lineStart = at == 0 ? 0 : soql.LastIndexOf('\n', at - 1) + 1;
        var row = soql.AsSpan(0, lineStart).Count('\n') + 1;
        var column = at - lineStart + 1;
        var from = Math.Max(lineStart, at - 25);
        var lineEnd = soql.IndexOf('\n', at);
        var to = Math.Min(lineEnd < 0 ? soql.Length : lineEnd, at + 25);
        var place = string.Create(CultureInfo.InvariantCulture, $"ERROR at Row:{row}:Column:{column}");
        return new(code, $"\n{soql[from..to]}\n{new string(' ', at - from)}^\n{place}\n{reason}");
    }
}
