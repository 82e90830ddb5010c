using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

internal sealed partial class RowWriter
{
    private readonly record struct StoreEdit(List<KeyValuePair<string, string?>> Stored, List<(RecordKind Kind, RecordKey? To)> Linked);

    // Values go to properties; references become associations, or the property that names the one referred to.
    private StoreEdit Edit(SObjectType type, List<(SObjectField Field, object? Value)> values)
    {
        var edit = new StoreEdit([], []);
        foreach (var (field, value) in values)
        {
            if (field.Type == FieldType.Reference)
                Refer(field, value as string, edit);
            else if (org.Schema.Source(type.Name, field.Name) is { Property: { } property } source)
                edit.Stored.Add(KeyValuePair.Create(property, source.ToStore(value)));
        }

        return edit;
    }

    private void Refer(SObjectField field, string? id, StoreEdit edit)
    {
        switch (field.Name)
        {
            case "OwnerId":
                var user = id is not null && org.Find(id) is { TypeName: "User" } ? RecordId.Number(id) : null;
                edit.Stored.Add(KeyValuePair.Create(Known.OwnerNumber, (user ?? throw Unknown(field)).ToString(System.Globalization.CultureInfo.InvariantCulture))!);
                break;
            case "RecordTypeId":
                edit.Stored.Add(KeyValuePair.Create(Known.Pipeline, id is null ? "default" : Org.PipelineOf(id) ?? throw Unknown(field))!);
                break;
            case "CampaignId":
                edit.Stored.Add(KeyValuePair.Create(Known.Campaign, id is null ? null : org.CampaignOf(id) ?? throw Unknown(field)));
                break;
            case "WhatId":
                edit.Linked.Add((RecordKind.Deal, id is not null ? org.KeyOf(RecordKind.Deal, id) : null));
                edit.Linked.Add((RecordKind.Company, id is not null ? org.KeyOf(RecordKind.Company, id) : null));
                if (id is not null && edit.Linked.TrueForAll(static l => l.To is null))
                    throw Unknown(field);
                break;
            default:
                var kind = field.Name == "WhoId" ? RecordKind.Contact : RecordKind.Company;
                edit.Linked.Add((kind, id is null ? null : org.KeyOf(kind, id) ?? throw Unknown(field)));
                break;
        }
    }

    private Action Relink(RecordKey from, List<(RecordKind Kind, RecordKey? To)> linked)
    {
        var before = linked.SelectMany(l => org.Store.Links(from, l.Kind)).ToList();
        foreach (var (kind, to) in linked)
        {
            foreach (var old in org.Store.Links(from, kind))
                org.Store.Dissociate(from, old.To, null, all: true);
            if (to is { } now)
                org.Store.Associate(from, now, kind == RecordKind.Company ? Link.Primary : null, org.Now);
        }

        return () =>
        {
            foreach (var (_, to) in linked)
            {
                if (to is { } now)
                    org.Store.Dissociate(from, now, null, all: true);
            }

            foreach (var link in before)
                org.Store.Associate(from, link.To, link.Label, link.At);
        };
    }

    private PreparedWrite CreateRole(List<(SObjectField Field, object? Value)> values)
    {
        var byName = values.ToDictionary(static v => v.Field.Name, static v => v.Value, StringComparer.Ordinal);
        var deal = org.KeyOf(RecordKind.Deal, (string)byName["OpportunityId"]!) ?? throw Unknown(values.First(static v => v.Field.Name == "OpportunityId").Field);
        var contact = org.KeyOf(RecordKind.Contact, (string)byName["ContactId"]!) ?? throw Unknown(values.First(static v => v.Field.Name == "ContactId").Field);
        if (org.Store.Links(deal, RecordKind.Contact).Any(link => link.To == contact))
            throw new SalesforceException("DUPLICATE_VALUE", "This contact already has a role in this opportunity.", 400, "ContactId");
        return new(null, () => Role(deal, contact, byName.GetValueOrDefault("Role") as string, byName.GetValueOrDefault("IsPrimary") is true));
    }

    private PreparedWrite UpdateRole(SObjectType type, IRow row, JsonObject body)
    {
        var values = Values(type, body, static f => f.Updateable).ToDictionary(static v => v.Field.Name, static v => v.Value, StringComparer.Ordinal);
        var ends = ContactRoleTable.Ends(row.Id)!.Value;
        if (values.ContainsKey("ContactId"))
            throw new SalesforceException("FIELD_INTEGRITY_EXCEPTION", "The contact of a role cannot be changed; delete the role and make another.", 400, "ContactId");
        var role = values.TryGetValue("Role", out var given) ? given as string : row["Role"] as string;
        var primary = values.TryGetValue("IsPrimary", out var first) ? first is true : row["IsPrimary"] is true;
        return new(row.Id, () => Role(ends.Deal, ends.Contact, role, primary));
    }

