using System.Globalization;
namespace CrmReadinessSync.Sandbox.Salesforce;

internal sealed partial class Org
{
    private static readonly (string Store, string DeveloperName, string Name)[] KnownRecordTypes = [("default", "Sales", "Sales"), ("renewals", "Renewal", "Renewal")];
    private static readonly string[] Customisable = ["Opportunity", "Account", "Contact", "Event", "Task", "Lead"];
    private static readonly DateTimeOffset SetUpAt = new(2024, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SortedDictionary<long, string> _campaigns = [];

    /// <summary>The name of the permission set the integration user has.</summary>
    public const string PermissionSetName = "Readiness_Integration";

    /// <summary>Who API calls are made as.</summary>
    public const string Username = "readiness.integration@sales.example";

    /// <summary>The id of the user API calls are made as.</summary>
    public static string IntegrationUserId { get; } = RecordId.Of(KeyPrefix.User, 900);

    /// <summary>The id of the integration user's permission set.</summary>
    public static string PermissionSetId { get; } = RecordId.Of(KeyPrefix.PermissionSet, 1);

    /// <summary>The record type of a pipeline.</summary>
    public static string? RecordTypeId(string? pipeline)
    {
        if (pipeline is null)
            return null;
        var index = Array.FindIndex(KnownRecordTypes, t => t.Store == pipeline);
        return RecordId.Of(KeyPrefix.RecordType, index < 0 ? 0 : index);
    }

    /// <summary>The pipeline of a record type; null when there is no such.</summary>
    public static string? PipelineOf(string recordTypeId) =>
        RecordId.Number(recordTypeId) is { } number && number < KnownRecordTypes.Length ? KnownRecordTypes[number].Store : null;

    /// <summary>The id of a campaign, which its name alone decides.</summary>
    public string? CampaignId(string? name)
    {
        if (name is null)
            return null;
        var number = (long)(Hashed(name) % 1_000_000_000);
        _campaigns[number] = name;
        return RecordId.Of(KeyPrefix.Campaign, number);
    }

    /// <summary>The name of a campaign met so far; null when unknown.</summary>
    public string? CampaignOf(string id) => RecordId.Number(id) is { } number ? _campaigns.GetValueOrDefault(number) : null;

    /// <summary>The id of the permission a field has in the integration user's set.</summary>
    public static string FieldPermissionId(string type, string field) =>
        RecordId.Of(KeyPrefix.FieldPermissions, (long)(Hashed($"{type}.{field}") % 1_000_000_000_000));

    /// <summary>The id of the permission an object has in a set.</summary>
    public static string ObjectPermissionId(string set, string type) => RecordId.Of("110", (long)(Hashed($"{set}.{type}") % 1_000_000_000_000));

    /// <summary>The id of a custom field's definition.</summary>
    public static string CustomFieldId(string type, string field) =>
        RecordId.Of(KeyPrefix.CustomField, (long)(Hashed($"{type}.{field}") % 1_000_000_000_000));

    // FNV-1a: the same name has the same number in every run.
    private static ulong Hashed(string text)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1_099_511_628_211UL;
        return hash;
    }

    private IEnumerable<IRow> Users()
    {
        foreach (var person in Owner.Team)
            yield return User(UserId(person.Number.ToString(CultureInfo.InvariantCulture)), person.Email, person.FirstName, person.LastName, person.Email, person.Active, person.Japanese);
        yield return User(IntegrationUserId, Username, "Readiness", "Integration", Username, active: true, Japanese);
    }

    private static ValueRow User(string id, string username, string first, string last, string email, bool active, bool japanese) => new("User", id,
    [
        new("Username", username), new("FirstName", first), new("LastName", last), new("Name", japanese ? $"{last} {first}" : $"{first} {last}"), new("Email", email),
        new("IsActive", active), new("TimeZoneSidKey", "Asia/Tokyo"), new("LocaleSidKey", japanese ? "ja_JP" : "en_US"), new("LanguageLocaleKey", japanese ? "ja" : "en_US"),
        new("UserType", "Standard"), new("SystemModstamp", SetUpAt),
    ]);

    private IEnumerable<IRow> Stages() => ValueMap.Stages.Choices(Japanese).Select((choice, index) =>
    {
        var stage = ValueMap.Stages.Store(choice.Value)!;
        var (probability, category) = DealFields.AtStage(stage);
        return new ValueRow("OpportunityStage", RecordId.Of(KeyPrefix.Stage, index),
        [
            new("ApiName", choice.Value), new("MasterLabel", choice.Label), new("IsActive", true), new("SortOrder", (decimal)((index + 1) * 10)),
            new("IsClosed", Stage.IsClosed(stage)), new("IsWon", stage == Stage.Won), new("ForecastCategory", category),
            new("ForecastCategoryName", category switch { "BestCase" => "Best Case", "Forecast" => "Commit", _ => category }),
            new("DefaultProbability", probability), new("SystemModstamp", SetUpAt),
        ]);
    });

