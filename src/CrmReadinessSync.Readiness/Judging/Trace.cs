using System.Collections.Immutable;

namespace CrmReadinessSync.Readiness;

/// <summary>Collects, while a premise is judged, what explains it and when time alone may change it. Judging without one is the hot path.</summary>
internal sealed class Trace
{
    private readonly List<Evidence> _evidence = [];
    private UnknownKind _unknown;
    private long _changesAt = long.MaxValue;

    /// <summary>The earliest tick after now noted by anyone; null for never.</summary>
    public DateTimeOffset? ChangesAt => _changesAt == long.MaxValue ? null : new DateTimeOffset(_changesAt, TimeSpan.Zero);

    public void Add(Evidence evidence) => _evidence.Add(evidence);

    /// <summary>Notes why something is unknown; the reason nearest to an answer stays.</summary>
    public void Note(UnknownKind kind)
    {
        if (Rank(kind) > Rank(_unknown))
        {
            _unknown = kind;
        }
    }

    /// <summary>Notes an instant at which the clock may change the outcome.</summary>
    public void NoteChange(long ticks, long now)
    {
        if (ticks > now && ticks < _changesAt && ticks < DateTimeOffset.MaxValue.UtcTicks)
        {
            _changesAt = ticks;
        }
    }

    /// <summary>Closes a premise: unmet evidence first, then met, then what does not count. Ready for the next.</summary>
    public PremiseFinding Finish(string premise, Finding finding)
    {
        var evidence = _evidence.OrderBy(e => e.Says switch { Finding.Unmet => 0, Finding.Met => 1, _ => 2 }).ToImmutableArray();
        var kind = finding is not Finding.Unknown ? UnknownKind.None : _unknown is UnknownKind.None ? UnknownKind.Missing : _unknown;
        var route = finding is Finding.Unknown ? null : evidence.FirstOrDefault(e => e.Says == finding)?.Route;
        _evidence.Clear();
        _unknown = UnknownKind.None;
        return new PremiseFinding(premise, finding, kind, route, evidence);
    }

    private static int Rank(UnknownKind kind) => kind switch
    {
        UnknownKind.Open => 4,
        UnknownKind.Stale => 3,
        UnknownKind.Placeholder => 2,
        UnknownKind.Missing => 1,
        _ => 0,
    };
}
