using System.Globalization;
using System.Net;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Tasks on deals (https://developers.hubspot.com/docs/api-reference/crm-tasks-v3/guide). They are found by the deal's associations, which are no search index
/// and so know a task that was made a moment ago. Reading wants <c>crm.objects.contacts.read</c>, writing <c>crm.objects.contacts.write</c>: tasks have no
/// scope of their own.
/// </summary>
internal sealed class HubSpotOwnerTasks(IHubSpotApi api, DealFailures failures, Func<CancellationToken, Task> done) : IOwnerTasks
{
    private const string Completed = "COMPLETED";
    private static readonly string[] Read = ["hs_task_body", "hs_task_status"];

    /// <inheritdoc/>
    public int BatchSize => 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundTask>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken)
    {
        try
        {
            var links = await new AssociationReader(api).ReadAsync(ObjectTypes.Deals, ObjectTypes.Tasks, dealIds, cancellationToken);
            var found = new List<FoundTask>();
            foreach (var chunk in links.Values.SelectMany(targets => targets).Select(target => target.ToObjectId).Distinct(StringComparer.Ordinal).Chunk(BatchSize))
            {
                var answer = await api.ReadBatchAsync(ObjectTypes.Tasks, new BatchReadRequest(Read, null, [.. chunk.Select(id => new RecordRef(id))]), cancellationToken);
                found.AddRange(
                    from record in answer.Results
                    let marker = TaskMarker.FindIn(record.Properties.Text("hs_task_body"))
                    where marker is not null
                    select new FoundTask(marker, record.Id, record.Properties.Text("hs_task_status") == Completed));
            }

            return found;
        }
        finally
        {
            await done(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskOutcome>> MakeAsync(IReadOnlyList<OwnerTask> tasks, CancellationToken cancellationToken) => SendAsync(
        [.. tasks.Select(task => new NewRecord(task.Marker, Properties(task), [new NewAssociation(new RecordRef(task.DealId), [AssociationType.TaskToDeal])]))],
        chunk => api.CreateBatchAsync(ObjectTypes.Tasks, new BatchCreateRequest(chunk), cancellationToken),
        record => record.ObjectWriteTraceId);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskOutcome>> CloseAsync(IReadOnlyList<FoundTask> tasks, CancellationToken cancellationToken) => SendAsync(
        [.. tasks.Select(task => new RecordUpdate(task.Id, task.Marker, new Dictionary<string, string>(StringComparer.Ordinal) { ["hs_task_status"] = Completed }))],
        chunk => api.UpdateBatchAsync(ObjectTypes.Tasks, new BatchUpdateRequest(chunk), cancellationToken),
        update => update.ObjectWriteTraceId);

    /// <summary>A batch that is refused for the sake of one input, of which nothing was done, is halved until that one stands alone.</summary>
    private async Task<IReadOnlyList<TaskOutcome>> SendAsync<T>(T[] inputs, Func<ArraySegment<T>, Task<RecordBatch>> send, Func<T, string> markerOf)
    {
        var outcomes = new List<TaskOutcome>(inputs.Length);
        try
        {
            await SendPartAsync(inputs);
        }
        finally
        {
            await done(CancellationToken.None);
        }

        return outcomes;

        async Task SendPartAsync(ArraySegment<T> part)
        {
            var answer = await send(part);
            if (answer.Refusal is not { } refusal)
            {
                outcomes.AddRange(part.Select(input => Outcome(markerOf(input), answer)));
            }
            else if (part.Count == 1 || DealFailures.IsAboutAll(refusal))
            {
                outcomes.AddRange(part.Select(input => new TaskOutcome(markerOf(input), Failure: failures.Of(refusal), IsGone: DealFailures.IsGone(refusal))));
            }
            else
            {
                await SendPartAsync(part[..(part.Count / 2)]);
                await SendPartAsync(part[(part.Count / 2)..]);
            }
        }
    }

    private TaskOutcome Outcome(string marker, RecordBatch answer)
    {
        if (answer.Results.FirstOrDefault(record => record.ObjectWriteTraceId == marker) is { Id.Length: > 0 } made)
        {
            return new TaskOutcome(marker, made.Id);
        }

        var named = answer.Errors.FirstOrDefault(error => error.ContextOf("objectWriteTraceId").Contains(marker));
        return (named ?? answer.Errors.FirstOrDefault(error => !error.ContextOf("objectWriteTraceId").Any())) is { } refused
            ? new TaskOutcome(marker, Failure: failures.Of(refused), IsGone: DealFailures.IsGone(refused))
            : throw new CrmException(new CrmFailure(FailureAction.Retry, "no_outcome", "HubSpot's answer does not mention a task."));
    }

    private static Dictionary<string, string> Properties(OwnerTask task) => new(StringComparer.Ordinal)
    {
        ["hs_timestamp"] = task.DueAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["hs_task_subject"] = task.Subject,
        // The body is HTML.
        ["hs_task_body"] = $"<p>{WebUtility.HtmlEncode(task.Body)}</p><p>{task.Marker}</p>",
        ["hs_task_status"] = "NOT_STARTED",
        ["hs_task_type"] = "TODO",
        ["hubspot_owner_id"] = task.OwnerId,
    };
}
