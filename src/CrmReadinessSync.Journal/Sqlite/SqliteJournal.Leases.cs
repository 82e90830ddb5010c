using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    private const string CountWorkers =
        "SELECT count(DISTINCT l.worker) FROM lease l JOIN crm c ON c.key = l.crm WHERE l.until > $1 AND c.account = (SELECT account FROM crm WHERE key = $0)";

    public int Workers { get; private set; } = 1;

    public Task KeepLeaseAsync(long run, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            Demand(write, run);
            Workers = Math.Max(1, (int)(write.Number(CountWorkers, crmKey, worker.Now) ?? 1));
        },
        cancellationToken);

    public Task<LeaseHolder?> ReadLeaseAsync(CancellationToken cancellationToken) => database.ReadAsync(
        (reader, transaction) => reader
            .Query<LeaseRow>(LeaseRow.Select, new { crm = crmKey }, transaction)
            .Where(row => row.IsInForce(worker.Now))
            .Select(row => row.ToHolder())
            .FirstOrDefault(),
        cancellationToken);

    /// <summary>Takes the lease for a run that begins now, or tells who has it.</summary>
    private void TakeLease(SqliteWrite write, Func<SqliteWrite, long> begin, bool isGuarded, out long run)
    {
        var held = write.Query<LeaseRow>(LeaseRow.Select, new { crm = crmKey }).FirstOrDefault();
        var isDead = held is { Guarded: not 0 } && isGuarded;
        if (held is not null && held.Worker != worker.Name && !isDead && held.IsInForce(worker.Now))
        {
            throw new LeaseHeldException(held.ToHolder());
        }

        run = begin(write);
        var now = worker.Now;
        write.Execute(
            "INSERT OR REPLACE INTO lease (crm, run, worker, since, until, guarded) VALUES ($0, $1, $2, $3, $4, $5)",
            crmKey, run, worker.Name, now, now + ILeases.Length.Ticks, isGuarded);
    }

    private void LetGo(SqliteWrite write, long run) => write.Execute("UPDATE lease SET until = 0 WHERE crm = $0 AND run = $1", crmKey, run);

    /// <summary>The fence before every write of a run; it keeps the lease going too. Where no run ever began there is none.</summary>
    private bool Holds(SqliteWrite write, long run)
    {
        if (write.Number("SELECT run FROM lease WHERE crm = $0", crmKey) is { } holder && holder != run)
        {
            return false;
        }

        var now = worker.Now;
        write.Execute(
            "UPDATE lease SET until = $2 WHERE crm = $0 AND run = $1 AND until <> 0 AND (until < $3 OR until > $2)",
            crmKey, run, now + ILeases.Length.Ticks, now + ILeases.LeftAtSending.Ticks);
        return true;
    }

    private void Demand(SqliteWrite write, long run)
    {
        if (!Holds(write, run))
        {
            throw new LeaseLostException(run);
        }
    }
}
