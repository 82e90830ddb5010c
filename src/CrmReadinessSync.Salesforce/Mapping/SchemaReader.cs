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
        var objects = new Dictionary<string, IReadOnlyDictionary<string, FieldFacts>>(StringComparer.Ordinal);
        var opportunity = await DescribeAsync(Names.Opportunity);
        var wanted = Names.OpportunityFields.Concat(connection.WriteTo.Properties).Concat(FieldPaths.OfDeal(connection)).Append(ReadPlan.RecordType).Append(Names.SavedBy).ToList();
        objects[Names.Opportunity] = Keep(opportunity, wanted.Where(path => !path.Contains('.', StringComparison.Ordinal)));
        objects[Names.Event] = Keep(await DescribeAsync(Names.Event), [.. Names.EventFields, .. Names.OptionalEventFields, .. FieldPaths.OfMeeting(connection)]);
        objects[Names.ContactRole] = Keep(await DescribeAsync(Names.ContactRole), [.. Names.ContactRoleFields, .. FieldPaths.OfContact(connection)]);

        var companyFields = FieldPaths.OfCompany(connection);
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

        var hasHistory = FieldPaths.Answers(connection).Count > 0 && await api.DescribeAsync(Names.FieldHistory, cancellationToken) is not null;
        return new OrgSchema(objects, hasHistory, Mails.AreAsked(connection) && await Mails.CanBeReadAsync(api, cancellationToken));

        async Task<ObjectDescription> DescribeAsync(string name) =>
            await api.DescribeAsync(name, cancellationToken)
            ?? throw failures.Misconfigured("object_hidden", $"The service's user cannot read {name}.", FailureTable.FieldRemedy);
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
