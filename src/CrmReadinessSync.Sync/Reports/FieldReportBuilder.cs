using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Counts deal by deal what became of each field; memory holds figures only.</summary>
public sealed class FieldReportBuilder
{
    /// <summary>Further groups are counted with the deals that have none.</summary>
    public const int MostGroups = 500;

    private readonly ReadinessRules _rules;
    private readonly ReportGrouping _grouping;
    private readonly ImmutableArray<(Field Field, string? Premise)> _fields;
    private readonly Tally _all;
    private readonly Dictionary<string, Tally> _groups = new(StringComparer.Ordinal);
    private readonly Tally _ungrouped;

    /// <summary>Begins with no deal.</summary>
    /// <param name="rules">The rules that judge; their premises name the fields.</param>
    /// <param name="connection">Only fields it maps are on the form.</param>
    /// <param name="grouping">By what deals are grouped besides.</param>
    public FieldReportBuilder(ReadinessRules rules, CrmConnection connection, ReportGrouping grouping = ReportGrouping.None)
    {
        _rules = rules;
        _grouping = grouping;
        var read = rules.Premises.SelectMany(premise => premise.Fields.Select(field => (field, (string?)premise.Name))).DistinctBy(pair => pair.field);
        var texts = Vocabulary.All.Where(field => Likeness.KindOf(field) is LikenessKind.Text).Select(field => (field, (string?)null));
        _fields =
        [
            .. read.Concat(texts).DistinctBy(pair => pair.field)
                .Where(pair => pair.field.Kind is FieldKind.Answer && connection.Fields.ContainsKey(pair.field.Name)),
        ];
        (_all, _ungrouped) = (new Tally(_fields.Length), new Tally(_fields.Length));
    }

    /// <summary>Counts the open deals of a journal as they were last read, judged at <paramref name="now"/>. Asks the CRM nothing.</summary>
    public static async Task<FieldReport> OfAsync(
        IJournal journal, CrmConnection connection, ReadinessRules rules, ReportGrouping grouping, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var builder = new FieldReportBuilder(rules, connection, grouping);
        var mapping = DealMapping.Compile(connection);
        var clock = new JudgingClock(now, connection.TimeZone);
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            foreach (var deal in page.Where(deal => mapping.IsOurs(deal.Snapshot)))
            {
                var facts = mapping.ToFacts(deal.Snapshot, now, deal.Standing?.HandSetOn(deal.Snapshot, connection.WriteTo.Flag), deal.Copies);
                builder.Add(facts, rules.Judge(facts, clock));
            }
        }

        return builder.Build();
    }

    /// <summary>Counts one deal.</summary>
    /// <param name="facts">The deal.</param>
    /// <param name="verdict">What the rules say of it.</param>
    public void Add(DealFacts facts, Verdict verdict)
    {
        var group = _grouping is ReportGrouping.None ? null : GroupOf(facts, verdict);
        _all.Deals++;
        if (group is not null)
        {
            group.Deals++;
        }

        var evidence = verdict.Findings.SelectMany(finding => finding.Evidence).ToLookup(one => one.Field, StringComparer.Ordinal);
        var hollow = _rules.HollowOf(facts).ToDictionary(one => one.Field, one => one.Why, StringComparer.Ordinal);
        for (var i = 0; i < _fields.Length; i++)
        {
            var became = Became(facts, _fields[i].Field, evidence, hollow);
            _all.Count(i, became);
            group?.Count(i, became);
        }
    }

    /// <summary>The report of the deals so far.</summary>
    public FieldReport Build() => new(
        _all.Deals,
        Figures(_all),
        [
            .. _groups.Select(pair => new FieldReportGroup(pair.Key, pair.Value.Deals, Figures(pair.Value)))
                .Concat(_ungrouped.Deals > 0 ? [new FieldReportGroup(null, _ungrouped.Deals, Figures(_ungrouped))] : [])
                .OrderByDescending(group => group.Deals).ThenBy(group => group.Name, StringComparer.Ordinal),
        ]);

    /// <summary>What counts outweighs what does not: a field may speak by several routes.</summary>
    private static string Became(DealFacts facts, Field field, ILookup<string, Evidence> evidence, Dictionary<string, string> hollow)
    {
        if (facts[field] is null)
        {
            return "blank";
        }

        var whys = evidence[field.Name].Select(one => one.Why).ToList();
        return whys.Exists(why => why is "answer" or "attribute") ? "filled"
            : whys.Find(why => why is "stale") ?? whys.Find(why => why is "open") ?? whys.FirstOrDefault() ?? hollow.GetValueOrDefault(field.Name) ?? "filled";
    }

    private Tally GroupOf(DealFacts facts, Verdict verdict)
    {
        var name = _grouping switch
        {
            ReportGrouping.Source => Raw("source"),
            ReportGrouping.Campaign => Raw("campaign"),
            ReportGrouping.Pipeline => Raw("pipeline") ?? Raw("record_type"),
            _ => verdict.Segment,
        };
        if (name is null || (_groups.Count >= MostGroups && !_groups.ContainsKey(name)))
        {
            return _ungrouped;
        }

        if (!_groups.TryGetValue(name, out var group))
        {
            _groups.Add(name, group = new Tally(_fields.Length));
        }

        return group;

        string? Raw(string word) => Vocabulary.TryFind(word, out var field) ? facts[field]?.Raw : null;
    }

    private ImmutableArray<FieldFigures> Figures(Tally tally) =>
    [
        .. _fields.Select((pair, i) =>
        {
            var because = tally.Became[i].Where(one => one.Key is not ("filled" or "open" or "stale" or "blank"))
                .ToImmutableSortedDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
            return new FieldFigures(pair.Field.Name, pair.Premise, Of("filled"), Of("open"), because.Values.Sum(), Of("stale"), Of("blank"), because);

            long Of(string became) => tally.Became[i].GetValueOrDefault(became);
        }),
    ];

    private sealed class Tally(int fields)
    {
        public long Deals { get; set; }

        public Dictionary<string, long>[] Became { get; } = [.. Enumerable.Range(0, fields).Select(_ => new Dictionary<string, long>(StringComparer.Ordinal))];

        public void Count(int field, string became) => Became[field][became] = Became[field].GetValueOrDefault(became) + 1;
    }
}
