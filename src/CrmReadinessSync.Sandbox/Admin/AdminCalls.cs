using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The calls under <c>/_sandbox</c> by which a test looks into the CRM and plays the people who work in it.
/// They are no part of the vendor's API: no token, no limits, no faults, not counted.
/// </summary>
internal sealed class AdminCalls(ICrmWire wire, RequestLog log, SandboxClock clock)
{
    private const string Root = "/_sandbox";
    private readonly IAccountView _view = wire.View;

    /// <summary>Answers an admin call; null when the request is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The caller's instant, before this CRM's clock is applied.</param>
    public SandboxResponse? TryHandle(SandboxRequest request, DateTimeOffset now)
    {
        if (!request.Path.StartsWith(Root, StringComparison.Ordinal))
            return null;
        try
        {
            return (request.Method, request.Path[Root.Length..].TrimEnd('/')) switch
            {
                ("GET", "") => Contents(),
                ("GET", "/requests") => Requests(request),
                ("DELETE", "/requests") => Forget(),
                ("GET", "/deals") => Records(RecordKind.Deal, request),
                ("GET", "/contacts") => Records(RecordKind.Contact, request),
                ("GET", "/companies") => Records(RecordKind.Company, request),
                ("GET", "/meetings") => Records(RecordKind.Meeting, request),
                ("GET", "/tasks") => Records(RecordKind.Task, request),
                ("POST", "/edit") => Edit(Body(request), clock.At(now)),
                ("POST", "/account") => Arrange(Body(request), clock.At(now)),
                ("GET", "/clock") => Clock(now),
                ("POST", "/clock") => SetClock(Body(request), now),
                _ => Bad(404, $"There is no {request.Method} {request.Path}; GET {Root} lists the calls."),
            };
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return Bad(400, fault.Message);
        }
    }

    private static SandboxResponse Contents() => SandboxResponse.Json(200, new JsonObject
    {
        ["GET /_sandbox/requests?list=100"] = "counts by kind and status, and the newest requests",
        ["DELETE /_sandbox/requests"] = "starts counting anew",
        ["GET /_sandbox/deals?limit=&after=&ids=&properties=&archived="] = "deals with their properties; also contacts, companies, meetings",
        ["POST /_sandbox/edit"] = "{kind, id, properties, by?} edits; {kind, create} creates; {kind, id, archive|restore} bins; {kind, id, mergeInto} merges; {link|unlink: {from, to, label?}}",
        ["POST /_sandbox/account"] = "an admin at work: {withoutScopes: [..], usedToday: n} (HubSpot), {usedToday: n, readOnly: [object], hidden: [object]} (Salesforce)",
        ["GET /_sandbox/clock"] = "this CRM's time",
        ["POST /_sandbox/clock"] = "{set: instant} or {advanceSeconds: n}",
    });

