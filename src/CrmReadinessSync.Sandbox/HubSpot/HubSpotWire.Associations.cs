using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>Associations of v4 and the date-based versions, and their labels.</summary>
internal sealed partial class HubSpotWire
{
    private const int AssociationReadMost = 1_000;
    private const int AssociationWriteMost = 2_000;
    private const int AssociationPage = 500;

    private SandboxResponse Associations(SandboxRequest request, HubSpotRoute route)
    {
        var from = _account.Object(route.At(0)) ?? throw HubSpotRefusal.Invalid($"Unable to infer object type from: {route.At(0)}");
        var to = _account.Object(route.At(1)) ?? throw HubSpotRefusal.Invalid($"Unable to infer object type from: {route.At(1)}");
        var writes = request.Method != "GET" && route.At(3) != "read";
        if (!writes)
            DemandEither(from.ReadScope, to.ReadScope);
        else
            DemandEither(from.WriteScope, to.WriteScope);
        return (request.Method, route.Rest) switch
        {
            ("POST", [_, _, "batch", "read"]) => BatchReadAssociations(from, to, Body(request)),
            ("POST", [_, _, "batch", "create"]) => BatchAssociate(from, to, Body(request), plain: false),
            ("POST", [_, _, "batch", "associate", "default"]) => BatchAssociate(from, to, Body(request), plain: true),
            ("POST", [_, _, "batch", "archive"]) => BatchDissociate(from, to, Body(request), labelsOnly: false),
            ("POST", [_, _, "batch", "labels", "archive"]) => BatchDissociate(from, to, Body(request), labelsOnly: true),
            ("GET", [_, _, "labels"]) => SandboxResponse.Json(200, Listed(_account.Associations.Between(from.Kind, to.Kind).Select(LabelJson))),
            ("POST", [_, _, "labels"]) => DefineLabel(from, to, Body(request)),
            ("PUT", [_, _, "labels"]) => RenameLabel(from, to, Body(request)),
            ("DELETE", [_, _, "labels", var id]) => _account.Associations.Remove(from.Kind, to.Kind, Whole(id)) ? new SandboxResponse(204) : throw HubSpotRefusal.NotFound(),
            _ => throw NoSuchPath(request),
        };
    }

    /// <summary>Associations of one record: <c>/{type}/{id}/associations/{toType}</c>.</summary>
    private SandboxResponse AssociationsOf(HubSpotObject from, string id, SandboxRequest request, HubSpotRoute route)
    {
        var plain = route.At(3) == "default";
        var to = _account.Object(route.At(plain ? 4 : 3)) ?? throw HubSpotRefusal.Invalid($"Unable to infer object type from: {route.At(3)}");
        if (request.Method == "GET")
        {
            DemandEither(from.ReadScope, to.ReadScope);
            var limit = Limit(request.QueryValue("limit"), AssociationPage, AssociationPage);
            return SandboxResponse.Json(200, AssociationPageOf(from, Existing(from, id, null, false).Key, to, request.QueryValue("after"), limit));
        }

        DemandEither(from.WriteScope, to.WriteScope);
        var source = Existing(from, id, null, false).Key;
        var target = Existing(to, route.At(plain ? 5 : 4), null, false).Key;
        switch (request.Method)
        {
            case "PUT" when plain:
                _account.Store.Associate(source, target, null, _account.Now);
                return SandboxResponse.Json(200, Complete([Associated(from, to, source, target, [_account.Associations.Plain(from.Kind, to.Kind)!])]));
            case "PUT":
                var labels = ReadTypes(from, to, JsonNode.Parse(request.Body.Span));
                foreach (var label in labels)
                    _account.Store.Associate(source, target, label.Stored, _account.Now);
                return SandboxResponse.Json(201, Associated(from, to, source, target, labels));
            case "DELETE":
                _account.Store.Dissociate(source, target, null, all: true);
                return new SandboxResponse(204);
            default:
                throw NoSuchPath(request);
        }
    }

    private SandboxResponse BatchReadAssociations(HubSpotObject from, HubSpotObject to, JsonObject body)
    {
        var results = new JsonArray();
        foreach (var input in Inputs(body, AssociationReadMost))
        {
            // Records without associations, and ids that lead nowhere, are left out.
            if (Lookup(from, Id(input), null, archived: false) is not { } record)
                continue;
            var page = AssociationPageOf(from, record.Key, to, input["after"]?.ToString(), AssociationPage);
            if (page["results"] is not JsonArray { Count: > 0 } links)
                continue;
            page.Remove("results");
            var result = new JsonObject { ["from"] = new JsonObject { ["id"] = Id(input) }, ["to"] = links };
            if (page["paging"] is { } paging)
            {
                page.Remove("paging");
                result["paging"] = paging;
            }

            results.Add(result);
        }

        return SandboxResponse.Json(200, Complete(results));
    }

