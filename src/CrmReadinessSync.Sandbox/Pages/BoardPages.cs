using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The pages of a practice CRM: the board of open deals as a rep sees them, and one deal with its history. They lie under the
/// vendor's name, so that one address can show both CRMs; the bare addresses are those of the CRM that was asked.
/// </summary>
internal sealed partial class BoardPages(IAccountView view)
{
    /// <summary>A board of more deals than this shows the first ones: it is for eyes.</summary>
    private const int Looked = 2_000;
    private const int ShownMost = 400;
    private static readonly TimeSpan Zone = TimeSpan.FromHours(9);

    /// <summary>Vendors a visitor can switch between, in the order shown.</summary>
    public IReadOnlyList<string> Switch { get; set; } = [view.Vendor];

    private string Root => "/" + view.Vendor;

    /// <summary>Whether a request names this CRM's pages by the vendor.</summary>
    public bool Owns(SandboxRequest request) => request.Method == "GET" && request.Path.StartsWith(Root, StringComparison.OrdinalIgnoreCase)
        && (request.Path.Length == Root.Length || request.Path[Root.Length] == '/');

    /// <summary>Answers a request for a page; null when it is for something else.</summary>
    public SandboxResponse? TryHandle(SandboxRequest request, DateTimeOffset now)
    {
        if (request.Method != "GET")
            return null;
        var texts = BoardTexts.Of(request.QueryValue("lang") ?? view.Language);
        var path = Owns(request) ? request.Path[Root.Length..] : request.Path;
        if (path is "" or "/" or "/board")
            return Board(request, texts, now);
        if (path == "/board.css")
            return new SandboxResponse(200, System.Text.Encoding.UTF8.GetBytes(BoardStyle.Css), "text/css;charset=utf-8").With("Cache-Control", "max-age=3600");
        const string deals = "/deals/";
        return path.StartsWith(deals, StringComparison.Ordinal) ? Deal(path[deals.Length..], texts, now) : null;
    }

    private SandboxResponse Board(SandboxRequest request, BoardTexts texts, DateTimeOffset now)
    {
        var rows = view.Store.List(RecordKind.Deal, 0, archived: false).Take(Looked)
            .Where(deal => !Stage.IsClosed(deal[Known.Stage]))
            .Select(deal => new Row(deal, Next(deal, now), deal[ReadinessFields.Flag] ?? "none"))
            .ToList();
        var wanted = request.QueryValue("flag") is "ready" or "confirm" or "hold" or "none" ? request.QueryValue("flag") : null;
        var page = new PageWriter();
        page.Head(texts, texts.Title, view.Vendor);
        Bar(page, texts, texts.Title, texts.Practice, wanted);
        page.Write($"<nav>");
        Tab(page, texts, null, texts.All, rows.Count, wanted);
        foreach (var flag in new[] { "ready", "confirm", "hold", "none" })
            Tab(page, texts, flag, texts.Flag(flag), rows.Count(row => row.Flag == flag), wanted);
        page.Write($"</nav></header><main>");
        var shown = rows.Where(row => wanted is null || row.Flag == wanted)
            .OrderBy(row => row.Meeting?.Start ?? DateTimeOffset.MaxValue).ThenByDescending(row => row.Deal.Key.Number).Take(ShownMost);
        foreach (var day in shown.GroupBy(row => row.Meeting is { } meeting ? DateOnly.FromDateTime(meeting.Start.ToOffset(Zone).Date) : (DateOnly?)null))
        {
            page.Write($"<h2>{DayName(day.Key, texts, now)}</h2>");
            foreach (var row in day)
                Card(page, row, texts);
        }

        if (view.Store.Count(RecordKind.Deal) > Looked)
            page.Write($"<p class=\"note\">{string.Format(CultureInfo.InvariantCulture, texts.Shown, Looked)}</p>");
        page.Foot();
        return page.Page(200);
    }

