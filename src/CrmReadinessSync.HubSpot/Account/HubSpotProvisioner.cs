using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Makes the readiness properties of deals in their group. What exists is only added to.</summary>
/// <param name="api">The account; the key needs <c>crm.schemas.deals.write</c> to apply a plan.</param>
/// <param name="connection">The connection, whose language labels take.</param>
internal sealed class HubSpotProvisioner(IHubSpotApi api, CrmConnection connection) : IProvisioner
{
    /// <inheritdoc/>
    public async Task<ProvisionPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var properties = (await api.ListPropertiesAsync(ObjectTypes.Deals, cancellationToken)).Results
            .Where(property => property.Archived is not true)
            .DistinctBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        var hasGroup = (await api.ListPropertyGroupsAsync(ObjectTypes.Deals, cancellationToken)).Results
            .Any(group => group.Archived is not true && group.Name == ReadinessFields.Group);
        var steps = new List<ProvisionStep>();
        var byHand = new List<HandStep>();
        var present = 0;
        foreach (var field in ReadinessFields.All)
        {
            if (field.NameIn(connection, ReadinessProperties.NameOf) is not { } name)
            {
                continue;
            }

            if (!properties.TryGetValue(name, out var property))
            {
                steps.Add(Create(field, name));
            }
            else if (WrongType(field, property) is { } clash)
            {
                byHand.Add(clash);
            }
            else if (Missing(field, property) is { Count: > 0 } missing)
            {
                if (property.ModificationMetadata?.ReadOnlyOptions is true)
                {
                    byHand.Add(new HandStep($"deals.{name}", $"Add the choices {string.Join(", ", missing)}: HubSpot lets no integration change them. Settings > Properties > Deal properties > {property.Label}.", IsOpen: true));
                }
                else
                {
                    steps.Add(Extend(field, property, missing));
                }
            }
            else
            {
                present++;
            }
        }

        if (!hasGroup && steps.Exists(step => step.Action is ProvisionAction.Create))
        {
            steps.Insert(0, CreateGroup());
        }

        return new ProvisionPlan(steps, [.. byHand, .. HandSteps()], present);
    }

    private ProvisionStep CreateGroup() => new(
        ProvisionAction.Create,
        $"deals, group {ReadinessFields.Group}",
        $"a group of properties, \"{ReadinessFields.GroupLabel(connection.Language)}\"",
        cancellationToken => UnlessThereAsync(() => api.CreatePropertyGroupAsync(
            ObjectTypes.Deals, new PropertyGroup { Name = ReadinessFields.Group, Label = ReadinessFields.GroupLabel(connection.Language), DisplayOrder = -1 }, cancellationToken)));

    private ProvisionStep Create(ReadinessField field, string name)
    {
        var made = ReadinessProperties.Make(field, name, connection.Language);
        var choices = field.Options.IsEmpty ? "" : $": {string.Join(", ", field.Options.Select(option => option.Value))}";
        return new ProvisionStep(
            ProvisionAction.Create,
            $"deals.{name}",
            $"{made.Type}/{made.FieldType} \"{made.Label}\"{choices}",
            cancellationToken => UnlessThereAsync(() => api.CreatePropertyAsync(ObjectTypes.Deals, made, cancellationToken)));
    }

    /// <summary>HubSpot replaces the whole list of choices, so the list is read again right before, and sent with its own order and labels.</summary>
    private ProvisionStep Extend(ReadinessField field, PropertyDefinition property, IReadOnlyList<string> missing) => new(
        ProvisionAction.Extend,
        $"deals.{property.Name}",
        $"the choices {string.Join(", ", missing)}",
        async cancellationToken =>
        {
            var now = (await api.ListPropertiesAsync(ObjectTypes.Deals, cancellationToken)).Results.FirstOrDefault(one => one.Name == property.Name) ?? property;
            var lacks = Missing(field, now).ToHashSet(StringComparer.Ordinal);
            if (lacks.Count == 0)
            {
                return;
            }

            var order = now.Options.Select(option => option.DisplayOrder ?? -1).DefaultIfEmpty(-1).Max();
            var kept = now.Options.Select(option => lacks.Contains(option.Value) ? option with { Hidden = false } : option).ToList();
            var added = field.Options.Where(option => lacks.Contains(option.Value) && !now.Options.Any(one => one.Value == option.Value))
                .Select(option => new PropertyOption { Value = option.Value, Label = option.Label(connection.Language), DisplayOrder = ++order });
            await api.ChangePropertyAsync(ObjectTypes.Deals, now.Name, new PropertyChange([.. kept, .. added]), cancellationToken);
        });

    /// <summary>Choices that are not there, or hidden.</summary>
    private static List<string> Missing(ReadinessField field, PropertyDefinition property) => property.Type is not "enumeration"
        ? []
        : [.. field.Options.Where(option => !property.Options.Any(one => one.Value == option.Value && !one.Hidden)).Select(option => option.Value)];

    private HandStep? WrongType(ReadinessField field, PropertyDefinition property)
    {
        var fits = field.Kind switch
        {
            ReadinessFieldKind.Choice => property.Type is "enumeration" && property.FieldType is not "checkbox" || property.Type is "string",
            ReadinessFieldKind.Choices => property.Type is "enumeration" or "string",
            ReadinessFieldKind.Date => property.Type is "date" or "datetime",
            _ => property.Type is "string",
        };
        return fits && property.Calculated is not true && property.ModificationMetadata?.ReadOnlyValue is not true ? null : new HandStep(
            $"deals.{property.Name}",
            $"It is {property.Type}/{property.FieldType} and cannot hold {field.Label(connection.Language)}; a type is never changed here. Either archive it (Settings > Properties > Deal properties > {property.Label} > Archive) and run provision again, or name another property under Crms:{connection.Name}:{(field.IsTarget ? $"WriteTo:{field.Key}" : $"Fields:{field.Key}:From")}.",
            IsOpen: true);
    }

    private IEnumerable<HandStep> HandSteps()
    {
        var targets = connection.WriteTo;
        var service = string.Join(", ", new[] { targets.Flag, targets.NextStep, targets.TalkDepth, targets.Phase, targets.Reasons }.OfType<string>());
        var reps = string.Join(", ", ReadinessFields.All.Where(field => !field.IsTarget).Select(field => field.NameIn(connection, ReadinessProperties.NameOf)).OfType<string>());
        if (service.Length > 0)
        {
            yield return new HandStep("the deal's page", $"Settings > Objects > Deals > Record customization > Default view > Left sidebar > Add card > Properties: {service}.", IsOpen: false);
        }

        if (reps.Length > 0)
        {
            yield return new HandStep("the deal's page", $"In the same place a second card, for reps to fill in: {reps}.", IsOpen: false);
        }

        if (targets.Flag is { } flag)
        {
            yield return new HandStep("the deal board", $"Deals > Board > Board actions > Edit cards: {flag}{(targets.NextStep is { } next ? $", {next}" : "")}.", IsOpen: false);
            yield return new HandStep(
                "a saved view", $"Deals > Table > All filters: Next meeting is this week AND {flag} is none of ready; save it for everybody and pin the tab.", IsOpen: false);
        }
    }

    /// <summary>Somebody else was faster, or an answer was lost: what is there already is there.</summary>
    private static async Task UnlessThereAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (CrmException exists) when (exists.Failure.Code is "OBJECT_ALREADY_EXISTS")
        {
            // As wanted; its definition is compared when the plan is made again.
        }
    }
}
