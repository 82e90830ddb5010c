using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A write that has passed every check. Applying it gives the way back.</summary>
/// <param name="Id">The row's id; null when applying makes it.</param>
/// <param name="Apply">Does it and returns the id and what undoes it.</param>
internal sealed record PreparedWrite(string? Id, Func<(string Id, Action Undo)> Apply);

/// <summary>Checks writes to rows, then does them. Nothing is changed while checking.</summary>
internal sealed partial class RowWriter(Org org, Obstacles obstacles)
{
    /// <summary>Who writes, as the call names itself.</summary>
    public EditSource Source { get; set; } = new(SourceKind.Api);

    /// <summary>Checks the change of a row.</summary>
    /// <exception cref="SalesforceException">The code the org would give; the whole call's when the row itself cannot be read.</exception>
    public PreparedWrite Update(string typeName, string id, JsonObject body)
    {
        var type = Writable(typeName, id, static t => t.Updateable);
        var row = Existing(type, id);
        return type.Name switch
        {
            "OpportunityContactRole" => UpdateRole(type, row, body),
            "FieldPermissions" => Permit((string)row["ParentId"]!, (string)row["Field"]!, body),
            "ObjectPermissions" => PermitObject((string)row["ParentId"]!, (string)row["SobjectType"]!, body),
            _ => UpdateRecord(type, row, body),
        };
    }

    /// <summary>Checks the making of a row.</summary>
    /// <exception cref="SalesforceException">As with changes, and REQUIRED_FIELD_MISSING.</exception>
    public PreparedWrite Create(string typeName, JsonObject body)
    {
        var type = Writable(typeName, null, static t => t.Createable);
        var values = Values(type, body, static f => f.Createable);
        var missing = type.Fields.Where(f => f is { Nillable: false, Createable: true, Type: not FieldType.Boolean } && f.Name != "OwnerId" && values.All(v => v.Field.Name != f.Name || v.Value is null)).Select(static f => f.Name).ToArray();
        if (missing.Length > 0)
            throw new SalesforceException("REQUIRED_FIELD_MISSING", $"Required fields are missing: [{string.Join(", ", missing)}]", 400, missing);
        return type.Name switch
        {
            "OpportunityContactRole" => CreateRole(values),
            "PermissionSet" => new(null, () => (org.Permissions.Create(Text("Name"), Text("Label")), org.Permissions.ForgetLastSet)),
            "PermissionSetAssignment" => new(null, () => (org.Permissions.Assign(Text("PermissionSetId"), Text("AssigneeId")), org.Permissions.ForgetLastAssignment)),
            "FieldPermissions" => Permit(Text("ParentId"), Text("Field"), body),
            "ObjectPermissions" => PermitObject(Text("ParentId"), Text("SobjectType"), body),
            _ => CreateRecord(type, values),
        };

        string Text(string name) => (string)values.First(v => v.Field.Name == name).Value!;
    }

    /// <summary>Checks the deletion of a row.</summary>
    /// <exception cref="SalesforceException">As with changes.</exception>
    public PreparedWrite Delete(string typeName, string id)
    {
        var type = Writable(typeName, id, static t => t.Deletable);
        var row = Existing(type, id);
        if (type.Name == "OpportunityContactRole")
            return DeleteRole(row.Id);
        var key = KeyOf(type, row.Id);
        obstacles.Check(org.Store.Find(key)!);
        return new(row.Id, () =>
        {
            org.Store.Archive(key, org.Now);
            return (row.Id, () => org.Store.Restore(key, org.Now));
        });
    }

    private SObjectType Writable(string typeName, string? id, Func<SObjectType, bool> may)
    {
        var type = org.Schema.Seen(typeName) ?? throw new SalesforceException("INVALID_TYPE", $"sObject type '{typeName}' is not supported.");
        if (may(type))
            return type;
        throw org.Schema.IsReadOnly(type.Name)
            ? new SalesforceException("INSUFFICIENT_ACCESS_OR_READONLY", $"insufficient access rights on object id: {id}", 403)
            : new SalesforceException("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", $"entity type {type.Name} does not support this operation");
    }

