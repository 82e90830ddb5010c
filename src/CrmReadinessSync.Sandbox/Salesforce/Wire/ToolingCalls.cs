using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The Tooling API as far as setting up fields needs it: custom fields made, found, shown and removed.</summary>
internal sealed class ToolingCalls(Org org, QueryCalls queries)
{
    /// <summary>Answers a call under <c>/tooling</c>; null when there is no such.</summary>
    public SandboxResponse? TryHandle(string[] rest, SandboxRequest request, string version) => (request.Method, rest) switch
    {
        ("GET", ["query"]) => queries.Run(request.QueryValue("q") ?? "", all: false, request, version),
        ("GET", ["query", var locator]) => queries.More(locator, request, version),
        ("POST", ["sobjects", "CustomField"]) => Create(JsonBody.Object(request)),
        ("GET", ["sobjects", "CustomField", var id]) => Show(id, version),
        ("PATCH", ["sobjects", "CustomField", var id]) => Change(id, JsonBody.Object(request)),
        ("DELETE", ["sobjects", "CustomField", var id]) => Remove(id),
        _ => null,
    };

    private SandboxResponse Create(JsonObject body)
    {
        if (body.Text("FullName")?.Split('.', 2) is not [var typeName, var name] || body["Metadata"] is not JsonObject metadata)
            throw new SalesforceException("REQUIRED_FIELD_MISSING", "Required fields are missing: [FullName, Metadata]", 400, "FullName", "Metadata");
        if (org.Schema.Whole(typeName) is not { } type)
            throw new SalesforceException("INVALID_CROSS_REFERENCE_KEY", $"Entity {typeName} cannot be found", 400, "FullName");
        if (!name.EndsWith("__c", StringComparison.Ordinal) || name.Length is < 4 or > 43 || !char.IsAsciiLetter(name[0]) || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
            throw new SalesforceException("FIELD_INTEGRITY_EXCEPTION", $"The custom field name {name} is not valid: letters, digits and underscores, ending in __c", 400, "FullName");
        // A field that comes back under a readiness name finds the values it had.
        var field = CustomFields.OfMetadata(name, metadata);
        var property = ReadinessFields.In("en").FirstOrDefault(d => CustomFields.ApiName(d.Name) == name)?.Name ?? name;
        if (!org.Schema.TryAdd(type.Name, field with { Property = property }))
            throw new SalesforceException("DUPLICATE_DEVELOPER_NAME", $"There is already a field named {name[..^3]} on {type.Label}.", 400, "FullName");
        var made = ErrorBody.Done(Org.CustomFieldId(type.Name, name));
        made["warnings"] = new JsonArray();
        made["infos"] = new JsonArray();
        return SandboxResponse.Json(201, made);
    }

    private SandboxResponse Show(string id, string version)
    {
        var row = Known(id);
        var (typeName, name) = Names(row);
        var field = org.Schema.Whole(typeName)!.Field(name)!;
        return SandboxResponse.Json(200, new JsonObject
        {
            ["attributes"] = new JsonObject { ["type"] = "CustomField", ["url"] = $"/services/data/{version}/tooling/sobjects/CustomField/{row.Id}" },
            ["Id"] = row.Id,
            ["DeveloperName"] = (string)row["DeveloperName"]!,
            ["TableEnumOrId"] = typeName,
            ["FullName"] = $"{typeName}.{name}",
            ["Metadata"] = new JsonObject
            {
                ["label"] = field.Label, ["type"] = MetadataType(field), ["length"] = field.Length == 0 || field.Choices.Length > 0 ? null : field.Length,
                ["precision"] = field.Precision == 0 ? null : field.Precision, ["scale"] = field.Precision == 0 ? null : field.Scale,
                ["required"] = false, ["externalId"] = false, ["description"] = null, ["inlineHelpText"] = null,
                ["trackHistory"] = org.Schema.Source(typeName, name)!.IsTracked,
                ["valueSet"] = field.Choices.Length == 0 ? null : new JsonObject
                {
                    ["controllingField"] = null,
                    ["restricted"] = field.Restricted,
                    ["valueSetDefinition"] = new JsonObject
                    {
                        ["sorted"] = false,
                        ["value"] = new JsonArray([.. field.Choices.Select(static c => (JsonNode)new JsonObject
                        {
                            ["valueName"] = c.Value, ["label"] = c.Label, ["default"] = false, ["isActive"] = c.Active, ["color"] = null, ["description"] = null,
                        })]),
                    },
                    ["valueSetName"] = null,
                },
            },
        });
    }

    /// <summary>Puts the metadata sent in place of the field's: what it leaves out is not kept. A choice left out stays, inactive.</summary>
    private SandboxResponse Change(string id, JsonObject body)
    {
        var (typeName, name) = Names(Known(id));
        if (body["Metadata"] is not JsonObject metadata)
            throw new SalesforceException("REQUIRED_FIELD_MISSING", "Required fields are missing: [Metadata]", 400, "Metadata");
        var old = org.Schema.Source(typeName, name)!;
        var made = CustomFields.OfMetadata(name, metadata);
        var isText = (FieldType type) => type is FieldType.String or FieldType.TextArea;
        if (made.Field.Type != old.Field.Type && !(isText(made.Field.Type) && isText(old.Field.Type)))
            throw new SalesforceException("FIELD_INTEGRITY_EXCEPTION", $"Cannot change the type of {typeName}.{name} from {MetadataType(old.Field)} to {MetadataType(made.Field)}", 400, "type");
        if (made.IsTracked && !old.IsTracked && org.Schema.SourcesOf(typeName).Count(static f => f.IsTracked) >= OrgSchema.TrackedMost)
            throw new SalesforceException("FIELD_INTEGRITY_EXCEPTION", $"You have reached the limit of {OrgSchema.TrackedMost} tracked fields on {typeName}", 400, "trackHistory");
        var left = old.Field.Choices.Where(c => made.Field.Choices.All(m => m.Value != c.Value)).Select(static c => c with { Active = false });
        org.Schema.Replace(typeName, made with { Property = old.Property, Field = made.Field with { Choices = [.. made.Field.Choices, .. left] } });
        return new SandboxResponse(204);
    }

    private SandboxResponse Remove(string id)
    {
        var (typeName, name) = Names(Known(id));
        org.Schema.Remove(typeName, name);
        return new SandboxResponse(204);
    }

    private IRow Known(string id) => org.Find(RecordId.Normalise(id) ?? "") is { TypeName: "CustomField" } row
        ? row
        : throw new SalesforceException("NOT_FOUND", "The requested resource does not exist", 404);

    private static (string Type, string Field) Names(IRow row) => ((string)row["TableEnumOrId"]!, (string)row["DeveloperName"]! + "__c");

    private static string MetadataType(SObjectField field) => field.Type switch
    {
        FieldType.String => "Text",
        FieldType.TextArea => field.Length > 255 ? "LongTextArea" : "TextArea",
        FieldType.Boolean => "Checkbox",
        FieldType.Double or FieldType.Int => "Number",
        FieldType.MultiPicklist => "MultiselectPicklist",
        _ => field.Type.ToString(),
    };
}
