namespace CrmReadinessSync.Sandbox;

/// <summary>One request as it went.</summary>
internal sealed record LoggedRequest(long Number, DateTimeOffset At, string Kind, string Method, string Path, int Status, string? Fault);

/// <summary>Counts every request and keeps the newest, so that a test can say what a client asked for.</summary>
internal sealed class RequestLog
{
    /// <summary>How many requests are kept; counts go on without end.</summary>
    public const int Kept = 20_000;

    private readonly Queue<LoggedRequest> _newest = new();
    private readonly SortedDictionary<string, long> _byKind = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, long> _byStatus = [];

    public long Total { get; private set; }

    public IReadOnlyDictionary<string, long> ByKind => _byKind;

    public IReadOnlyDictionary<int, long> ByStatus => _byStatus;

    public IEnumerable<LoggedRequest> Newest => _newest;

    public void Add(DateTimeOffset at, string kind, SandboxRequest request, int status, string? fault)
    {
        Total++;
        _byKind[kind] = _byKind.GetValueOrDefault(kind) + 1;
        _byStatus[status] = _byStatus.GetValueOrDefault(status) + 1;
        _newest.Enqueue(new LoggedRequest(Total, at, kind, request.Method, request.Path, status, fault));
        if (_newest.Count > Kept)
            _newest.Dequeue();
    }

    public void Clear()
    {
        Total = 0;
        _byKind.Clear();
        _byStatus.Clear();
        _newest.Clear();
    }
}
