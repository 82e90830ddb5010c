using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Sandbox;

/// <summary>Definitions of properties and their groups.</summary>
internal sealed partial class HubSpotWire
{
    private const int OwnPropertiesMost = 1_000;

    private static readonly string[] RequiredOfProperty = ["name", "label", "type", "fieldType", "groupName"];

    private static readonly Dictionary<string, string[]> FieldTypes = new(StringComparer.Ordinal)
    {
        ["enumeration"] = ["select", "radio", "checkbox", "booleancheckbox"],
        ["bool"] = ["booleancheckbox", "calculation_equation"],
        ["string"] = ["text", "textarea", "html", "file", "phonenumber", "calculation_equation"],
        ["number"] = ["number", "calculation_equation"],
        ["date"] = ["date"],
        ["datetime"] = ["date"],
        ["phone_number"] = ["phonenumber"],
    };

    [GeneratedRegex("^[a-z][a-z0-9_]{0,98}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PropertyName();

    private SandboxResponse Properties(SandboxRequest request, HubSpotRoute route)
    {
        var type = _account.Object(route.At(0)) ?? throw HubSpotRefusal.Invalid($"Unable to infer object type from: {route.At(0)}");
        var writes = Classify(request).Kind == "properties.write";
        if (writes)
            Demand(type.SchemaScope + ".write");
        else
            DemandEither(type.SchemaScope + ".read", type.ReadScope);
        var archived = request.QueryValue("archived") == "true";
        return (request.Method, route.Rest) switch
        {
            ("GET", [_]) => SandboxResponse.Json(200, Listed(type.Properties.Values.Where(property => (property.ArchivedAt is not null) == archived).OrderBy(property => property.Name, StringComparer.Ordinal).Select(PropertyJson))),
            ("POST", [_]) => SandboxResponse.Json(201, PropertyJson(CreateProperty(type, Body(request)))),
            ("GET", [_, "groups"]) => SandboxResponse.Json(200, Listed(type.Groups.Values.Where(group => group.Archived == archived).Select(GroupJson))),
            ("POST", [_, "groups"]) => CreateGroup(type, Body(request)),
            ("GET", [_, "groups", var name]) => SandboxResponse.Json(200, GroupJson(Group(type, name))),
            ("PATCH", [_, "groups", var name]) => PatchGroup(type, Group(type, name), Body(request)),
            ("DELETE", [_, "groups", var name]) => DeleteGroup(type, Group(type, name)),
            ("POST", [_, "batch", "create"]) => BatchWrite(Inputs(Body(request), BatchMost), 201, input =>
            {
                CheckProperty(type, input);
                return () => PropertyJson(CreateProperty(type, input));
            }),
            ("POST", [_, "batch", "read"]) => BatchReadProperties(type, Body(request)),
            ("POST", [_, "batch", "archive"]) => BatchArchiveProperties(type, Body(request)),
            ("GET", [_, var name]) => SandboxResponse.Json(200, PropertyJson(Definition(type, name, archived))),
            ("PATCH", [_, var name]) => PatchProperty(type, Definition(type, name, archived: false), Body(request)),
            ("DELETE", [_, var name]) => DeleteProperty(type, Definition(type, name, archived: false)),
            _ => throw NoSuchPath(request),
        };
    }

    private static HubSpotProperty Definition(HubSpotObject type, string name, bool archived) =>
        type.Properties.TryGetValue(name, out var property) && (property.ArchivedAt is not null) == archived ? property
            : throw new HubSpotRefusal(404, "OBJECT_NOT_FOUND", $"Property \"{name}\" does not exist", "Properties.PROPERTY_NOT_FOUND");

    private static void CheckProperty(HubSpotObject type, JsonObject body)
    {
        var missing = RequiredOfProperty.Where(field => body[field] is null).ToList();
        if (missing.Count > 0)
            throw HubSpotRefusal.Invalid($"Invalid input JSON: some required fields were not set: [{string.Join(", ", missing)}]");
        var name = body["name"]!.GetValue<string>();
        if (!PropertyName().IsMatch(name))
            throw HubSpotRefusal.Invalid($"Property name \"{name}\" is not valid: lower case, begins with a letter, then letters, digits and underscores, under 100 characters");
        if (type.Property(name) is not null)
            throw new HubSpotRefusal(409, "OBJECT_ALREADY_EXISTS", $"A property named '{name}' already exists.", "Properties.PROPERTY_WITH_NAME_EXISTS");
        var kind = body["type"]!.GetValue<string>();
        if (!FieldTypes.TryGetValue(kind, out var fieldTypes))
            throw HubSpotRefusal.Invalid($"Property type \"{kind}\" is not one of [{string.Join(", ", FieldTypes.Keys)}]");
        if (!fieldTypes.Contains(body["fieldType"]!.GetValue<string>()))
            throw HubSpotRefusal.Invalid($"Field type \"{body["fieldType"]}\" does not go with type {kind}: [{string.Join(", ", fieldTypes)}]");
        Group(type, body["groupName"]!.GetValue<string>());
        if (body["options"] is JsonArray options)
            ReadOptions(options);
        if (type.Properties.Values.Count(property => !property.Defined && property.ArchivedAt is null) >= OwnPropertiesMost)
            throw new HubSpotRefusal(400, "VALIDATION_ERROR", $"The account has reached its limit of {OwnPropertiesMost} custom properties", "PropertyValidationError.LIMIT_EXCEEDED");
    }

    /// <summary>Creates a property; a name out of the bin comes back with its values.</summary>
    private HubSpotProperty CreateProperty(HubSpotObject type, JsonObject body)
    {
        CheckProperty(type, body);
        var name = body["name"]!.GetValue<string>();
        var property = new HubSpotProperty(name, body["label"]!.GetValue<string>(), body["type"]!.GetValue<string>(), body["fieldType"]!.GetValue<string>(), body["groupName"]!.GetValue<string>())
        {
            Stored = name,
            Defined = false,
            Description = body["description"]?.GetValue<string>() ?? string.Empty,
            DisplayOrder = body["displayOrder"]?.GetValue<int>() ?? -1,
            Hidden = body["hidden"]?.GetValue<bool>() ?? false,
            FormField = body["formField"]?.GetValue<bool>() ?? false,
            HasUniqueValue = body["hasUniqueValue"]?.GetValue<bool>() ?? false,
            Options = body["options"] is JsonArray options ? ReadOptions(options) : [],
            CreatedAt = _account.Now,
            UpdatedAt = _account.Now,
        };
        return type.Properties[name] = property;
    }

    private SandboxResponse PatchProperty(HubSpotObject type, HubSpotProperty property, JsonObject body)
    {
        if (property.Defined && (body["type"] is not null || body["fieldType"] is not null))
            throw new HubSpotRefusal(400, "VALIDATION_ERROR", $"Property \"{property.Name}\" is defined by HubSpot and its type cannot be changed", "PropertyValidationError.READ_ONLY_DEFINITION");
        if (body["groupName"] is { } group)
            Group(type, group.GetValue<string>());
        property = property with
        {
            Label = body["label"]?.GetValue<string>() ?? property.Label,
            Description = body["description"]?.GetValue<string>() ?? property.Description,
            Group = body["groupName"]?.GetValue<string>() ?? property.Group,
            Type = body["type"]?.GetValue<string>() ?? property.Type,
            FieldType = body["fieldType"]?.GetValue<string>() ?? property.FieldType,
            DisplayOrder = body["displayOrder"]?.GetValue<int>() ?? property.DisplayOrder,
            Hidden = body["hidden"]?.GetValue<bool>() ?? property.Hidden,
            FormField = body["formField"]?.GetValue<bool>() ?? property.FormField,
            // A list of options replaces the whole list.
            Options = body["options"] is JsonArray options ? ReadOptions(options) : property.Options,
            UpdatedAt = _account.Now,
        };
        type.Properties[property.Name] = property;
        return SandboxResponse.Json(200, PropertyJson(property));
    }

    private SandboxResponse DeleteProperty(HubSpotObject type, HubSpotProperty property)
    {
        if (property.Defined)
            throw new HubSpotRefusal(400, "VALIDATION_ERROR", $"Property \"{property.Name}\" is defined by HubSpot and cannot be archived", "PropertyValidationError.READ_ONLY_DEFINITION");
        type.Properties[property.Name] = property with { ArchivedAt = _account.Now };
        return new SandboxResponse(204);
    }

    private SandboxResponse BatchReadProperties(HubSpotObject type, JsonObject body)
    {
        var names = Inputs(body, BatchMost).Select(input => input["name"]?.ToString() ?? string.Empty).ToList();
        var found = names.Where(name => type.Property(name) is not null).Select(name => (JsonNode)PropertyJson(type.Property(name)!)).ToArray();
        var answer = Complete(new JsonArray(found));
        var missing = names.Where(name => type.Property(name) is null).ToList();
        if (missing.Count == 0)
            return SandboxResponse.Json(200, answer);
        answer["numErrors"] = 1;
        answer["errors"] = new JsonArray(new JsonObject
        {
            ["status"] = "error",
            ["category"] = "OBJECT_NOT_FOUND",
            ["message"] = "Some properties do not exist",
            ["context"] = new JsonObject { ["name"] = new JsonArray([.. missing.Select(name => (JsonNode)name)]) },
        });
        return SandboxResponse.Json(207, answer);
    }

    private SandboxResponse BatchArchiveProperties(HubSpotObject type, JsonObject body)
    {
        foreach (var input in Inputs(body, BatchMost))
        {
            if (input["name"]?.ToString() is { } name && type.Property(name) is { Defined: false } property)
                type.Properties[name] = property with { ArchivedAt = _account.Now };
        }

        return new SandboxResponse(204);
    }

    private static HubSpotGroup Group(HubSpotObject type, string name) =>
        type.Groups.TryGetValue(name, out var group) && !group.Archived ? group : throw HubSpotRefusal.NotFound($"Property group \"{name}\" does not exist");

    private static SandboxResponse CreateGroup(HubSpotObject type, JsonObject body)
    {
        var name = body["name"]?.GetValue<string>() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: some required fields were not set: [name]");
        var label = body["label"]?.GetValue<string>() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: some required fields were not set: [label]");
        if (type.Groups.TryGetValue(name, out var known) && !known.Archived)
            throw new HubSpotRefusal(409, "OBJECT_ALREADY_EXISTS", $"A property group named '{name}' already exists.", "Properties.PROPERTY_GROUP_WITH_NAME_EXISTS");
        return SandboxResponse.Json(201, GroupJson(type.Groups[name] = new HubSpotGroup(name, label, body["displayOrder"]?.GetValue<int>() ?? -1)));
    }

    private static SandboxResponse PatchGroup(HubSpotObject type, HubSpotGroup group, JsonObject body) =>
        SandboxResponse.Json(200, GroupJson(type.Groups[group.Name] = group with
        {
            Label = body["label"]?.GetValue<string>() ?? group.Label,
            DisplayOrder = body["displayOrder"]?.GetValue<int>() ?? group.DisplayOrder,
        }));

    private static SandboxResponse DeleteGroup(HubSpotObject type, HubSpotGroup group)
    {
        if (type.Properties.Values.Any(property => property.Group == group.Name && property.ArchivedAt is null))
            throw new HubSpotRefusal(400, "VALIDATION_ERROR", $"{{\"category\":\"VALIDATION_ERROR\",\"message\":\"Group {group.Name} has active properties\"}}", "PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES");
        type.Groups[group.Name] = group with { Archived = true };
        return new SandboxResponse(204);
    }

    private static List<PropertyOption> ReadOptions(JsonArray list)
    {
        var options = list.Select((node, i) => new PropertyOption(
            node?["value"]?.ToString() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: an option has no value"),
            node["label"]?.ToString() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: an option has no label"),
            node["description"]?.ToString(),
            node["displayOrder"]?.GetValue<int>() ?? i,
            node["hidden"]?.GetValue<bool>() ?? false)).ToList();
        return options.DistinctBy(option => option.Value).Count() == options.Count ? options
            : throw HubSpotRefusal.Invalid("Property options must have distinct values");
    }

    private JsonObject PropertyJson(HubSpotProperty property)
    {
        var body = new JsonObject
        {
            ["name"] = property.Name,
            ["label"] = property.Label,
            ["type"] = property.Type,
            ["fieldType"] = property.FieldType,
            ["description"] = property.Description,
            ["groupName"] = property.Group,
            ["options"] = new JsonArray([.. property.Options.Select(option => (JsonNode)new JsonObject
            {
                ["label"] = option.Label,
                ["value"] = option.Value,
                ["description"] = option.Description,
                ["displayOrder"] = option.DisplayOrder,
                ["hidden"] = option.Hidden,
            })]),
            ["displayOrder"] = property.DisplayOrder,
            ["calculated"] = property.Computed is not null,
            ["externalOptions"] = property.ExternalOptions,
            ["hasUniqueValue"] = property.HasUniqueValue,
            ["hidden"] = property.Hidden,
            ["hubspotDefined"] = property.Defined,
            ["formField"] = property.FormField,
            ["dataSensitivity"] = "non_sensitive",
            ["archived"] = property.ArchivedAt is not null,
            ["createdAt"] = HubSpotText.Moment(property.CreatedAt == default ? _account.Store.Start.AddYears(-2) : property.CreatedAt),
            ["updatedAt"] = HubSpotText.Moment(property.UpdatedAt == default ? _account.Store.Start.AddYears(-2) : property.UpdatedAt),
            ["modificationMetadata"] = new JsonObject
            {
                ["archivable"] = !property.Defined,
                ["readOnlyDefinition"] = property.Defined,
                ["readOnlyValue"] = property.ReadOnly,
                ["readOnlyOptions"] = property.Defined,
            },
        };
        if (property.ExternalOptions)
            body["referencedObjectType"] = "OWNER";
        if (property.ArchivedAt is { } archivedAt)
            body["archivedAt"] = HubSpotText.Moment(archivedAt);
        return body;
    }

    private static JsonObject GroupJson(HubSpotGroup group) =>
        new() { ["name"] = group.Name, ["label"] = group.Label, ["displayOrder"] = group.DisplayOrder, ["archived"] = group.Archived };
}
