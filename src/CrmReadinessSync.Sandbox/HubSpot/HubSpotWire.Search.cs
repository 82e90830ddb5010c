using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>Search over the index, which may lag behind; what it returns of a record is the newest all the same.</summary>
internal sealed partial class HubSpotWire
{
    private const int SearchMost = 200;
    private const int SearchReach = 10_000;
    private const int SearchBody = 3_000;
    private const int Groups = 5;
    private const int FiltersPerGroup = 6;
    private const int FiltersInAll = 18;

    private SandboxResponse Search(HubSpotObject type, SandboxRequest request)
    {
        if (System.Text.Encoding.UTF8.GetCharCount(request.Body.Span) > SearchBody)
            throw HubSpotRefusal.Invalid($"The request body is too long: at most {SearchBody} characters");
        var body = Body(request);
        var limit = Limit(body["limit"]?.ToString(), ListDefault, SearchMost);
        var skip = 0;
        if (body["after"]?.ToString() is { Length: > 0 } after && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
            throw HubSpotRefusal.Invalid($"Invalid input JSON: after must be an integer, not \"{after}\"");
        if (skip + limit > SearchReach)
            throw HubSpotRefusal.Invalid($"There was a problem with the request: search results past {SearchReach} cannot be paged to");

        var groups = FilterGroups(type, body);
        var query = Order(type, body, Narrow(type, groups)) with { Skip = skip, Take = limit };
        var page = _account.Store.Query(query);
        var wanted = new Wanted(Strings(body["properties"]), [], true);
        var answer = new JsonObject
        {
            ["total"] = page.Total,
            ["results"] = new JsonArray([.. page.Keys.Select(key => (JsonNode)Write(type, _account.Store.Find(key)!, wanted, []))]),
        };
        if (skip + page.Keys.Count < page.Total)
            answer["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = (skip + page.Keys.Count).ToString(CultureInfo.InvariantCulture) } };
        return SandboxResponse.Json(200, answer);
    }

    private List<List<HubSpotFilter>> FilterGroups(HubSpotObject type, JsonObject body)
    {
        var lists = new List<JsonArray>();
        if (body["filters"] is JsonArray bare)
            lists.Add(bare);
        foreach (var group in body["filterGroups"] as JsonArray ?? [])
            lists.Add((group as JsonObject)?["filters"] as JsonArray ?? throw HubSpotRefusal.Invalid("Invalid input JSON: a filter group has no filters"));
        if (lists.Count > Groups || lists.Exists(list => list.Count > FiltersPerGroup) || lists.Sum(list => list.Count) > FiltersInAll)
            throw HubSpotRefusal.Invalid($"There was a problem with the request: at most {Groups} filter groups of {FiltersPerGroup} filters, {FiltersInAll} in all");
        var groups = lists.Select(list => list.Select(node => new HubSpotFilter(_account, type, node as JsonObject ?? throw HubSpotRefusal.Invalid("Invalid input JSON: a filter is not an object"))).ToList()).ToList();
        var text = body["query"]?.ToString();
        if (!string.IsNullOrEmpty(text))
        {
            // Free text looks at the name and the like; a filter on the first default text property stands for it.
            var name = type.Kind switch { RecordKind.Deal => "dealname", RecordKind.Company => "name", RecordKind.Contact => "email", _ => "hs_meeting_title" };
            var filter = new JsonObject { ["propertyName"] = name, ["operator"] = "CONTAINS_TOKEN", ["value"] = $"*{text}*" };
            if (groups.Count == 0)
                groups.Add([]);
            groups.ForEach(group => group.Add(new HubSpotFilter(_account, type, filter)));
        }

        return groups;
    }

    /// <summary>Turns what all groups say alike of change stamp and id into ranges, which the store answers without a walk.</summary>
    private RecordQuery Narrow(HubSpotObject type, List<List<HubSpotFilter>> groups)
    {
        var query = new RecordQuery(type.Kind) { AsOf = _indexDelay == TimeSpan.Zero ? DateTimeOffset.MaxValue : _account.Now - _indexDelay };
        if (query.AsOf < _account.Store.Start)
            query = query with { AsOf = _account.Store.Start };
        if (groups.Count == 0)
            return query;

        var ranges = new HashSet<string>(StringComparer.Ordinal);
        foreach (var filter in groups[0].Where(filter => groups.TrueForAll(group => group.Exists(other => other.Signature == filter.Signature))))
        {
            if ((filter.Name is "hs_lastmodifieddate" or "lastmodifieddate" ? ByStamp(query, filter) : filter.Name == "hs_object_id" ? ByNumber(query, filter) : null) is { } narrowed)
            {
                query = narrowed;
                ranges.Add(filter.Signature);
            }
        }

        var rest = groups.ConvertAll(group => group.FindAll(filter => !ranges.Contains(filter.Signature)));
        return rest.Exists(group => group.Count == 0) ? query : query with
        {
            Where = record => rest.Exists(group => group.TrueForAll(filter => filter.Matches(record))),
            Signature = string.Join("||", rest.Select(group => string.Join("&&", group.Select(filter => filter.Signature)))),
        };
    }

    private static RecordQuery? ByStamp(RecordQuery query, HubSpotFilter filter)
    {
        if (filter.LowAt is not { } low)
            return null;
        RecordQuery From(DateTimeOffset at) => query with { ModifiedFrom = at > query.ModifiedFrom ? at : query.ModifiedFrom };
        RecordQuery To(DateTimeOffset at) => query with { ModifiedTo = at < query.ModifiedTo ? at : query.ModifiedTo };
        return filter.Operator switch
        {
            "GTE" => From(low),
            "GT" => From(low.AddTicks(1)),
            "LTE" => To(low),
            "LT" => To(low.AddTicks(-1)),
            "BETWEEN" => From(low) with { ModifiedTo = To(filter.HighAt!.Value).ModifiedTo },
            _ => null,
        };
    }

    private static RecordQuery? ByNumber(RecordQuery query, HubSpotFilter filter)
    {
        if (filter.LowNumber is not { } low || Math.Abs(low) > 1_000_000_000_000_000)
            return null;
        RecordQuery From(decimal id) => query with { FirstNumber = Math.Max(query.FirstNumber, HubSpotIds.NumberAtLeast(query.Kind, (long)Math.Ceiling(id))) };
        RecordQuery To(decimal id) => query with { LastNumber = Math.Min(query.LastNumber, HubSpotIds.NumberAtLeast(query.Kind, (long)Math.Floor(id) + 1) - 1) };
        return filter.Operator switch
        {
            "GT" => From(Math.Floor(low) + 1),
            "GTE" => From(low),
            "LT" => To(Math.Ceiling(low) - 1),
            "LTE" => To(low),
            _ => null,
        };
    }

    private RecordQuery Order(HubSpotObject type, JsonObject body, RecordQuery query)
    {
        if (body["sorts"] is not JsonArray { Count: > 0 } sorts)
            return query;
        if (sorts.Count > 1)
            throw HubSpotRefusal.Invalid("There was a problem with the request: only one sort is allowed");
        var (name, descending) = sorts[0] switch
        {
            JsonObject sort => (sort["propertyName"]?.GetValue<string>() ?? string.Empty, sort["direction"]?.GetValue<string>() == "DESCENDING"),
            JsonValue value when value.ToString() is ['-', ..] text => (text[1..], true),
            { } value => (value.ToString(), false),
            _ => throw HubSpotRefusal.Invalid("Invalid input JSON: a sort is null"),
        };
        var property = type.Property(name) ?? throw HubSpotRefusal.Invalid($"There was a problem with the request. Property \"{name}\" does not exist");
        query = query with { Descending = descending, Signature = query.Signature + "##" + name };
        return name switch
        {
            "hs_object_id" => query with { Order = RecordOrder.Number },
            "hs_lastmodifieddate" or "lastmodifieddate" => query with { Order = RecordOrder.Modified },
            _ => query with { Order = RecordOrder.Value, SortKey = record => Comparable(property, _account.Read(record, property)) },
        };
    }

    private static IComparable? Comparable(HubSpotProperty property, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        return property.Type switch
        {
            "number" => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            "datetime" or "date" => HubSpotText.ReadMoment(value),
            _ => value.ToLowerInvariant(),
        };
    }
}
