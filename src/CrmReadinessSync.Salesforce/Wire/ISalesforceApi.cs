using System.Text.Json.Nodes;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The REST resources used, one method each. Declared as Refit would want it (see <c>src/README.md</c>); whatever fails as a whole comes
/// as a <see cref="Sync.CrmException"/>.
/// </summary>
internal interface ISalesforceApi
{
    /// <summary><c>POST {login}/services/oauth2/token</c>. A refusal comes as an answer with <see cref="TokenAnswer.Error"/>.</summary>
    Task<TokenAnswer> RequestTokenAsync(IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken);

    /// <summary><c>GET /services/data</c>; does not count against the allowance.</summary>
    Task<IReadOnlyList<ApiVersion>> GetVersionsAsync(CancellationToken cancellationToken);

    /// <summary><c>GET /sobjects/{name}/describe</c>; null when the object does not exist for this user.</summary>
    Task<ObjectDescription?> DescribeAsync(string objectName, CancellationToken cancellationToken);

    /// <summary><c>GET /query</c> or, with deleted and archived rows, <c>GET /queryAll</c>.</summary>
    Task<QueryResult> QueryAsync(SoqlQuery query, bool all, CancellationToken cancellationToken);

    /// <summary>Whether the org answers a query at all; asked of what it may have and yet refuse.</summary>
    Task<bool> MayQueryAsync(SoqlQuery query, CancellationToken cancellationToken);

    /// <summary><c>GET /tooling/query</c>: the org's own make-up; needs <em>View Setup and Configuration</em>.</summary>
    Task<QueryResult> QueryToolingAsync(SoqlQuery query, CancellationToken cancellationToken);

    /// <summary><c>POST /tooling/sobjects/CustomField</c>: a new field, which nobody may see before it is permitted.</summary>
    Task CreateFieldAsync(JsonObject field, CancellationToken cancellationToken);

    /// <summary><c>GET /tooling/sobjects/CustomField/{id}</c>; its <c>Metadata</c> is what a change sends back whole.</summary>
    Task<JsonObject> GetFieldAsync(string id, CancellationToken cancellationToken);

    /// <summary><c>PATCH /tooling/sobjects/CustomField/{id}</c>: the metadata sent takes the place of the field's.</summary>
    Task ChangeFieldAsync(string id, JsonObject field, CancellationToken cancellationToken);

    /// <summary><c>POST /sobjects/{name}</c>: a row of the set-up, such as a permission.</summary>
    /// <returns>Its id.</returns>
    Task<string> CreateRowAsync(string objectName, JsonObject row, CancellationToken cancellationToken);

    /// <summary><c>PATCH /sobjects/{name}/{id}</c></summary>
    Task ChangeRowAsync(string objectName, string id, JsonObject row, CancellationToken cancellationToken);

    /// <summary>The next page of a query.</summary>
    Task<QueryResult> QueryMoreAsync(string nextRecordsUrl, CancellationToken cancellationToken);

    /// <summary><c>POST /composite</c> with up to five queries: one call of the allowance, and no limit of the address line.</summary>
    /// <exception cref="Sync.CrmException">The composite or any of its queries failed.</exception>
    Task<IReadOnlyList<QueryResult>> QueryTogetherAsync(IReadOnlyList<(SoqlQuery Query, bool All)> queries, CancellationToken cancellationToken);

    /// <summary><c>PATCH /composite/sobjects</c>: up to 200 rows, each answered at its place.</summary>
    Task<IReadOnlyList<SaveResult>> UpdateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary><c>POST /composite/sobjects</c>: up to 200 new rows, each answered at its place. It is not sent again when its fate is unknown.</summary>
    Task<IReadOnlyList<SaveResult>> CreateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary><c>POST /jobs/ingest</c></summary>
    Task<BulkJob> CreateJobAsync(BulkJobRequest job, CancellationToken cancellationToken);

    /// <summary><c>PUT /jobs/ingest/{id}/batches</c>; once for a job.</summary>
    Task UploadAsync(string jobId, ReadOnlyMemory<byte> csv, CancellationToken cancellationToken);

    /// <summary><c>PATCH /jobs/ingest/{id}</c></summary>
    Task<BulkJob> ChangeJobAsync(string jobId, string state, CancellationToken cancellationToken);

    /// <summary><c>GET /jobs/ingest/{id}</c>; null when there is no such job any more.</summary>
    Task<BulkJob?> FindJobAsync(string jobId, CancellationToken cancellationToken);

    /// <summary><c>GET /jobs/ingest/{id}/{kind}</c> as CSV: <c>successfulResults</c>, <c>failedResults</c>, <c>unprocessedrecords</c>.</summary>
    Task<ReadOnlyMemory<byte>> GetJobRowsAsync(string jobId, string kind, CancellationToken cancellationToken);
}