    private SandboxResponse Requests(SandboxRequest request)
    {
        var count = Number(request.QueryValue("list")) ?? 100;
        return SandboxResponse.Json(200, new JsonObject
        {
            ["total"] = log.Total,
            ["byKind"] = new JsonObject(log.ByKind.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["byStatus"] = new JsonObject(log.ByStatus.Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value))),
            ["held"] = _view.Store.Held,
            ["requests"] = new JsonArray([.. log.Newest.TakeLast((int)count).Select(entry => (JsonNode)new JsonObject
            {
                ["number"] = entry.Number,
                ["at"] = Iso(entry.At),
                ["kind"] = entry.Kind,
                ["method"] = entry.Method,
                ["path"] = entry.Path,
                ["status"] = entry.Status,
                ["fault"] = entry.Fault,
            })]),
        });
    }

    private SandboxResponse Forget()
    {
        log.Clear();
        return new SandboxResponse(204);
    }

    private SandboxResponse Records(RecordKind kind, SandboxRequest request)
    {
        var limit = (int)(Number(request.QueryValue("limit")) ?? 500);
        var from = Number(request.QueryValue("after")) ?? 0;
        var wanted = request.QueryValue("properties")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var records = request.QueryValue("ids") is { } ids
            ? ids.Split(',').Select(id => _view.KeyOf(kind, id)).Where(key => key is not null).Select(key => _view.Store.Find(key!.Value)).OfType<CrmRecord>()
            : _view.Store.List(kind, from, request.QueryValue("archived") == "true");
        var page = records.Take(limit + 1).ToList();
        return SandboxResponse.Json(200, new JsonObject
        {
            ["count"] = _view.Store.Count(kind),
            ["results"] = new JsonArray([.. page.Take(limit).Select(record => (JsonNode)Describe(record, wanted))]),
            ["next"] = page.Count > limit ? page[limit].Key.Number : null,
        });
    }

    private SandboxResponse Arrange(JsonObject change, DateTimeOffset now)
    {
        wire.Arrange(change, now);
        return new SandboxResponse(204);
    }

    private JsonObject Describe(CrmRecord record, string[]? wanted)
    {
        var values = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var property in record.Properties)
        {
            if (_view.WireName(record.Key.Kind, property) is { } name && (wanted is null || wanted.Contains(name)))
                values[name] = _view.WireValue(record.Key.Kind, property, record[property]);
        }

        return new JsonObject
        {
            ["id"] = _view.IdOf(record.Key),
            ["createdAt"] = Iso(record.CreatedAt),
            ["updatedAt"] = Iso(record.ModifiedAt),
            ["archived"] = record.ArchivedAt is not null,
            ["properties"] = new JsonObject(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
    }

    private SandboxResponse Edit(JsonObject body, DateTimeOffset now)
    {
        if (body["link"] is JsonObject link)
            return Connect(link, now, join: true);
        if (body["unlink"] is JsonObject unlink)
            return Connect(unlink, now, join: false);
        var kind = KindOf(body["kind"]?.GetValue<string>() ?? "deal");
        var source = body["by"]?.GetValue<string>() is { } by && by != "person" ? new EditSource(SourceKind.Api, by) : EditSource.Person(0);
        if (body["create"] is JsonObject create)
            return SandboxResponse.Json(201, Describe(_view.Store.Create(kind, Values(kind, create), source, now), null));

        var key = KeyOf(kind, body["id"]);
        if (body["archive"]?.GetValue<bool>() == true)
            _view.Store.Archive(key, now);
        if (body["restore"]?.GetValue<bool>() == true)
            _view.Store.Restore(key, now);
        if (body["mergeInto"] is { } winner)
            _view.Store.Merge(KeyOf(kind, winner), key, source, now);
        if (body["properties"] is JsonObject properties)
            _view.Store.Edit(key, Values(kind, properties), source, now);
        return SandboxResponse.Json(200, Describe(_view.Store.Find(key)!, null));
    }

    private SandboxResponse Connect(JsonObject link, DateTimeOffset now, bool join)
    {
        var from = End(link["from"]);
        var to = End(link["to"]);
        var label = link["label"]?.GetValue<string>();
        if (join)
            _view.Store.Associate(from, to, label, now);
        else
            _view.Store.Dissociate(from, to, label, all: label is null);
        return new SandboxResponse(204);
    }

    /// <summary>Reads an end of an association, written <c>deal:123</c>.</summary>
    private RecordKey End(JsonNode? node)
    {
        var text = node?.GetValue<string>() ?? throw new FormatException("An association needs from and to, such as \"deal:123\".");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            throw new FormatException($"'{text}' is not kind:id.");
        return KeyOf(KindOf(text[..colon]), text[(colon + 1)..]);
    }

    private RecordKey KeyOf(RecordKind kind, JsonNode? id)
    {
        var text = id?.GetValue<string>() ?? throw new FormatException("An id is missing.");
        var key = _view.KeyOf(kind, text) ?? throw new FormatException($"'{text}' is no id of this account.");
        return _view.Store.Find(key) is null ? throw new KeyNotFoundException($"There is no {kind} {text}.") : key;
    }

    private List<KeyValuePair<string, string?>> Values(RecordKind kind, JsonObject values)
    {
        var list = new List<KeyValuePair<string, string?>>();
        foreach (var (name, value) in values)
        {
            var property = _view.StoreName(kind, name) ?? throw new FormatException($"There is no property '{name}' that can be set.");
            var text = value?.ToString();
            list.Add(KeyValuePair.Create(property, string.IsNullOrEmpty(text) ? null : _view.StoreValue(kind, property, text)));
        }

        return list;
    }

    private SandboxResponse Clock(DateTimeOffset now) =>
        SandboxResponse.Json(200, new JsonObject { ["now"] = Iso(clock.At(now)), ["started"] = Iso(_view.Store.Start) });

    private SandboxResponse SetClock(JsonObject body, DateTimeOffset now)
    {
        if (body["set"]?.GetValue<string>() is { } set)
            clock.Set(DateTimeOffset.Parse(set, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), now);
        if (body["advanceSeconds"]?.GetValue<double>() is { } seconds)
            clock.Advance(TimeSpan.FromSeconds(seconds));
        return Clock(now);
    }

    private static RecordKind KindOf(string text) => text switch
    {
        "deal" => RecordKind.Deal,
        "contact" => RecordKind.Contact,
        "company" => RecordKind.Company,
        "meeting" => RecordKind.Meeting,
        "task" => RecordKind.Task,
        _ => throw new FormatException($"There is no kind '{text}': deal, contact, company or meeting."),
    };

    private static JsonObject Body(SandboxRequest request) =>
        JsonNode.Parse(request.Body.Span) as JsonObject ?? throw new FormatException("The body is not a JSON object.");

    private static long? Number(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static SandboxResponse Bad(int status, string message) =>
        SandboxResponse.Json(status, new JsonObject { ["error"] = message });
}
