using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>A law was broken.</summary>
internal sealed class LawBrokenException(string law) : Exception(law);

/// <summary>
/// What must hold throughout, watched where it shows: at the CRM's door, in its history, and in the journal. The first law broken is
/// remembered, since what watches must not disturb.
/// </summary>
internal sealed partial class Laws(World world)
{
    /// <summary>A request and four repetitions, and one more with a fresh token.</summary>
    private const int MostAttempts = 6;

    private readonly Dictionary<(object Process, string Request), int> _failing = [];
    private readonly Dictionary<string, Refused> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _refusedNow = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, int> _requestsOfDay = [];
    private readonly HashSet<(object Process, RecordKey Deal)> _readAsGone = [];
    private readonly Dictionary<object, int> _untold = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, int> _late = new(ReferenceEqualityComparer.Instance);
    private object? _holder;
    private bool _isDisturbed;
    private long _sent;
    private int _cycles;
    private int _unknown;

    /// <summary>The first law broken; null while all hold.</summary>
    public string? Broken { get; private set; }

    /// <summary>Requests sent so far.</summary>
    public long Sent => _sent;

    /// <summary>Whether another process was at work within this cycle.</summary>
    public bool IsDisturbed => _isDisturbed;

    /// <summary>Requests of this cycle that read deals, or what hangs on them, in full.</summary>
    public int FullReads { get; private set; }

    /// <summary>Notes that a law is broken.</summary>
    public void Break(string law)
    {
        if (Broken is null)
        {
            Broken = law;
            world.Tell($"LAW BROKEN: {law}");
        }
    }

    /// <summary>A new process begins to ask: it learns of a budget with its first answer.</summary>
    public void MeetProcess() => _unknown++;

    /// <summary>A process told the journal what it sent.</summary>
    public void MeetCount(object process) => _untold.Remove(process);

    /// <summary>A process died, or stands still: nobody else knows what it sent last.</summary>
    public void MeetSilence(object process) => _unknown += _untold.Remove(process, out var sent) ? sent : 0;

    /// <summary>A process takes the lease.</summary>
    public void MeetHolder(object process)
    {
        _holder = process;
        _late.Clear();
    }

    /// <summary>A process sends a request: after another one took over, at most the one that was on its way.</summary>
    public void MeetSender(object process)
    {
        // A preview writes nothing, and needs no lease.
        if (_holder is not null && !_isPreview && !ReferenceEquals(_holder, process) && (_late[process] = _late.GetValueOrDefault(process) + 1) > 1)
        {
            Break("One lease holder: a process goes on sending after another one took over.");
        }
    }

    /// <summary>The process freezes: what it met is nothing to go by any more.</summary>
    public void MeetFreeze()
    {
        _isDisturbed = true;
        _failing.Clear();
    }

    /// <summary>A new cycle begins.</summary>
    public void MeetCycle(bool isUndo)
    {
        BeginWrites(isUndo);
        _failing.Clear();
        _refusedNow.Clear();
        _readAsGone.Clear();
        _isDisturbed = false;
        FullReads = 0;
        _cycles++;
    }

    /// <summary>Somebody changed something: what failed before may be tried at once.</summary>
    public void MeetPeople()
    {
        _refused.Clear();
        _refusedNow.Clear();
    }

    /// <summary>A request arrives.</summary>
    public void MeetRequest(object process, SandboxRequest request, WireCall call)
    {
        _sent++;
        if (call.Writes)
        {
            MeetWrite(process, request, call);
        }

        if (!call.Authenticates)
        {
            _untold[process] = _untold.GetValueOrDefault(process) + 1;
            MeetBudget();
        }

        FullReads += call.Kind.EndsWith(".batch.read", StringComparison.Ordinal) || call.Kind is "query" or "composite" ? 1 : 0;

        if (_failing.TryGetValue((process, KeyOf(request)), out var attempts) && attempts >= MostAttempts)
        {
            Break($"Bounded retry: {request.Method} {request.Path} is sent a {attempts + 1}th time.");
        }
    }

