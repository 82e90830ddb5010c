using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// How the columns of a CSV file become properties of deals:
/// <code>
/// {
///   "name": "{Product} #{row}",
///   "columns": {
///     "Budgt_alloc": { "property": "readiness_budget", "values": { "Yes": "allocated", "No": "no_budget", "Unknown": null } },
///     "Authority":   { "property": "authority_level", "label": "Authority" },
///     "Comp_size":   { "property": "company.name" }
///   },
///   "outcome": { "column": "Status", "won": ["Won"], "lost": ["Lost"], "hide": true },
///   "meetingInDays": 3
/// }
/// </code>
/// Columns that are not named are left out. A value without a translation stays as it is when there are no <c>values</c>,
/// and is an error when there are.
/// </summary>
internal sealed record ImportMap
{
    // Settable, not init-only: the generated reader would otherwise overwrite defaults with nothing.

    /// <summary>The deal's name; <c>{Column}</c> is that column's text, <c>{row}</c> the row's number from 1.</summary>
    public string Name { get; set; } = "Deal {row}";

    public required Dictionary<string, ImportColumn> Columns { get; set; }

    public ImportOutcome? Outcome { get; set; }

    /// <summary>Books a meeting so many days ahead for every deal; null for none.</summary>
    public int? MeetingInDays { get; set; }

    /// <summary>Properties of deals and companies that are the store's own, by the names a map uses.</summary>
    public static IReadOnlyDictionary<string, (RecordKind Kind, string Stored)> OwnProperties { get; } = new Dictionary<string, (RecordKind, string)>(StringComparer.Ordinal)
    {
        ["deal.amount"] = (RecordKind.Deal, Known.Amount),
        ["deal.type"] = (RecordKind.Deal, Known.DealType),
        ["deal.source"] = (RecordKind.Deal, Known.Source),
        ["deal.campaign"] = (RecordKind.Deal, Known.Campaign),
        ["deal.description"] = (RecordKind.Deal, Known.Description),
        ["deal.next_step"] = (RecordKind.Deal, Known.NextStep),
        ["deal.priority"] = (RecordKind.Deal, Known.Priority),
        ["company.name"] = (RecordKind.Company, Known.Name),
        ["company.industry"] = (RecordKind.Company, Known.Industry),
        ["company.employees"] = (RecordKind.Company, Known.Employees),
        ["company.country"] = (RecordKind.Company, Known.Country),
    };

    /// <summary>Reads a map.</summary>
    /// <exception cref="SandboxImportException">It is not JSON, or not such a map.</exception>
    public static ImportMap Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, ImportJson.Default.ImportMap)
                ?? throw new SandboxImportException(file, null, "The map is null.", "Give an object with \"columns\".");
        }
        catch (JsonException fault)
        {
            throw new SandboxImportException(file, fault.LineNumber + 1, fault.Message, "Mend the map; \"name\", \"columns\", \"outcome\" and \"meetingInDays\" are what it may hold.", fault);
        }
    }
}

/// <summary>What becomes of one column.</summary>
internal sealed record ImportColumn
{
    /// <summary>One of <see cref="ImportMap.OwnProperties"/>, or the name of a property of the deal: lower case, digits, underscores.</summary>
    public required string Property { get; set; }

    /// <summary>What people read; the column's name by default.</summary>
    public string? Label { get; set; }

    /// <summary>Value in the file → value in the CRM; null leaves the property blank.</summary>
    public Dictionary<string, string?>? Values { get; set; }
}

/// <summary>The column that says how a deal ended.</summary>
internal sealed record ImportOutcome
{
    public required string Column { get; set; }

    public string[] Won { get; set; } = ["Won"];

    public string[] Lost { get; set; } = ["Lost"];

    /// <summary>Leaves every deal open, as if nobody knew yet; otherwise the outcome closes it.</summary>
    public bool Hide { get; set; } = true;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ImportMap))]
internal sealed partial class ImportJson : JsonSerializerContext;
