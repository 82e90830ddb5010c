namespace CrmReadinessSync.Readiness.Tests;

/// <summary>Deals with the verdict a seasoned sales manager would give, each with the reason in its name.</summary>
public sealed class ReviewedDealsTests
{
    [Theory]
    [InlineData("資料請求だけ: blank is not bad, but nobody knows why", "source=web;downloads=3", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need")]
    [InlineData("a brochure request with a booked slot: a booking is no intent", "downloads=1;bookings=1", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need")]
    [InlineData("稟議中・来週承認: everything known", "need=decided;timing=dated;authority=approver;decision_process=in_approval;budget=allocated;fit=chosen", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "")]
    [InlineData("情シスが比較中: means to act, cannot carry it", "need=evaluating;timing=dated;authority=no_mandate;fit=match", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Authority")]
    [InlineData("社長の紹介・当面なし: a gatherer, not a no", "introduction=ceo;timing=not_now;budget=no_budget", Phase.Gathering, TalkDepth.ExamplesAndPriceRange, Flag.Hold, "")]
    [InlineData("said there is no plan", "need=no_plan;timing=dated;authority=approver;budget=allocated;fit=match", Phase.NotBuying, TalkDepth.Pause, Flag.Hold, "")]
    [InlineData("no plan outweighs not now", "need=no_plan;timing=not_now", Phase.NotBuying, TalkDepth.Pause, Flag.Hold, "")]
    [InlineData("wants it, later", "need=decided;timing=not_now;authority=approver;fit=match", Phase.Gathering, TalkDepth.ExamplesAndPriceRange, Flag.Hold, "")]
    [InlineData("補助金の期限あり", "need=evaluating;timing=event;authority=sponsor;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "")]
    [InlineData("補助金の期限が過ぎた", "need=evaluating;timing=event;authority=sponsor;fit=match;decide_by=2026-11-21", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing")]
    [InlineData("an upsell with blank fields: funded before, the rest unknown", "customer=existing", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need")]
    [InlineData("a stalking-horse quote", "need=decided;timing=dated;authority=approver;fit=quote_only;budget=allocated", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Fit")]
    [InlineData("a keen user whose role is not clear", "need=decided;timing=dated;authority=open;fit=chosen", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Authority")]
    [InlineData("決裁の流れだけ見えない: still a proposal", "need=decided;timing=dated;authority=approver;decision_process=open;budget=allocated;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "")]
    [InlineData("予算なしと聞いた: a proposal may find the money", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=なし;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "")]
    [InlineData("予算 TBD: not asked is not no", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=TBD;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "")]
    [InlineData("all met but something does not sit right", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=match;unease=approval_unseen", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "")]
    [InlineData("動くかどうか、まだはっきりしない", "need=open;timing=open;authority=open", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need")]
    [InlineData("a reason without a date", "need=decided;authority=approver;fit=match", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing")]
    [InlineData("a date without a reason", "timing=dated;authority=approver;fit=match;budget=allocated", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need")]
    [InlineData("problem does not match: no proposal", "need=decided;timing=dated;authority=approver;fit=mismatch", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Fit")]
    [InlineData("uneasy gatherer: one step lighter, the same phase", "timing=not_now;unease=vague", Phase.Gathering, TalkDepth.ConfirmProblem, Flag.Hold, "")]
    [InlineData("a value nobody mapped is not an answer", "need=existingbusiness;timing=dated", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need")]
    public void Is_judged(string why, string values, Phase phase, TalkDepth depth, Flag flag, string asks)
    {
        var facts = TestRules.Deal([.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))]);
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        (verdict.Phase, verdict.TalkDepth, verdict.Flag).ShouldBe((phase, depth, flag), why);
        (flag is Flag.Confirm ? verdict.MissingForReady.FirstOrDefault() ?? "" : "").ShouldBe(asks, why);
    }
}
