using System.Text.Json.Nodes;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The two permission sets of <c>deploy/salesforce</c>: the service edits the results and reads the rest, reps the other way round. Permissions
/// are only given, never taken.
/// </summary>
/// <param name="api">The org.</param>
internal sealed class PermissionPlan(ISalesforceApi api)
{
    public const string Integration = "Readiness_Integration";
    public const string Rep = "Readiness_Rep";

    private static readonly SoqlNames PermissionSet = new("PermissionSet", [Names.Id, "Name"]);
    private static readonly SoqlNames Assignment = new("PermissionSetAssignment", [Names.Id, "PermissionSetId", "AssigneeId"]);
    private static readonly SoqlNames FieldPermissions = new("FieldPermissions", [Names.Id, "ParentId", "SobjectType", "Field", "PermissionsRead", "PermissionsEdit"]);
    private static readonly SoqlNames ObjectPermissions = new("ObjectPermissions", [Names.Id, "ParentId", "SobjectType", "PermissionsRead", "PermissionsEdit"]);

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>What the sets lack.</summary>
    /// <param name="fields">The fields that are there or will be made, with their names.</param>
    /// <param name="leads">Whether reps fill in the premises on leads too.</param>
    /// <param name="userId">The user signed in as, who gets the service's set; null when the org did not tell.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<ProvisionStep>> StepsAsync(IReadOnlyList<(ReadinessField Field, string Name)> fields, bool leads, string? userId, CancellationToken cancellationToken)
    {
        var answer = await api.QueryAsync(new SoqlQuery(PermissionSet, [Names.Id, "Name"]).WhereIn("Name", [Integration, Rep]), all: false, cancellationToken);
        foreach (var row in answer.Records)
        {
            _ids[row.Text("Name")!] = row.Text(Names.Id)!;
        }

        var steps = new List<ProvisionStep>();
        foreach (var (set, label) in new[] { (Integration, "Readiness integration"), (Rep, "Readiness rep") })
        {
            if (!_ids.ContainsKey(set))
            {
                steps.Add(new ProvisionStep(ProvisionAction.Create, $"permission set {set}", $"\"{label}\"", async token => _ids[set] = await api.CreateRowAsync(
                    "PermissionSet", new JsonObject { ["Name"] = set, ["Label"] = label, ["PermissionsApiEnabled"] = set == Integration }, token)));
            }

            if (set == Integration)
            {
                steps.AddRange(await ObjectStepsAsync(cancellationToken));
            }

            if (await FieldStepAsync(set, fields, leads && set == Rep, cancellationToken) is { } step)
            {
                steps.Add(step);
            }
        }

        if (userId is not null && !await HasAsync(userId, cancellationToken))
        {
            steps.Add(new ProvisionStep(ProvisionAction.Permit, $"permission set {Integration}", "assigned to the user signed in as", token => api.CreateRowAsync(
                "PermissionSetAssignment", new JsonObject { ["PermissionSetId"] = _ids[Integration], ["AssigneeId"] = userId }, token)));
        }

        return steps;
    }

    private async Task<List<ProvisionStep>> ObjectStepsAsync(CancellationToken cancellationToken)
    {
        var held = await HeldAsync(Integration, ObjectPermissions, "SobjectType", cancellationToken);
        var steps = new List<ProvisionStep>();
        foreach (var (type, edit) in new[] { ("Account", false), ("Contact", false), (Names.Opportunity, true) })
        {
            if (held.TryGetValue(type, out var has) && has.Read && (has.Edit || !edit))
            {
                continue;
            }

            steps.Add(new ProvisionStep(ProvisionAction.Permit, $"permission set {Integration}", $"{(edit ? "read all and edit" : "read all")} of {type}", token =>
            {
                var rights = new JsonObject { ["PermissionsRead"] = true, ["PermissionsViewAllRecords"] = true };
                if (edit)
                {
                    rights["PermissionsEdit"] = true;
                }

                return GiveAsync("ObjectPermissions", has.Id, rights, new JsonObject { ["ParentId"] = _ids[Integration], ["SobjectType"] = type }, token);
            }));
        }

        return steps;
    }

    private async Task<ProvisionStep?> FieldStepAsync(string set, IReadOnlyList<(ReadinessField Field, string Name)> fields, bool leads, CancellationToken cancellationToken)
    {
        var held = await HeldAsync(set, FieldPermissions, "Field", cancellationToken);
        var wanted = fields.Select(one => (Path: $"{Names.Opportunity}.{one.Name}", Edit: one.Field.IsTarget == (set == Integration)))
            .Concat(leads ? LeadFields.All.Select(one => (Path: $"{LeadFields.Object}.{one.Name}", Edit: true)) : [])
            .Where(one => !(held.TryGetValue(one.Path, out var has) && has.Read && (has.Edit || !one.Edit)))
            .ToList();
        return wanted.Count == 0 ? null : new ProvisionStep(
            ProvisionAction.Permit,
            $"permission set {set}",
            string.Join("; ", wanted.GroupBy(one => one.Edit).OrderByDescending(group => group.Key).Select(group => $"{(group.Key ? "edit" : "read")} {string.Join(", ", group.Select(one => one.Path.StartsWith($"{Names.Opportunity}.", StringComparison.Ordinal) ? one.Path.Split('.')[1] : one.Path))}")),
            async token =>
            {
                foreach (var (path, edit) in wanted)
                {
                    await GiveAsync(
                        "FieldPermissions",
                        held.GetValueOrDefault(path).Id,
                        new JsonObject { ["PermissionsRead"] = true, ["PermissionsEdit"] = edit || held.GetValueOrDefault(path).Edit },
                        new JsonObject { ["ParentId"] = _ids[set], ["SobjectType"] = path.Split('.')[0], ["Field"] = path },
                        token);
                }
            });
    }

    private async Task<Dictionary<string, (string? Id, bool Read, bool Edit)>> HeldAsync(string set, SoqlNames names, string key, CancellationToken cancellationToken)
    {
        if (!_ids.TryGetValue(set, out var id))
        {
            return [];
        }

        var rows = await api.QueryAsync(new SoqlQuery(names, [Names.Id, key, "PermissionsRead", "PermissionsEdit"]).Where("ParentId", id), all: false, cancellationToken);
        return rows.Records.Where(row => row.Text(key) is not null).DistinctBy(row => row.Text(key), StringComparer.OrdinalIgnoreCase).ToDictionary(
            row => row.Text(key)!, row => (row.Text(Names.Id), row.Flag("PermissionsRead"), row.Flag("PermissionsEdit")), StringComparer.OrdinalIgnoreCase);
    }

    private async Task<bool> HasAsync(string userId, CancellationToken cancellationToken) => _ids.TryGetValue(Integration, out var id)
        && (await api.QueryAsync(new SoqlQuery(Assignment, [Names.Id]).Where("PermissionSetId", id).Where("AssigneeId", userId), all: false, cancellationToken)).Records.Count > 0;

    private Task GiveAsync(string table, string? id, JsonObject rights, JsonObject on, CancellationToken cancellationToken)
    {
        if (id is not null)
        {
            return api.ChangeRowAsync(table, id, rights, cancellationToken);
        }

        foreach (var (name, value) in rights)
        {
            on[name] = value!.DeepClone();
        }

        return api.CreateRowAsync(table, on, cancellationToken);
    }
}
