using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>Writing records as JSON.</summary>
internal sealed partial class HubSpotWire
{
    /// <summary>HubSpot keeps only so many values of a property.</summary>
    private const int HistoryKept = 50;

    /// <summary>What of a record is asked for.</summary>
    /// <param name="Properties">Names; unknown ones are left out of the answer.</param>
    /// <param name="History">Names of properties whose history is asked for.</param>
    /// <param name="Plus">Adds the three properties that are always returned.</param>
    private sealed record Wanted(IReadOnlyList<string> Properties, IReadOnlyList<string> History, bool Plus)
    {
        public static Wanted Of(SandboxRequest request) =>
            new([.. Separate(request, "properties")], [.. Separate(request, "propertiesWithHistory")], true);
    }

    private JsonObject Write(HubSpotObject type, CrmRecord record, Wanted wanted, IReadOnlyList<HubSpotObject> inline)
    {
        var names = wanted.Properties.Count == 0 && wanted.Plus ? type.Defaults : wanted.Properties;
        var values = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in wanted.Plus ? names.Concat(type.Defaults.Take(3)).Concat(wanted.History) : names)
        {
            if (!values.ContainsKey(name) && type.Property(name) is { } property)
                values[name] = _account.Read(record, property);
        }

        var body = new JsonObject
        {
            ["id"] = HubSpotIds.Of(record.Key),
            ["properties"] = new JsonObject(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        if (wanted.History.Count > 0)
            body["propertiesWithHistory"] = WriteHistory(type, record, wanted.History);
        body["createdAt"] = HubSpotText.Moment(record.CreatedAt);
        body["updatedAt"] = HubSpotText.Moment(record.ModifiedAt);
        body["archived"] = record.ArchivedAt is not null;
        if (record.ArchivedAt is { } archivedAt)
            body["archivedAt"] = HubSpotText.Moment(archivedAt);
        body["url"] = $"https://app.hubspot.com/contacts/{_account.PortalId}/record/{type.TypeId}/{HubSpotIds.Of(record.Key)}";
        var associations = WriteInline(type, record, inline);
        if (associations.Count > 0)
            body["associations"] = associations;
        return body;
    }

    private JsonObject WriteInline(HubSpotObject type, CrmRecord record, IReadOnlyList<HubSpotObject> inline)
    {
        var body = new JsonObject();
        foreach (var other in inline)
        {
            var rows = _account.Store.Links(record.Key, other.Kind).GroupBy(link => link.To)
                .SelectMany(pair => _account.Associations.Types(type.Kind, other.Kind, pair)
                    .Select(label => (JsonNode)new JsonObject { ["id"] = HubSpotIds.Of(pair.Key), ["type"] = label.Name }))
                .ToList();
            if (rows.Count == 0)
                continue;
            var list = new JsonObject { ["results"] = new JsonArray([.. rows.Take(InlineMost)]) };
            if (rows.Count > InlineMost)
            {
                var last = rows[InlineMost - 1]["id"]!.GetValue<string>();
                list["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = last, ["link"] = $"https://api.hubapi.com/crm/v4/objects/{type.Plural}/{HubSpotIds.Of(record.Key)}/associations/{other.Plural}?after={last}" } };
            }

            body[other.Plural] = list;
        }

        return body;
    }

    private JsonObject WriteHistory(HubSpotObject type, CrmRecord record, IReadOnlyList<string> names)
    {
        var body = new JsonObject();
        foreach (var name in names.Distinct())
        {
            if (type.Property(name) is not { } property)
                continue;
            body[name] = property.Stored is null
                ? Calculated(_account.Read(record, property), record)
                : new JsonArray([.. record.History(property.Stored).Reverse().Take(HistoryKept).Select(change => (JsonNode)WriteChange(property, change))]);
        }

        return body;
    }

    /// <summary>A computed property shows its present value, dated by the record's last change.</summary>
    private static JsonArray Calculated(string? value, CrmRecord record) => value is null ? [] :
    [
        new JsonObject { ["value"] = value, ["timestamp"] = HubSpotText.Moment(record.ModifiedAt), ["sourceType"] = "CALCULATED", ["sourceId"] = "RollupProperties" },
    ];

    private static JsonObject WriteChange(HubSpotProperty property, Change change)
    {
        var body = new JsonObject
        {
            ["value"] = property.ToWire(change.Value) ?? string.Empty,
            ["timestamp"] = HubSpotText.Moment(change.At),
            ["sourceType"] = change.Source.Kind switch
            {
                SourceKind.Person => "CRM_UI",
                SourceKind.Import => "IMPORT",
                SourceKind.Api => "INTEGRATION",
                _ => "INTERNAL_PROCESSING",
            },
        };
        if (change.Source is { Kind: SourceKind.Person, Id: { } owner })
        {
            var user = UserId(int.Parse(owner, System.Globalization.CultureInfo.InvariantCulture));
            body["sourceId"] = $"userId:{user}";
            body["updatedByUserId"] = user;
        }
        else if (change.Source.Id is { } id)
        {
            body["sourceId"] = id;
        }

        return body;
    }

    private static int UserId(int owner) => 51_000_000 + (owner * 173);
}