    private IEnumerable<IRow> TaskStatuses() => ValueMap.TaskStatuses.Choices(Japanese).Select(static (choice, index) => new ValueRow("TaskStatus", RecordId.Of(KeyPrefix.TaskStatus, index),
    [
        new("ApiName", choice.Value), new("MasterLabel", choice.Label), new("SortOrder", (decimal)index), new("IsDefault", index == 0),
        new("IsClosed", ValueMap.TaskStatuses.Store(choice.Value) == TaskProgress.Completed), new("SystemModstamp", SetUpAt),
    ]));

    private static IEnumerable<IRow> RecordTypes() => KnownRecordTypes.Select(static (type, index) => new ValueRow("RecordType", RecordId.Of(KeyPrefix.RecordType, index),
    [
        new("Name", type.Name), new("DeveloperName", type.DeveloperName), new("SobjectType", "Opportunity"), new("IsActive", true), new("SystemModstamp", SetUpAt),
    ]));

    private IEnumerable<IRow> Organizations() =>
    [
        new ValueRow("Organization", Id,
        [
            new("Name", Japanese ? "練習用の組織" : "Practice Org"), new("OrganizationType", "Enterprise Edition"), new("IsSandbox", true), new("InstanceName", "PRC1"),
            new("TimeZoneSidKey", "Asia/Tokyo"), new("LanguageLocaleKey", Japanese ? "ja" : "en_US"), new("DefaultLocaleSidKey", Japanese ? "ja_JP" : "en_US"),
            new("FiscalYearStartMonth", 4m), new("SystemModstamp", SetUpAt),
        ]),
    ];

    private IEnumerable<IRow> Campaigns() => _campaigns.Select(static pair => new ValueRow("Campaign", RecordId.Of(KeyPrefix.Campaign, pair.Key),
        [new("Name", pair.Value), new("IsActive", true), new("SystemModstamp", SetUpAt)]));

    private IEnumerable<IRow> PermissionSetRows() => Permissions.All.Select(static set => new ValueRow("PermissionSet", set.Id,
        [new("Name", set.Name), new("Label", set.Label), new("IsCustom", true), new("IsOwnedByProfile", false), new("PermissionsApiEnabled", true), new("SystemModstamp", SetUpAt)]));

    private IEnumerable<IRow> PermissionSetAssignments() => Permissions.Assignments.Select(static (assigned, index) => new ValueRow(
        "PermissionSetAssignment", PermissionSets.AssignmentId(index + 1), [new("PermissionSetId", assigned.Set), new("AssigneeId", assigned.User)]));

    private IEnumerable<IRow> ObjectPermissionRows() => Permissions.Objects.Select(static one => new ValueRow("ObjectPermissions", ObjectPermissionId(one.Set, one.Type),
    [
        new("ParentId", one.Set), new("SobjectType", one.Type), new("PermissionsRead", one.Read), new("PermissionsEdit", one.Edit),
        new("PermissionsViewAllRecords", one.Read), new("PermissionsModifyAllRecords", false), new("PermissionsCreate", false), new("PermissionsDelete", false),
    ]));

    private IEnumerable<IRow> FieldPermissionRows() => Schema.CustomOf("Opportunity")
        .Select(field => (field.Field.Name, Permission: Schema.Permission("Opportunity", field.Field.Name)))
        .Where(static f => f.Permission.Read)
        .Select(static f => FieldPermission(FieldPermissionId("Opportunity", f.Name), PermissionSetId, "Opportunity." + f.Name, f.Permission.Read, f.Permission.Edit))
        .Concat(Permissions.Fields.Where(static f => f.Read).Select(static f => FieldPermission(FieldPermissionId(f.Set, f.Field), f.Set, f.Field, f.Read, f.Edit)));

    private static ValueRow FieldPermission(string id, string set, string field, bool read, bool edit) => new("FieldPermissions", id,
        [new("ParentId", set), new("SobjectType", field.Split('.')[0]), new("Field", field), new("PermissionsRead", read), new("PermissionsEdit", edit)]);

    private IEnumerable<IRow> FieldDefinitionRows() => Customisable.SelectMany(type => Schema.SourcesOf(type)
        .Select(field => new ValueRow("FieldDefinition", RecordId.Of(KeyPrefix.FieldDefinition, (long)(Hashed($"{type}.{field.Field.Name}") % 1_000_000_000_000)),
        [
            new("DurableId", $"{type}.{field.Field.Name}"), new("QualifiedApiName", field.Field.Name), new("EntityDefinitionId", type), new("Label", field.Field.Label),
            new("IsFieldHistoryTracked", field.IsTracked),
        ])));

    private IEnumerable<IRow> CustomFieldRows() => Customisable.SelectMany(type => Schema.CustomOf(type)
        .Select(field => new ValueRow("CustomField", CustomFieldId(type, field.Field.Name),
            [new("DeveloperName", field.Field.Name[..^3]), new("FullName", $"{type}.{field.Field.Name}"), new("TableEnumOrId", type)])));
}
