using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>Shows a dozen varied deals after a demo's cycle: every flag and phase, Japanese and English, nearest meetings first.</summary>
internal sealed class Showcase(Workplace place, TextWriter output)
{
    private const int Deals = 12;

    public async Task PrintAsync(CrmSettings crm, CancellationToken cancellationToken)
    {
        var mapping = DealMapping.Compile(crm.Connection);
        foreach (var (deal, verdict) in await ChooseAsync(crm, cancellationToken))
        {
            var facts = mapping.ToFacts(deal, verdict.JudgedAt);
            var meeting = verdict.MeetingStart is { } at
                ? string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, crm.Connection.TimeZone):yyyy-MM-dd HH:mm}")
                : "no meeting";
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict.Flag,-7} · {verdict.Phase} · {verdict.TalkDepth} · confirmed {verdict.Confirmed}/{verdict.Findings.Length} · {meeting}"));
            output.WriteLine($"  {deal.Name}");
            output.WriteLine($"  {NextStep(crm.Connection.Language)}");
            if (LanguageOf(deal) is var spoken && spoken != crm.Connection.Language)
            {
                output.WriteLine($"  [{spoken}] {NextStep(spoken)}");
            }

            string NextStep(string language) => place.Settings.Rules.Write(verdict, facts, language, crm.Connection.TimeZone).NextStep;
        }
    }

    /// <summary>One deal for each thing that may mislead whoever looks at a deal, whichever dozen was shown.</summary>
    /// <param name="crm">Whose deals.</param>
    /// <param name="heading">What to print above them.</param>
    /// <param name="shown">Those that were shown before.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Those that were found.</returns>
    public async Task<IReadOnlyCollection<string>> PrintTrapsAsync(CrmSettings crm, string heading, IReadOnlyCollection<string> shown, CancellationToken cancellationToken)
    {
        var traps = new Traps(place.Settings.Rules, crm.Connection);
        var found = new SortedDictionary<string, (int Count, string Shows, string? Deal)>(StringComparer.Ordinal);
        var journal = await place.Store.OpenAsync(crm.Connection.Name, cancellationToken);
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            foreach (var (trap, shows, deal) in page.SelectMany(record => traps.Of(record).Select(one => (one.Trap, one.Shows, record.Snapshot.Name))))
            {
                var (count, before, name) = found.GetValueOrDefault(trap, (0, shows, deal));
                found[trap] = (count + 1, before, name);
            }
        }

        output.WriteLine();
        output.WriteLine(heading);
        foreach (var (trap, (count, shows, deal)) in found.Where(one => !shown.Contains(one.Key)))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {trap} ({count})  {deal}: {shows.ReplaceLineEndings(" ")}"));
        }

        return found.Keys;
    }

    /// <summary>Deals in turn from each flag, phase and language, so that none crowds out another.</summary>
    private async Task<List<(DealSnapshot Deal, Verdict Verdict)>> ChooseAsync(CrmSettings crm, CancellationToken cancellationToken)
    {
        var journal = await place.Store.OpenAsync(crm.Connection.Name, cancellationToken);
        var groups = new SortedDictionary<(Flag, Phase, string), List<(DealSnapshot Deal, Verdict Verdict)>>();
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            foreach (var record in page.Where(record => record.Verdict is not null))
            {
                var key = (record.Verdict!.Flag, record.Verdict.Phase, LanguageOf(record.Snapshot));
                if (!groups.TryGetValue(key, out var group))
                {
                    groups[key] = group = [];
                }

                group.Add((record.Snapshot, record.Verdict));
                if (group.Count > 4 * Deals)
                {
                    group.Sort(NearestFirst);
                    group.RemoveRange(Deals, group.Count - Deals);
                }
            }
        }

        foreach (var group in groups.Values)
        {
            group.Sort(NearestFirst);
        }

        return [.. Enumerable.Range(0, Deals)
            .SelectMany(turn => groups.Values.Where(group => turn < group.Count).Select(group => group[turn]))
            .Take(Deals)
            .OrderByDescending(one => one.Verdict.Flag)
            .ThenBy(one => one.Verdict.Phase)];
    }

    private static int NearestFirst((DealSnapshot Deal, Verdict Verdict) a, (DealSnapshot Deal, Verdict Verdict) b) =>
        (a.Verdict.MeetingStart ?? DateTimeOffset.MaxValue, a.Deal.Id).CompareTo((b.Verdict.MeetingStart ?? DateTimeOffset.MaxValue, b.Deal.Id));

    private static string LanguageOf(DealSnapshot deal) => deal.Name?.Any(letter => letter is >= '\u3040' and <= '\u30ff' or >= '\u4e00' and <= '\u9fff') == true ? "ja" : "en";
}
