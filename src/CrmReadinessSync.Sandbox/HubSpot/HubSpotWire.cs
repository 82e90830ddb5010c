using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// HubSpot's manners over the store: who may call, how often, and which part of the API answers.
/// Facts and their sources are in the reference for HubSpot; where they are unsettled the stricter reading is taken.
/// </summary>
internal sealed partial class HubSpotWire : ICrmWire
{
    /// <summary>Longer request targets are refused by the edge, in HTML.</summary>
    private const int LongestTarget = 16_384;

    private readonly HubSpotAccount _account;
    private readonly HubSpotLimiter _limiter;
    private readonly TimeSpan _indexDelay;
    private readonly Dictionary<RecordKey, DateTimeOffset> _locks = [];
    private readonly Dice _ids;
    private long _answered;

    public HubSpotWire(HubSpotAccount account, HubSpotTokens tokens, SandboxLimits limits, TimeSpan indexDelay, int seed)
    {
        _account = account;
        Tokens = tokens;
        _limiter = new HubSpotLimiter(limits == SandboxLimits.Real);
        _indexDelay = indexDelay;
        _ids = new Dice(seed, "correlation", 0);
    }

    public HubSpotTokens Tokens { get; }

    public IAccountView View => _account;

    public WireCall Classify(SandboxRequest request)
    {
        var route = HubSpotRoute.Parse(request.Path);
        var rest = route.Rest;
        switch (route.Api)
        {
            case HubSpotApi.Objects when rest.Length > 0:
                var plural = _account.Object(rest[0])?.Plural ?? "objects";
                return rest switch
                {
                    [_] => request.Method == "POST" ? new WireCall(plural + ".create", Writes: true) : new WireCall(plural + ".list"),
                    [_, "search"] => new WireCall(plural + ".search"),
                    [_, "merge"] => new WireCall(plural + ".merge", Writes: true),
                    [_, "batch", var what] => new WireCall($"{plural}.batch.{what}", Writes: what != "read"),
                    [_, _, "associations", ..] => new WireCall("associations.one", Writes: request.Method != "GET"),
                    [_, _] => request.Method switch
                    {
                        "PATCH" => new WireCall(plural + ".update", Writes: true),
                        "DELETE" => new WireCall(plural + ".archive", Writes: true),
                        _ => new WireCall(plural + ".read"),
                    },
                    _ => new WireCall(plural + ".other"),
                };
            case HubSpotApi.Associations:
                return rest switch
                {
                    [_, _, "batch", .., var what] => new WireCall("associations.batch." + what, Writes: what != "read"),
                    _ => new WireCall("associations.labels"),
                };
            case HubSpotApi.Properties:
                return new WireCall(request.Method == "GET" || rest is [.., "read"] ? "properties.read" : "properties.write");
            case HubSpotApi.Pipelines:
                return new WireCall("pipelines");
            case HubSpotApi.Owners:
                return new WireCall("owners");
            case HubSpotApi.Account:
                return new WireCall("account");
            case HubSpotApi.OAuth:
                return new WireCall("token", Authenticates: true);
            default:
                return new WireCall("unknown");
        }
    }

    public SandboxResponse Handle(SandboxRequest request, DateTimeOffset now)
    {
        _account.Now = now;
        var correlation = Correlation();
        if (request.TargetLength > LongestTarget)
            return SandboxResponse.Html(414, "<html><head><title>414 Request-URI Too Large</title></head><body><center><h1>414 Request-URI Too Large</h1></center></body></html>");
        var route = HubSpotRoute.Parse(request.Path);
        try
        {
            if (route.Api == HubSpotApi.OAuth)
                return OAuth(request, route, now);
            var grant = Authenticate(request, now);
            var call = Classify(request);
            if (_limiter.Take(call, now) is { } policy)
                return _limiter.Stamp(HubSpotLimiter.TooMany(policy, call, correlation).With("X-HubSpot-Correlation-Id", correlation), call, now, !grant.OAuth);
            var response = Answer(request, route);
            return _limiter.Stamp(response.With("X-HubSpot-Correlation-Id", correlation), call, now, !grant.OAuth);
        }
        catch (HubSpotRefusal refusal)
        {
            return SandboxResponse.Json(refusal.Status, refusal.Body(correlation)).With("X-HubSpot-Correlation-Id", correlation);
        }
        catch (InvalidOperationException)
        {
            // A value of another JSON kind than the field's.
            return SandboxResponse.Json(400, HubSpotRefusal.Invalid("Invalid input JSON: a value has the wrong type").Body(correlation)).With("X-HubSpot-Correlation-Id", correlation);
        }
        catch (JsonException fault)
        {
            var refusal = HubSpotRefusal.Invalid($"Invalid input JSON on line {fault.LineNumber + 1 ?? 1}, column {fault.BytePositionInLine + 1 ?? 1}");
            return SandboxResponse.Json(400, refusal.Body(correlation)).With("X-HubSpot-Correlation-Id", correlation);
        }
    }