    private PreparedWrite DeleteRole(string id)
    {
        var (deal, contact) = ContactRoleTable.Ends(id)!.Value;
        return new(id, () =>
        {
            var before = Between(deal, contact);
            org.Store.Dissociate(deal, contact, null, all: true);
            return (id, () => Restore(deal, contact, before));
        });
    }

    // At most one contact of a deal is primary: a new one takes the place of the old.
    private (string Id, Action Undo) Role(RecordKey deal, RecordKey contact, string? role, bool primary)
    {
        var before = Between(deal, contact);
        var oldPrimary = primary ? org.Store.Links(deal, RecordKind.Contact).Where(link => link.Label == Link.Primary && link.To != contact).ToList() : [];
        foreach (var old in oldPrimary)
        {
            org.Store.Dissociate(deal, old.To, Link.Primary, all: false);
            if (Between(deal, old.To).Count == 0)
                org.Store.Associate(deal, old.To, null, org.Now);
        }

        org.Store.Dissociate(deal, contact, null, all: true);
        if (role is not null || !primary)
            org.Store.Associate(deal, contact, ValueMap.Roles.Store(role), org.Now);
        if (primary)
            org.Store.Associate(deal, contact, Link.Primary, org.Now);
        return (ContactRoleTable.IdOf(deal.Number, contact.Number), () =>
        {
            Restore(deal, contact, before);
            foreach (var old in oldPrimary)
                org.Store.Associate(deal, old.To, Link.Primary, old.At);
        });
    }

    private List<Link> Between(RecordKey deal, RecordKey contact) => [.. org.Store.Links(deal, RecordKind.Contact).Where(link => link.To == contact)];

    private void Restore(RecordKey deal, RecordKey contact, List<Link> links)
    {
        org.Store.Dissociate(deal, contact, null, all: true);
        foreach (var link in links)
            org.Store.Associate(deal, contact, link.Label, link.At);
    }

    // The right to see and change a field is itself a row.
    private PreparedWrite Permit(string set, string path, JsonObject body)
    {
        if (path.Split('.', 2) is not [var type, var name] || org.Schema.Whole(type)?.Field(name) is not { } field)
            throw new SalesforceException("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", $"Field Name: bad value for restricted picklist field: {path}", 400, "Field");
        if (org.Permissions.All.All(one => one.Id != set))
            throw new SalesforceException("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 400, "ParentId");
        var isOwn = set == Org.PermissionSetId;
        var before = isOwn ? org.Schema.Permission(type, field.Name)
            : org.Permissions.Fields.Where(one => one.Set == set && one.Field == path).Select(static one => (one.Read, one.Edit)).FirstOrDefault();
        var read = Flag(body, "PermissionsRead") ?? before.Read;
        var edit = Flag(body, "PermissionsEdit") ?? before.Edit;
        if (edit && field.Calculated)
            throw new SalesforceException("FIELD_INTEGRITY_EXCEPTION", "You can't edit permissions on calculated fields.", 400, "PermissionsEdit");
        var id = isOwn ? Org.FieldPermissionId(type, field.Name) : Org.FieldPermissionId(set, path);
        return new(id, () =>
        {
            Keep(read, edit);
            return (id, () => Keep(before.Read, before.Edit));
        });

        void Keep(bool canRead, bool canEdit)
        {
            if (isOwn)
                org.Schema.Permit(type, field.Name, canRead, canEdit);
            else
                org.Permissions.Permit(set, path, canRead, canEdit);
        }
    }

    private PreparedWrite PermitObject(string set, string type, JsonObject body)
    {
        if (org.Permissions.All.All(one => one.Id != set) || org.Schema.Whole(type) is null)
            throw new SalesforceException("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 400, "ParentId");
        var before = org.Permissions.Objects.Where(one => one.Set == set && one.Type == type).Select(static one => (one.Read, one.Edit)).FirstOrDefault();
        var id = Org.ObjectPermissionId(set, type);
        return new(id, () =>
        {
            org.Permissions.PermitObject(set, type, Flag(body, "PermissionsRead") ?? before.Read, Flag(body, "PermissionsEdit") ?? before.Edit);
            return (id, () => org.Permissions.PermitObject(set, type, before.Read, before.Edit));
        });
    }

    private static bool? Flag(JsonObject body, string name) =>
        body.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    private static SalesforceException Unknown(SObjectField field) => new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 400, field.Name);
}
