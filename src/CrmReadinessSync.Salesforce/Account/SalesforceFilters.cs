using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Whether the record types, stages, owners and meeting types of the settings are in the org.</summary>
/// <param name="api">The org.</param>
/// <param name="connection">The connection.</param>
internal sealed class SalesforceFilters(ISalesforceApi api, CrmConnection connection)
{
    private static readonly SoqlNames Stage = new("OpportunityStage", ["ApiName", "IsClosed"]);
    private static readonly SoqlNames User = new("User", [Names.Id, "Name", "IsActive"]);

    private readonly FilterCheck _filters = new(connection);

    public async IAsyncEnumerable<CheckFinding> CheckAsync(Dictionary<string, ObjectDescription> described, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var opportunity = described[Names.Opportunity];
        var types = (opportunity.RecordTypeInfos ?? []).Where(type => type is { Active: true, Master: false, DeveloperName: not null }).DistinctBy(type => type.DeveloperName);
        foreach (var finding in _filters.Pipelines(types.ToDictionary(type => type.DeveloperName!, type => type.Name ?? type.DeveloperName!, StringComparer.Ordinal), "Setup > Object Manager > Opportunity > Record Types"))
        {
            yield return finding;
        }

        if (!connection.Deals.Stages.IsEmpty)
        {
            var offered = opportunity.Fields?.FirstOrDefault(field => field.Name == "StageName")?.PicklistValues ?? [];
            var (rows, failed) = await RowsAsync(new SoqlQuery(Stage, ["ApiName", "IsClosed"]).Where("IsClosed", true), "OpportunityStage", cancellationToken);
            if (failed is not null)
            {
                yield return failed;
            }

            var closed = rows.Select(row => row.Text("ApiName")).OfType<string>().ToHashSet(StringComparer.Ordinal);
            foreach (var finding in _filters.Stages(offered.Where(entry => entry.Active).DistinctBy(entry => entry.Value).ToDictionary(entry => entry.Value, entry => entry.Label ?? entry.Value, StringComparer.Ordinal), closed, "Opportunity.StageName"))
            {
                yield return finding;
            }
        }

        if (!connection.Deals.Owners.IsEmpty)
        {
            foreach (var finding in await OwnersAsync(cancellationToken))
            {
                yield return finding;
            }
        }

        if (described.TryGetValue(Names.Event, out var meeting))
        {
            var name = connection.Fields.GetValueOrDefault("meeting.type")?.From;
            var field = name is null ? null : DescribedFields.Of(meeting, null).GetValueOrDefault(name);
            foreach (var finding in _filters.MeetingTypes(field, $"Event.{name ?? "Type"}"))
            {
                yield return finding;
            }
        }
    }

    private async Task<IReadOnlyList<CheckFinding>> OwnersAsync(CancellationToken cancellationToken)
    {
        var ids = connection.Deals.Owners.Where(owner => SalesforceId.Normalize(owner) is not null).ToList();
        var (rows, failed) = ids.Count == 0 ? ([], null) : await RowsAsync(new SoqlQuery(User, [Names.Id, "Name", "IsActive"]).WhereIn(Names.Id, ids), "User", cancellationToken);
        if (failed is not null)
        {
            return [failed];
        }

        var known = rows.Select(row => (Id: SalesforceId.Normalize(row.Text(Names.Id) ?? "") ?? "", Name: row.Text("Name") ?? "")).DistinctBy(owner => owner.Id)
            .ToDictionary(owner => owner.Id, owner => owner.Name, StringComparer.Ordinal);
        // The settings may hold ids of fifteen characters.
        var named = ids.Where(id => known.ContainsKey(SalesforceId.Normalize(id)!)).Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => known[SalesforceId.Normalize(id)!], StringComparer.Ordinal);
        var gone = rows.Where(row => !row.Flag("IsActive")).Select(row => new CheckFinding(
            CheckSeverity.Warning, CheckArea.Deals, $"The owner {row.Text(Names.Id)} ({row.Text("Name")}) is no longer active.", "Remove the id, or give their opportunities to somebody else.")
        { Setting = $"Crms:{connection.Name}:Deals:Owners", Place = "Opportunity.OwnerId", Cause = CheckCause.Settings });
        return [.. _filters.Owners(named, new Dictionary<string, string>(StringComparer.Ordinal), "Setup > Users"), .. gone];
    }

    private async Task<(IReadOnlyList<SalesforceRow> Rows, CheckFinding? Failed)> RowsAsync(SoqlQuery query, string place, CancellationToken cancellationToken)
    {
        try
        {
            return ((await api.QueryAsync(query, all: false, cancellationToken)).Records, null);
        }
        catch (CrmException failed)
        {
            // Cycles do without this table; only the check cannot look.
            return ([], AccountCheck.Failed(CheckArea.Deals, failed.Failure, place) with { Severity = CheckSeverity.Warning });
        }
    }
}
