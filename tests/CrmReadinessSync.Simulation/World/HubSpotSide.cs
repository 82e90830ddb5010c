using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CrmReadinessSync.HubSpot;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>The HubSpot side.</summary>
internal sealed class HubSpotSide : Side
{
    private const string WriteScope = "crm.objects.deals.write";
    private readonly HubSpotAccount _account;
    private readonly HubSpotTokens _tokens;
    private readonly bool _isAway;

    private HubSpotSide(CrmStore store, HubSpotWire wire, HubSpotAccount account, HubSpotTokens tokens, bool isAway)
        : base(store, wire)
    {
        (_account, _tokens, _isAway) = (account, tokens, isAway);
        Truth = new Truth(
            store,
            new Words(
                Stages: HubSpotAccount.Stages.ToDictionary(stage => stage.Stored, stage => stage.Id, StringComparer.Ordinal),
                Meetings: new Dictionary<string, string>(StringComparer.Ordinal) { ["first_meeting"] = "First Meeting", ["follow_up"] = "Follow-up Meeting", ["internal"] = "Internal" }));
    }

    public override int DailyLimit => HubSpotLimiter.Daily;

    public override TimeSpan DayOffset => TimeSpan.FromHours(9);

    public override Truth Truth { get; }

    public override CrmConnection Connection { get; } = new()
    {
        Name = "hubspot",
        Kind = "HubSpot",
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
        Language = "ja",
        Meetings = new MeetingFilter { ExcludeTitles = ["社内"] },
        Fields = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, FieldSource>(StringComparer.Ordinal)
        {
            ["need"] = new("readiness_need"),
            ["timing"] = new("readiness_timing"),
            ["authority"] = new("readiness_authority"),
            ["decision_process"] = new("readiness_decision_process"),
            ["budget"] = new("readiness_budget"),
            ["fit"] = new("readiness_fit"),
            ["decide_by"] = new("readiness_decide_by"),
            ["confirmed_on"] = new("readiness_confirmed_on"),
            ["note"] = new("readiness_note"),
            ["unease"] = new("readiness_unease"),
            ["stage"] = new("dealstage"),
            ["amount"] = new("amount"),
            ["customer"] = new("dealtype", ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("newbusiness", "new"), KeyValuePair.Create("existingbusiness", "existing")])),
            ["company.employees"] = new("numberofemployees"),
            ["contact.roles"] = new("hs_buying_role"),
            ["meeting.type"] = new("hs_activity_type"),
        }),
        WriteTo = new WriteTargets("readiness_flag", "readiness_next_step", "readiness_phase", "readiness_talk_depth", "readiness_reasons"),
    };

    public static HubSpotSide Open(CrmStore store, History history)
    {
        var account = new HubSpotAccount(store, "ja", history.Seed, bare: false);
        var tokens = new HubSpotTokens(history.Seed);
        var limits = history.Budget is null ? SandboxLimits.None : SandboxLimits.Real;
        return new HubSpotSide(store, new HubSpotWire(account, tokens, limits, history.IndexDelay, history.Seed), account, tokens, history.IsAway);
    }

    public override ICrm Connect(CrmConnection connection, TimeProvider time, Random random, HttpMessageHandler wire) => new HubSpotCrm(
        connection,
        new HubSpotSettings { BaseUrl = new Uri(_isAway ? "https://api.hubapi.example" : "http://127.0.0.1:4710"), ApiVersion = HubSpotSettings.DefaultVersion, AccessToken = _tokens.StaticToken },
        time,
        random,
        wire);

    public override void RemoveField(Random chance)
    {
        var deals = _account.Object(RecordKind.Deal);
        var names = Connection.WriteTo.Properties.Concat(["readiness_need", "readiness_budget"]).ToList();
        if (deals.Property(names[chance.Next(names.Count)]) is { } field)
        {
            deals.Properties[field.Name] = field with { ArchivedAt = Store.Start };
        }
    }

    public override void WithdrawPermission() => _tokens.Scopes.Remove(WriteScope);

    public override void ExpireSessions(DateTimeOffset now) => _tokens.ExpireAll(now);

    public override void Mend()
    {
        var deals = _account.Object(RecordKind.Deal);
        foreach (var field in deals.Properties.Values.Where(field => field.ArchivedAt is not null).ToList())
        {
            deals.Properties[field.Name] = field with { ArchivedAt = null };
        }

        _tokens.Scopes.Add(WriteScope);
        IsRevoked = false;
    }

    public override ImmutableArray<SeenWrite>? WritesOf(SandboxRequest request, WireCall call)
    {
        if (call.Kind != "deals.batch.update")
        {
            return null;
        }

        return
        [
            .. from input in JsonNode.Parse(request.Body.Span)!["inputs"]!.AsArray()
               select new SeenWrite(input!["id"]!.ToString(), [.. input["properties"]!.AsObject().Select(property => KeyValuePair.Create(property.Key, property.Value?.ToString()))]),
        ];
    }

    /// <summary>A read of histories does not count: it completes what the search index listed, which may lag behind a deletion.</summary>
    public override IEnumerable<RecordKey> ReadByName(SandboxRequest request, WireCall call)
    {
        if (call.Kind != "deals.batch.read" || JsonNode.Parse(request.Body.Span) is not JsonObject body || body["propertiesWithHistory"] is JsonArray { Count: > 0 })
        {
            return [];
        }

        return body["inputs"]!.AsArray().Select(input => DealOf(input!["id"]!.ToString())).OfType<RecordKey>();
    }

    public override SandboxRequest Spoil(SandboxRequest request) => IsRevoked ? request with { Headers = request.Headers.SetItem("Authorization", "Bearer revoked") } : request;
}
