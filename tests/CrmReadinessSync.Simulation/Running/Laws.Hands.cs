using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;
using ReadinessFields = CrmReadinessSync.Sandbox.ReadinessFields;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// People's hands on our fields (law 14): a flag that a rep set stays while it lasts, what somebody keeps overwriting is left alone, and an undo replaces
/// nobody else's words.
/// </summary>
internal sealed partial class Laws
{
    /// <summary>So often, and it is no accident.</summary>
    private const int Enough = 3;

    private static readonly TimeSpan Rest = TimeSpan.FromDays(7);

    private readonly List<string> _trampled = [];
    private readonly HashSet<(string Deal, string Property, string? Value)> _given = [];
    private readonly HashSet<(string Deal, string Property, string? Value)> _sentInCycle = [];
    private readonly HashSet<(string Deal, string Property, string? Value)> _doubtful = [];
    private readonly Dictionary<(string Deal, string Property), List<DateTimeOffset>> _overwritings = [];
    private DateTimeOffset _cycleBegan;
    private bool _isUndo;
    private bool _isInDoubt;

    /// <summary>Whether what a field of a deal shows may be a write of ours whose answer never came.</summary>
    public bool IsDoubtful(string deal, string property, string? value) => _doubtful.Contains((deal, property, value));

    private void BeginWrites(bool isUndo)
    {
        // A cycle that did not come to its end leaves all it sent in doubt.
        _doubtful.UnionWith(_sentInCycle);
        _sentInCycle.Clear();
        _trampled.Clear();
        _flips.Clear();
        (_writes, _isInDoubt, _isUndo, _cycleBegan) = (0, false, isUndo, world.Time.Now);
    }

    private void EndWrites(CycleReport report)
    {
        if (report is { State: RunState.Completed or RunState.Held, Counts.Failed: 0 } && !_isDisturbed && !_isInDoubt)
        {
            _sentInCycle.Clear();
            if (_trampled.Count > 0)
            {
                Break(_trampled[0]);
            }
        }

        CheckHeld(report);
    }

    /// <summary>Whoever replaces what a person wrote must not have known of it, unless it may be replaced.</summary>
    private void MeetHands(CrmRecord deal, SeenWrite write)
    {
        foreach (var (target, value) in write.Values)
        {
            var property = world.Side.StoreName(target);
            var history = deal.History(property);
            if (history is [.., { Source.Kind: not SourceKind.Api } last] && Plain(last.Value) != Plain(value))
            {
                MeetHand(deal, write.Deal, property, history, last);
            }

            _sentInCycle.Add((write.Deal, property, Plain(value)));
            _given.Add((write.Deal, property, Plain(value)));
        }
    }

    private void MeetHand(CrmRecord deal, string id, string property, IReadOnlyList<Change> history, Change last)
    {
        if (_isUndo)
        {
            // Another process that took over meanwhile runs a cycle and no undo; and nobody can tell a word from ours that we gave too.
            if (!_isDisturbed && !_given.Contains((id, property, Plain(last.Value))) && last.At < _cycleBegan && last.Value is not null)
            {
                Break($"An undo replaces nobody else's words: {property} of {id} was '{Short(last.Value)}' since {last.At:O}.");
            }

            return;
        }

        if (!WasRead(last.At) || history.LastOrDefault(change => change.Source.Kind is SourceKind.Api) is not { Property: not null } ours
            || last.At - ours.At < TimeSpan.FromSeconds(2) || Plain(ours.Value) == Plain(last.Value) || IsDoubtful(id, property, Plain(last.Value)))
        {
            return;
        }

        if (property == ReadinessFields.Flag && Array.IndexOf(Flags, Plain(last.Value)) >= 0)
        {
            if (new Hands(world).Lasts(deal, last))
            {
                _trampled.Add($"The rep has the last word: the flag of {id} was set to '{last.Value}' by hand at {last.At:O} and is written over at {world.Time.Now:O}.");
            }

            return;
        }

        if (!_overwritings.TryGetValue((id, property), out var seen))
        {
            _overwritings[(id, property)] = seen = [];
        }

        if (seen.Count == 0 || seen[^1] != last.At)
        {
            seen.Add(last.At);
        }

        if (seen.Count >= Enough && world.Time.Now - last.At < Rest)
        {
            _trampled.Add($"What somebody keeps overwriting is left alone: {property} of {id} was overwritten {seen.Count} times and is written again.");
        }
    }

    /// <summary>Whether the cycle under way, if nothing fails in it, must have read what was changed then.</summary>
    private bool WasRead(DateTimeOffset changed)
    {
        var history = world.History;
        var lag = history.IndexDelay == TimeSpan.Zero ? TimeSpan.FromSeconds(2) : (2 * history.IndexLag) + history.IndexDelay;
        return history.IndexLag > history.IndexDelay && changed < _cycleBegan - lag && world.Skew == TimeSpan.Zero
            && !history.Happenings.Any(happening => happening.What is What.RestoreDeal or What.MergeDeals or What.ReopenDeal or What.ClockJump);
    }
}
