namespace CrmReadinessSync.Sync.Tests;

/// <summary>The process died here. After it nothing answers until <see cref="Trouble.Restart"/>.</summary>
internal sealed class KilledException : Exception;

/// <summary>Where and how often things go wrong; seeded, so that a failing seed can be run again.</summary>
internal sealed class Trouble(int seed)
{
    private readonly Random _chance = new(seed);
    private int _steps;
    private bool _dead;
    private CancellationTokenSource? _stop;

    /// <summary>How often each step kills the process, 0…1.</summary>
    public double Kills { get; set; }

    /// <summary>How often each step is met by a requested stop.</summary>
    public double Stops { get; set; }

    /// <summary>How often a request fails as a whole.</summary>
    public double FailedRequests { get; set; }

    /// <summary>How often a request is applied and its answer lost.</summary>
    public double LostAcks { get; set; }

    /// <summary>How often one deal of a request fails.</summary>
    public double FailedDeals { get; set; }

    /// <summary>How often the CRM tells the change stamp of our write.</summary>
    public double EchoStamps { get; set; } = 1;

    /// <summary>Kills at exactly this step of the cycle, counted from 1; 0 for never.</summary>
    public int KillAtStep { get; set; }

    /// <summary>Freezes the process at exactly this step, and lets this happen meanwhile; 0 for never.</summary>
    public (int Step, Action Meanwhile) Freeze { get; set; }

    public int Steps => _steps;

    public static Trouble None => new(0);

    public bool Strikes(double rate) => rate > 0 && _chance.NextDouble() < rate;

    public int Pick(int count) => _chance.Next(count);

    /// <summary>Any point at which the cycle awaits somebody else.</summary>
    public void Step()
    {
        // A batch is on its way while the outcomes of the one before are kept.
        var step = Interlocked.Increment(ref _steps);
        if (_dead || step == KillAtStep || Strikes(Kills))
        {
            _dead = true;
            throw new KilledException();
        }

        if (step == Freeze.Step)
        {
            Freeze.Meanwhile();
        }

        if (Strikes(Stops))
        {
            _stop?.Cancel();
        }
    }

    public void Restart(CancellationTokenSource? stop = null)
    {
        _dead = false;
        _stop = stop;
        _steps = 0;
    }

    public void Calm()
    {
        Kills = Stops = FailedRequests = LostAcks = FailedDeals = 0;
        EchoStamps = 1;
        KillAtStep = 0;
    }
}
