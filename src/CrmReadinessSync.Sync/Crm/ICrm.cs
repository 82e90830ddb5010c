namespace CrmReadinessSync.Sync;

/// <summary>One connected CRM account: everything the cycle needs of a vendor. A third CRM implements this and <see cref="ICrmKind"/>.</summary>
public interface ICrm : IAsyncDisposable
{
    /// <summary>Reads deals.</summary>
    IDealSource Deals { get; }

    /// <summary>Writes verdicts.</summary>
    IVerdictWriter Verdicts { get; }

    /// <summary>Finds what is misconfigured. Needs no open cycle.</summary>
    ICrmCheck Check { get; }

    /// <summary>Makes the fields the connection needs. Needs no open cycle.</summary>
    IProvisioner Provisioner { get; }

    /// <summary>Reads closed deals with their past; null where the vendor keeps none.</summary>
    IDealHistory? History => null;

    /// <summary>Tasks for owners; null where the vendor has none.</summary>
    IOwnerTasks? Tasks => null;

    /// <summary>What has been asked of the account since this object was made.</summary>
    CrmUsage Usage { get; }

    /// <summary>
    /// Opens a cycle: proves the credentials, tells which account this is and what time it is there, and checks that every mapped
    /// property and target exists and can be read or written (from <paramref name="cache"/> when fresh).
    /// </summary>
    /// <exception cref="CrmException">The account cannot be used as configured.</exception>
    Task<CrmAccount> OpenAsync(ICrmCache cache, CancellationToken cancellationToken);

    /// <summary>
    /// Ends what an earlier process left under way at the vendor, such as a bulk job. Only the holder of the lease asks for it, after
    /// <see cref="OpenAsync"/>: what is under way may be another worker's who still is at work.
    /// </summary>
    /// <exception cref="CrmException">It could not be ended.</exception>
    Task EndLeftoversAsync(ICrmCache cache, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Who and when we are, as the CRM says.</summary>
/// <param name="Id">HubSpot portal id, Salesforce organisation id.</param>
/// <param name="Now">The CRM's clock (HTTP <c>Date</c>), so that windows do not depend on ours.</param>
/// <param name="IsLoopback">Whether the account is on this machine: a practice CRM.</param>
public sealed record CrmAccount(string Id, DateTimeOffset Now, bool IsLoopback);

/// <summary>Requests sent, by kind (<c>search</c>, <c>batch_read</c>, <c>token</c>, …), retries included.</summary>
public sealed class CrmUsage
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _byKind = new(StringComparer.Ordinal);
    private readonly AsyncLocal<Func<CancellationToken, Task>?> _check = new();
    private readonly AsyncLocal<Urgency> _urgency = new();
    private long _throttled;
    private long _allowance;
    private int _sharers = 1;

    /// <summary>
    /// From now on every request that the caller's own flow of calls sends, however deep below, waits for <paramref name="check"/> right
    /// before it leaves, each retry included; what the check throws is thrown there. Requests of others go on as before.
    /// </summary>
    public void CheckEach(Func<CancellationToken, Task>? check) => _check.Value = check;

    /// <summary>Awaited by transports right before a request leaves, after all waiting.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => _check.Value?.Invoke(cancellationToken) ?? Task.CompletedTask;

    /// <summary>
    /// How urgent the requests are that the caller's own flow of calls sends to read from here on, however deep below: transports let the more urgent draw on
    /// more of the day's share.
    /// </summary>
    public Urgency Urgency
    {
        get => _urgency.Value;
        set => _urgency.Value = value;
    }

    /// <summary>How many workers, this one included, send to the account now.</summary>
    public int Sharers
    {
        get => Volatile.Read(ref _sharers);
        set => Volatile.Write(ref _sharers, Math.Max(1, value));
    }

    /// <summary>Counts one request.</summary>
    public void Count(string kind) => _byKind.AddOrUpdate(kind, 1, static (_, n) => n + 1);

    /// <summary>Counts one answer that said "too many requests".</summary>
    public void CountThrottled() => Interlocked.Increment(ref _throttled);

    /// <summary>How many requests a day are ours, as far as the account told; null before it did.</summary>
    public long? Allowance => Interlocked.Read(ref _allowance) is > 0 and var told ? told : null;

    /// <summary>Takes over how many requests a day are ours; null leaves it.</summary>
    public void LearnAllowance(long? requests) => Interlocked.Exchange(ref _allowance, requests ?? Interlocked.Read(ref _allowance));

    /// <summary>All requests.</summary>
    public long Total => _byKind.Values.Sum();

    /// <summary>Answers that said "too many requests".</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>Requests by kind.</summary>
    public IReadOnlyDictionary<string, long> ByKind => new SortedDictionary<string, long>(_byKind, StringComparer.Ordinal);
}

/// <summary>Which requests the last of a day's share is for.</summary>
public enum Urgency
{
    /// <summary>Finding out what changed. The first that has to end.</summary>
    Finding,

    /// <summary>Reading deals by name whose time has come.</summary>
    Due,

    /// <summary>What a write cannot go without.</summary>
    Writing,
}

/// <summary>Small facts about the account that outlive a process: property definitions, rotated refresh tokens never among them.</summary>
public interface ICrmCache
{
    /// <summary>Reads a text stored under <paramref name="key"/> no longer ago than <paramref name="maxAge"/>, or null.</summary>
    Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>Stores a text; null removes it.</summary>
    Task WriteAsync(string key, string? text, CancellationToken cancellationToken);

    /// <summary>
    /// Adds to a count that all processes on one journal keep together, in one step, and tells the sum; adding nothing reads it. A new
    /// <paramref name="period"/> begins at zero. Connections known to be of one account keep one count; what is added before the account is known
    /// stands with the connection alone.
    /// </summary>
    Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken);
}
