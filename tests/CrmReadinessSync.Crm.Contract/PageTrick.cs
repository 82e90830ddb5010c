using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Contract;

/// <summary>How a vendor's pages look.</summary>
/// <param name="Rows">The member that holds a page's rows.</param>
/// <param name="Next">The way to the token of the next page.</param>
/// <param name="SmallPages">A header by which the vendor makes small pages; null when it needs none.</param>
public sealed record PageShape(string Rows, IReadOnlyList<string> Next, (string Name, string Value)? SmallPages = null);

/// <summary>What a vendor may do to somebody who turns pages.</summary>
public enum PageMischief
{
    /// <summary>From the third page on, the next page is said to be the second again.</summary>
    TokensRepeat,

    /// <summary>Whatever page is asked for, the first one comes.</summary>
    PagesRepeat,

    /// <summary>Between two pages comes one without rows.</summary>
    OneIsEmpty,
}

/// <summary>Plays a mischief on whoever turns pages.</summary>
public sealed class PageTrick(PageShape shape, PageMischief mischief)
{
    private const string Detour = "00";
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, SandboxResponse> _firstPages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _playedOn = new(StringComparer.Ordinal);

    /// <summary>How often it was played.</summary>
    public int Played { get; private set; }

    /// <summary>The vendor's way to small pages.</summary>
    public (string Name, string Value)? SmallPages => shape.SmallPages;

    /// <summary>The answer to a request.</summary>
    /// <param name="target">Path and query asked.</param>
    /// <param name="ask">Asks the practice CRM for a path and query.</param>
    public SandboxResponse Answer(string target, Func<string, SandboxResponse> ask)
    {
        var path = target.Split('?')[0];
        // A page turned by a token, or the same search once more.
        var turned = _tokens.LastOrDefault(token => target.Contains(token, StringComparison.Ordinal));
        var list = _firstPages.Keys.FirstOrDefault(first => path.StartsWith(first, StringComparison.Ordinal) && (turned is not null || path == first));
        if (list is not null && mischief == PageMischief.PagesRepeat)
        {
            Played++;
            return _firstPages[list];
        }

        if (turned is not null && target.Contains(turned + Detour, StringComparison.Ordinal))
        {
            return ask(target.Replace(turned + Detour, turned, StringComparison.Ordinal));
        }

        var answer = ask(target);
        if (answer.Status != 200 || JsonNode.Parse(answer.Text) is not JsonObject page || page[shape.Rows] is not JsonArray rows)
        {
            return answer;
        }

        if (list is not null && mischief == PageMischief.OneIsEmpty && _playedOn.Add(list))
        {
            Played++;
            rows.Clear();
            return With(page, (turned ?? "200") + Detour);
        }

        if (Token(page) is not { } token)
        {
            return answer;
        }

        if (list is null)
        {
            _firstPages.TryAdd(path, answer);
        }

        _tokens.Add(token);
        if (mischief == PageMischief.TokensRepeat && _tokens.Count > 2)
        {
            Played++;
            return With(page, _tokens[0]);
        }

        return answer;
    }

    private string? Token(JsonObject page) => shape.Next.Aggregate((JsonNode?)page, (node, name) => node?[name])?.ToString();

    private SandboxResponse With(JsonObject page, string token)
    {
        var at = page;
        foreach (var name in shape.Next.SkipLast(1))
        {
            at = (at[name] ??= new JsonObject()).AsObject();
        }

        at[shape.Next[^1]] = token;
        if (page.ContainsKey("done"))
        {
            page["done"] = false;
        }

        return SandboxResponse.Json(200, page);
    }
}
