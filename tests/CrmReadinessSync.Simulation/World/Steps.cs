using System.Collections.Immutable;

namespace CrmReadinessSync.Simulation;

/// <summary>The process died here. Nothing that runs may catch it, and nothing of the process answers any more.</summary>
internal sealed class ProcessDiedException() : Exception("The process died.");

/// <summary>
/// The steps of a cycle under way: before and after each call of the journal and the network. At each of them the history may strike.
/// </summary>
internal sealed class Steps(World world)
{
    private ImmutableArray<Happening> _atSteps = [];
    private ImmutableArray<Happening> _atRequests = [];
    private ImmutableArray<Happening> _atWrites = [];
    private CancellationTokenSource? _stop;
    private bool _isDead;
    private int _step;
    private int _request;
    private int _write;

    /// <summary>Requests of this cycle so far.</summary>
    public int Requests => _request;

    public int Count => _step;

    /// <summary>Begins a cycle.</summary>
    public void Begin(int cycle, CancellationTokenSource stop)
    {
        _stop = stop;
        (_step, _request, _write) = (0, 0, 0);
        _atSteps = [.. world.HappeningsOf(cycle, Where.Step)];
        _atRequests = [.. world.HappeningsOf(cycle, Where.Request)];
        _atWrites = [.. world.HappeningsOf(cycle, Where.Write)];
    }

    /// <summary>One step.</summary>
    /// <exception cref="ProcessDiedException">The process died at it.</exception>
    public void Next(string what)
    {
        if (_isDead)
        {
            throw new ProcessDiedException();
        }

        _step++;
        world.Tell(what);
        foreach (var happening in _atSteps)
        {
            if (happening.At == _step)
            {
                Strike(happening);
            }
        }

        world.Between?.Invoke(this);
        if (_isDead)
        {
            throw new ProcessDiedException();
        }
    }

    /// <summary>Whether the disk is full at this step.</summary>
    public bool IsDiskFull()
    {
        foreach (var happening in _atSteps)
        {
            if (happening.What is What.DiskFull && happening.Covers(_step))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What goes wrong with the next request; null for nothing.</summary>
    public Happening? NextRequest(bool writes)
    {
        _request++;
        _write += writes ? 1 : 0;
        return _atRequests.FirstOrDefault(happening => happening.Covers(_request)) ?? (writes ? _atWrites.FirstOrDefault(happening => happening.Covers(_write)) : null);
    }

    /// <summary>The process holds the lease from now on.</summary>
    public void TakeOver() => world.Laws.MeetHolder(this);

    /// <summary>The journal knows what the process sent.</summary>
    public void TellCount() => world.Laws.MeetCount(this);

    /// <summary>From now on nothing strikes.</summary>
    public void Rest() => (_atSteps, _atRequests, _atWrites) = ([], [], []);

    /// <summary>The process is gone: whatever it still tries meets nobody.</summary>
    public void Die()
    {
        _isDead = true;
        world.Laws.MeetSilence(this);
    }

    private void Strike(Happening happening)
    {
        switch (happening.What)
        {
            case What.Crash:
                world.Tell("the process dies");
                Die();
                throw new ProcessDiedException();
            case What.Stop:
                world.Tell("a stop is requested");
                _stop?.Cancel();
                break;
            case What.Freeze:
                world.Laws.MeetSilence(this);
                world.Freeze?.Invoke(happening);
                break;
            case What.DiskFull:
                world.Tell("the disk is full");
                break;
            default:
                world.Happen(happening);
                break;
        }
    }
}
