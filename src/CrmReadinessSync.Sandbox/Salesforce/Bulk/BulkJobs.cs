using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The org's bulk jobs and the working of them. A job is due some time after its upload is complete; it is worked on at the next call after that.</summary>
internal sealed class BulkJobs(Org org, RowWriter writer, SandboxLimits limits)
{
    private readonly Dictionary<string, BulkJob> _jobs = new(StringComparer.Ordinal);
    private long _next = 1;

    /// <summary>Batches of ten thousand rows worked on so far.</summary>
    public int Batches { get; private set; }

    /// <summary>Query jobs so far.</summary>
    public int QueryJobs { get; private set; }

    /// <summary>Every job, newest first.</summary>
    public IEnumerable<BulkJob> All => _jobs.Values.Reverse();

    /// <summary>An id for a new job.</summary>
    public string NextId() => RecordId.Of(KeyPrefix.IngestJob, _next++);

    /// <summary>Keeps a new job.</summary>
    public BulkJob Add(BulkJob job)
    {
        _jobs.Add(job.Id, job);
        if (job.IsQuery)
        {
            QueryJobs++;
            Start(job);
        }

        return job;
    }

    /// <summary>Forgets a job.</summary>
    public void Remove(BulkJob job) => _jobs.Remove(job.Id);

    /// <summary>The job of an id.</summary>
    /// <exception cref="SalesforceException">NOT_FOUND.</exception>
    public BulkJob Find(string id) => _jobs.TryGetValue(RecordId.Normalise(id) ?? "", out var job) ? job : throw new SalesforceException("NOTFOUND", $"Job does not exist: {id}", 404);

    /// <summary>Lets a job be worked on: at once without limits, else after seconds that grow with its rows.</summary>
    public void Start(BulkJob job)
    {
        job.State = "UploadComplete";
        job.ChangedAt = org.Now;
        job.DueAt = limits == SandboxLimits.Real ? org.Now.AddSeconds(5 + ((job.Rows?.Rows.Count ?? 0) / 2_000.0)) : org.Now;
    }

    /// <summary>Works on every job that is due.</summary>
    public void Advance()
    {
        foreach (var job in _jobs.Values)
        {
            if (job is not { State: "UploadComplete" or "InProgress", DueAt: { } due })
                continue;
            if (org.Now < due)
            {
                job.State = "InProgress";
                continue;
            }

            if (job.IsQuery)
                Answer(job);
            else
                Write(job);
            job.ChangedAt = org.Now;
        }
    }

    private void Answer(BulkJob job)
    {
        var plan = job.Plan!;
        var rows = plan.Run(org).Select(row => plan.Columns.Select(column => Cell(column.Of(row, org)) ?? "").ToArray()).ToList();
        job.Rows = new CsvTable([.. plan.Columns.Select(static c => c.Header)], rows);
        job.State = "JobComplete";
    }

    private void Write(BulkJob job)
    {
        var table = job.Rows ?? new CsvTable([], []);
        Batches += (table.Rows.Count / 10_000) + 1;
        if (Unknown(job, table) is { } problem)
        {
            (job.State, job.Error) = ("Failed", problem);
            job.Unprocessed.AddRange(table.Rows);
            return;
        }

        var before = writer.Source;
        writer.Source = job.Source;
        foreach (var row in table.Rows)
        {
            try
            {
                var id = Cell(table, row, "Id");
                var write = job.Operation switch
                {
                    "insert" => writer.Create(job.Object, Body(job, table, row)),
                    "delete" => writer.Delete(job.Object, id ?? ""),
                    _ => writer.Update(job.Object, id ?? throw new SalesforceException("MISSING_ARGUMENT", "Id not specified"), Body(job, table, row)),
                };
                job.Successful.Add((write.Apply().Id, job.Operation == "insert", row));
            }
            catch (SalesforceException fault)
            {
                job.Failed.Add(($"{fault.Code}:{fault.Message}:{string.Join(',', fault.Fields)} --", Cell(table, row, "Id"), row));
            }
        }

        writer.Source = before;
        job.State = "JobComplete";
    }

    private string? Unknown(BulkJob job, CsvTable table)
    {
        if (org.Type(job.Object) is not { } type)
            return $"InvalidBatch : Entity {job.Object} not found";
        var unknown = table.Heads.FirstOrDefault(head => type.Field(head) is null);
        return unknown is null ? null : $"InvalidBatch : Field name not found : {unknown}";
    }

    // An empty cell leaves the field alone, #N/A clears it.
    private JsonObject Body(BulkJob job, CsvTable table, string[] row)
    {
        var body = new JsonObject();
        for (var i = 0; i < table.Heads.Length; i++)
        {
            if (row[i].Length > 0 && !table.Heads[i].Equals("Id", StringComparison.OrdinalIgnoreCase))
                body[org.Type(job.Object)!.Field(table.Heads[i])!.Name] = row[i] == "#N/A" ? null : row[i];
        }

        return body;
    }

    private static string? Cell(CsvTable table, string[] row, string head)
    {
        var index = Array.FindIndex(table.Heads, h => h.Equals(head, StringComparison.OrdinalIgnoreCase));
        return index >= 0 && row[index].Length > 0 ? row[index] : null;
    }

    private static string? Cell(object? value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => StoreText.Write(value),
    };
}
