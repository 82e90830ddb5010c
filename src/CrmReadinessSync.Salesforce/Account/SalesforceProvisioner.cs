using System.Text.Json.Nodes;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Makes the readiness fields of the opportunity and the permission sets around them, as <c>deploy/salesforce</c> does. It needs a user who may
/// customise the application: an administrator's sign-in for this one command, as a rule.
/// </summary>
/// <param name="api">The org.</param>
/// <param name="connection">The connection, whose language labels take.</param>
/// <param name="failures">Words for what cannot be done.</param>
/// <param name="leads">Whether leads take the premises too.</param>
/// <param name="signIn">Signs in; tells as whom.</param>
internal sealed class SalesforceProvisioner(ISalesforceApi api, CrmConnection connection, FailureTable failures, bool leads, Func<CancellationToken, Task<string?>> signIn) : IProvisioner
{
    private readonly OrgMakeUp _org = new(api);

    /// <inheritdoc/>
    public async Task<ProvisionPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var user = await signIn(cancellationToken);
        var there = await _org.FindCustomFieldsAsync(Names.Opportunity, cancellationToken) ?? throw failures.Misconfigured(
            "set_up_hidden",
            "The user signed in as may not look at the org's set-up.",
            "Sign in as an administrator for this one command (a settings file of its own: provision --settings admin.json), or deploy deploy/salesforce with sf.");
        var steps = new List<ProvisionStep>();
        var byHand = new List<HandStep>();
        var fields = new List<(ReadinessField Field, string Name)>();
        var present = 0;
        foreach (var field in ReadinessFields.All)
        {
            if (field.NameIn(connection, ReadinessCustomFields.NameOf) is not { } name)
            {
                continue;
            }

            if (!name.EndsWith("__c", StringComparison.OrdinalIgnoreCase))
            {
                byHand.Add(new HandStep($"Opportunity.{name}", $"A custom field's name ends in __c: write it so under Crms:{connection.Name}:WriteTo:{field.Key}.", IsOpen: true));
                continue;
            }

            fields.Add((field, name));
            present += await PlanFieldAsync(field, Names.Opportunity, name, there, steps, byHand, cancellationToken);
        }

        if (leads)
        {
            var onLead = await _org.FindCustomFieldsAsync(LeadFields.Object, cancellationToken) ?? new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (field, name) in LeadFields.All)
            {
                present += await PlanFieldAsync(field, LeadFields.Object, name, onLead, steps, byHand, cancellationToken);
            }

            byHand.Add(LeadFields.Mapping);
        }

        steps.AddRange(await new PermissionPlan(api).StepsAsync(fields, leads, user, cancellationToken));
        return new ProvisionPlan(steps, [.. byHand, .. HandSteps()], present);
    }

    /// <summary>What one field needs; 1 when it is there and lacks nothing.</summary>
    private async Task<int> PlanFieldAsync(
        ReadinessField field, string objectName, string name, IReadOnlyDictionary<string, string> there, List<ProvisionStep> steps, List<HandStep> byHand, CancellationToken cancellationToken)
    {
        if (!there.TryGetValue(name, out var id))
        {
            steps.Add(Create(field, objectName, name));
            return 0;
        }

        var metadata = await MetadataAsync(id, cancellationToken);
        var lacks = CustomFieldMetadata.Lacks(field, metadata, out var clash);
        if (clash is not null)
        {
            byHand.Add(WrongType(field, objectName, name, clash));
            return 0;
        }

        if (lacks.Count == 0)
        {
            return 1;
        }

        if (CustomFieldMetadata.SharesChoices(metadata) && lacks[0].StartsWith("the choices", StringComparison.Ordinal))
        {
            byHand.Add(new HandStep($"{objectName}.{name}", $"Its choices are a global value set: add {lacks[0]} in Setup > Picklist Value Sets.", IsOpen: true));
            return 0;
        }

        steps.Add(new ProvisionStep(ProvisionAction.Extend, $"{objectName}.{name}", string.Join("; ", lacks), async token =>
            await api.ChangeFieldAsync(id, CustomFieldMetadata.Add(field, await MetadataAsync(id, token), connection.Language), token)));
        return 0;
    }

    private ProvisionStep Create(ReadinessField field, string objectName, string name)
    {
        var body = CustomFieldMetadata.Make(field, name, connection.Language, objectName);
        var choices = field.Options.IsEmpty ? "" : $": {string.Join(", ", field.Options.Select(option => option.Value))}";
        return new ProvisionStep(
            ProvisionAction.Create,
            $"{objectName}.{name}",
            $"{body["Metadata"]!["type"]} \"{field.Label(connection.Language)}\"{choices}{(field.KeepsHistory ? ", with its history" : "")}",
            async token =>
            {
                try
                {
                    await api.CreateFieldAsync(body, token);
                }
                catch (CrmException exists) when (exists.Failure.Code is "DUPLICATE_DEVELOPER_NAME")
                {
                    // Somebody else was faster, or an answer was lost; its definition is compared when the plan is made again.
                }
            });
    }

    private HandStep WrongType(ReadinessField field, string objectName, string name, string clash) => new(
        $"{objectName}.{name}",
        $"It is a {clash} and cannot hold {field.Label(connection.Language)}; a type is never changed here. Either delete it (Setup > Object Manager > {objectName} > Fields & Relationships) and run provision again, or name another field under Crms:{connection.Name}:{(field.IsTarget ? $"WriteTo:{field.Key}" : $"Fields:{field.Key}:From")}.",
        IsOpen: true);

    private async Task<JsonObject> MetadataAsync(string id, CancellationToken cancellationToken) =>
        (await api.GetFieldAsync(id, cancellationToken))["Metadata"] as JsonObject ?? throw FailureTable.Unreadable("A custom field comes without its metadata.");

    private IEnumerable<HandStep> HandSteps()
    {
        var targets = connection.WriteTo;
        var service = string.Join(", ", new[] { targets.Flag, targets.NextStep, targets.TalkDepth, targets.Phase, targets.Reasons }.OfType<string>());
        var reps = string.Join(", ", ReadinessFields.All.Where(field => !field.IsTarget).Select(field => field.NameIn(connection, ReadinessCustomFields.NameOf)).OfType<string>());
        yield return new HandStep("the users", $"Setup > Permission Sets > Readiness integration > Manage Assignments: the service's user. Readiness rep: everybody in sales. In the former's System Permissions tick API Enabled{(connection.Tasks is null ? " and" : ",")} Access Activities{(connection.Tasks is null ? "" : " and Edit Tasks")}.", IsOpen: false);
        yield return new HandStep("the opportunity's page", $"Lightning App Builder > the opportunity's record page: a field section at the top with {service}{(reps.Length > 0 ? $"; below it, for reps to fill in, {reps}" : "")}.", IsOpen: false);
        if (targets.Flag is { } flag)
        {
            yield return new HandStep("the compact layout", $"Object Manager > Opportunity > Compact Layouts: {flag} among the first five fields, so that it is in the highlights and on the phone.", IsOpen: false);
        }

        yield return new HandStep("record types", "If opportunities have record types: Object Manager > Opportunity > Record Types > (each) > Picklists Available for Editing: offer every choice of the new picklists.", IsOpen: false);
    }
}
