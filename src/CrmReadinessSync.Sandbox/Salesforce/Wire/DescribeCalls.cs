using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>What the org tells of its objects: only what the signed-in user may see.</summary>
internal sealed class DescribeCalls(Org org)
{
    private DateTimeOffset? _changedAt;
    private int _version = -1;

    /// <summary>Every object, in short.</summary>
    public SandboxResponse Global(string version) => SandboxResponse.Json(200, new JsonObject
    {
        ["encoding"] = "UTF-8",
        ["maxBatchSize"] = 200,
        ["sobjects"] = new JsonArray([.. org.Schema.Types.Where(static t => t.Name != "CustomField").Select(t => (JsonNode)Short(t, version))]),
    });

    /// <summary>One object in short, with the rows lately seen.</summary>
    public static SandboxResponse Basic(SObjectType type, string version) =>
        SandboxResponse.Json(200, new JsonObject { ["objectDescribe"] = Short(type, version), ["recentItems"] = new JsonArray() });

    /// <summary>One object whole; 304 when it has not changed since the client last looked.</summary>
    public SandboxResponse Whole(SObjectType type, SandboxRequest request, string version)
    {
        if (_version != org.Schema.Version)
            (_version, _changedAt) = (org.Schema.Version, StoreText.Second(org.Now));
        if (request.Header("If-Modified-Since") is { } since
            && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && _changedAt <= at)
            return new SandboxResponse(304);

        var body = Short(type, version);
        body["fields"] = new JsonArray([.. type.Fields.Select(static f => (JsonNode)Field(f))]);
        body["childRelationships"] = new JsonArray([.. type.Children.Select(static c => (JsonNode)new JsonObject
        {
            ["cascadeDelete"] = false,
            ["childSObject"] = c.ChildType,
            ["field"] = c.Field,
            ["relationshipName"] = c.Name,
        })]);
        body["recordTypeInfos"] = new JsonArray(type.Name == "Opportunity" ? [.. RecordTypes(version)] : [Master(type, version)]);
        body["searchable"] = true;
        return SandboxResponse.Json(200, body).With("Last-Modified", _changedAt!.Value.ToString("R", CultureInfo.InvariantCulture));
    }

    private static JsonObject Short(SObjectType type, string version) => new()
    {
        ["name"] = type.Name,
        ["label"] = type.Label,
        ["labelPlural"] = type.Label,
        ["keyPrefix"] = type.KeyPrefix,
        ["custom"] = false,
        ["createable"] = type.Createable,
        ["updateable"] = type.Updateable,
        ["deletable"] = type.Deletable,
        ["queryable"] = true,
        ["retrieveable"] = true,
        ["undeletable"] = type.Deletable,
        ["replicateable"] = type.Fields.Any(static f => f.Name == "SystemModstamp"),
        ["layoutable"] = type.Createable,
        ["activateable"] = false,
        ["customSetting"] = false,
        ["deprecatedAndHidden"] = false,
        ["feedEnabled"] = false,
        ["mergeable"] = false,
        ["triggerable"] = true,
        ["urls"] = new JsonObject
        {
            ["sobject"] = $"/services/data/{version}/sobjects/{type.Name}",
            ["describe"] = $"/services/data/{version}/sobjects/{type.Name}/describe",
            ["rowTemplate"] = $"/services/data/{version}/sobjects/{type.Name}/{{ID}}",
        },
    };

    private static JsonObject Field(SObjectField field) => new()
    {
        ["name"] = field.Name,
        ["label"] = field.Label,
        ["type"] = Word(field.Type),
        ["soapType"] = Soap(field.Type),
        ["length"] = field.Length,
        ["byteLength"] = field.Length * 3,
        ["precision"] = field.Type == FieldType.Int ? 0 : field.Precision,
        ["scale"] = field.Scale,
        ["digits"] = field.Type == FieldType.Int ? field.Precision : 0,
        ["nillable"] = field.Nillable,
        ["createable"] = field.Createable,
        ["updateable"] = field.Updateable,
        ["filterable"] = field.Filterable,
        ["sortable"] = field.Sortable,
        ["groupable"] = field.Filterable && field.Type is not (FieldType.Currency or FieldType.Double or FieldType.DateTime),
        ["calculated"] = field.Calculated,
        ["custom"] = field.Custom,
        ["unique"] = false,
        ["externalId"] = false,
        ["caseSensitive"] = false,
        ["autoNumber"] = false,
        ["dependentPicklist"] = false,
        ["restrictedPicklist"] = field.Restricted,
        ["defaultedOnCreate"] = field.Type == FieldType.Boolean || field.Name == "OwnerId",
        ["defaultValue"] = field.Type == FieldType.Boolean ? false : null,
        ["nameField"] = field.Name is "Name" or "Subject",
        ["polymorphicForeignKey"] = field.IsPolymorphic,
        ["referenceTo"] = new JsonArray([.. field.ReferenceTo.Select(static r => (JsonNode)r)]),
        ["relationshipName"] = field.RelationshipName,
        ["inlineHelpText"] = null,
        ["picklistValues"] = new JsonArray([.. field.Choices.Select(static c => (JsonNode)new JsonObject
        {
            ["active"] = c.Active, ["defaultValue"] = false, ["label"] = c.Label, ["validFor"] = null, ["value"] = c.Value,
        })]),
    };

    private IEnumerable<JsonNode> RecordTypes(string version)
    {
        foreach (var row in org.Scan(org.Type("RecordType")!, new ScanHint()))
        {
            yield return new JsonObject
            {
                ["active"] = true, ["available"] = true, ["defaultRecordTypeMapping"] = true, ["developerName"] = (string)row["DeveloperName"]!, ["master"] = false,
                ["name"] = (string)row["Name"]!, ["recordTypeId"] = row.Id,
                ["urls"] = new JsonObject { ["layout"] = $"/services/data/{version}/sobjects/Opportunity/describe/layouts/{row.Id}" },
            };
        }

        yield return Master(org.Type("Opportunity")!, version);
    }

    private static JsonObject Master(SObjectType type, string version) => new()
    {
        ["active"] = true, ["available"] = true, ["defaultRecordTypeMapping"] = type.Name != "Opportunity", ["developerName"] = "Master", ["master"] = true, ["name"] = "Master",
        ["recordTypeId"] = "012000000000000AAA", ["urls"] = new JsonObject { ["layout"] = $"/services/data/{version}/sobjects/{type.Name}/describe/layouts/012000000000000AAA" },
    };

    private static string Word(FieldType type) => type switch
    {
        FieldType.DateTime => "datetime",
        FieldType.MultiPicklist => "multipicklist",
        FieldType.TextArea => "textarea",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string Soap(FieldType type) => type switch
    {
        FieldType.Id or FieldType.Reference => "tns:ID",
        FieldType.Boolean => "xsd:boolean",
        FieldType.Int => "xsd:int",
        FieldType.Double or FieldType.Currency or FieldType.Percent => "xsd:double",
        FieldType.Date => "xsd:date",
        FieldType.DateTime => "xsd:dateTime",
        _ => "xsd:string",
    };
}
