using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>A CRM with its people and its administrator, a journal, one time, and what happens to them.</summary>
internal sealed class World : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    private readonly ILookup<(int Cycle, Where Where), Happening> _happenings;
    private readonly People _people;
    private DateTimeOffset _outUntil;
    private readonly List<DateTimeOffset> _touched = [];

    public World(History history, Mutant? mutant, bool keepsTrace, JournalHome home)
    {
        (History, Mutant, Home) = (history, mutant, home);
        home.Clear();
        Trace = new Trace(keepsTrace);
        Time = new SimulatedTime(Start);
        Side = Side.Open(history, Start);
        Laws = new Laws(this);
        Undos = new Undos(this);
        _people = new People(Side.Store, hasRolesOnDeal: history.Crm == "salesforce");
        _happenings = history.Happenings.ToLookup(happening => (happening.Cycle, happening.Where));
        Folder = Path.Combine(Root, $"crs-simulation-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Connection = Side.Connection with
        {
            IndexLag = history.IndexLag,
            ReconcileEvery = history.Reconciles ? TimeSpan.FromHours(24) : TimeSpan.FromDays(10_000),
            DailyShare = history.Budget is { } budget ? budget / (double)Side.DailyLimit : 1,
        };
        var chance = new Random(history.Seed);
        for (var n = 0; n < history.Deals; n++)
        {
            _people.Create(chance, Start);
        }

        Time.Advance(TimeSpan.FromHours(2));
    }

    public History History { get; }

    public Mutant? Mutant { get; }

    public Trace Trace { get; }

    public SimulatedTime Time { get; }

    public Side Side { get; }

    public Laws Laws { get; }

    public Undos Undos { get; }

    public CrmConnection Connection { get; }

    /// <summary>Who keeps the journal.</summary>
    public JournalHome Home { get; }

    /// <summary>Where it lies when it is a file.</summary>
    public string Folder { get; }

    /// <summary>The rules in force.</summary>
    public ReadinessRules Rules { get; private set; } = RuleSets.All[0];

    /// <summary>How far the service's clock goes wrong.</summary>
    public TimeSpan Skew { get; private set; }

    /// <summary>Whether the CRM takes no writes for now.</summary>
    public bool IsOut => Time.Now < _outUntil;

    /// <summary>Freezes the process under way, and lets another one run.</summary>
    public Action<Happening>? Freeze { get; set; }

    /// <summary>Between two steps of a process.</summary>
    public Action<Steps>? Between { get; set; }

    /// <summary>The cycle under way.</summary>
    public int Cycle { get; set; }

    /// <summary>Whether the service is to be started anew.</summary>
    public bool IsRestartDue { get; set; }

    /// <summary>What operations asked for before the cycle under way.</summary>
    public ImmutableArray<Happening> Asked { get; set; } = [];

    public IEnumerable<Happening> HappeningsOf(int cycle, Where where) => _happenings[(cycle, where)];

    /// <summary>Whether anybody did anything since.</summary>
    public bool WasTouchedSince(DateTimeOffset since) => _touched.Count > 0 && _touched[^1] >= since;

    /// <summary>When anybody last changed anything in the CRM, or the rules.</summary>
    public DateTimeOffset ChangedAt { get; private set; } = Start;

    /// <summary>When anybody did anything.</summary>
    public IEnumerable<DateTimeOffset> Touched => _touched;

    /// <summary>Notes what happens, with the time.</summary>
    public void Tell(string what) => Trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Time.Now:MM-dd HH:mm:ss.fff} {what}"));

    /// <summary>Something happens that is neither the wire's nor the process's.</summary>
    public void Happen(Happening happening)
    {
        var chance = new Random(happening.Chance);
        var now = Time.Now;
        string? done = "";
        switch (happening.What)
        {
            case What.ReloadRules:
                Rules = RuleSets.All[chance.Next(RuleSets.All.Length)];
                break;
            case What.RemoveField:
                Side.RemoveField(chance);
                break;
            case What.WithdrawPermission:
                Side.WithdrawPermission();
                break;
            case What.RevokeToken:
                Side.IsRevoked = true;
                Side.ExpireSessions(now);
                break;
            case What.ExpireSessions:
                Side.ExpireSessions(now);
                break;
            case What.Mend:
                Side.Mend();
                break;
            case What.ClockJump:
                Skew = chance.Next(3) == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(chance.Next(-600, 600));
                break;
            case What.Outage:
                _outUntil = now + TimeSpan.FromMinutes(chance.Next(10, 400));
                break;
            case What.Restart:
                IsRestartDue = true;
                break;
            case What.Release or What.Preview or What.Undo:
                Asked = [.. Asked, happening];
                break;
            default:
                done = _people.Act(happening.What, chance, now);
                break;
        }

        if (happening.What is not (What.Release or What.Preview or What.Restart or What.Outage))
        {
            ChangedAt = now;
        }

        if (happening.What is not What.Outage)
        {
            Laws.MeetPeople();
            _touched.Add(now);
        }

        Tell($"{happening.What} {done}");
    }

    /// <summary>From now on nothing goes wrong any more, and nobody does anything.</summary>
    public void Calm()
    {
        Side.Mend();
        Skew = TimeSpan.Zero;
        Asked = [];
        _outUntil = Time.Now;
        Tell("calm");
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
