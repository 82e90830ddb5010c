using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>report --json</c> prints.</summary>
internal sealed record ReportDocument(SortedDictionary<string, CrmReport> Crms);

/// <summary>One CRM: its open deals, the fields of its form, and the same by group.</summary>
internal sealed record CrmReport(long Deals, IReadOnlyList<FieldDocument> Fields)
{
    /// <summary>What <see cref="Groups"/> share.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GroupDocument>? Groups { get; init; }

    public static CrmReport Of(FieldReport report, string? by) => new(report.Deals, Documents(report.Fields))
    {
        By = by,
        Groups = by is null ? null : [.. report.Groups.Select(group => new GroupDocument(group.Name, group.Deals, Documents(group.Fields)))],
    };

    public void Print(string crm, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{crm}: {Deals} open deals"));
        Print(Fields, output);
        foreach (var group in Groups ?? [])
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {By} {group.Name ?? "(none)"}: {group.Deals} deals"));
            Print(group.Fields, output);
        }
    }

    private static IReadOnlyList<FieldDocument> Documents(ImmutableArray<FieldFigures> fields) => [.. fields.Select(FieldDocument.Of)];

    private static void Print(IReadOnlyList<FieldDocument> fields, TextWriter output)
    {
        output.WriteLine($"  {"field",-18}{"filled",9}{"open",9}{"hollow",9}{"stale",9}{"blank",9}");
        foreach (var field in fields)
        {
            var because = field.HollowBecause.Count == 0 ? "" : $"   hollow: {string.Join(", ", field.HollowBecause.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")))}";
            output.WriteLine($"  {field.Field,-18}{Share(field.Filled)}{Share(field.Open)}{Share(field.Hollow)}{Share(field.Stale)}{Share(field.Blank)}{because}");
        }

        static string Share(double percent) => $"{percent.ToString("0.0", CultureInfo.InvariantCulture),7} %";
    }
}

/// <summary>One field, in percent of the deals; why it is hollow in deals.</summary>
internal sealed record FieldDocument(
    string Field, string? Premise, double Filled, double Open, double Hollow, double Stale, double Blank, IReadOnlyDictionary<string, long> HollowBecause)
{
    public static FieldDocument Of(FieldFigures figures) => new(
        figures.Field,
        figures.Premise,
        figures.Percent(figures.Filled),
        figures.Percent(figures.Open),
        figures.Percent(figures.Hollow),
        figures.Percent(figures.Stale),
        figures.Percent(figures.Blank),
        figures.HollowBecause);
}

/// <summary>One group; null names the deals that have no value.</summary>
internal sealed record GroupDocument(string? Name, long Deals, IReadOnlyList<FieldDocument> Fields);
