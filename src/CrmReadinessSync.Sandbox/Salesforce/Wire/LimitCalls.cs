using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>What is left of the org's allowances.</summary>
internal sealed class LimitCalls(Org org, CallQuota quota, BulkJobs jobs)
{
    /// <summary>The limits resource.</summary>
    public SandboxResponse All() => SandboxResponse.Json(200, new JsonObject
    {
        ["DailyApiRequests"] = Of(quota.Max, quota.Max - quota.Used(org.Now)),
        ["DailyBulkApiBatches"] = Of(15_000, 15_000 - jobs.Batches),
        ["DailyBulkV2QueryJobs"] = Of(10_000, 10_000 - jobs.QueryJobs),
        ["DailyBulkV2QueryFileStorageMB"] = Of(976_562, 976_562),
        ["ConcurrentAsyncGetReportInstances"] = Of(200, 200),
        ["DataStorageMB"] = Of(10_240, 9_216),
        ["FileStorageMB"] = Of(20_480, 20_480),
        ["HourlyTimeBasedWorkflow"] = Of(1_000, 1_000),
        ["SingleEmail"] = Of(5_000, 5_000),
    });

    private static JsonObject Of(int max, int remaining) => new() { ["Max"] = max, ["Remaining"] = Math.Max(0, remaining) };
}
