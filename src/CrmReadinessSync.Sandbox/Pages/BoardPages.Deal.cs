using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>The page of one deal.</summary>
internal sealed partial class BoardPages
{
    private const int HistoryShown = 100;

    private SandboxResponse Deal(string id, BoardTexts texts, DateTimeOffset now)
    {
        var page = new PageWriter();
        var deal = view.KeyOf(RecordKind.Deal, id) is { } key && view.Store.Find(key) is { IsLive: true } found ? found : null;
        page.Head(texts, deal?[Known.Name] ?? texts.NotFound, view.Vendor);
        Bar(page, texts, deal?[Known.Name] ?? texts.NotFound, id, null);
        page.Write($"<nav><a href=\"{Root}{Query(texts.Language, null)}\">← {texts.Back}</a></nav></header><main>");
        if (deal is null)
        {
            page.Foot();
            return page.Page(404);
        }

        var fields = ReadinessFields.In(texts.Language).ToDictionary(field => field.Name, StringComparer.Ordinal);
        Verdict(page, deal, texts, fields, now);
        page.Write($"<div class=\"two\">");
        Answers(page, deal, texts, fields);
        page.Write($"<div>");
        Facts(page, deal, texts);
        page.Write($"</div></div>");
        History(page, deal, texts, fields);
        page.Foot();
        return page.Page(200);
    }

    private void Verdict(PageWriter page, CrmRecord deal, BoardTexts texts, Dictionary<string, PropertyDefinition> fields, DateTimeOffset now)
    {
        var flag = deal[ReadinessFields.Flag];
        page.Write($"<section class=\"panel verdict {flag ?? "none"}\"><span class=\"pill\">{texts.Flag(flag)}</span>");
        if (Next(deal, now) is { } next)
            page.Write($" <span class=\"meta\">{texts.Booked}: {DayName(DateOnly.FromDateTime(next.Start.ToOffset(Zone).Date), texts, now)} {Clock(next.Start)}</span>");
        page.Write($"<p class=\"next\">{deal[ReadinessFields.NextStep] ?? texts.NotYet}</p>");
        if (deal[ReadinessFields.Phase] is { } phase)
            page.Write($"<dl><dt>{texts.Phase}</dt><dd>{Label(fields[ReadinessFields.Phase], phase)}</dd><dt>{texts.Depth}</dt><dd>{Label(fields[ReadinessFields.TalkDepth], deal[ReadinessFields.TalkDepth])}</dd></dl>");
        if (deal[ReadinessFields.Reasons] is { } reasons)
            page.Write($"<details open><summary>{texts.Why}</summary><p class=\"why\">{reasons}</p></details>");
        page.Write($"</section>");
    }

    private static void Answers(PageWriter page, CrmRecord deal, BoardTexts texts, Dictionary<string, PropertyDefinition> fields)
    {
        page.Write($"<section class=\"panel\"><h2>{texts.Premises}</h2><dl>");
        foreach (var name in (string[])[.. ReadinessFields.Answers, ReadinessFields.DecideBy, ReadinessFields.ConfirmedOn, ReadinessFields.Note, ReadinessFields.Unease])
        {
            page.Write($"<dt>{fields[name].Label}</dt>");
            if (deal[name] is { } value)
                page.Write($"<dd>{Label(fields[name], value)} <span class=\"meta\">{Day(deal.History(name)[^1].At)}</span></dd>");
            else
                page.Write($"<dd class=\"blank\">{texts.Blank}</dd>");
        }

        page.Write($"</dl></section>");
    }

    private void Facts(PageWriter page, CrmRecord deal, BoardTexts texts)
    {
        page.Write($"<section class=\"panel\"><dl><dt>{texts.Stage}</dt><dd>{view.StageLabel(deal[Known.Stage] ?? "")}</dd><dt>{texts.Amount}</dt><dd>{Money(deal[Known.Amount])}</dd><dt>{texts.Closed}</dt><dd>{deal[Known.CloseDate]?[..10] ?? "–"}</dd><dt>{texts.Owner}</dt><dd>{OwnerName(deal[Known.OwnerNumber])}</dd>");
        foreach (var link in view.Store.Links(deal.Key, RecordKind.Company).DistinctBy(link => link.To))
        {
            var company = view.Store.Find(link.To)!;
            page.Write($"<dt>{texts.Company}</dt><dd>{company[Known.Name]}<div class=\"meta\">{company[Known.City]} · {company[Known.Employees]}</div></dd>");
        }

        page.Write($"</dl></section><section class=\"panel\"><h2>{texts.Contacts}</h2><ul>");
        foreach (var links in view.Store.Links(deal.Key, RecordKind.Contact).GroupBy(link => link.To))
        {
            var contact = view.Store.Find(links.Key)!;
            page.Write($"<li>{contact[Known.LastName]} {contact[Known.FirstName]} <span class=\"meta\">{contact[Known.JobTitle]} {string.Join(", ", links.Select(link => link.Label?.Replace('_', ' ')).OfType<string>())}</span></li>");
        }

        page.Write($"</ul></section><section class=\"panel\"><h2>{texts.Meetings}</h2><ul>");
        foreach (var meeting in MeetingsOf(deal).OrderByDescending(meeting => meeting.Start))
            page.Write($"<li>{Day(meeting.Start)} {Clock(meeting.Start)} <span class=\"meta\">{meeting.Record[Known.Name]} · {meeting.Record[Known.Outcome] ?? "–"}</span></li>");
        page.Write($"</ul></section>");
    }

    private void History(PageWriter page, CrmRecord deal, BoardTexts texts, Dictionary<string, PropertyDefinition> fields)
    {
        page.Write($"<section class=\"panel scroll\"><h2>{texts.History}</h2><table><tr><th>{texts.When}</th><th>{texts.What}</th><th>{texts.Value}</th><th>{texts.Who}</th></tr>");
        foreach (var change in deal.Properties.SelectMany(deal.History).OrderByDescending(change => change.At).Take(HistoryShown))
        {
            var who = change.Source.Kind switch { SourceKind.Person => OwnerName(change.Source.Id), SourceKind.Api => texts.Program, _ => texts.Machine };
            var field = fields.GetValueOrDefault(change.Property);
            page.Write($"<tr><td>{Day(change.At)} {Clock(change.At)}</td><td>{field?.Label ?? view.WireName(RecordKind.Deal, change.Property) ?? change.Property}</td><td>{Shown(field, change, texts)}</td><td>{who}</td></tr>");
        }

        page.Write($"</table></section>");
    }

    private string Shown(PropertyDefinition? field, Change change, BoardTexts texts)
    {
        if (change.Value is null)
            return texts.Cleared;
        if (field is not null)
            return Label(field, change.Value);
        return change.Property == Known.Stage ? view.StageLabel(change.Value) : view.WireValue(RecordKind.Deal, change.Property, change.Value) ?? change.Value;
    }

    private static string Label(PropertyDefinition field, string? value) => value is null ? "–"
        : field.Options.Count == 0 ? value
        : string.Join(", ", value.Split(';').Select(part => field.Options.FirstOrDefault(option => option.Value == part)?.Label ?? part));

    private static string OwnerName(string? number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < Owner.Team.Count
            ? Owner.Team[at] is { Japanese: true } ja ? $"{ja.LastName} {ja.FirstName}" : $"{Owner.Team[at].FirstName} {Owner.Team[at].LastName}" : "–";

    private static string Day(DateTimeOffset at) => at.ToOffset(Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
