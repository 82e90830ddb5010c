using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>A mapped word and where its value stands in a row.</summary>
/// <param name="Word">The vocabulary's word.</param>
/// <param name="Path">The path in an opportunity's row: <c>StageName</c>, <c>Account.Industry</c>.</param>
/// <param name="Type">The describe type.</param>
internal sealed record MappedField(string Word, string Path, string Type);

/// <summary>
/// A connection and its org, compiled: what to select, and under which word each value goes. Made only when every field that is needed
/// is there, readable and, for targets, writable; otherwise every fault is told at once.
/// </summary>
internal sealed class ReadPlan
{
    /// <summary>What a filter on pipelines looks at.</summary>
    public const string RecordType = "RecordType.DeveloperName";

    /// <summary>The shortest reasons field that is of use.</summary>
    public const int MinReasons = 1000;

    private static readonly (Func<WriteTargets, string?> Target, string[] Values)[] Choices =
    [
        (targets => targets.Flag, ["ready", "confirm", "hold"]),
        (targets => targets.Phase, ["deciding", "gathering", "not_buying", "unclear"]),
        (targets => targets.TalkDepth, ["pause", "confirm_problem", "examples_and_price_range", "proposal", "terms"]),
    ];

    /// <summary>The word for how often they put meetings off.</summary>
    public const string PutOffsWord = "meeting.moved";

    private const string StandardRole = "Role";

    private readonly OrgSchema _schema;
    private readonly List<string> _faults = [];

    private ReadPlan(CrmConnection connection, OrgSchema schema)
    {
        Connection = connection;
        _schema = schema;
        foreach (var name in Names.OpportunityFields)
        {
            Require(Names.Opportunity, name);
        }

        foreach (var name in Names.EventFields)
        {
            Require(Names.Event, name);
        }

        foreach (var name in Names.ContactRoleFields.Where(name => name != StandardRole))
        {
            Require(Names.ContactRole, name);
        }

        foreach (var name in FieldPaths.OfCompany(connection).Count > 0 ? Names.AccountFields : [])
        {
            Require(Names.Account, name);
        }

        Fields = [.. connection.Fields.Select(field => Map(field.Key, field.Value)).OfType<MappedField>()];
        AccountFields = [.. Fields.Where(field => FieldPaths.IsOfCompany(field.Word))];
        Targets = [.. connection.WriteTo.Properties.Select(Target).OfType<(string, string)>()];
        foreach (var (target, values) in Choices)
        {
            CheckChoices(target(connection.WriteTo), values);
        }

        CheckLength(connection.WriteTo.NextStep, 255);
        CheckLength(connection.WriteTo.Reasons, MinReasons);
        MeetingType = Optional(Names.Event, connection.Fields.GetValueOrDefault("meeting.type")?.From);
        MovedBy = Optional(Names.Event, connection.Fields.GetValueOrDefault("meeting.moved_by")?.From);
        PutOffs = Optional(Names.Event, connection.Fields.GetValueOrDefault(PutOffsWord)?.From);
        EndDate = Optional(Names.Event, "EndDate");
        Role = Optional(Names.ContactRole, connection.Fields.GetValueOrDefault("contact.roles")?.From) ?? StandardRole;
        Require(Names.ContactRole, Role);

        if (!connection.Deals.Pipelines.IsEmpty)
        {
            Require(Names.Opportunity, RecordType);
        }

        OpportunityNames = schema.Names(Names.Opportunity, AccountFields.Select(field => field.Path));
        var filtered = connection.Deals.Pipelines.IsEmpty ? Enumerable.Empty<string>() : [RecordType];
        var paths = Names.OpportunityFields.Concat(filtered).Concat(Fields.Select(field => field.Path)).Concat(Targets.Select(target => target.Name)).Distinct(StringComparer.Ordinal).ToList();
        var longTexts = paths.Where(path => schema.Find(Names.Opportunity, path)?.Facts.IsLongText is true).ToList();
        // Two long texts in one query shrink its pages to 200 rows: the second and later ones are asked for by themselves.
        MainFields = [.. paths.Except(longTexts.Skip(1), StringComparer.Ordinal)];
        FeedFields = schema.Find(Names.Opportunity, Names.SavedBy) is null ? MainFields : MainFields.Add(Names.SavedBy);
        ExtraLongTexts = [.. longTexts.Skip(1)];
        ReadsMails = schema.HasMails && Mails.AreAsked(connection);
        Answers = schema.HasFieldHistory ? [.. Fields.Where(field => FieldPaths.Answers(connection).Contains(field.Word))] : [];
    }

    /// <summary>The connection.</summary>
    public CrmConnection Connection { get; }

    /// <summary>Every mapped word the org has a field for, the account's included.</summary>
    public ImmutableArray<MappedField> Fields { get; }

    /// <summary>Those of the account.</summary>
    public ImmutableArray<MappedField> AccountFields { get; }

    /// <summary>Answers whose date field history may tell.</summary>
    public ImmutableArray<MappedField> Answers { get; }

    /// <summary>Targets as the settings call them, with the org's own spelling.</summary>
    public ImmutableArray<(string Property, string Name)> Targets { get; }

    /// <summary>What the main query on opportunities selects; at most one long text.</summary>
    public ImmutableArray<string> MainFields { get; }

    /// <summary>The same of what changed, and who saved it, where this user may know.</summary>
    public ImmutableArray<string> FeedFields { get; }