    private JsonObject AssociationPageOf(HubSpotObject from, RecordKey key, HubSpotObject to, string? after, int limit)
    {
        var first = after is { Length: > 0 } ? (HubSpotIds.Parse(to.Kind, after)?.Number + 1) ?? throw HubSpotRefusal.Invalid($"The 'after' cursor \"{after}\" is not valid") : 0;
        var pairs = _account.Store.Links(key, to.Kind).Where(link => link.To.Number >= first).GroupBy(link => link.To).Take(limit + 1).ToList();
        var page = Listed(pairs.Take(limit).Select(pair => new JsonObject
        {
            ["toObjectId"] = long.Parse(HubSpotIds.Of(pair.Key), System.Globalization.CultureInfo.InvariantCulture),
            ["associationTypes"] = new JsonArray([.. _account.Associations.Types(from.Kind, to.Kind, pair).Select(label => (JsonNode)LabelJson(label))]),
        }));
        if (pairs.Count > limit)
            page["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = HubSpotIds.Of(pairs[limit - 1].Key) } };
        return page;
    }

    private SandboxResponse BatchAssociate(HubSpotObject from, HubSpotObject to, JsonObject body, bool plain)
    {
        var ready = Inputs(body, AssociationWriteMost).Select(input => (
            From: Existing(from, End(input, "from"), null, false).Key,
            To: Existing(to, End(input, "to"), null, false).Key,
            Labels: plain ? [_account.Associations.Plain(from.Kind, to.Kind)!] : ReadTypes(from, to, input["types"]))).ToList();
        var results = new JsonArray();
        foreach (var (source, target, labels) in ready)
        {
            foreach (var label in labels)
                _account.Store.Associate(source, target, label.Stored, _account.Now);
            results.Add(Associated(from, to, source, target, labels));
        }

        return SandboxResponse.Json(201, Complete(results));
    }

    private SandboxResponse BatchDissociate(HubSpotObject from, HubSpotObject to, JsonObject body, bool labelsOnly)
    {
        foreach (var input in Inputs(body, AssociationWriteMost))
        {
            if (HubSpotIds.Parse(from.Kind, End(input, "from")) is not { } source)
                continue;
            var targets = input["to"] is JsonArray several ? several.Select(node => node?["id"]?.ToString()) : [End(input, "to")];
            foreach (var target in targets.Select(id => HubSpotIds.Parse(to.Kind, id)).OfType<RecordKey>())
            {
                if (!labelsOnly)
                    _account.Store.Dissociate(source, target, null, all: true);
                foreach (var label in labelsOnly ? ReadTypes(from, to, input["types"]) : [])
                    _account.Store.Dissociate(source, target, label.Stored, all: false);
            }
        }

        return new SandboxResponse(204);
    }

    private SandboxResponse DefineLabel(HubSpotObject from, HubSpotObject to, JsonObject body)
    {
        var name = body["name"]?.GetValue<string>() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: some required fields were not set: [name]");
        var text = body["label"]?.GetValue<string>() ?? throw HubSpotRefusal.Invalid("Invalid input JSON: some required fields were not set: [label]");
        if (_account.Associations.Between(from.Kind, to.Kind).Any(known => known.Stored == name || known.Label == text))
            throw new HubSpotRefusal(409, "OBJECT_ALREADY_EXISTS", $"An association label \"{text}\" exists already");
        var label = _account.Associations.Define(from.Kind, to.Kind, name, text, name);
        var back = _account.Associations.Between(to.Kind, from.Kind).Last();
        return SandboxResponse.Json(200, Listed(new[] { label, back }.Distinct().Select(LabelJson)));
    }

    private SandboxResponse RenameLabel(HubSpotObject from, HubSpotObject to, JsonObject body) =>
        _account.Associations.Rename(from.Kind, to.Kind, body["associationTypeId"]?.GetValue<int>() ?? 0, body["label"]?.GetValue<string>() ?? string.Empty)
            ? new SandboxResponse(204) : throw HubSpotRefusal.NotFound();

    private List<HubSpotLabel> ReadTypes(HubSpotObject from, HubSpotObject to, JsonNode? node)
    {
        var labels = new List<HubSpotLabel>();
        foreach (var type in node as JsonArray ?? throw HubSpotRefusal.Invalid("Invalid input JSON: association types are missing"))
        {
            var id = type?["associationTypeId"]?.GetValue<int>() ?? 0;
            labels.Add(_account.Associations.Of(from.Kind, to.Kind, id) ?? throw HubSpotRefusal.Invalid($"Association type id {id} does not exist between {from.Plural} and {to.Plural}"));
        }

        return labels;
    }

    private static string End(JsonObject input, string side) =>
        (input[side] as JsonObject)?["id"]?.ToString() ?? throw HubSpotRefusal.Invalid($"Invalid input JSON: some required fields were not set: [{side}]");

    private static JsonObject LabelJson(HubSpotLabel label) => new() { ["category"] = label.Category, ["typeId"] = label.TypeId, ["label"] = label.Label };

    private static JsonObject Associated(HubSpotObject from, HubSpotObject to, RecordKey source, RecordKey target, IEnumerable<HubSpotLabel> labels) => new()
    {
        ["fromObjectTypeId"] = from.TypeId,
        ["fromObjectId"] = long.Parse(HubSpotIds.Of(source), System.Globalization.CultureInfo.InvariantCulture),
        ["toObjectTypeId"] = to.TypeId,
        ["toObjectId"] = long.Parse(HubSpotIds.Of(target), System.Globalization.CultureInfo.InvariantCulture),
        ["labels"] = new JsonArray([.. labels.Select(label => label.Label).OfType<string>().Select(label => (JsonNode)label)]),
    };

    private static JsonObject Listed(IEnumerable<JsonObject> items) => new() { ["results"] = new JsonArray([.. items.Select(item => (JsonNode)item)]) };

    private void DemandEither(string one, string other)
    {
        if (!Tokens.Scopes.Contains(other))
            Demand(one);
    }

    private static int Whole(string text) => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw HubSpotRefusal.Invalid($"\"{text}\" is not a number");
}