    private void Card(PageWriter page, Row row, BoardTexts texts)
    {
        var company = view.Store.Links(row.Deal.Key, RecordKind.Company) is [var link, ..] ? view.Store.Find(link.To)?[Known.Name] : null;
        page.Write($"""
            <article class="deal {row.Flag}"><div class="time">{(row.Meeting is { } meeting ? Clock(meeting.Start) : "–")}</div>
            <div><a class="name" href="{Root}/deals/{view.IdOf(row.Deal.Key)}{Query(texts.Language, null)}">{row.Deal[Known.Name]}</a><div class="meta">{company}</div><div class="meta">{view.StageLabel(row.Deal[Known.Stage] ?? "")} · {Money(row.Deal[Known.Amount])}</div></div>
            <div><span class="pill">{texts.Flag(row.Flag)}</span>
            """);
        if (row.Deal[ReadinessFields.NextStep] is { } next)
            page.Write($"<p class=\"next\">{next}</p>");
        if (row.Deal[ReadinessFields.Reasons] is { } reasons)
            page.Write($"<details><summary>{texts.Why}</summary><p class=\"why\">{reasons}</p></details>");
        page.Write($"</div></article>");
    }

    /// <summary>Title, the switch between the CRMs, and the other language.</summary>
    private void Bar(PageWriter page, BoardTexts texts, string title, string aside, string? flag)
    {
        page.Write($"<header><div class=\"bar\"><h1>{title}</h1><span class=\"vendor\">{aside}</span><span class=\"grow\"></span><div class=\"crms\" role=\"group\" aria-label=\"CRM\">");
        foreach (var vendor in Switch)
        {
            if (vendor == view.Vendor)
                page.Write($"<a href=\"{Root}{Query(texts.Language, flag)}\" aria-current=\"true\">{vendor}</a>");
            else
                page.Write($"<a href=\"/{vendor}{Query(texts.Language, flag)}\">{vendor}</a>");
        }

        page.Write($"</div><a class=\"lang\" href=\"{Query(texts.Other, flag, always: true)}\" lang=\"{texts.Other}\">{texts.OtherName}</a></div>");
    }

    /// <summary>What follows a path. The account's own language goes without saying, so that each CRM opens in its own.</summary>
    private string Query(string language, string? flag, bool always = false)
    {
        var said = always || language != view.Language ? "lang=" + language : null;
        return (flag, said) switch
        {
            (null, null) => string.Empty,
            (null, _) => "?" + said,
            (_, null) => "?flag=" + flag,
            _ => $"?flag={flag}&{said}",
        };
    }

    private void Tab(PageWriter page, BoardTexts texts, string? flag, string label, int count, string? wanted)
    {
        var address = Root + Query(texts.Language, flag);
        if (flag == wanted)
            page.Write($"<a href=\"{address}\" aria-current=\"page\">{label}<b>{count}</b></a>");
        else
            page.Write($"<a href=\"{address}\">{label}<b>{count}</b></a>");
    }

    private MeetingAt? Next(CrmRecord deal, DateTimeOffset now) => MeetingsOf(deal)
        .Where(meeting => meeting.Start > now && meeting.Record[Known.Outcome] is not (MeetingOutcome.Canceled or MeetingOutcome.NoShow))
        .OrderBy(meeting => meeting.Start).Select(meeting => (MeetingAt?)meeting).FirstOrDefault();

    private IEnumerable<MeetingAt> MeetingsOf(CrmRecord deal)
    {
        foreach (var link in view.Store.Links(deal.Key, RecordKind.Meeting))
        {
            var record = view.Store.Find(link.To)!;
            if (record[Known.Start] is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start))
                yield return new MeetingAt(record, start);
        }
    }

    private static string DayName(DateOnly? day, BoardTexts texts, DateTimeOffset now)
    {
        if (day is not { } date)
            return texts.NoMeeting;
        var today = DateOnly.FromDateTime(now.ToOffset(Zone).Date);
        var name = texts.Language == "ja" ? $"{date.Month}/{date.Day}({texts.Days[(int)date.DayOfWeek]})" : $"{texts.Days[(int)date.DayOfWeek]} {date.ToString("d MMM", CultureInfo.InvariantCulture)}";
        return date == today ? $"{texts.Today} · {name}" : date == today.AddDays(1) ? $"{texts.Tomorrow} · {name}" : name;
    }

    private static string Clock(DateTimeOffset at) => at.ToOffset(Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Money(string? amount) =>
        decimal.TryParse(amount, CultureInfo.InvariantCulture, out var number) ? "¥" + number.ToString("#,0", CultureInfo.InvariantCulture) : "–";

    private sealed record Row(CrmRecord Deal, MeetingAt? Meeting, string Flag);

    private readonly record struct MeetingAt(CrmRecord Record, DateTimeOffset Start);
}
