using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>A CRM, a journal and a clock, and cycles between them.</summary>
internal sealed class World
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly ReadinessRules Standard = RulesDocument.Compile(null).Rules.ShouldNotBeNull();

    private static readonly ImmutableArray<string> Needs = ["decided", "evaluating", "open", "no_plan", "", "TBD"];
    private static readonly ImmutableArray<string> Timings = ["dated", "event", "open", "not_now", ""];
    private static readonly ImmutableArray<string> Budgets = ["1", "2", "open", ""];

    private readonly TroubledJournal _journal;

    public World(int seed = 1, Trouble? trouble = null, CrmConnection? connection = null, ILogger<SyncCycle>? log = null, IJournal? journal = null, ManualTime? time = null, PracticeCrm? crm = null)
    {
        Trouble = trouble ?? Trouble.None;
        Connection = connection ?? Connect();
        Time = time ?? new ManualTime(Start);
        Crm = crm ?? new PracticeCrm(Connection, Time, Trouble);
        Journal = new MemoryJournal { Clock = Time };
        Kept = journal ?? Journal;
        _journal = new TroubledJournal(Kept, Trouble);
        Cycle = new SyncCycle(new RetryPolicy(new Random(seed)), Time, log ?? NullLogger<SyncCycle>.Instance);
    }

    public Trouble Trouble { get; }

    public CrmConnection Connection { get; set; }

    public ReadinessRules Rules { get; set; } = Standard;

    /// <summary>Off unless a test is about it: a world of sixty deals flips a fifth of them easily.</summary>
    public BrakeSettings Brake { get; set; } = new(MassFlip: 1);

    /// <summary>Tries changed rules; none unless a test is about it.</summary>
    public IRulesTrial? Trial { get; set; }

    public ManualTime Time { get; }

    public PracticeCrm Crm { get; }

    /// <summary>The journal's model; empty when the world was given another journal.</summary>
    public MemoryJournal Journal { get; }

    /// <summary>The journal in use, without its trouble.</summary>
    public IJournal Kept { get; }

    public SyncCycle Cycle { get; }

    public static CrmConnection Connect() => new()
    {
        Name = "practice",
        Kind = "Practice",
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
        Language = "ja",
        Fields = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, FieldSource>(StringComparer.Ordinal)
        {
            ["need"] = new("x_need"),
            ["timing"] = new("x_timing"),
            ["budget"] = new("x_budget", ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("1", "allocated"), KeyValuePair.Create("2", "no_budget")])),
            ["authority"] = new("x_authority"),
            ["fit"] = new("x_fit"),
            ["note"] = new("x_note"),
            ["stage"] = new("stage"),
            ["pipeline"] = new("pipeline"),
            ["created"] = new("created"),
        }),
        WriteTo = new WriteTargets("r_flag", "r_next", "r_phase", "r_depth", "r_reasons"),
    };

    /// <summary>Fills the CRM with deals in many states, the same for the same seed.</summary>
    public World Populate(int seed, int deals)
    {
        var chance = new Random(seed);
        for (var i = 0; i < deals; i++)
        {
            Crm.Add($"{100 + i}", deal => Fill(deal, chance));
        }

        return this;
    }

    /// <summary>What people do between two cycles, the same for the same seed whatever the service did meanwhile.</summary>
    public void LetPeopleWork(int seed)
    {
        var chance = new Random(seed);
        foreach (var id in Crm.All.Keys.ToList())
        {
            var deal = Crm.All[id];
            switch (chance.Next(8))
            {
                case 0: Crm.Edit(deal, edited => Fill(edited, chance)); break;
                case 1: Crm.EditLinks(deal, edited => Book(edited, chance)); break;
                case 2: Crm.Edit(deal, edited => edited.IsClosed = chance.Next(3) == 0); break;
                case 3: Crm.Edit(deal, edited => PracticeCrm.Set(edited, "somebody_elses", $"{chance.Next(100)}")); break;
                case 4 when chance.Next(4) == 0: Crm.All.Remove(id); break;
                // A flag set by hand would last from when it is seen, and that differs in a disturbed world; a field overwritten often is left alone.
                case 5 when deal.TimesBlanked++ < 2: Crm.Edit(deal, edited => PracticeCrm.Set(edited, "r_flag", null)); break;
                default: break;
            }
        }

        Crm.Add($"{500 + chance.Next(100)}", deal => Fill(deal, chance));
    }

    public Task<CycleReport> RunAsync(bool preview = false, IProgress<CycleProgress>? progress = null)
    {
        Trouble.Restart();
        Crm.Connection = Connection;
        return Cycle.RunAsync(Request(preview, progress), CancellationToken.None);
    }

    /// <summary>Undoes a run.</summary>
    public Task<CycleReport> UndoAsync(long run, bool preview, Action<UndoneDeal> told) =>
        Cycle.RunAsync(Request(preview, null) with { Undo = run, Undone = told }, CancellationToken.None);

    /// <summary>A cycle of another worker, whose journal has no trouble.</summary>
    public Task<CycleReport> RunWithAsync(IJournal journal, bool preview = false) => Cycle.RunAsync(Request(preview, null) with { Journal = journal }, CancellationToken.None);

    /// <summary>A cycle that is asked to stop once it has come to the given step.</summary>
    public Task<CycleReport> RunUntilAsync(CancellationTokenSource stop)
    {
        Trouble.Restart(stop);
        return Cycle.RunAsync(Request(false, null), stop.Token);
    }

    /// <summary>A cycle that dies at the given step, if it comes that far.</summary>
    public async Task DieAsync(int step)
    {
        Trouble.KillAtStep = step;
        await RunInTroubleAsync();
        Trouble.KillAtStep = 0;
    }

    /// <summary>A cycle in which anything may happen: it may be killed, stopped, or end by itself.</summary>
    public async Task RunInTroubleAsync()
    {
        using var stop = new CancellationTokenSource();
        Trouble.Restart(stop);
        try
        {
            await Cycle.RunAsync(Request(false, null), stop.Token);
        }
        catch (KilledException)
        {
            Trouble.Restart();
        }
    }

    /// <summary>
    /// What the CRM holds, without stamps. Our fields of closed deals are left out: they stay as they last were while the deal was open.
    /// </summary>
    public IReadOnlyList<string> Visible() =>
    [
        .. from deal in Crm.All.Values
           from property in deal.Properties
           where property.Value.Value is not null && !(deal.IsClosed && property.Key.StartsWith("r_", StringComparison.Ordinal))
           orderby deal.Id, property.Key
           select $"{deal.Id}.{property.Key}={property.Value.Value}",
    ];

    private CycleRequest Request(bool preview, IProgress<CycleProgress>? progress) => new()
    {
        Crm = Crm,
        Connection = Connection,
        Rules = Rules,
        Journal = _journal,
        Trigger = "test",
        Preview = preview,
        Brake = Brake,
        Trial = Trial,
        Progress = progress,
    };

    private void Fill(PracticeDeal deal, Random chance)
    {
        var at = Time.GetUtcNow().AddDays(-chance.Next(60));
        PracticeCrm.Set(deal, "x_need", Pick(Needs), at);
        PracticeCrm.Set(deal, "x_timing", Pick(Timings), at);
        PracticeCrm.Set(deal, "x_budget", Pick(Budgets), at);
        PracticeCrm.Set(deal, "x_authority", chance.Next(2) == 0 ? "sponsor" : null, at);
        PracticeCrm.Set(deal, "x_fit", chance.Next(2) == 0 ? "match" : null, at);
        PracticeCrm.Set(deal, "stage", "open");
        PracticeCrm.Set(deal, "pipeline", "default");
        PracticeCrm.Set(deal, "created", "2026-10-01T00:00:00Z");
        PracticeCrm.Set(deal, "somebody_elses", $"{chance.Next(100)}");
        if (chance.Next(2) == 0)
        {
            Book(deal, chance);
        }

        string? Pick(ImmutableArray<string> choices) => choices[chance.Next(choices.Length)] is { Length: > 0 } choice ? choice : null;
    }

    private void Book(PracticeDeal deal, Random chance)
    {
        deal.Meetings.Clear();
        var start = Time.GetUtcNow().Date.AddDays(1 + chance.Next(20)).AddHours(5);
        deal.Meetings.Add(new DealMeeting($"m{deal.Id}", new DateTimeOffset(start, TimeSpan.Zero), null, "お打ち合わせ", null, MeetingState.Booked));
    }
}
