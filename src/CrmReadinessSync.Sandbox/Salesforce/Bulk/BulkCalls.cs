using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Bulk API 2.0: jobs made, filled, closed, watched and read.</summary>
internal sealed class BulkCalls(Org org, BulkJobs jobs, RowWriter writer)
{
    private const int LargestUpload = 150_000_000;
    private const int LargestPage = 50_000;

    private static readonly Dictionary<string, char> Delimiters = new(StringComparer.Ordinal)
    {
        ["COMMA"] = ',', ["TAB"] = '\t', ["SEMICOLON"] = ';', ["PIPE"] = '|', ["CARET"] = '^', ["BACKQUOTE"] = '`',
    };

    /// <summary>Answers a call under <c>/jobs</c>; null when there is no such.</summary>
    public SandboxResponse? TryHandle(string[] rest, SandboxRequest request, string version) => (request.Method, rest) switch
    {
        ("POST", ["ingest"]) => Create(JsonBody.Object(request), version),
        ("POST", ["query"]) => CreateQuery(JsonBody.Object(request), version),
        ("GET", ["ingest"]) => List(query: false),
        ("GET", ["query"]) => List(query: true),
        ("PUT", ["ingest", var id, "batches"]) => Upload(jobs.Find(id), request),
        ("GET", [_, var id]) => SandboxResponse.Json(200, jobs.Find(id).Json()),
        ("PATCH", [_, var id]) => Close(jobs.Find(id), JsonBody.Object(request)),
        ("DELETE", [_, var id]) => Delete(jobs.Find(id)),
        ("GET", ["ingest", var id, "successfulResults"]) => Successful(jobs.Find(id)),
        ("GET", ["ingest", var id, "failedResults"]) => Failed(jobs.Find(id)),
        ("GET", ["ingest", var id, "unprocessedrecords"]) => Unprocessed(jobs.Find(id)),
        ("GET", ["query", var id, "results"]) => Results(jobs.Find(id), request, version),
        _ => null,
    };

    private SandboxResponse Create(JsonObject body, string version)
    {
        var operation = body.Text("operation") ?? "";
        if (operation is not ("insert" or "update" or "delete"))
            throw new SalesforceException("INVALIDJOB", $"Operation {operation} is not supported here: insert, update or delete.");
        if (body.Text("object") is not { } name || org.Type(name) is not { } type)
            throw new SalesforceException("INVALIDENTITY", $"The entity '{body.Text("object")}' is not supported by the Bulk API.");
        if (body.Text("contentType") is { } content && content != "CSV")
            throw new SalesforceException("INVALIDJOB", $"Content type {content} is not supported.");
        var job = jobs.Add(New(type.Name, operation, body, version, null));
        return SandboxResponse.Json(200, job.Json());
    }

    private SandboxResponse CreateQuery(JsonObject body, string version)
    {
        var operation = body.Text("operation") ?? "query";
        var soql = body.Text("query") ?? "";
        var plan = SoqlCompiler.Compile(soql, org, org.Clock, operation == "queryAll");
        if (plan.CountsRows || plan.Offset > 0 || plan.Projection.Slots.Exists(static s => s is Projection.Children))
            throw new SalesforceException("API_ERROR", "Bulk queries take no aggregates, OFFSET or parent-to-child subqueries.");
        return SandboxResponse.Json(200, jobs.Add(New(plan.Type.Name, operation, body, version, plan)).Json());
    }

    private BulkJob New(string type, string operation, JsonObject body, string version, SoqlPlan? plan)
    {
        var delimiter = body.Text("columnDelimiter") ?? "COMMA";
        return new BulkJob
        {
            Id = jobs.NextId(), Version = version, Object = type, Operation = operation, CreatedAt = org.Now, ChangedAt = org.Now, Plan = plan,
            LineEnding = body.Text("lineEnding") ?? "LF",
            DelimiterName = delimiter,
            Delimiter = Delimiters.TryGetValue(delimiter, out var c) ? c : throw new SalesforceException("INVALIDJOB", $"Unknown columnDelimiter {delimiter}"),
            Source = writer.Source,
        };
    }

