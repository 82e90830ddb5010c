using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>Records one at a time, and the list.</summary>
internal sealed partial class HubSpotWire
{
    private const int ListDefault = 10;
    private const int ListMost = 100;
    private const int WithHistoryMost = 50;
    private const int InlineMost = 100;

    private SandboxResponse Objects(SandboxRequest request, HubSpotRoute route)
    {
        var type = _account.Object(route.At(0)) ?? throw HubSpotRefusal.Invalid($"Unable to infer object type from: {route.At(0)}");
        var writes = Classify(request).Writes;
        if (route.At(2) != "associations" || !writes)
            Demand(writes ? type.WriteScope : type.ReadScope);
        return (request.Method, route.Rest) switch
        {
            ("GET", [_]) => List(type, request),
            ("POST", [_]) => SandboxResponse.Json(201, PrepareCreate(type, Body(request))()),
            ("POST", [_, "search"]) => Search(type, request),
            ("POST", [_, "merge"]) => Merge(type, Body(request)),
            ("POST", [_, "batch", var what]) => Batch(type, what, request),
            ("GET", [_, var id]) => SandboxResponse.Json(200, Write(type, Existing(type, id, request.QueryValue("idProperty"), request.QueryValue("archived") == "true"), Wanted.Of(request), Inline(request))),
            ("PATCH", [_, var id]) => Update(type, id, request),
            ("DELETE", [_, var id]) => Archive(type, id),
            (_, [_, var id, "associations", ..]) => AssociationsOf(type, id, request, route),
            _ => throw NoSuchPath(request),
        };
    }