    private IRow Existing(SObjectType type, string id)
    {
        if (RecordId.Normalise(id) is not { } whole || !whole.StartsWith(type.KeyPrefix, StringComparison.Ordinal))
            throw new SalesforceException("MALFORMED_ID", $"{type.Label} ID: id value of incorrect type: {id}", 400, "Id");
        var row = org.Find(whole) ?? throw new SalesforceException("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 404);
        return row["IsDeleted"] is true ? throw new SalesforceException("ENTITY_IS_DELETED", "entity is deleted", 404) : row;
    }

    private static List<(SObjectField Field, object? Value)> Values(SObjectType type, JsonObject body, Func<SObjectField, bool> may)
    {
        var values = new List<(SObjectField Field, object? Value)>();
        var refused = new List<string>();
        foreach (var (name, node) in body)
        {
            if (name is "attributes" || name.Equals("Id", StringComparison.OrdinalIgnoreCase))
                continue;
            var field = type.Field(name) ?? throw new SalesforceException("INVALID_FIELD", $"No such column '{name}' on sobject of type {type.Name}", 400, name);
            if (may(field))
                values.Add((field, JsonValues.Read(field, node)));
            else
                refused.Add(field.Name);
        }

        if (refused.Count == 0)
            return values;
        throw new SalesforceException(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            $"Unable to create/update fields: {string.Join(", ", refused)}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
            400,
            [.. refused]);
    }

    private PreparedWrite UpdateRecord(SObjectType type, IRow row, JsonObject body)
    {
        var key = KeyOf(type, row.Id);
        var values = Values(type, body, static f => f.Updateable);
        foreach (var (field, value) in values)
        {
            if (value is null && !field.Nillable)
                throw new SalesforceException("REQUIRED_FIELD_MISSING", $"Required fields are missing: [{field.Name}]", 400, field.Name);
        }

        var edit = Edit(type, values);
        var record = org.Store.Find(key)!;
        obstacles.Check(record);
        return new(row.Id, () =>
        {
            var before = edit.Stored.Select(pair => KeyValuePair.Create(pair.Key, record[pair.Key])).ToList();
            org.Store.Edit(key, edit.Stored, Source, org.Now);
            var unlink = Relink(key, edit.Linked);
            return (row.Id, () =>
            {
                unlink();
                org.Store.Edit(key, before, Source, org.Now);
            });
        });
    }

    private PreparedWrite CreateRecord(SObjectType type, List<(SObjectField Field, object? Value)> values)
    {
        var edit = Edit(type, values);
        return new(null, () =>
        {
            var stored = edit.Stored.ToList();
            if (type.Name == "Opportunity" && stored.TrueForAll(static s => s.Key != Known.Pipeline))
                stored.Add(KeyValuePair.Create(Known.Pipeline, (string?)"default"));
            if (type.Name == "Task" && stored.TrueForAll(static s => s.Key != Known.Status))
                stored.Add(KeyValuePair.Create(Known.Status, (string?)TaskProgress.NotStarted));
            var made = org.Store.Create(Kind(type), stored, Source, org.Now);
            Relink(made.Key, edit.Linked);
            return (Org.IdOf(made.Key), () => org.Store.Archive(made.Key, org.Now));
        });
    }

    private static RecordKind Kind(SObjectType type) => type.Name switch
    {
        "Opportunity" => RecordKind.Deal,
        "Account" => RecordKind.Company,
        "Contact" => RecordKind.Contact,
        "Event" => RecordKind.Meeting,
        "Task" => RecordKind.Task,
        _ => throw new SalesforceException("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", $"entity type {type.Name} does not support this operation"),
    };

    private RecordKey KeyOf(SObjectType type, string id) => org.KeyOf(Kind(type), id)!.Value;
}
