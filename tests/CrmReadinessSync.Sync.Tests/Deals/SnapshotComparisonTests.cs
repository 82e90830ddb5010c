using static CrmReadinessSync.Sync.Tests.DealMappingTests;

namespace CrmReadinessSync.Sync.Tests;

public sealed class SnapshotComparisonTests
{
    private static readonly DealSnapshot Known = Deal(("need", "open"), ("note", null)) with
    {
        Name = "A",
        Contacts = [new("c1", ["x"])],
        CompanyIds = ["co1"],
        Meetings = [Meeting("m1", 1, "t")],
        Shown = Deal().Shown.Add("r_flag", "hold"),
    };

    [Fact]
    public void Two_readings_of_the_same_deal_are_equal_whatever_their_stamps()
    {
        var again = Deal(("need", "open"), ("note", null)) with
        {
            Name = "A",
            ModifiedAt = World.Start.AddDays(1),
            Contacts = [new("c1", ["x"])],
            CompanyIds = ["co1"],
            Meetings = [Meeting("m1", 1, "t")],
            Shown = Deal().Shown.Add("r_flag", " hold ").Add("r_next", null),
        };

        again.EqualsButForStamp(Known).ShouldBeTrue();
    }

    [Fact]
    public void Whatever_a_rule_or_a_rep_could_see_makes_a_difference()
    {
        DealSnapshot[] others =
        [
            Known with { Name = "B" },
            Known with { IsClosed = true },
            Known with { IsWon = true },
            Known with { GroupKey = "g" },
            Known with { Values = Known.Values.SetItem("need", new ObservedValue("decided")) },
            Known with { Values = Known.Values.SetItem("need", new ObservedValue("open", World.Start)) },
            Known with { Values = Known.Values.Remove("note") },
            Known with { Contacts = [new("c1", ["y"])] },
            Known with { Contacts = [] },
            Known with { CompanyIds = ["co2"] },
            Known with { Meetings = [Meeting("m1", 2, "t")] },
            Known with { Meetings = [Meeting("m1", 1, "t", state: MeetingState.Cancelled)] },
            Known with { Shown = Known.Shown.SetItem("r_flag", "ready") },
            Known with { Shown = Known.Shown.Add("r_next", "ask") },
        ];

        others.ShouldAllBe(other => !other.EqualsButForStamp(Known) && !Known.EqualsButForStamp(other));
    }
}