    /// <summary>An answer leaves.</summary>
    public void MeetAnswer(object process, SandboxRequest request, WireCall call, SandboxResponse answer, What? fault)
    {
        var failed = fault is What.Throttle or What.ServerError || (fault is What.TruncateAnswer && answer.Body.Length > 1) || answer.Status is 401 or 403 or 429 or >= 500;
        Note(process, request, failed);
        if (!failed)
        {
            _readAsGone.UnionWith(world.Side.ReadByName(request, call).Where(deal => world.Side.Store.Find(deal)?.ArchivedAt is not null).Select(deal => (process, deal)));
        }

        if (call.Writes)
        {
            _isInDoubt |= failed;
            // A refusal of credentials or permission is the whole CRM's; nobody's turn comes later for it.
            Refuse(request, call, failed && answer.Status is not (401 or 403));
        }
    }

    /// <summary>An answer never comes.</summary>
    public void MeetLoss(object process, SandboxRequest request, WireCall call)
    {
        Note(process, request, failed: true);
        if (call.Writes)
        {
            _isInDoubt = true;
            Refuse(request, call, failed: true);
        }
    }

    /// <summary>A cycle is over, and the journal knows what failed in it: it must show, and each deal waits longer than before.</summary>
    public void CheckVisible(CycleReport report)
    {
        // What somebody changed meanwhile is news to the next cycle, and tried at once.
        foreach (var (deal, at) in world.WasTouchedSince(_cycleBegan - world.History.IndexDelay) ? [] : _refusedNow)
        {
            var times = (_refused.GetValueOrDefault(deal)?.Times ?? 0) + 1;
            _refused[deal] = new Refused(times, at + TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, times - 1)) * 0.49));
        }

        EndWrites(report);
        if (_isDisturbed)
        {
            return;
        }

        var silent = report.State is RunState.Completed or RunState.Held && report.Failure is null && report.Counts.Failed == 0;
        if (silent && _failing.Count > 0)
        {
            Break($"Every failure is visible: {Short(_failing.First().Key.Request)} failed to the end and the cycle says {report.State}.");
        }
    }

    /// <summary>What a run says of itself is what the journal keeps of it.</summary>
    public async Task CheckRunAsync(IJournal journal, CycleReport report)
    {
        if (report.State is RunState.Yielded)
        {
            return;
        }

        var kept = (await journal.ReadRunsAsync(20, CancellationToken.None)).First(run => run.Id == report.Run);
        if (kept.Id != report.Run || kept.End is not { } end || end.State != report.State || (end.Failure?.Code != report.Failure?.Code && report.State is not RunState.Displaced) || end.Counts.Written != report.Counts.Written || end.Counts.Failed != report.Counts.Failed)
        {
            Break($"Every failure is visible in runs: run {report.Run} ended {report.State} {report.Failure?.Code}, and the journal keeps run {kept.Id} {kept.End?.State} {kept.End?.Failure?.Code}.");
        }
    }

    private void Refuse(SandboxRequest request, WireCall call, bool failed)
    {
        foreach (var write in world.Side.WritesOf(request, call) ?? [])
        {
            if (failed)
            {
                _refusedNow[write.Deal] = world.Time.Now;
            }
            else
            {
                _refusedNow.Remove(write.Deal);
                _refused.Remove(write.Deal);
            }
        }
    }

    /// <summary>
    /// What nobody could know of is allowed for, and so is a service whose clock says that it is another day. Workers that take turns on one journal
    /// draw on one share.
    /// </summary>
    private void MeetBudget()
    {
        if (world.History.Budget is not { } budget || world.History.Happenings.Any(happening => happening.What is What.ClockJump))
        {
            return;
        }

        var day = DateOnly.FromDateTime((world.Time.Now.UtcDateTime + world.Side.DayOffset).Date);
        var sent = _requestsOfDay[day] = _requestsOfDay.GetValueOrDefault(day) + 1;
        if (sent > budget + _unknown)
        {
            Break($"No request after the budget is spent: {sent} of {budget} on {day:O}, {_unknown} of them unknown.");
        }
    }

    private void Note(object process, SandboxRequest request, bool failed)
    {
        var key = (process, KeyOf(request));
        if (failed)
        {
            _failing[key] = _failing.GetValueOrDefault(key) + 1;
        }
        else
        {
            _failing.Remove(key);
        }
    }

    private static string KeyOf(SandboxRequest request) => $"{request.Method} {request.Path} {string.Join('&', request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={string.Join(',', pair.Value)}"))} {Convert.ToBase64String(request.Body.Span)}";

    private static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Short(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..40] + "…";

    private sealed record Refused(int Times, DateTimeOffset NotBefore);
}
