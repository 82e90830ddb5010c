namespace CrmReadinessSync.Simulation.Tests;

/// <summary>Histories that once broke a law, as short as they could be made, with the bug each of them found.</summary>
public sealed class RegressionTests
{
    private static readonly (string Found, History History)[] All =
    [
        ("A meeting whose row came later than IndexLag was never met again: the daily comparison looked at the deals alone.", new History
        {
            Seed = 178, Crm = "hubspot", Deals = 5, IndexDelay = TimeSpan.FromMinutes(48), IndexLag = TimeSpan.FromMinutes(5), Reconciles = true,
            Pauses = [TimeSpan.FromSeconds(37), new TimeSpan(22, 54, 4), new TimeSpan(0, 11, 20)],
            Happenings = [new Happening(1, Where.Before, 0, What.MoveMeeting, 1657014414)],
        }),
        ("What failed cycles spent of the day was forgotten when the service was started anew.", new History
        {
            Seed = 234, Crm = "hubspot", Deals = 1, IndexDelay = TimeSpan.Zero, IndexLag = TimeSpan.FromMinutes(5), Reconciles = true, Budget = 28,
            Pauses =
            [
                new TimeSpan(0, 5, 2), new TimeSpan(0, 7, 31), new TimeSpan(0, 0, 59), new TimeSpan(0, 6, 44), new TimeSpan(5, 16, 0), new TimeSpan(0, 6, 6), new TimeSpan(0, 0, 10),
                new TimeSpan(4, 13, 0),
            ],
            Happenings = [new Happening(0, Where.Before, 0, What.RemoveField, 733468396), new Happening(2, Where.Before, 0, What.Restart, 1122444170)],
        }),
        ("A change in the very second in which the deal had been read was taken for known, since Salesforce stamps whole seconds.", new History
        {
            Seed = 241, Crm = "salesforce", Deals = 1, IndexDelay = TimeSpan.Zero, IndexLag = TimeSpan.FromMinutes(47), Reconciles = false,
            Pauses = [TimeSpan.FromHours(12), TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(44)],
            Happenings =
            [
                new Happening(0, Where.Step, 25, What.Crash, 1757163246), new Happening(1, Where.Step, 43, What.Crash, 42879658),
                new Happening(2, Where.Before, 0, What.EditAnswers, 1287198649), new Happening(2, Where.Step, 31, What.EditMany, 1643220471),
            ],
        }),
        ("An undo that was asked to stop before it began threw instead of telling so.", new History
        {
            Seed = 77, Crm = "hubspot", Deals = 1, IndexDelay = TimeSpan.FromSeconds(8), IndexLag = TimeSpan.FromMinutes(5), Reconciles = false,
            Pauses = [new TimeSpan(0, 5, 40), new TimeSpan(9, 4, 10)],
            Happenings = [new Happening(1, Where.Before, 0, What.Undo, 1230217419), new Happening(1, Where.Step, 1, What.Stop, 549581455)],
        }),
        ("A flag that a rep set between our read and our write of a text lay under our own stamp, was taken for known and written over.", new History
        {
            Seed = 1437, Crm = "hubspot", Deals = 1, IndexDelay = TimeSpan.FromMinutes(36), IndexLag = TimeSpan.FromMinutes(37), Reconciles = false,
            Pauses = [new TimeSpan(0, 1, 22), new TimeSpan(0, 9, 21)],
            Happenings = [new Happening(1, Where.Before, 0, What.ReloadRules, 1566331138), new Happening(1, Where.Before, 0, What.SetFlag, 1132918472)],
        }),
        ("A flag set by hand while a worker stood still was dated by that worker's beginning, for good.", new History
        {
            Seed = 1785, Crm = "salesforce", Deals = 1, IndexDelay = TimeSpan.FromMinutes(8), IndexLag = TimeSpan.FromMinutes(9), Reconciles = false, MassFlip = 0.1,
            Pauses = [new TimeSpan(0, 1, 15), new TimeSpan(17, 53, 8)],
            Happenings = [new Happening(1, Where.Step, 6, What.Freeze, 287323067), new Happening(1, Where.Step, 15, What.SetFlag, 1970852300)],
        }),
        ("A date to come back was counted from today where the answer lay ahead of the service's clock, and stayed wrong.", new History
        {
            Seed = 1559, Crm = "hubspot", Deals = 1, IndexDelay = TimeSpan.FromMinutes(1), IndexLag = TimeSpan.FromMinutes(5), Reconciles = false,
            Pauses = [new TimeSpan(3, 8, 17, 36), new TimeSpan(7, 7, 30)],
            Happenings = [new Happening(0, Where.Before, 0, What.ClockJump, 1486736312), new Happening(1, Where.Before, 0, What.EditAnswers, 1684753733)],
        }),
        ("The law's own mistake: a flag that a rep set between the read and the write of one cycle was no flip of the plan's, and could not have been held.", new History
        {
            Seed = 7490, Crm = "hubspot", Deals = 1, IndexDelay = TimeSpan.FromMinutes(48), IndexLag = TimeSpan.FromMinutes(49), Reconciles = true, MassFlip = 0.1, RequiresPreview = true,
            Pauses = [new TimeSpan(0, 2, 22)],
            Happenings = [new Happening(0, Where.Step, 58, What.SetFlag, 38360788)],
        }),
        ("An archived deal whose company changed was made anew from the journal during the daily comparison, and counted as met by it.", new History
        {
            Seed = 7970, Crm = "hubspot", Deals = 8, IndexDelay = TimeSpan.FromMinutes(44), IndexLag = TimeSpan.FromMinutes(45), Reconciles = true,
            Pauses = [new TimeSpan(1, 9, 4, 26), new TimeSpan(1, 0, 54, 0), new TimeSpan(0, 10, 54), new TimeSpan(3, 17, 0)],
            Happenings =
            [
                new Happening(1, Where.Before, 0, What.EditCompany, 1728053440), new Happening(2, Where.Before, 0, What.ArchiveDeal, 515180245),
                new Happening(3, Where.Step, 40, What.RevokeToken, 593043667),
            ],
        }),
        ("What changed since an undo was read by the undoing of that undo alone, and never judged.", new History
        {
            Seed = 8728, Crm = "salesforce", Deals = 1, IndexDelay = TimeSpan.FromSeconds(12), IndexLag = TimeSpan.FromMinutes(5), Reconciles = true, MassFlip = 0.1,
            Pauses = [new TimeSpan(2, 17, 16, 56), TimeSpan.FromHours(23), new TimeSpan(0, 1, 45), new TimeSpan(5, 2, 26)],
            Happenings =
            [
                new Happening(0, Where.Step, 18, What.BookMeeting, 1225590861), new Happening(1, Where.Before, 0, What.Undo, 2139061508),
                new Happening(3, Where.Before, 0, What.Undo, 715773534), new Happening(3, Where.Before, 0, What.Preview, 1844580948),
            ],
        }),
        ("The law's own mistake: a deal that left as an undo was about to write it cannot show its old values.", new History
        {
            Seed = 4760, Crm = "salesforce", Deals = 1, IndexDelay = TimeSpan.FromSeconds(9), IndexLag = TimeSpan.FromMinutes(5), Reconciles = false, MassFlip = 0.1, RequiresPreview = true,
            Pauses = [new TimeSpan(3, 15, 0), new TimeSpan(1, 13, 35, 31)],
            Happenings = [new Happening(1, Where.Before, 0, What.Preview, 890965857), new Happening(1, Where.Before, 0, What.Undo, 210059881), new Happening(1, Where.Write, 1, What.VanishDeal, 1617313894)],
        }),
        ("The law's own mistake: a flag that a rep takes back and sets again while nobody reads counts from when it was first met.", new History
        {
            Seed = 4912, Crm = "salesforce", Deals = 1, IndexDelay = TimeSpan.Zero, IndexLag = TimeSpan.FromMinutes(5), Reconciles = false, MassFlip = 0.1, RequiresPreview = true,
            Pauses = [new TimeSpan(0, 3, 54), new TimeSpan(17, 48, 51), new TimeSpan(0, 0, 19), new TimeSpan(1, 4, 26, 13), new TimeSpan(2, 57, 0)],
            Happenings =
            [
                new Happening(1, Where.Step, 1, What.SetFlag, 1585871867), new Happening(2, Where.Step, 30, What.RevokeToken, 1429428501),
                new Happening(3, Where.Before, 0, What.SetFlag, 352315417), new Happening(4, Where.Before, 0, What.SetFlag, 1844716560),
            ],
        }),
        ("The law's own mistake: a contact that was linked before an undo and first met by it is news, though no link says when it was made.", new History
        {
            Seed = 8017, Crm = "hubspot", Deals = 1, IndexDelay = TimeSpan.FromSeconds(5), IndexLag = TimeSpan.FromMinutes(5), Reconciles = true, MassFlip = 0.1,
            Pauses = [new TimeSpan(2, 22, 0), new TimeSpan(0, 4, 48), new TimeSpan(2, 42, 6)],
            Happenings =
            [
                new Happening(1, Where.Before, 0, What.LinkContact, 475388146), new Happening(2, Where.Before, 0, What.Undo, 206277533), new Happening(2, Where.Before, 0, What.Preview, 694595306),
            ],
        }),
    ];

    public static TheoryData<int, string> Cases => [.. All.Select((found, at) => (at, found.Found))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_bug_found_once_stays_away(int at, string found) => Simulator.Run(All[at].History).Broken.ShouldBeNull(found);
}
