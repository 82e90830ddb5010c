namespace CrmReadinessSync.Journal;

/// <summary>
/// One user of the file, as leases know it. SQLite has no server whose clock could count: all who share a file share a machine, so its clock
/// is the journal's, and it is read within the transaction. While it holds a lease it keeps a file beside the journal locked. The system drops
/// that lock with the process, however it dies, so a lock that can be had proves that a guarded lease has no holder any more, and a service
/// started again need not wait. A worker that is merely frozen keeps the lock; its lease runs out by time.
/// </summary>
internal sealed class SqliteWorker(string name, string journal, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, FileStream> _locks = [];

    /// <summary>Its name: machine, process, instance.</summary>
    public string Name { get; } = name;

    /// <summary>The journal's clock.</summary>
    public long Now => clock.GetUtcNow().UtcTicks;

    /// <summary>Locks the lease's file of a CRM.</summary>
    /// <returns>Whether this worker has it locked now.</returns>
    public bool TryLock(long crm)
    {
        lock (_gate)
        {
            if (_locks.ContainsKey(crm))
            {
                return true;
            }

            try
            {
                _locks[crm] = new FileStream($"{journal}-lease-{crm}", SqliteFile.CreateOptions(FileShare.None));
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another worker has it, or the folder cannot hold it: then the lease ends by time alone.
                return false;
            }
        }
    }

    public void Unlock(long crm)
    {
        lock (_gate)
        {
            if (_locks.Remove(crm, out var file))
            {
                file.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var file in _locks.Values)
            {
                file.Dispose();
            }

            _locks.Clear();
        }
    }
}
