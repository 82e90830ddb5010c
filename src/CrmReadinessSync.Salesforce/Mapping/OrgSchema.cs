namespace CrmReadinessSync.Salesforce;

/// <summary>
/// What the org told of the fields this connection uses; kept for a day, so that a quiet cycle asks nothing of it. A field that is
/// missing, or hidden from the service's user, is simply not here.
/// </summary>
/// <param name="Objects">Object → field → facts; names in the org's own spelling.</param>
/// <param name="HasFieldHistory">Whether field history can be read, so that answers have a date.</param>
/// <param name="HasMails">Whether mails can be read, so that it is known when they last wrote.</param>
internal sealed record OrgSchema(IReadOnlyDictionary<string, IReadOnlyDictionary<string, FieldFacts>> Objects, bool HasFieldHistory, bool HasMails = false)
{
    /// <summary>A field by its name in any case; null when it is missing or hidden.</summary>
    public (string Name, FieldFacts Facts)? Find(string objectName, string field)
    {
        if (Objects.TryGetValue(objectName, out var fields))
        {
            foreach (var (name, facts) in fields)
            {
                if (string.Equals(name, field, StringComparison.OrdinalIgnoreCase))
                {
                    return (name, facts);
                }
            }
        }

        return null;
    }

    /// <summary>The allow-list for queries on an object.</summary>
    public SoqlNames Names(string objectName, params IEnumerable<string> more) =>
        new(objectName, [.. Objects.TryGetValue(objectName, out var fields) ? fields.Keys : [], .. more]);
}

/// <summary>What describe tells of one field.</summary>
/// <param name="Type">The describe type: <c>string</c>, <c>picklist</c>, <c>textarea</c>, <c>datetime</c>, …</param>
/// <param name="Length">The most characters it takes; 0 for types without.</param>
/// <param name="Updateable">Whether this user may write it.</param>
/// <param name="Values">The active API names of a restricted picklist; null when anything may be written.</param>
internal sealed record FieldFacts(string Type, int Length, bool Updateable, IReadOnlyList<string>? Values)
{
    /// <summary>Two of these in one query would cap its pages at 200 rows.</summary>
    public bool IsLongText => Type is "textarea" && Length > 255;
}
