namespace CrmReadinessSync.Readiness.Tests;

public sealed class AllocationTests
{
    // Of its own: others judge at other hours, and the day is made again for each.
    private readonly ReadinessRules _rules = TestRules.Compile("{}");

    [Theory]
    [InlineData("need=decided;timing=open;authority=approver;fit=match;customer=existing;meeting.start=2026-11-26T05:00:00Z;company.employees=400;contact.count=2")]
    [InlineData("need=decided;timing=dated;purchasing=leads;rfp=yes;meeting.held=3;last_inbound=2026-11-18T05:00:00Z;override=ready")]
    [InlineData("need=decided;timing=dated;note=現場の在庫差異が毎月発生している。They type every order twice.;close_date=2026-12-24;decide_by=2026-12-24")]
    public void Deciding_allocates_nothing(string values)
    {
        var facts = TestRules.Deal([.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))]);
        Decide(facts, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decide(facts, 1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    private void Decide(DealFacts facts, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _rules.Decide(facts, TestRules.Clock);
        }
    }
}