    private SandboxResponse List(HubSpotObject type, SandboxRequest request)
    {
        var wanted = Wanted.Of(request);
        var limit = Limit(request.QueryValue("limit"), ListDefault, wanted.History.Count > 0 ? WithHistoryMost : ListMost);
        // The cursor is the last id seen.
        var from = request.QueryValue("after") is { Length: > 0 } after
            ? (HubSpotIds.Parse(type.Kind, after)?.Number + 1) ?? throw HubSpotRefusal.Invalid($"The 'after' cursor \"{after}\" is not valid")
            : 0;
        var inline = Inline(request);
        var page = _account.Store.List(type.Kind, from, request.QueryValue("archived") == "true").Take(limit + 1).ToList();
        var body = new JsonObject { ["results"] = new JsonArray([.. page.Take(limit).Select(record => (JsonNode)Write(type, record, wanted, inline))]) };
        if (page.Count > limit)
        {
            var last = HubSpotIds.Of(page[limit - 1].Key);
            body["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = last, ["link"] = $"https://api.hubapi.com{request.Path}?limit={limit}&after={last}" } };
        }

        return SandboxResponse.Json(200, body);
    }

    private Func<JsonObject> PrepareCreate(HubSpotObject type, JsonObject body)
    {
        var values = HubSpotValues.Read(_account, type, body["properties"], null);
        RequireUnique(type, values, null);
        if (type.Kind == RecordKind.Deal && !values.Exists(pair => pair.Key == Known.Pipeline))
            values.Add(KeyValuePair.Create(Known.Pipeline, (string?)"default"));
        if (type.Kind == RecordKind.Deal && !values.Exists(pair => pair.Key == Known.Stage))
            values.Add(KeyValuePair.Create(Known.Stage, (string?)Stage.Appointment));
        var associations = body["associations"] as JsonArray ?? [];
        var targets = associations.OfType<JsonObject>().SelectMany(entry => ReadInline(type, entry)).ToList();
        return () =>
        {
            var record = _account.Store.Create(type.Kind, values, Program, _account.Now);
            foreach (var (to, label) in targets)
                _account.Store.Associate(record.Key, to, label, _account.Now);
            return Write(type, record, new Wanted([.. type.Defaults, .. Names(body["properties"])], [], false), []);
        };
    }

    /// <summary>Reads an association of a create: <c>{"to":{"id"},"types":[{"associationTypeId"}]}</c>.</summary>
    private IEnumerable<(RecordKey To, string? Label)> ReadInline(HubSpotObject type, JsonObject entry)
    {
        var id = (entry["to"] as JsonObject)?["id"]?.ToString();
        foreach (var node in entry["types"] as JsonArray ?? [])
        {
            var typeId = node?["associationTypeId"]?.GetValue<int>() ?? 0;
            var label = _account.Objects.Select(other => _account.Associations.Of(type.Kind, other.Kind, typeId)).FirstOrDefault(found => found is not null)
                ?? throw HubSpotRefusal.Invalid($"invalid from/to object types for association type id {typeId}");
            yield return (Existing(_account.Object(label.To), id ?? string.Empty, null, false).Key, label.Stored);
        }
    }

    private SandboxResponse Update(HubSpotObject type, string id, SandboxRequest request)
    {
        var body = Body(request);
        // A merged-away id still leads to the winner here, though not in batches.
        var record = Existing(type, id, request.QueryValue("idProperty"), archived: false, followMerges: true);
        RefuseLocked([record.Key]);
        var values = HubSpotValues.Read(_account, type, body["properties"], record);
        RequireUnique(type, values, record.Key);
        var edited = _account.Store.Edit(record.Key, values, Program, _account.Now);
        return SandboxResponse.Json(200, Write(type, edited, Written(type, body["properties"]), []));
    }

    private SandboxResponse Archive(HubSpotObject type, string id)
    {
        // Archiving what is not there is no error.
        if (HubSpotIds.Parse(type.Kind, id) is { } key && _account.Store.Find(key) is not null)
            _account.Store.Archive(key, _account.Now);
        return new SandboxResponse(204);
    }

    private SandboxResponse Merge(HubSpotObject type, JsonObject body)
    {
        var winner = Existing(type, body["primaryObjectId"]?.ToString() ?? string.Empty, null, false);
        var loser = Existing(type, body["objectIdToMerge"]?.ToString() ?? string.Empty, null, false);
        if (winner.Key == loser.Key)
            throw HubSpotRefusal.Invalid("Cannot merge an object with itself");
        return SandboxResponse.Json(200, Write(type, _account.Store.Merge(winner.Key, loser.Key, Program, _account.Now), new Wanted(type.Defaults, [], false), []));
    }

    private CrmRecord Existing(HubSpotObject type, string id, string? idProperty, bool archived, bool followMerges = false) =>
        Lookup(type, id, idProperty, archived, followMerges) ?? throw HubSpotRefusal.NotFound();

    private CrmRecord? Lookup(HubSpotObject type, string id, string? idProperty, bool archived, bool followMerges = false)
    {
        if (idProperty is { Length: > 0 } and not "hs_object_id")
        {
            var property = type.Property(idProperty) is { HasUniqueValue: true } unique ? unique
                : throw HubSpotRefusal.Invalid($"Property \"{idProperty}\" is not a unique identifier property");
            return _account.Store.List(type.Kind, 0, archived).FirstOrDefault(record => string.Equals(_account.Read(record, property), id, StringComparison.OrdinalIgnoreCase));
        }

        if (HubSpotIds.Parse(type.Kind, id) is not { } key || _account.Store.Find(key) is not { } record)
            return null;
        if (followMerges && record.MergedInto is { } winner)
            return _account.Store.Find(winner);
        return (record.ArchivedAt is not null) == archived ? record : null;
    }

    private void RequireUnique(HubSpotObject type, List<KeyValuePair<string, string?>> values, RecordKey? self)
    {
        foreach (var property in type.Properties.Values.Where(property => property.HasUniqueValue && property.Stored is not null))
        {
            var value = values.Find(pair => pair.Key == property.Stored).Value;
            // Walking the population for an e-mail address is what this check costs; creates are rare in a practice CRM.
            if (value is not null && _account.Store.List(type.Kind, 0, false).FirstOrDefault(record => record.Key != self && string.Equals(record[property.Stored!], value, StringComparison.OrdinalIgnoreCase)) is { } other)
                throw new HubSpotRefusal(409, "CONFLICT", $"{char.ToUpperInvariant(type.Singular[0])}{type.Singular[1..]} already exists. Existing ID: {HubSpotIds.Of(other.Key)}");
        }
    }

    private void RefuseLocked(IEnumerable<RecordKey> keys)
    {
        foreach (var key in keys)
        {
            if (_locks.TryGetValue(key, out var until) && _account.Now < until)
                throw new HubSpotRefusal(423, "LOCKED", "The resource is locked by another process. Try again in 2 seconds.");
        }
    }

    private static EditSource Program { get; } = new(SourceKind.Api, "crm-readiness-practice");

    private static IReadOnlyList<string> Names(JsonNode? properties) => properties is JsonObject values ? [.. values.Select(pair => pair.Key)] : [];

    private static Wanted Written(HubSpotObject type, JsonNode? properties) => new([.. type.Defaults.Take(3), .. Names(properties)], [], false);

    private static int Limit(string? text, int otherwise, int most)
    {
        if (string.IsNullOrEmpty(text))
            return otherwise;
        if (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var limit))
            throw HubSpotRefusal.Invalid($"Invalid limit \"{text}\"");
        return limit <= most ? Math.Max(1, limit) : throw HubSpotRefusal.Invalid($"Invalid limit {limit}: must be at most {most}");
    }

    private List<HubSpotObject> Inline(SandboxRequest request) =>
        [.. Separate(request, "associations").Select(name => _account.Object(name) ?? throw HubSpotRefusal.Invalid($"Unable to infer object type from: {name}"))];

    private static IEnumerable<string> Separate(SandboxRequest request, string parameter) =>
        request.Query.TryGetValue(parameter, out var values)
            ? values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            : [];
}
