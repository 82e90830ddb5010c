namespace CrmReadinessSync.Readiness.Tests;

public sealed class StandardRulesTests
{
    [Fact]
    public void A_deal_of_which_nothing_is_known_is_unclear_and_asks_for_the_need()
    {
        var verdict = TestRules.Standard.Judge(DealFacts.Empty, TestRules.Clock);

        verdict.Phase.ShouldBe(Phase.Unclear);
        verdict.Flag.ShouldBe(Flag.Confirm);
        verdict.TalkDepth.ShouldBe(TalkDepth.ExamplesAndPriceRange);
        verdict.Confirmed.ShouldBe(0);
        verdict.MissingForReady.ShouldBe(["Need", "Timing", "Authority", "Fit"]);
        verdict.ChangesAt.ShouldBeNull();
    }
}
