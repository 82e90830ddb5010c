namespace CrmReadinessSync.Sandbox;

/// <summary>The Japanese third of every block.</summary>
internal static partial class Plots
{
    public const string First = "初回お打ち合わせ";
    public const string Second = "第2回お打ち合わせ";

    private static IEnumerable<Plot> InJapanese() =>
    [
        new("資料請求だけ", true)
        {
            Source = LeadSource.Brochure, Campaign = "2026年秋 ホワイトペーパー", CreatedAge = 9, CloseIn = 60,
            NextSteps = ["資料送付済み。来週お電話", "お礼メール送付、反応待ち"],
        },
        new("資料請求、明日アポ", true)
        {
            Source = LeadSource.Brochure, Campaign = "2026年秋 ホワイトペーパー", CreatedAge = 6, CloseIn = 30,
            Meetings = [new(1, MeetingOutcome.Scheduled, First)], NextSteps = ["{person}様と初回。会社概要を持参"],
        },
        new("稟議中・来週承認", true)
        {
            Stage = Stage.BoughtIn, Source = LeadSource.Referral, CreatedAge = 75, CloseIn = 20, DecideIn = 8, Contacts = [ContactRole.Champion, ContactRole.DecisionMaker],
            Said = [new(ReadinessFields.Need, "decided", 40), new(ReadinessFields.Timing, "dated", 12), new(ReadinessFields.Authority, "sponsor", 40),
                new(ReadinessFields.DecisionProcess, "in_approval", 3), new(ReadinessFields.Budget, "allocated", 12), new(ReadinessFields.Fit, "chosen", 25)],
            Notes = ["{person}様より、稟議中で{due}の役員会で承認の予定と聞いています。", "{person}様「稟議は部長まで通りました。来週の役員会で決まります」とのこと。"],
            NoteAge = 2, RepliedAge = 2, Meetings = [new(-40, MeetingOutcome.Completed, First), new(-12, MeetingOutcome.Completed, "ご提案"), new(4, MeetingOutcome.Scheduled, "条件のご確認")],
            NextSteps = ["役員会の結果を待って契約書案を送付"],
        },
        new("情シスが製品比較", true)
        {
            Stage = Stage.Qualified, Source = LeadSource.WebEnquiry, Size = CompanySize.Large, CreatedAge = 30, CloseIn = 90, Contacts = [ContactRole.Influencer],
            Said = [new(ReadinessFields.Need, "open", 9), new(ReadinessFields.Timing, "not_now", 9), new(ReadinessFields.Authority, "no_mandate", 9), new(ReadinessFields.Fit, "open", 9)],
            Notes = ["情シスで{topic}の製品を5社ほど比較中。「まずは機能の一覧がほしい」", "比較表を作る段階で、導入の時期はこれから社内で考えるとのこと。"],
            Meetings = [new(6, MeetingOutcome.Scheduled, "製品説明")], NextSteps = ["機能比較表を送付"],
        },
        new("社長の紹介、予算なし", true)
        {
            Source = LeadSource.Referral, CreatedAge = 18, CloseIn = 120, Contacts = [ContactRole.DecisionMaker],
            Said = [new(ReadinessFields.Need, "open", 6), new(ReadinessFields.Timing, "not_now", 6), new(ReadinessFields.Authority, "approver", 6), new(ReadinessFields.Budget, "no_budget", 6)],
            Notes = ["社長同士のご縁で{person}様をご紹介。「今期は予算なし、当面は情報だけ聞いておきたい」", "{person}様「紹介なので一度お会いしますが、予算もないですし当面予定はありません」"],
            Meetings = [new(5, null, "ごあいさつ")], NextSteps = ["失礼のないようにごあいさつ"],
        },
        new("展示会からアポ", true)
        {
            Source = LeadSource.TradeShow, Campaign = "ものづくりDX展 2026", CreatedAge = 12, CloseIn = 60, Override = "ready", OverrideReason = "ブースで社長と意気投合", OverrideUntil = -1,
            Said = [new(ReadinessFields.Budget, "open", Sandbox.Said.WithTheDeal)],
            Meetings = [new(6, MeetingOutcome.Scheduled, First)], NextSteps = ["展示会でのお話の続き", "名刺交換のお礼とデモのご案内"],
        },
        new("補助金の期限", true)
        {
            Stage = Stage.Presented, Source = LeadSource.Seminar, Campaign = "補助金活用セミナー", Size = CompanySize.Small, CreatedAge = 40, CloseIn = 25, DecideIn = 17, Contacts = [ContactRole.DecisionMaker],
            Said = [new(ReadinessFields.Need, "decided", 20), new(ReadinessFields.Timing, "event", 20), new(ReadinessFields.Authority, "approver", 20),
                new(ReadinessFields.DecisionProcess, "mapped", 8), new(ReadinessFields.Budget, "fundable", 8), new(ReadinessFields.Fit, "match", 8)],
            Notes = ["IT導入補助金の締切が{due}。それまでに{topic}の見積が必要とのこと。"],
            Meetings = [new(-20, MeetingOutcome.Completed, First), new(3, MeetingOutcome.Scheduled, "お見積のご説明")], NextSteps = ["補助金申請用の見積を作成"],
        },
        new("補助金の期限が昨日", true)
        {
            Stage = Stage.Presented, Source = LeadSource.Seminar, Campaign = "補助金活用セミナー", Size = CompanySize.Small, CreatedAge = 60, CloseIn = 15, DecideIn = -1, Contacts = [ContactRole.DecisionMaker],
            Said = [new(ReadinessFields.Need, "decided", 35), new(ReadinessFields.Timing, "event", 35), new(ReadinessFields.Authority, "approver", 35), new(ReadinessFields.Budget, "fundable", 30), new(ReadinessFields.Fit, "match", 30)],
            Notes = ["補助金の締切({due})に合わせて{topic}を進めたいとのこと。"],
            Meetings = [new(-35, MeetingOutcome.Completed, First), new(7, MeetingOutcome.Scheduled, Second)], NextSteps = ["申請の結果を確認"],
        },
        new("熱心な利用者、権限なし", true)
        {
            Stage = Stage.Qualified, Source = LeadSource.Seminar, CreatedAge = 35, Contacts = [ContactRole.EndUser],
            Said = [new(ReadinessFields.Need, "decided", 10), new(ReadinessFields.Timing, "dated", 10), new(ReadinessFields.Authority, "no_mandate", 10), new(ReadinessFields.Fit, "chosen", 10)],
            Override = "ready", OverrideReason = "本社の部長と電話でお話しでき、次回ご同席いただける", DecideIn = 50, Notes = ["「現場としてはすぐにでも使いたいのですが、上への話はこれからです」", "「{topic}は本当に困っていて…。決めるのは本社なので、まだ話していません」"],
            Meetings = [new(-10, MeetingOutcome.Completed, "デモ"), new(8, MeetingOutcome.Scheduled, Second)], NextSteps = ["現場向けのデモ環境を用意"],
        },
        new("相見積のみ", true)
        {
            Stage = Stage.Presented, Source = LeadSource.WebEnquiry, Size = CompanySize.Large, CreatedAge = 20, CloseIn = 21, DecideIn = 14, Contacts = [ContactRole.Purchasing],
            Said = [new(ReadinessFields.Need, "decided", 7), new(ReadinessFields.Timing, "dated", 7), new(ReadinessFields.Authority, "open", 7), new(ReadinessFields.Budget, "allocated", 7), new(ReadinessFields.Fit, "quote_only", 7)],
            Notes = ["{person}様「規程で3社の見積が必要なもので。仕様は先にご案内したとおりです」", "購買の{person}様から。「相見積を取る決まりですので、金額だけ先にいただけますか」"],
            Unease = "mismatch", Meetings = [new(2, MeetingOutcome.Scheduled, "お見積のご相談")], NextSteps = ["見積書を提出"],
        },
        new("検討します、三か月前", true)
        {
            Stage = Stage.Qualified, Source = LeadSource.TradeShow, CreatedAge = 150, CloseIn = 10, Pushes = 3, Contacts = [ContactRole.Influencer],
            Said = [new(ReadinessFields.Need, "evaluating", 130), new(ReadinessFields.Timing, "open", 130), new(ReadinessFields.Budget, "open", 130)],
            Notes = ["{person}様「いいですね、社内で検討します」とのこと。", "{person}様「前向きに検討させていただきます」"], NoteAge = 92, Unease = "vague", RepliedAge = 40,
            Meetings = [new(-92, MeetingOutcome.Completed, First), new(9, MeetingOutcome.Scheduled, "その後のご確認")], NextSteps = ["ご検討状況の確認", "フォローのお電話"],
        },
        new("検討します、承認者と日付つき", true)
        {
            Stage = Stage.Presented, Source = LeadSource.Partner, CreatedAge = 45, CloseIn = 40, DecideIn = 24, Contacts = [ContactRole.Champion, ContactRole.BudgetHolder],
            Said = [new(ReadinessFields.Need, "evaluating", 6), new(ReadinessFields.Timing, "dated", 6), new(ReadinessFields.Authority, "sponsor", 6), new(ReadinessFields.DecisionProcess, "mapped", 6), new(ReadinessFields.Budget, "open", 6), new(ReadinessFields.Fit, "match", 6)],
            Notes = ["「検討します。{person}が起案して、製造部長の承認を{due}までに取ります」"],
            Meetings = [new(-6, MeetingOutcome.Completed, First), new(10, MeetingOutcome.Scheduled, "ご提案")], NextSteps = ["提案書のたたき台を作成"],
        },
        new("一覧から一括入力", true)
        {
            Stage = Stage.Qualified, Source = LeadSource.TradeShow, CreatedAge = 40, Contacts = [ContactRole.Champion], FilledFromList = true,
            Said = [new(ReadinessFields.Need, "decided", 24), new(ReadinessFields.Timing, "dated", 24), new(ReadinessFields.Authority, "sponsor", 24), new(ReadinessFields.Fit, "match", 24)],
            Notes = ["展示会でお話しした件。{topic}の現状は次回うかがう。"], Meetings = [new(6, MeetingOutcome.Scheduled, First)], NextSteps = ["初回のご挨拶"],
        },
        new("導入予定なし", true)
        {
            Source = LeadSource.Outbound, CreatedAge = 25, CloseIn = 90,
            Said = [new(ReadinessFields.Need, "no_plan", 8), new(ReadinessFields.Budget, "no_budget", 8)],
            Notes = ["{person}様「いまの仕組みで困っていないので、導入の予定はありません」", "{person}様「情報交換ということでお受けしましたが、変える予定はないです」"],
            Meetings = [new(4, MeetingOutcome.Scheduled, "情報交換")], NextSteps = ["情報交換の場でニーズを探る"],
        },
        new("受注(日本)", true)
        {
            Stage = Stage.Won, Source = LeadSource.Referral, CreatedAge = 160, CloseIn = -40, Contacts = [ContactRole.DecisionMaker, ContactRole.Champion],
            Said = [new(ReadinessFields.Need, "decided", 118, .9), new(ReadinessFields.Timing, "dated", 116, .8), new(ReadinessFields.Authority, "sponsor", 118, .85), new(ReadinessFields.DecisionProcess, "mapped", 100, .7), new(ReadinessFields.Budget, "fundable", 100, .75), new(ReadinessFields.Fit, "match", 100, .85)],
            Notes = ["「{topic}は今期中に片づけたい」とのこと。部長決裁。"], NoteAge = 115,
            Meetings = [new(-112, MeetingOutcome.Completed, First), new(-90, MeetingOutcome.Completed, "ご提案"), new(-60, MeetingOutcome.Completed, "ご契約条件")],
            ClosedReasons = ["現場の評価が高く、期日も明確だった", "紹介元の導入効果が決め手"],
        },
        new("失注(日本)", true)
        {
            Stage = Stage.Lost, Source = LeadSource.WebEnquiry, CreatedAge = 170, CloseIn = -35, Pushes = 2,
            Said = [new(ReadinessFields.Need, "open", 120, .6), new(ReadinessFields.Timing, "not_now", 118, .4), new(ReadinessFields.Budget, "open", 118, .4)],
            Notes = ["「まずはお話だけでも」とのことでした。"], NoteAge = 119,
            Meetings = [new(-112, MeetingOutcome.Completed, First), new(-80, MeetingOutcome.Canceled, Second)],
            ClosedReasons = ["時期尚早とのこと", "社内で優先順位が下がった", "連絡がつかなくなった"],
        },
    ];
}
