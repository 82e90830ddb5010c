using System.Text.RegularExpressions;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Salesforce's manners over a store: sign-in, versions, limits, and the data calls behind them.</summary>
internal sealed partial class SalesforceWire : ICrmWire, IDisposable
{
    // What a server takes for address and headers together.
    private const int LongestHead = 16_384;
    private readonly Org _org;
    private readonly Sessions _sessions;
    private readonly OAuthCalls _signIn;
    private readonly CallQuota _quota;
    private readonly Obstacles _obstacles = new();
    private readonly RowWriter _writer;
    private readonly BulkJobs _jobs;
    private readonly DataCalls _data;
    private int _errors;

    public SalesforceWire(CrmStore store, SandboxOptions options)
    {
        var japanese = options.Language == "ja";
        _org = new Org(store, japanese, options.Bare);
        _sessions = new Sessions(options.Seed);
        _signIn = new OAuthCalls(App, _sessions);
        _quota = new CallQuota(options.Limits);
        _writer = new RowWriter(_org, _obstacles);
        _jobs = new BulkJobs(_org, _writer, options.Limits);
        _data = new DataCalls(_org, _writer, _jobs, _quota);
        View = new SalesforceView(_org);
    }

    /// <summary>The client app and its keys.</summary>
    public ConnectedApp App { get; } = new();

    /// <summary>The refresh token to start with; it is worth one use, as each use gives the next.</summary>
    public string RefreshToken => _signIn.RefreshToken;

    /// <summary>The daily allowance.</summary>
    public CallQuota Quota => _quota;

    /// <summary>The org behind the wire.</summary>
    public Org Org => _org;

    public IAccountView View { get; }

    public WireCall Classify(SandboxRequest request)
    {
        if (!request.Path.StartsWith("/services/data/", StringComparison.Ordinal))
        {
            return request.Path.StartsWith("/services/oauth2/", StringComparison.Ordinal)
                ? new WireCall("token", Authenticates: true)
                : new WireCall(request.Path.StartsWith("/id/", StringComparison.Ordinal) ? "identity" : "versions", Authenticates: true);
        }

        var rest = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];
        var writes = request.Method != "GET";
        return rest switch
        {
            [_, "query"] => new WireCall("query"),
            [_, "queryAll"] => new WireCall("query_all"),
            [_, "query" or "queryAll", _] => new WireCall("query_more"),
            [_, "limits"] => new WireCall("limits"),
            [_, "sobjects"] or [_, "sobjects", _, "describe"] => new WireCall("describe"),
            [_, "sobjects", ..] => new WireCall(writes ? "row.write" : "row.read", writes),
            [_, "composite", "sobjects", .. { Length: var below }] => new WireCall(writes && below == 0 ? "collection.write" : "collection.read", writes && below == 0),
            // Several reads in one call are no write.
            [_, "composite", ..] => new WireCall("composite", WritingPart().IsMatch(System.Text.Encoding.UTF8.GetString(request.Body.Span))),
            [_, "jobs", "ingest", ..] => new WireCall("bulk.ingest", writes),
            [_, "jobs", "query", ..] => new WireCall("bulk.query"),
            [_, "tooling", ..] => new WireCall("tooling"),
            _ => new WireCall("resources"),
        };
    }

    public SandboxResponse Handle(SandboxRequest request, DateTimeOffset now)
    {
        try
        {
            return Answer(request, now);
        }
        finally
        {
            _obstacles.Release();
        }
    }

    public SandboxResponse Refuse(Refusal refusal, SandboxRequest request, DateTimeOffset now)
    {
        if (refusal == Refusal.Throttled)
            return ErrorBody.Of(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.").With("Sforce-Limit-Info", _quota.Header(now));
        // In turn: the org's own word, its word under load, and a page of the edge in front of it.
        return (_errors++ % 3) switch
        {
            0 => ErrorBody.Of(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)"),
            1 => ErrorBody.Of(503, "SERVER_UNAVAILABLE", "Server is too busy. Please try again later."),
            _ => ErrorBody.Page(502, "502 Bad Gateway"),
        };
    }

    public void Suffer(Mishap mishap, SandboxRequest request, DateTimeOffset now)
    {
        _org.Now = now;
        var deals = DealId().Matches(System.Text.Encoding.UTF8.GetString(request.Body.Span) + " " + request.Path)
            .Select(match => _org.KeyOf(RecordKind.Deal, match.Value)).OfType<RecordKey>().Distinct().ToList();
        switch (mishap)
        {
            case Mishap.TokensExpire:
                _sessions.ExpireAll();
                break;
            case Mishap.RowsLocked:
                _obstacles.Lock(deals.Where(static (_, index) => index % 3 == 0));
                break;
            case Mishap.DealVanishes when deals.Count > 0:
                _org.Store.Archive(deals[deals.Count / 2], now);
                break;
            case Mishap.FieldRemoved:
                _org.Schema.Remove("Opportunity", CustomFields.ApiName(ReadinessFields.NextStep));
                break;
            case Mishap.PermissionWithdrawn:
                _org.Schema.SetReadOnly("Opportunity", readOnly: true);
                break;
        }
    }

    public void Dispose() => App.Dispose();

    private SandboxResponse Answer(SandboxRequest request, DateTimeOffset now)
    {
        _org.Now = now;
        _jobs.Advance();
        if (request.TargetLength > LongestHead)
            return ErrorBody.Page(414, "Bad Message 414").With("Connection", "close");
        if (request.TargetLength + request.Headers.Sum(static h => h.Key.Length + h.Value.Length + 4) > LongestHead)
            return ErrorBody.Page(431, "Bad Message 431").With("Connection", "close");
        if (_signIn.TryHandle(request, now) is { } token)
            return token;
        if (request.Path.TrimEnd('/') == "/services/data")
            return Versions.List();
        var isData = request.Path.StartsWith("/services/data/", StringComparison.Ordinal);
        var isIdentity = request.Path == $"/id/{Org.Id}/{Org.IntegrationUserId}" || request.Path == "/services/oauth2/userinfo";
        if (!isData && !isIdentity)
            return ErrorBody.NotFound();
        if (isData && Versions.Refuse(request.Path.Split('/')[3]) is { } gone)
            return gone;
        if (!SignedIn(request, now))
            return ErrorBody.Of(401, "INVALID_SESSION_ID", "Session expired or invalid");
        if (isIdentity)
            return OAuthCalls.Identity(request);
        if (!_quota.TryCount(now))
            return ErrorBody.Of(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.").With("Sforce-Limit-Info", _quota.Header(now));
        _writer.Source = new EditSource(SourceKind.Api, Client().Match(request.Header("Sforce-Call-Options") ?? "") is { Success: true } client ? client.Groups["name"].Value : "api");
        return _data.Handle(request).With("Sforce-Limit-Info", _quota.Header(now));
    }

    private bool SignedIn(SandboxRequest request, DateTimeOffset now)
    {
        var header = request.Header("Authorization") ?? "";
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim()
            : header.StartsWith("OAuth ", StringComparison.OrdinalIgnoreCase) ? header[6..].Trim()
            : request.Header("X-SFDC-Session") ?? "";
        return _sessions.Use(token, now);
    }

    [GeneratedRegex(@"\b006[A-Za-z0-9]{15}\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DealId();

    [GeneratedRegex("\"method\"\\s*:\\s*\"(POST|PATCH|PUT|DELETE)\"", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WritingPart();

    [GeneratedRegex(@"client=(?<name>[^,;]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Client();
}