    public SandboxResponse Refuse(Refusal refusal, SandboxRequest request, DateTimeOffset now)
    {
        var correlation = Correlation();
        if (refusal == Refusal.Throttled)
        {
            var call = Classify(request);
            var policy = call.Kind.EndsWith(".search", StringComparison.Ordinal) ? "SECONDLY" : "TEN_SECONDLY_ROLLING";
            return HubSpotLimiter.TooMany(policy, call, correlation).With("X-HubSpot-Correlation-Id", correlation);
        }

        // The edge answers in HTML, the API in JSON.
        return (_answered % 3) switch
        {
            0 => SandboxResponse.Html(502, "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body></html>"),
            1 => SandboxResponse.Json(500, new HubSpotRefusal(500, "INTERNAL_ERROR", "internal error").Body(correlation)),
            _ => SandboxResponse.Html(503, "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"),
        };
    }

    private SandboxResponse Answer(SandboxRequest request, HubSpotRoute route) => route.Api switch
    {
        HubSpotApi.Objects => Objects(request, route),
        HubSpotApi.Associations => Associations(request, route),
        HubSpotApi.Properties => Properties(request, route),
        HubSpotApi.Pipelines => Pipelines(request, route),
        HubSpotApi.Owners => Owners(request, route),
        HubSpotApi.Account => AccountInfo(request, route),
        _ => throw NoSuchPath(request),
    };

    private HubSpotGrant Authenticate(SandboxRequest request, DateTimeOffset now)
    {
        const string scheme = "Bearer ";
        if (request.Header("Authorization") is not { } header || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new HubSpotRefusal(401, "INVALID_AUTHENTICATION",
                "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview");
        }

        var grant = Tokens.Find(header[scheme.Length..].Trim())
            ?? throw new HubSpotRefusal(401, "INVALID_AUTHENTICATION", "The OAuth token used to make this call is not valid.");
        return now < grant.ExpiresAt ? grant
            : throw new HubSpotRefusal(401, "EXPIRED_AUTHENTICATION", $"The OAuth token used to make this call expired {(int)(now - grant.ExpiresAt).TotalSeconds} second(s) ago.")
            {
                Context = [("expire time", [HubSpotText.Moment(grant.ExpiresAt)])],
            };
    }

    private void Demand(params ReadOnlySpan<string> scopes)
    {
        var missing = new List<string>();
        foreach (var scope in scopes)
        {
            if (!Tokens.Scopes.Contains(scope))
                missing.Add(scope);
        }

        if (missing.Count == 0)
            return;
        throw new HubSpotRefusal(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.")
        {
            Faults = [new HubSpotFault("One or more of the following scopes are required.") { Context = [("requiredGranularScopes", missing)] }],
        };
    }

    private static HubSpotRefusal NoSuchPath(SandboxRequest request) =>
        HubSpotRefusal.NotFound($"Cannot {request.Method} {request.Path}");

    private static JsonObject Body(SandboxRequest request)
    {
        if (request.Body.IsEmpty)
            throw HubSpotRefusal.Invalid("Invalid input JSON on line 1, column 1: no content to map due to end-of-input");
        return JsonNode.Parse(request.Body.Span) as JsonObject
            ?? throw HubSpotRefusal.Invalid("Invalid input JSON on line 1, column 1: Cannot deserialize value from Array value (token `JsonToken.START_ARRAY`)");
    }

    private string Correlation() => new Guid(_ids.Seed((_answered++).ToString(System.Globalization.CultureInfo.InvariantCulture)), (short)(_answered & 0x7FFF), 0x4a7e, 0x9b, 1, 2, 3, 4, 5, 6, 7).ToString();
}
