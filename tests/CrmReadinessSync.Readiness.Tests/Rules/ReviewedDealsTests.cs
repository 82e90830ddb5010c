using System.Globalization;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>Deals with the verdict a seasoned sales manager would give, each with the reason in its name.</summary>
public sealed class ReviewedDealsTests
{
    [Theory]
    [InlineData("資料請求だけ: blank is not bad, but nobody knows why", "source=web;downloads=3", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("a brochure request with a booked slot: a booking is no intent", "downloads=1;bookings=1", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("稟議中・来週承認: everything known", "need=decided;timing=dated;authority=approver;decision_process=in_approval;budget=allocated;fit=chosen", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("情シスが比較中: means to act, cannot carry it", "need=evaluating;timing=dated;authority=no_mandate;fit=match", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Authority", "")]
    [InlineData("社長の紹介・当面なし: a gatherer, not a no", "introduction=ceo;timing=not_now;budget=no_budget", Phase.Gathering, TalkDepth.ExamplesAndPriceRange, Flag.Hold, "", "")]
    [InlineData("said there is no plan", "need=no_plan;timing=dated;authority=approver;budget=allocated;fit=match", Phase.NotBuying, TalkDepth.Pause, Flag.Hold, "", "")]
    [InlineData("no plan outweighs not now", "need=no_plan;timing=not_now", Phase.NotBuying, TalkDepth.Pause, Flag.Hold, "", "")]
    [InlineData("wants it, later", "need=decided;timing=not_now;authority=approver;fit=match", Phase.Gathering, TalkDepth.ExamplesAndPriceRange, Flag.Hold, "", "")]
    [InlineData("補助金の期限あり", "need=evaluating;timing=event;authority=sponsor;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("補助金の期限が過ぎた", "need=evaluating;timing=event;authority=sponsor;fit=match;decide_by=2026-11-21", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing", "")]
    [InlineData("an upsell with blank fields: funded before, the rest unknown", "customer=existing", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("a stalking-horse quote", "need=decided;timing=dated;authority=approver;fit=quote_only;budget=allocated", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Fit", "")]
    [InlineData("a keen user whose role is not clear", "need=decided;timing=dated;authority=open;fit=chosen", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Authority", "")]
    [InlineData("決裁の流れだけ見えない: still a proposal", "need=decided;timing=dated;authority=approver;decision_process=open;budget=allocated;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("予算なしと聞いた: a proposal may find the money", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=なし;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("予算 TBD: not asked is not no", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=TBD;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("all met but something does not sit right", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=match;unease=approval_unseen", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "", "approval_unseen")]
    [InlineData("動くかどうか、まだはっきりしない", "need=open;timing=open;authority=open", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("a reason without a date", "need=decided;authority=approver;fit=match", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing", "")]
    [InlineData("a date without a reason", "timing=dated;authority=approver;fit=match;budget=allocated", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("problem does not match: no proposal", "need=decided;timing=dated;authority=approver;fit=mismatch", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Fit", "")]
    [InlineData("uneasy gatherer: one step lighter, the same phase", "timing=not_now;unease=vague", Phase.Gathering, TalkDepth.ConfirmProblem, Flag.Hold, "", "vague")]
    [InlineData("a value nobody mapped is not an answer", "need=existingbusiness;timing=dated", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("資料請求と明日の枠の予約: 予約は接点で、意思ではない", "downloads=1;bookings=1;meeting.start=2026-11-23T05:00:00Z", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("a brochure request with a booked slot tomorrow: ask at the start, hold the proposal back", "downloads=2;source=web;meeting.start=2026-11-23T00:00:00Z", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("稟議中・来週承認: a wait with a reason is not vague, nothing to ask", "need=decided;timing=dated;authority=sponsor;decision_process=in_approval;budget=allocated;fit=chosen;note=稟議中、来週承認の見込み。検討しますとのこと", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("情シスが三製品を比較中・時期未定: 比較は検討の一部、まず時期を聞く", "need=evaluating;timing=open;authority=open;fit=open;note=三製品の連携機能を比較中", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing", "")]
    [InlineData("社長の紹介で予算なし・当面なし: 情報収集であって、導入予定なしではない", "introduction=ceo;timing=not_now;budget=no_budget;authority=approver", Phase.Gathering, TalkDepth.ExamplesAndPriceRange, Flag.Hold, "", "")]
    [InlineData("展示会からのアポ: 名刺交換と予約だけでは何もわからない", "source=展示会;bookings=1;meeting.start=2026-11-26T05:00:00Z", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("a trade fair lead who named a project and a date", "source=trade fair;need=evaluating;timing=dated;authority=sponsor;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("補助金の締切まで四日: 期限が動かすので、決裁の流れを残して提案へ", "need=decided;timing=event;decide_by=2026-11-26;authority=approver;fit=match;budget=fundable", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("補助金の締切の翌日: 期限が過ぎたので、まだ進むのかを聞く", "need=decided;timing=event;decide_by=2026-11-21;authority=approver;fit=match;budget=fundable", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing", "")]
    [InlineData("grant deadline today still counts", "need=decided;timing=event;decide_by=2026-11-22;authority=approver;fit=match", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("an upsell with need and sponsor, contract ending in March: the renewal is the date", "customer=existing;need=evaluating;authority=sponsor;contract.ends=2027-03-31", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("既存のお客様の追加提案・記入なし: 購入実績で合致と予算、残りは聞く", "customer=existing;deal_type=upsell", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("RFP through purchasing: dated and mapped stands in for a mandate, the fit is to be asked", "purchasing=leads;rfp=yes;need=decided;timing=dated;decision_process=mapped", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Fit", "")]
    [InlineData("購買部門の入札・要件も合致: 担当者の決裁権は問わず提案へ", "purchasing=leads;rfp=yes;need=decided;timing=dated;decision_process=mapped;fit=match;budget=allocated", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("相見積の当て馬かもしれない: 見積の前に選定の決め手を聞く", "need=decided;timing=dated;authority=approver;fit=open;note=相見積もりが必要とのこと", Phase.Deciding, TalkDepth.ConfirmProblem, Flag.Confirm, "Fit", "comparison_quote")]
    [InlineData("three quotes are policy, but they chose us: no sign", "need=decided;timing=dated;authority=approver;fit=chosen;note=procurement needs three quotes", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("a keen user without mandate: praise is not power", "need=evaluating;timing=dated;authority=no_mandate;fit=chosen;note=Loved the demo!", Phase.Deciding, TalkDepth.ConfirmProblem, Flag.Confirm, "Authority", "vague_words")]
    [InlineData("「検討します」が三か月前: 言葉は古く、時期を聞き直す", "need=decided@92;timing=open@92;authority=approver@92;fit=match@92;note=検討します@92", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing", "")]
    [InlineData("「検討します」・先週: 前提は揃うが言葉が曖昧、一段控えて確かめる", "need=decided;timing=dated;authority=approver;fit=match;decision_process=mapped;budget=allocated;note=検討します@7", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "", "vague_words")]
    [InlineData("「検討します」に決裁者と期日: 曖昧ではない", "need=decided;timing=dated;authority=approver;fit=match;decision_process=mapped;budget=allocated;note=検討します。山田部長が12/10に決裁", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("rescheduled twice by them with all premises met: ask what is going on before quoting", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;meeting.start=2026-12-03T05:00:00Z;meeting.moved=2", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "", "meeting_moved")]
    [InlineData("先方都合の延期が一度だけ: よくあること", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;meeting.moved=1", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("rescheduled twice, by us or by an hour, with all premises met: no sign", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;meeting.start=2026-12-03T05:00:00Z;close_date.pushed=2", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("二度会っても何も進んでいない: 三度目の前に、なぜかを確かめる", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;meeting.held=2;meeting.quiet=2", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "", "meetings_quiet")]
    [InlineData("one quiet meeting: people need time", "need=decided;timing=open;authority=approver;decision_process=mapped;meeting.held=1;meeting.quiet=1", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing", "")]
    [InlineData("完了予定日が四度延びた: 進めるが理由を確かめる", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;close_date.pushed=4", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "", "close_date_pushed")]
    [InlineData("予算 TBD: 記入があっても未確認", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=TBD;fit=chosen", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    [InlineData("予算なしという答え: 未確認ではなく、なし", "need=open;timing=dated;authority=approver;budget=なし;fit=match", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("同じメモが六件に貼られている: 言葉として数えない", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;note=検討します#6", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("six fields saved at once on one deal: honest work", "need=decided@0;timing=dated@0;authority=approver@0;decision_process=mapped@0;budget=allocated@0;fit=chosen@0", Phase.Deciding, TalkDepth.Terms, Flag.Ready, "", "")]
    [InlineData("昨日で切れた担当者判断: 前提からの見立てに戻る", "need=decided;timing=open;override=ready;override.until=2026-11-21", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Timing", "")]
    [InlineData("担当者が今日まで「進める」: 担当者の判断が勝つ", "need=decided;timing=open;override=ready;override.until=2026-11-22", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Ready, "", "")]
    [InlineData("two meetings and nobody named an approver: check it", "need=decided;timing=dated;authority=approver;fit=match;budget=allocated;meeting.held=2", Phase.Deciding, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "", "approval_not_seen")]
    [InlineData("従業員千名で窓口一人: 他の関係者を確かめる", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;company.employees=1000;contact.count=1", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "", "single_contact")]
    [InlineData("quiet for three weeks: look into it before the proposal", "need=decided;timing=dated;authority=approver;decision_process=mapped;budget=allocated;fit=chosen;last_inbound=2026-11-01T05:00:00Z", Phase.Deciding, TalkDepth.Proposal, Flag.Confirm, "", "no_answer")]
    [InlineData("買う気のない先に褒められた: 予定なしは予定なし、違和感は上乗せしない", "need=no_plan;note=素晴らしいですね", Phase.NotBuying, TalkDepth.Pause, Flag.Hold, "", "vague_words")]
    [InlineData("何を聞いても古い: 半年前の答えは確認し直す", "need=decided@200;timing=dated@200;authority=approver@200;fit=match@200", Phase.Unclear, TalkDepth.ExamplesAndPriceRange, Flag.Confirm, "Need", "")]
    [InlineData("everything old but confirmed on Friday", "need=decided@200;timing=dated@200;authority=approver@200;fit=match@200;confirmed_on=2026-11-20", Phase.Deciding, TalkDepth.Proposal, Flag.Ready, "", "")]
    public void Is_judged(string why, string values, Phase phase, TalkDepth depth, Flag flag, string asks, string signs)
    {
        var facts = Deal(values);
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        (verdict.Phase, verdict.TalkDepth, verdict.Flag).ShouldBe((phase, depth, flag), why);
        (flag is Flag.Confirm ? verdict.MissingForReady.FirstOrDefault() ?? "" : "").ShouldBe(asks, why);
        string.Join(',', verdict.WarningSigns.Select(sign => sign.Name)).ShouldBe(signs, why);
    }

    /// <summary>Ten days old unless it says <c>@days</c>; <c>#6</c> stands on six deals.</summary>
    private static DealFacts Deal(string values)
    {
        var builder = new DealFacts.Builder();
        foreach (var pair in values.Split(';').Select(pair => pair.Split('=')))
        {
            Vocabulary.TryFind(pair[0], out var field).ShouldBeTrue(pair[0]);
            var aged = pair[1].Split('@');
            var copied = aged[0].Split('#');
            var days = aged.Length > 1 ? int.Parse(aged[1], CultureInfo.InvariantCulture) : 10;
            builder.Set(field!, copied[0], TestRules.Now.AddDays(-days), copied.Length > 1 ? int.Parse(copied[1], CultureInfo.InvariantCulture) : 1);
        }

        return builder.Build();
    }
}
