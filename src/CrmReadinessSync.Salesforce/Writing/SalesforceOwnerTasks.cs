using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Tasks whose <c>WhatId</c> is the opportunity. <c>Description</c> cannot be filtered, so the tasks of the deals are read and their markers looked at; a deal
/// has some dozens. The word for "done" is the org's own (<c>TaskStatus</c>); a new task takes the org's default.
/// </summary>
internal sealed class SalesforceOwnerTasks(ISalesforceApi api, FailureTable failures, CrmConnection connection, Func<CancellationToken, Task> done) : IOwnerTasks
{
    /// <summary>Ids of one IN list, well within the longest address.</summary>
    private const int DealsOfQuery = 200;

    /// <summary>What a task is called.</summary>
    internal const string Object = "Task";

    /// <summary>What to do where tasks are refused.</summary>
    internal const string Remedy = "Give the service's user Edit Tasks (the permission set Readiness tasks of deploy/salesforce, or Setup > Permission Sets > Readiness integration > System Permissions) and every owner access to the opportunity, or set Tasks:Enabled to false.";

    private static readonly SoqlNames Tasks = new(Object, [Names.Id, "WhatId", "Description", "IsClosed"]);
    private static readonly SoqlNames Statuses = new("TaskStatus", [Names.Id, "ApiName", "IsClosed", "SortOrder"]);

    private string? _closed;

    /// <inheritdoc/>
    public int BatchSize => SalesforceVerdictWriter.RowsOfCollection;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundTask>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken)
    {
        var found = new List<FoundTask>();
        foreach (var chunk in dealIds.Chunk(DealsOfQuery))
        {
            var query = new SoqlQuery(Tasks, [Names.Id, "Description", "IsClosed"]).WhereIn("WhatId", chunk).OrderBy(Names.Id);
            var rows = await new Pages(api).RestAsync(await api.QueryAsync(query, all: false, cancellationToken), cancellationToken);
            found.AddRange(
                from row in rows
                let marker = TaskMarker.FindIn(row.Text("Description"))
                where marker is not null
                select new FoundTask(marker, row.Text(Names.Id)!, row.Flag("IsClosed")));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaskOutcome>> MakeAsync(IReadOnlyList<OwnerTask> tasks, CancellationToken cancellationToken)
    {
        var body = Rows(tasks, (json, task) =>
        {
            json.WriteString("WhatId", task.DealId);
            json.WriteString("OwnerId", task.OwnerId);
            json.WriteString("Subject", task.Subject);
            json.WriteString("ActivityDate", TimeZoneInfo.ConvertTime(task.DueAt, connection.TimeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteString("Description", $"{task.Body}\n\n{task.Marker}");
        });
        return Outcomes([.. tasks.Select(task => task.Marker)], await CountedAsync(api.CreateAsync(body, cancellationToken)));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaskOutcome>> CloseAsync(IReadOnlyList<FoundTask> tasks, CancellationToken cancellationToken)
    {
        var closed = _closed ??= await ClosedAsync(cancellationToken);
        var body = Rows(tasks, (json, task) =>
        {
            json.WriteString("id", task.Id);
            json.WriteString("Status", closed);
        });
        return Outcomes([.. tasks.Select(task => task.Marker)], await CountedAsync(api.UpdateAsync(body, cancellationToken)));
    }

    private async Task<string> ClosedAsync(CancellationToken cancellationToken)
    {
        var answer = await api.QueryAsync(new SoqlQuery(Statuses, ["ApiName", "IsClosed"]).Where("IsClosed", true).OrderBy("SortOrder"), all: false, cancellationToken);
        return answer.Records.Select(row => row.Text("ApiName")).FirstOrDefault(name => name is not null)
            ?? throw failures.Misconfigured("no_closed_task_status", "The org has no task status that means done.", "Setup > Object Manager > Task > Fields & Relationships > Status: mark one value as closed.");
    }

    /// <summary>What was asked counts, however it ended.</summary>
    private async Task<IReadOnlyList<SaveResult>> CountedAsync(Task<IReadOnlyList<SaveResult>> asked)
    {
        try
        {
            return await asked;
        }
        finally
        {
            await done(CancellationToken.None);
        }
    }

    /// <summary>Rows are answered at their place.</summary>
    private List<TaskOutcome> Outcomes(string[] markers, IReadOnlyList<SaveResult> results) => results.Count == markers.Length
        ? [.. markers.Zip(results, Outcome)]
        : throw FailureTable.Unreadable("The collection answers another number of rows than were sent.");

    private TaskOutcome Outcome(string marker, SaveResult result)
    {
        if (result is { Success: true, Id: { } id })
        {
            return new TaskOutcome(marker, SalesforceId.Normalize(id) ?? id);
        }

        var error = result.Errors is [var first, ..] ? first : null;
        return new TaskOutcome(
            marker, Failure: failures.OfRow(error?.StatusCode, error?.Message) with { Remedy = Remedy }, IsGone: FailureTable.IsGone(error?.StatusCode));
    }

    private static ReadOnlyMemory<byte> Rows<T>(IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("allOrNone", value: false);
            json.WriteStartArray("records");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteStartObject("attributes");
                json.WriteString("type", Object);
                json.WriteEndObject();
                write(json, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
