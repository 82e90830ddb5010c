namespace CrmReadinessSync.Journal;

/// <summary>The name by which leases know a user of a journal: machine, process, instance.</summary>
internal static class WorkerName
{
    /// <summary>A name that no other user of any journal bears.</summary>
    public static string Make() => $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("N")[..8]}";
}
