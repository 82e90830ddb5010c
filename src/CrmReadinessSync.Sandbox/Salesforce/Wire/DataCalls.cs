using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Everything under one API version, once the caller is known: which address does what.</summary>
internal sealed class DataCalls
{
    private readonly Org _org;
    private readonly QueryCalls _queries;
    private readonly DescribeCalls _describe;
    private readonly RowCalls _rows;
    private readonly CollectionCalls _collections;
    private readonly CompositeCalls _composite;
    private readonly ToolingCalls _tooling;
    private readonly BulkCalls _bulk;
    private readonly LimitCalls _limits;

    public DataCalls(Org org, RowWriter writer, BulkJobs jobs, CallQuota quota)
    {
        _org = org;
        _queries = new QueryCalls(org, new Cursors());
        _describe = new DescribeCalls(org);
        _rows = new RowCalls(org, writer);
        _collections = new CollectionCalls(org, writer);
        _composite = new CompositeCalls(Handle);
        _tooling = new ToolingCalls(org, _queries);
        _bulk = new BulkCalls(org, jobs, writer);
        _limits = new LimitCalls(org, quota, jobs);
    }

    /// <summary>Answers a call of a known caller; faults become the org's error bodies.</summary>
    public SandboxResponse Handle(SandboxRequest request)
    {
        try
        {
            var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
            if (parts is not ["services", "data", var version, .. var rest])
                return ErrorBody.NotFound();
            return Versions.Refuse(version) ?? Versions.Warned(Route(request, version, rest) ?? ErrorBody.NotFound(), version);
        }
        catch (SalesforceException fault)
        {
            return ErrorBody.Of(fault);
        }
    }

    private SandboxResponse? Route(SandboxRequest request, string version, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => Resources(version),
        ("GET", ["query"]) => _queries.Run(request.QueryValue("q") ?? "", all: false, request, version),
        ("GET", ["queryAll"]) => _queries.Run(request.QueryValue("q") ?? "", all: true, request, version),
        ("GET", ["query" or "queryAll", var locator]) => _queries.More(locator, request, version),
        ("GET", ["limits"]) => _limits.All(),
        ("GET", ["sobjects"]) => _describe.Global(version),
        (_, ["sobjects", var name, .. var below]) => OfType(request, version, name, below),
        ("POST", ["composite"]) => _composite.Composite(request),
        ("POST", ["composite", "batch"]) => _composite.Batch(request),
        (_, ["composite", "sobjects", .. var below]) => _collections.TryHandle(below, request, version),
        (_, ["tooling", .. var below]) => _tooling.TryHandle(below, request, version),
        (_, ["jobs", .. var below]) => _bulk.TryHandle(below, request, version),
        _ => null,
    };

    private SandboxResponse? OfType(SandboxRequest request, string version, string name, string[] below)
    {
        if (_org.Type(name) is not { } type)
            return ErrorBody.NotFound();
        return (request.Method, below) switch
        {
            ("GET", []) => DescribeCalls.Basic(type, version),
            ("POST", []) => _rows.Create(type, request),
            ("GET", ["describe"]) => _describe.Whole(type, request, version),
            ("GET", ["updated"]) => _rows.Updated(type, request),
            ("GET", ["deleted"]) => _rows.Deleted(type, request),
            ("GET", [var id]) => _rows.Get(type, id, request, version),
            ("PATCH", [var id]) => _rows.Update(type, id, request),
            ("DELETE", [var id]) => _rows.Delete(type, id),
            (_, [_]) => ErrorBody.Of(405, "METHOD_NOT_ALLOWED", $"HTTP Method '{request.Method}' not allowed. Allowed are DELETE,GET,HEAD,PATCH"),
            _ => null,
        };
    }

    private static SandboxResponse Resources(string version)
    {
        var names = new[] { "query", "queryAll", "sobjects", "limits", "composite", "tooling", "jobs" };
        return SandboxResponse.Json(200, new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)$"/services/data/{version}/{name}"))
            .Append(KeyValuePair.Create("identity", (JsonNode?)$"/id/{Org.Id}/{Org.IntegrationUserId}"))));
    }
}
