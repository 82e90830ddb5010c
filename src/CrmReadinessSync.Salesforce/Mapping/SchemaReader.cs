using System.Collections.Frozen;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Asks the org about exactly the fields a connection uses.</summary>
internal static class SchemaReader
{
    /// <summary>Describes the objects this connection touches.</summary>
    /// <exception cref="CrmException">An object cannot be read at all.</exception>
    public static async Task<OrgSchema> ReadAsync(ISalesforceApi api, CrmConnection connection, FailureTable failures, CancellationToken cancellationToken)
    {
        // The deals' own first, so that an org that does not answer is asked no more; then the others at once, since a first cycle should not wait for each in turn.
        var opportunity = await api.DescribeAsync(Names.Opportunity, cancellationToken) ?? throw Hidden(Names.Opportunity);
        var companyFields = FieldPaths.OfCompany(connection);
        List<string> asked = [Names.Event, Names.ContactRole];
        if (companyFields.Count > 0)
        {
            asked.Add(Names.Account);
        }

        if (FieldPaths.Answers(connection).Count > 0)
        {
            asked.Add(Names.FieldHistory);
        }

        var answers = asked.ToDictionary(name => name, name => api.DescribeAsync(name, cancellationToken), StringComparer.Ordinal);
        var readsMails = Mails.AreAsked(connection) ? Mails.CanBeReadAsync(api, cancellationToken) : Task.FromResult(false);
        await Task.WhenAll([.. answers.Values, readsMails]);

        var objects = new Dictionary<string, IReadOnlyDictionary<string, FieldFacts>>(StringComparer.Ordinal);
        var wanted = Names.OpportunityFields.Concat(connection.WriteTo.Properties).Concat(FieldPaths.OfDeal(connection)).Append(ReadPlan.RecordType).Append(Names.SavedBy).ToList();
        objects[Names.Opportunity] = Keep(opportunity, wanted.Where(path => !path.Contains('.', StringComparison.Ordinal)));
        objects[Names.Event] = Keep(await DescribeAsync(Names.Event), [.. Names.EventFields, .. Names.OptionalEventFields, .. FieldPaths.OfMeeting(connection)]);
        objects[Names.ContactRole] = Keep(await DescribeAsync(Names.ContactRole), [.. Names.ContactRoleFields, .. FieldPaths.OfContact(connection)]);

        if (companyFields.Count > 0)
        {
            objects[Names.Account] = Keep(await DescribeAsync(Names.Account), [.. Names.AccountFields, .. companyFields]);
        }

        foreach (var relation in wanted.Where(path => path.Contains('.', StringComparison.Ordinal)).GroupBy(path => path.Split('.')[0], StringComparer.OrdinalIgnoreCase))
        {
            var lookup = opportunity.Fields?.FirstOrDefault(field => string.Equals(field.RelationshipName, relation.Key, StringComparison.OrdinalIgnoreCase));
            if (lookup?.ReferenceTo is { Count: > 0 } targets)
            {
                // Owner may be a user or a queue; what is mapped is the person's.
                var target = targets.Contains("User", StringComparer.Ordinal) ? "User" : targets[0];
                if (await api.DescribeAsync(target, cancellationToken) is not { } related)
                {
                    continue;
                }

                var fields = Keep(related, relation.Select(path => path.Split('.')[1]));
                objects[Names.Opportunity] = objects[Names.Opportunity]
                    .Concat(fields.Select(field => KeyValuePair.Create($"{lookup.RelationshipName}.{field.Key}", field.Value)))
                    .ToFrozenDictionary(StringComparer.Ordinal);
            }
        }

        var hasHistory = answers.TryGetValue(Names.FieldHistory, out var history) && await history is not null;
        return new OrgSchema(objects, hasHistory, await readsMails);

        async Task<ObjectDescription> DescribeAsync(string name) =>
            await answers[name] ?? throw Hidden(name);

        CrmException Hidden(string name) => failures.Misconfigured("object_hidden", $"The service's user cannot read {name}.", FailureTable.FieldRemedy);
    }

    private static FrozenDictionary<string, FieldFacts> Keep(ObjectDescription description, IEnumerable<string> wanted)
    {
        var names = wanted.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return (description.Fields ?? []).Where(field => names.Contains(field.Name)).ToFrozenDictionary(
            field => field.Name,
            field => new FieldFacts(
                field.Type,
                field.Length,
                field.Updateable,
                field.RestrictedPicklist ? [.. (field.PicklistValues ?? []).Where(entry => entry.Active).Select(entry => entry.Value)] : null),
            StringComparer.Ordinal);
    }
}