    private SandboxResponse List(bool query) => SandboxResponse.Json(200, new JsonObject
    {
        ["done"] = true,
        ["records"] = new JsonArray([.. jobs.All.Where(j => j.IsQuery == query).Select(static j => (JsonNode)j.Json())]),
        ["nextRecordsUrl"] = null,
    });

    private static SandboxResponse Upload(BulkJob job, SandboxRequest request)
    {
        if (job.State != "Open" || job.Rows is not null)
            throw new SalesforceException("INVALIDJOBSTATE", "Rows can be uploaded only once, while the job is open.", 409);
        if (request.Body.Length > LargestUpload)
            throw new SalesforceException("INVALIDJOB", "The upload is larger than 150 MB.");
        job.Rows = CsvTable.Read(request.Body.Span, job.Delimiter, job.LineEnding);
        return new SandboxResponse(201);
    }

    private SandboxResponse Close(BulkJob job, JsonObject body)
    {
        switch (body.Text("state"))
        {
            case "UploadComplete" when job is { IsQuery: false, State: "Open" }:
                jobs.Start(job);
                break;
            case "Aborted" when !job.IsOver:
                job.State = "Aborted";
                job.ChangedAt = org.Now;
                job.Unprocessed.AddRange(job.Rows?.Rows ?? []);
                break;
            default:
                throw new SalesforceException("INVALIDJOBSTATE", $"The job cannot go from {job.State} to {body.Text("state")}.", 409);
        }

        return SandboxResponse.Json(200, job.Json());
    }

    private SandboxResponse Delete(BulkJob job)
    {
        if (!job.IsOver && job.State != "UploadComplete" && job.State != "Open")
            throw new SalesforceException("INVALIDJOBSTATE", "A job that is being worked on cannot be deleted.", 409);
        jobs.Remove(job);
        return new SandboxResponse(204);
    }

    private static SandboxResponse Successful(BulkJob job) =>
        Table(job, ["sf__Id", "sf__Created"], job.Successful.Select(static s => (IEnumerable<string?>)[s.Id, s.Created ? "true" : "false", .. s.Row]));

    // The org promises no order of failed rows; the newest come first here, so that nobody counts on one.
    private static SandboxResponse Failed(BulkJob job) =>
        Table(job, ["sf__Id", "sf__Error"], Enumerable.Reverse(job.Failed).Select(static f => (IEnumerable<string?>)[f.Id, f.Error, .. f.Row]));

    private static SandboxResponse Unprocessed(BulkJob job) => Table(job, [], job.Unprocessed);

    private static SandboxResponse Table(BulkJob job, string[] heads, IEnumerable<IEnumerable<string?>> rows) =>
        new(200, CsvTable.Write([.. heads, .. job.Rows?.Heads ?? []], rows, job.Delimiter, job.LineEnding), "text/csv");

    private static SandboxResponse Results(BulkJob job, SandboxRequest request, string version)
    {
        if (job.State != "JobComplete")
            throw new SalesforceException("INVALIDJOBSTATE", "The job has no results yet.", 400);
        if (job.Version != version)
            throw new SalesforceException("API_VERSION_MISMATCH", "Ask for results with the API version the job was made with.", 409);
        var from = request.QueryValue("locator") is { Length: > 0 } locator
            ? int.TryParse(locator, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : throw new SalesforceException("INVALID_QUERY_LOCATOR", "invalid locator")
            : 0;
        var size = int.TryParse(request.QueryValue("maxRecords"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, LargestPage) : LargestPage;
        var rows = job.Rows!.Rows.Skip(from).Take(size).ToList();
        var next = from + rows.Count;
        return new SandboxResponse(200, CsvTable.Write(job.Rows.Heads, rows, job.Delimiter, job.LineEnding), "text/csv")
            // The end is the word null, not an absent header.
            .With("Sforce-Locator", next < job.Rows.Rows.Count ? next.ToString(CultureInfo.InvariantCulture) : "null")
            .With("Sforce-NumberOfRecords", rows.Count.ToString(CultureInfo.InvariantCulture));
    }
}
