using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>One Bulk API 2.0 job, of rows coming in or of a query going out.</summary>
internal sealed class BulkJob
{
    public required string Id { get; init; }

    /// <summary>The version it was made under; results must be asked for under the same.</summary>
    public required string Version { get; init; }

    public required string Object { get; init; }

    /// <summary><c>insert</c>, <c>update</c>, <c>delete</c>, <c>query</c> or <c>queryAll</c>.</summary>
    public required string Operation { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>LF</c> or <c>CRLF</c>.</summary>
    public string LineEnding { get; init; } = "LF";

    /// <summary>The character between cells.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>The word for <see cref="Delimiter"/>.</summary>
    public string DelimiterName { get; init; } = "COMMA";

    /// <summary>The plan of a query job.</summary>
    public SoqlPlan? Plan { get; init; }

    /// <summary><c>Open</c>, <c>UploadComplete</c>, <c>InProgress</c>, <c>JobComplete</c>, <c>Failed</c> or <c>Aborted</c>.</summary>
    public string State { get; set; } = "Open";

    /// <summary>Who writes its rows.</summary>
    public EditSource Source { get; init; } = new(SourceKind.Api);

    /// <summary>When its rows are worked on; null while it is open.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }

    /// <summary>The table that came or goes.</summary>
    public CsvTable? Rows { get; set; }

    public List<(string Id, bool Created, string[] Row)> Successful { get; } = [];

    public List<(string Error, string? Id, string[] Row)> Failed { get; } = [];

    public List<string[]> Unprocessed { get; } = [];

    public bool IsQuery => Operation is "query" or "queryAll";

    public bool IsOver => State is "JobComplete" or "Failed" or "Aborted";

    /// <summary>The job as the API shows it.</summary>
    public JsonObject Json()
    {
        var kind = IsQuery ? "query" : "ingest";
        var json = new JsonObject
        {
            ["id"] = Id,
            ["operation"] = Operation,
            ["object"] = Object,
            ["createdById"] = Org.IntegrationUserId,
            ["createdDate"] = RecordJson.Moment(CreatedAt),
            ["systemModstamp"] = RecordJson.Moment(ChangedAt),
            ["state"] = State,
            ["concurrencyMode"] = "Parallel",
            ["contentType"] = "CSV",
            ["apiVersion"] = decimal.Parse(Version.AsSpan(1), CultureInfo.InvariantCulture),
            ["jobType"] = IsQuery ? "V2Query" : "V2Ingest",
            ["lineEnding"] = LineEnding,
            ["columnDelimiter"] = DelimiterName,
        };
        if (!IsQuery && State == "Open")
            json["contentUrl"] = $"services/data/{Version}/jobs/{kind}/{Id}/batches";
        if (State != "Open")
        {
            json["numberRecordsProcessed"] = IsQuery ? Rows?.Rows.Count ?? 0 : Successful.Count + Failed.Count;
            json["retries"] = 0;
            json["totalProcessingTime"] = IsOver ? (int)(ChangedAt - CreatedAt).TotalMilliseconds : 0;
            if (!IsQuery)
                json["numberRecordsFailed"] = Failed.Count;
        }

        if (Error is not null && !IsQuery)
            json["errorMessage"] = Error;
        return json;
    }
}
