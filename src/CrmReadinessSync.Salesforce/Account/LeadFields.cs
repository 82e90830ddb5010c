using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The premises on the Lead under the same names as on the opportunity, so that mapped at conversion (商談化) they speak from the first day. The
/// service reads and writes opportunities only; whether leads have these fields is the org's business (<c>Salesforce:LeadFields</c>).
/// </summary>
internal static class LeadFields
{
    /// <summary>The object.</summary>
    public const string Object = "Lead";

    /// <summary>Every answer of a rep but the last word, which is about a deal.</summary>
    public static ImmutableArray<(ReadinessField Field, string Name)> All { get; } =
    [
        .. from field in ReadinessFields.All
           where !field.IsTarget && !field.Key.StartsWith("override", StringComparison.Ordinal)
           let name = ReadinessCustomFields.NameOf(field.Key)
           where name is not null
           select (field with { KeepsHistory = false }, name),
    ];

    /// <summary>What no API that we use can do: Setup keeps the mapping.</summary>
    public static HandStep Mapping { get; } = new(
        "the mapping at conversion",
        $"Setup > Object Manager > Lead > Fields & Relationships > Map Lead Fields > Opportunity: map each of {string.Join(", ", All.Select(one => one.Name))} to the opportunity's field of the same name, and save. Or deploy lead-mapping of deploy/salesforce (see its README: it replaces the mapping that is there). And put the fields on the lead's page.",
        IsOpen: false);

    /// <summary>What of it the org lacks: an answer without its field, its choice or its room is lost at conversion.</summary>
    public static async IAsyncEnumerable<CheckFinding> CheckAsync(
        ISalesforceApi api, CrmConnection connection, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var setting = $"Crms:{connection.Name}:Salesforce:{nameof(SalesforceOptions.LeadFields)}";
        if (await new OrgMakeUp(api).FindCustomFieldsAsync(Object, cancellationToken) is not { } there)
        {
            yield return new CheckFinding(CheckSeverity.Info, CheckArea.Fields, "The org does not tell this user which fields a lead has.", "Run check once signed in as an administrator (check --settings admin.json).") { Place = Object, Setting = setting };
            yield break;
        }

        var isWhole = true;
        foreach (var (field, name) in All)
        {
            var place = $"{Object}.{name}";
            var lacks = there.TryGetValue(name, out var id) ? await LacksAsync(api, field, id, cancellationToken) : "It does not exist";
            if (lacks is not null)
            {
                isWhole = false;
                yield return new CheckFinding(
                    CheckSeverity.Warning, CheckArea.Fields, $"{lacks}: what is heard before the handover is lost at conversion.", $"Run `provision {connection.Name} --apply`, or deploy lead of deploy/salesforce.")
                { Place = place, Setting = setting };
            }
        }

        if (isWhole)
        {
            yield return CheckFinding.Fine(CheckArea.Fields, $"A lead has the {All.Length} premise fields. Whether they are mapped at conversion only Setup > Object Manager > Lead > Map Lead Fields shows.");
        }
    }

    private static async Task<string?> LacksAsync(ISalesforceApi api, ReadinessField field, string id, CancellationToken cancellationToken)
    {
        if ((await api.GetFieldAsync(id, cancellationToken))["Metadata"] is not System.Text.Json.Nodes.JsonObject metadata)
        {
            throw FailureTable.Unreadable("A custom field comes without its metadata.");
        }

        var lacks = CustomFieldMetadata.Lacks(field, metadata, out var clash);
        return clash is not null ? $"It is a {clash}, and the opportunity's field is not" : lacks.Count > 0 ? $"It lacks {string.Join("; ", lacks)}" : null;
    }
}
