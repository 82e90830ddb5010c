using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>Pipelines, owners and the account itself.</summary>
internal sealed partial class HubSpotWire
{
    private SandboxResponse Pipelines(SandboxRequest request, HubSpotRoute route)
    {
        var type = _account.Object(route.At(0)) ?? throw HubSpotRefusal.Invalid($"Unable to infer object type from: {route.At(0)}");
        DemandEither(type.SchemaScope + ".read", type.ReadScope);
        if (type.Kind != RecordKind.Deal)
            return SandboxResponse.Json(200, Listed([]));
        return (request.Method, route.Rest) switch
        {
            ("GET", [_]) => SandboxResponse.Json(200, Listed(HubSpotAccount.Pipelines.Select(one => Pipeline(one.Id)))),
            ("GET", [_, var pipeline]) when IsPipeline(pipeline) => SandboxResponse.Json(200, Pipeline(pipeline)),
            ("GET", [_, var pipeline, "stages"]) when IsPipeline(pipeline) => SandboxResponse.Json(200, Listed(StagesJson())),
            ("GET", [_, var pipeline, "stages", var id]) when IsPipeline(pipeline) => SandboxResponse.Json(200, StagesJson().FirstOrDefault(stage => stage["id"]!.GetValue<string>() == id) ?? throw HubSpotRefusal.NotFound()),
            ("GET", [_, ..]) => throw HubSpotRefusal.NotFound(),
            _ => throw new HubSpotRefusal(405, "VALIDATION_ERROR", "The practice CRM keeps its pipelines as they are"),
        };
    }

    private static bool IsPipeline(string id) => HubSpotAccount.Pipelines.Any(one => one.Id == id);

    /// <summary>Both have the same stages; in HubSpot every pipeline has ids of its own.</summary>
    private JsonObject Pipeline(string id)
    {
        var (index, pipeline) = HubSpotAccount.Pipelines.Index().First(one => one.Item.Id == id);
        return new JsonObject
        {
            ["id"] = id,
            ["label"] = _account.Language == "ja" ? pipeline.Ja : pipeline.En,
            ["displayOrder"] = index,
            ["archived"] = false,
            ["createdAt"] = "1970-01-01T00:00:00Z",
            ["updatedAt"] = "1970-01-01T00:00:00Z",
            ["stages"] = new JsonArray([.. StagesJson().Select(stage => (JsonNode)stage)]),
        };
    }

    private IEnumerable<JsonObject> StagesJson() => HubSpotAccount.Stages.Select((stage, i) => new JsonObject
    {
        ["id"] = stage.Id,
        ["label"] = _account.StageLabel(stage.Stored),
        ["displayOrder"] = i,
        ["archived"] = false,
        // Metadata values are text, whatever they mean.
        ["metadata"] = new JsonObject { ["isClosed"] = HubSpotText.Bool(Stage.IsClosed(stage.Stored)), ["probability"] = stage.Probability },
        ["writePermissions"] = "CRM_PERMISSIONS_ENFORCEMENT",
        ["createdAt"] = "1970-01-01T00:00:00Z",
        ["updatedAt"] = "1970-01-01T00:00:00Z",
    });

    private SandboxResponse Owners(SandboxRequest request, HubSpotRoute route)
    {
        if (request.Method != "GET")
            throw NoSuchPath(request);
        Demand("crm.objects.owners.read");
        var archived = request.QueryValue("archived") == "true";
        if (route.At(0) is { Length: > 0 } id)
        {
            var byUser = request.QueryValue("idProperty") == "userId";
            var found = Owner.Team.FirstOrDefault(owner => owner.Active == !archived
                && (byUser ? UserId(owner.Number).ToString(System.Globalization.CultureInfo.InvariantCulture) : HubSpotAccount.OwnerId(owner.Number)) == id);
            return found is null ? throw HubSpotRefusal.NotFound() : SandboxResponse.Json(200, OwnerJson(found));
        }

        var limit = Limit(request.QueryValue("limit"), 100, 500);
        var page = Owner.Team.Where(owner => owner.Active == !archived)
            .Where(owner => request.QueryValue("email") is not { Length: > 0 } email || string.Equals(owner.Email, email, StringComparison.OrdinalIgnoreCase))
            .Where(owner => request.QueryValue("after") is not { Length: > 0 } after || string.CompareOrdinal(HubSpotAccount.OwnerId(owner.Number), after) > 0)
            .Take(limit + 1).ToList();
        var body = Listed(page.Take(limit).Select(OwnerJson));
        if (page.Count > limit)
            body["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = HubSpotAccount.OwnerId(page[limit - 1].Number) } };
        return SandboxResponse.Json(200, body);
    }

    private JsonObject OwnerJson(Owner owner)
    {
        var body = new JsonObject
        {
            ["id"] = HubSpotAccount.OwnerId(owner.Number),
            ["type"] = "PERSON",
            ["email"] = owner.Email,
            ["firstName"] = owner.FirstName,
            ["lastName"] = owner.LastName,
            ["userIdIncludingInactive"] = UserId(owner.Number),
            ["createdAt"] = HubSpotText.Moment(_account.Store.Start.AddYears(-2)),
            ["updatedAt"] = HubSpotText.Moment(_account.Store.Start.AddYears(-1)),
            ["archived"] = !owner.Active,
        };
        if (owner.Active)
            body["userId"] = UserId(owner.Number);
        return body;
    }

    private SandboxResponse AccountInfo(SandboxRequest request, HubSpotRoute route) => (request.Method, route.Rest) switch
    {
        ("GET", ["details"]) => SandboxResponse.Json(200, new JsonObject
        {
            ["portalId"] = _account.PortalId,
            ["accountType"] = "SANDBOX",
            ["timeZone"] = "Asia/Tokyo",
            ["companyCurrency"] = "JPY",
            ["additionalCurrencies"] = new JsonArray(),
            ["utcOffset"] = "+09:00",
            ["utcOffsetMilliseconds"] = 32_400_000,
            ["uiDomain"] = "app.hubspot.com",
            ["dataHostingLocation"] = "na1",
        }),
        ("GET", ["api-usage", "daily", "private-apps"] or ["api-usage", "daily"]) => SandboxResponse.Json(200, Listed([new JsonObject
        {
            ["name"] = "private-apps-api-calls-daily",
            ["usageLimit"] = HubSpotLimiter.Daily,
            ["currentUsage"] = _limiter.Used,
            ["collectedAt"] = HubSpotText.Moment(_account.Now),
            ["fetchStatus"] = "SUCCESS",
            ["resetsAt"] = HubSpotText.Moment(HubSpotLimiter.ResetsAt(_account.Now)),
        }])),
        _ => throw NoSuchPath(request),
    };
}
