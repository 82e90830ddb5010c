using System.Collections.Immutable;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// Draws a history. Each leaves out some kinds of trouble altogether: what is rare among everything is common where little else happens.
/// </summary>
internal static class HistoryMaker
{
    private const int MostDeals = 60;
    private const int MostCycles = 60;

    private static readonly ImmutableArray<ImmutableArray<What>> Families =
    [
        [What.EditAnswers, What.EditAnswers, What.EditMany, What.EditForeign],
        [What.BookMeeting, What.MoveMeeting, What.EndMeeting],
        [What.CreateDeal, What.CloseDeal, What.ReopenDeal, What.ArchiveDeal, What.RestoreDeal, What.MergeDeals],
        [What.EditCompany, What.EditContact],
        [What.ReloadRules],
        [What.RemoveField, What.WithdrawPermission, What.Mend, What.Mend],
        [What.RevokeToken, What.ExpireSessions, What.Mend],
        [What.Throttle, What.ServerError, What.ResetBefore, What.SlowAnswer, What.TruncateAnswer],
        [What.LoseAnswer, What.LoseAnswer, What.VanishDeal, What.LockRows, What.Outage],
        [What.Crash, What.Crash, What.DieWriting],
        [What.Stop, What.Restart],
        [What.DiskFull],
        [What.ClockJump],
        [What.Freeze],
        [What.SetFlag, What.SetFlag, What.Overwrite, What.Overwrite, What.Overwrite],
        [What.Release, What.Release, What.Preview],
        [What.Undo],
    ];

    public static History Draw(int seed, string crm)
    {
        var chance = new Random(unchecked((seed * 31) + (crm.Length * 7_919)));
        var reconciles = chance.Next(3) == 0;
        var delay = chance.Next(4) switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromSeconds(chance.Next(1, 30)),
            2 => TimeSpan.FromMinutes(chance.Next(1, 6)),
            _ => TimeSpan.FromMinutes(chance.Next(1, 61)),
        };
        // Where the settings do not know how far the index is behind, only the reconcile finds what was late.
        var lag = delay < TimeSpan.FromMinutes(5) ? TimeSpan.FromMinutes(5) : reconciles && chance.Next(2) == 0 ? TimeSpan.FromMinutes(5) : delay + TimeSpan.FromMinutes(1);
        var cycles = 2 + (int)((MostCycles - 1) * Math.Pow(chance.NextDouble(), 5));
        var families = Families.Where(_ => chance.Next(2) == 0).ToImmutableArray();
        families = families.IsEmpty ? [Families[0]] : families;
        var linking = reconciles && chance.Next(2) == 0;
        var count = (int)(cycles * (0.5 + (2.5 * chance.NextDouble())));
        var happenings = Enumerable.Range(0, count).Select(_ => One(chance, linking && chance.Next(12) == 0 ? [What.LinkContact] : families[chance.Next(families.Length)], cycles));
        var isBraked = families.Any(family => family.Contains(What.Release)) && chance.Next(3) > 0;
        var drawn = new History
        {
            Seed = seed,
            Crm = crm,
            Deals = 1 + (int)(MostDeals * Math.Pow(chance.NextDouble(), 3)),
            IndexDelay = delay,
            IndexLag = lag,
            Reconciles = reconciles,
            Budget = chance.Next(10) == 0 ? chance.Next(45, 140) : null,
            MassFlip = isBraked || chance.Next(6) == 0 ? 0.1 : 1,
            RequiresPreview = isBraked && chance.Next(3) == 0,
            IsAway = isBraked && chance.Next(3) == 0,
            BulkAbove = crm == "salesforce" && chance.Next(4) == 0 ? 2 : null,
            Pauses = [.. Enumerable.Range(0, cycles).Select(_ => Pause(chance))],
            Happenings = [.. happenings.OrderBy(happening => happening.Cycle).ThenBy(happening => happening.Where).ThenBy(happening => happening.At)],
        };

        return drawn with { Reconciles = reconciles || drawn.Happenings.Any(NeedsReconcile) };

        // A deal that is gone stands among the copies of a sentence as long as HubSpot's feeds, which never mention it again, are all there is.
        bool NeedsReconcile(Happening happening) => crm == "hubspot" && happening.What is What.ArchiveDeal or What.MergeDeals or What.VanishDeal;
    }

    private static Happening One(Random chance, ImmutableArray<What> family, int cycles)
    {
        var what = family[chance.Next(family.Length)];
        var cycle = chance.Next(cycles);
        var (where, at) = what switch
        {
            What.LoseAnswer or What.VanishDeal or What.LockRows or What.DieWriting => (Where.Write, 1 + (chance.Next(3) / 2)),
            What.Throttle or What.ServerError or What.ResetBefore or What.SlowAnswer or What.TruncateAnswer =>
                (Where.Request, 1 + chance.Next(chance.Next(2) == 0 ? 6 : 16)),
            What.Crash or What.Stop or What.DiskFull or What.Freeze => (Where.Step, 1 + chance.Next(chance.Next(2) == 0 ? 30 : 80)),
            What.ReloadRules or What.ClockJump or What.Restart or What.Outage or What.Release or What.Preview or What.Undo => (Where.Before, 0),
            _ when chance.Next(3) == 0 => (Where.Step, 1 + chance.Next(60)),
            _ => (Where.Before, 0),
        };
        return new Happening(cycle, where, at, what, chance.Next());
    }

    private static TimeSpan Pause(Random chance) => chance.Next(10) switch
    {
        < 6 => TimeSpan.FromSeconds(chance.Next(30, 600)),
        < 7 => TimeSpan.FromSeconds(chance.Next(1, 20)),
        < 9 => TimeSpan.FromMinutes(chance.Next(30, 480)),
        _ => TimeSpan.FromHours(chance.Next(8, 40)),
    };
}