    /// <summary>Long texts beyond the first; each gets a query of its own.</summary>
    public ImmutableArray<string> ExtraLongTexts { get; }

    /// <summary>The event's field that tells its type; null when it has none.</summary>
    public string? MeetingType { get; }

    /// <summary>The event's field that tells who moved it; null when none is mapped.</summary>
    public string? MovedBy { get; }

    /// <summary>The event's field with a count of how often they put it off; null when none is mapped.</summary>
    public string? PutOffs { get; }

    /// <summary>The event's field with the last day of an all-day event; null when the org hides it.</summary>
    public string? EndDate { get; }

    /// <summary>Whether mails tell when they last wrote.</summary>
    public bool ReadsMails { get; }

    /// <summary>The contact role's field that tells the role.</summary>
    public string Role { get; }

    /// <summary>The allow-list for opportunities.</summary>
    public SoqlNames OpportunityNames { get; }

    /// <summary>The allow-list for events.</summary>
    public SoqlNames EventNames => _schema.Names(Names.Event);

    /// <summary>The allow-list for contact roles.</summary>
    public SoqlNames ContactRoleNames => _schema.Names(Names.ContactRole);

    /// <summary>The allow-list for accounts.</summary>
    public SoqlNames AccountNames => _schema.Names(Names.Account);

    /// <summary>The allow-list for field history.</summary>
    public static SoqlNames FieldHistoryNames { get; } = new(Names.FieldHistory, Names.FieldHistoryFields);

    /// <summary>The allow-list for field history with its values.</summary>
    public static SoqlNames FieldValueNames { get; } = new(Names.FieldHistory, [.. Names.FieldHistoryFields, "OldValue", "NewValue"]);

    /// <summary>Compiles, or tells every fault.</summary>
    /// <exception cref="CrmException">Something is missing, hidden, read-only or of the wrong kind.</exception>
    public static ReadPlan Compile(CrmConnection connection, OrgSchema schema, FailureTable failures)
    {
        var plan = new ReadPlan(connection, schema);
        return plan._faults.Count == 0
            ? plan
            : throw failures.Misconfigured("fields_not_usable", string.Join(' ', plan._faults.Distinct(StringComparer.Ordinal)), FailureTable.FieldRemedy);
    }

    private MappedField? Map(string word, FieldSource source)
    {
        if (word is Mails.Word && Mails.IsSource(source))
        {
            return null;
        }

        if (FieldPaths.IsOfCompany(word))
        {
            return Find(Names.Account) is { } account ? new MappedField(word, $"{Names.Account}.{account.Name}", account.Facts.Type) : null;
        }

        if (!FieldPaths.IsOfDeal(word))
        {
            _ = Find(word.StartsWith("meeting.", StringComparison.Ordinal) ? Names.Event : Names.ContactRole);
            return null;
        }

        return Find(Names.Opportunity) is { } own ? new MappedField(word, own.Name, own.Facts.Type) : null;

        (string Name, FieldFacts Facts)? Find(string objectName)
        {
            var found = _schema.Find(objectName, source.From);
            if (found is null && !IsOptional(word, source))
            {
                _faults.Add($"{objectName}.{source.From} (for \"{word}\") is missing, or hidden from the service's user.");
            }

            return found;
        }
    }

    /// <summary>
    /// The shipped mapping names standard fields that only some editions and settings have (currency, record types, push count): where
    /// they are not, their words are unknown. What somebody mapped on purpose, and our own fields, must be there.
    /// </summary>
    public static bool IsOptional(string word, FieldSource source) =>
        !source.From.EndsWith("__c", StringComparison.OrdinalIgnoreCase)
        && Standard.Fields.TryGetValue(word, out var shipped) && string.Equals(shipped, source.From, StringComparison.Ordinal);

    private (string, string)? Target(string property)
    {
        if (_schema.Find(Names.Opportunity, property) is not { } field)
        {
            _faults.Add($"Opportunity.{property} (a target) is missing, or hidden from the service's user.");
            return null;
        }

        if (!field.Facts.Updateable)
        {
            _faults.Add($"Opportunity.{property} (a target) is read-only for the service's user.");
        }

        if (field.Facts.Type is not ("string" or "textarea" or "picklist"))
        {
            _faults.Add($"Opportunity.{property} (a target) is a {field.Facts.Type}; a target is a text or a picklist.");
        }

        return (property, field.Name);
    }

    private void CheckChoices(string? property, string[] values)
    {
        if (property is not null && _schema.Find(Names.Opportunity, property)?.Facts is { Values: { } offered }
            && values.Except(offered, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
        {
            _faults.Add($"Opportunity.{property} does not offer the active value(s) {string.Join(", ", missing)}.");
        }
    }

    private void CheckLength(string? property, int length)
    {
        if (property is not null && _schema.Find(Names.Opportunity, property)?.Facts is { Type: "string" or "textarea" or "picklist" } facts
            && (facts.Type is "picklist" || facts.Length < length))
        {
            _faults.Add($"Opportunity.{property} takes {facts.Length} characters of a {facts.Type}; it must be a text of at least {length}.");
        }
    }

    private void Require(string objectName, string field)
    {
        if (_schema.Find(objectName, field) is null)
        {
            _faults.Add($"{objectName}.{field} is hidden from the service's user.");
        }
    }

    private string? Optional(string objectName, string? field) => field is null ? null : _schema.Find(objectName, field)?.Name;
}
