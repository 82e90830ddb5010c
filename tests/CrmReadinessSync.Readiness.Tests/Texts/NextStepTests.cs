using System.Globalization;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>What the rep reads, word by word.</summary>
public sealed class NextStepTests
{
    private static readonly (string, string) Meeting = ("meeting.start", "2026-11-26T05:00:00Z");

    [Theory]
    [InlineData("need=evaluating;timing=dated;fit=match;authority=", "ja", "11/26(木)14:00の商談前に「この件は、どなたが中心になって社内で進められるご予定でしょうか。」を確認。それまでは事例・概算まで。(→商談相手の立場)")]
    [InlineData("need=evaluating;timing=dated;fit=match;authority=", "en", "Before Thu 26 Nov 14:00, ask: \"Who will be carrying this forward inside?\" Until then, examples and a price range. (→ Authority)")]
    [InlineData("need=evaluating;timing=open;fit=match;authority=sponsor", "ja", "11/26(木)14:00の商談前に「時期をお決めになるうえで、何かお待ちのことはございますか。」を確認。それまでは事例・概算まで。(→判断の時期)")]
    [InlineData("need=evaluating;timing=dated;fit=quote_only;authority=sponsor", "en", "Before Thu 26 Nov 14:00, ask: \"Compared with your other options, what would settle it?\" Until then, examples and a price range. (→ Fit)")]
    [InlineData("need=evaluating;timing=dated;fit=match;authority=sponsor", "ja", "11/26(木)14:00の商談は提案まで進める。正式見積・条件は、決裁の流れ、予算が揃ってから。")]
    [InlineData("need=evaluating;timing=dated;fit=match;authority=sponsor", "en", "On Thu 26 Nov 14:00, go as far as a proposal. Hold back the formal quote and terms until this is settled: Decision process, Budget.")]
    [InlineData("need=decided;timing=dated;fit=match;authority=approver;decision_process=mapped;budget=allocated", "ja", "11/26(木)14:00の商談は正式見積・条件まで進める。")]
    [InlineData("need=decided;timing=dated;fit=match;authority=approver;decision_process=mapped;budget=allocated", "en", "On Thu 26 Nov 14:00, go on to a formal quote and terms.")]
    [InlineData("need=decided;timing=dated;fit=match;authority=approver;unease=vague", "ja", "11/26(木)14:00の商談前に、気になる点(違和感:検討の話になると言葉が曖昧)を確かめる。それまでは事例・概算まで。")]
    [InlineData("need=decided;timing=dated;fit=match;authority=approver;unease=vague", "en", "Before Thu 26 Nov 14:00, look into what does not sit right: vague once it comes to deciding. Until then, examples and a price range.")]
    [InlineData("need=open;timing=not_now", "ja", "11/26(木)14:00の商談は事例・概算までの軽い場に。「次回は30分ほどで、事例と費用の目安をご紹介する場とさせていただけますでしょうか。ご提案は、お考えが固まりましたら改めてご用意いたします。」(次の確認は2027/2/10(水)、または判断の時期が決まったとき)")]
    [InlineData("need=open;timing=not_now", "en", "Keep Thu 26 Nov 14:00 light: examples and a price range. \"Shall we keep our next meeting to half an hour of examples and a price range? We will gladly prepare a proposal once your plans are firmer.\" (Back on Wed 10 Feb 2027, or once they name a date)")]
    [InlineData("need=open;timing=not_now;unease=vague", "ja", "11/26(木)14:00の商談は、お困りごとをうかがうだけの軽い場に。「次回は30分ほどで、いまのお困りごとをうかがう場とさせていただけますでしょうか。事例や費用の目安は、そのうえで改めてご用意いたします。」(次の確認は2027/2/10(水)、または判断の時期が決まったとき)")]
    [InlineData("need=open;timing=not_now;unease=vague", "en", "Keep Thu 26 Nov 14:00 light: only the problem itself. \"Shall we keep our next meeting to half an hour, and to the problem itself? Examples and prices can follow once that is clear.\" (Back on Wed 10 Feb 2027, or once they name a date)")]
    [InlineData("need=no_plan;trigger=リース満了", "ja", "11/26(木)14:00の商談は資料送付に代えられるか相談。「現時点で導入のご予定はないとうかがいましたので、次回のお打ち合わせに代えて、資料をお送りする形でもよろしいでしょうか。」(次の確認は2027/5/11(火)、または「リース満了」となったとき)")]
    [InlineData("need=no_plan", "ja", "11/26(木)14:00の商談は資料送付に代えられるか相談。「現時点で導入のご予定はないとうかがいましたので、次回のお打ち合わせに代えて、資料をお送りする形でもよろしいでしょうか。」(次の確認は2027/5/11(火)、または先方の状況が変わったとき)")]
    [InlineData("need=no_plan", "en", "Offer to replace Thu 26 Nov 14:00 with material. \"As you have no plans at present, may we send you material in place of our meeting?\" (Back on Tue 11 May 2027, or once things change)")]
    public void With_a_meeting_booked(string values, string language, string expected) => Write(values, language, Meeting).NextStep.ShouldBe(expected);

    [Theory]
    [InlineData("need=evaluating;timing=dated;fit=match;authority=", "ja", "「この件は、どなたが中心になって社内で進められるご予定でしょうか。」を確認。それまでは事例・概算まで。(→商談相手の立場)")]
    [InlineData("need=evaluating;timing=dated;fit=match;authority=", "en", "Ask: \"Who will be carrying this forward inside?\" Until then, examples and a price range. (→ Authority)")]
    [InlineData("timing=not_now", "ja", "商談は組まず、いったん区切る。「情報収集の段階とうかがいましたので、まずは事例と費用の目安をお送りします。2027/2/10(水)ごろ、改めてご状況をうかがってもよろしいでしょうか。」(判断の時期が決まったときは、その前でも)")]
    [InlineData("timing=not_now", "en", "No meeting for now. \"As you are still gathering information, let me first send examples and a price range. May I ask again around Wed 10 Feb 2027?\" (Sooner once they name a date)")]
    [InlineData("timing=not_now;unease=vague", "ja", "商談は組まず、いったん区切る。「情報収集の段階とうかがいましたので、いったんここまでといたします。2027/2/10(水)ごろ、お困りごとの整理から改めてお話をうかがってもよろしいでしょうか。」(判断の時期が決まったときは、その前でも)")]
    [InlineData("timing=not_now;unease=vague", "en", "No meeting for now. \"As you are still gathering information, let me leave it here for now. May I ask again around Wed 10 Feb 2027, starting from the problem itself?\" (Sooner once they name a date)")]
    [InlineData("need=no_plan;trigger=the lease ends", "en", "Let it rest. \"Thank you for being frank. Let us leave it here; please call on us whenever things change.\" (Back on Tue 11 May 2027, or once this happens: the lease ends)")]
    [InlineData("need=no_plan", "ja", "いったん区切る。「率直にお聞かせいただき、ありがとうございます。今回はここまでとし、ご状況が変わりましたら、いつでもお声がけください。」(次の確認は2027/5/11(火)、または先方の状況が変わったとき)")]
    [InlineData("need=no_plan", "en", "Let it rest. \"Thank you for being frank. Let us leave it here; please call on us whenever things change.\" (Back on Tue 11 May 2027, or once things change)")]
    public void Without_a_meeting_it_names_no_date_of_one(string values, string language, string expected) => Write(values, language).NextStep.ShouldBe(expected);

    [Theory]
    [InlineData("2026-11-23T09:00:00Z", "ja", "11/23(月)18:00の商談の冒頭で「")]
    [InlineData("2026-11-23T09:00:00Z", "en", "At the start of the meeting on Mon 23 Nov 18:00, ask: \"")]
    [InlineData("2026-11-23T09:00:01Z", "ja", "11/23(月)18:00の商談前に「")]
    [InlineData("2026-11-22T09:00:00Z", "ja", "「")]
    public void In_the_last_day_the_question_moves_to_the_start_of_the_meeting(string start, string language, string expected) =>
        Write("need=decided", language, ("meeting.start", start)).NextStep.ShouldStartWith(expected);

    [Fact]
    public void A_stale_answer_is_asked_whether_it_still_holds()
    {
        var facts = TestRules.Deal(TestRules.Now.AddDays(-150), ("need", "decided"), ("timing", "event"));
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        TestRules.Standard.Write(verdict, facts, "ja", TestRules.Tokyo).NextStep
            .ShouldBe("「前回うかがった課題の件、その後お変わりはございませんか。」を確認。それまでは事例・概算まで。(→課題・導入意思)");
    }

    [Fact]
    public void Reasons_list_every_premise_with_value_field_and_date()
    {
        var facts = new DealFacts.Builder()
            .Set(Vocabulary.Need, "evaluating", TestRules.Now.AddDays(-3))
            .Set(Vocabulary.Timing, "event")
            .Set(Vocabulary.Authority, "no_mandate", TestRules.Now.AddDays(-3))
            .Set(Vocabulary.DecisionProcess, "mapped", TestRules.Now.AddDays(-300))
            .Set(Vocabulary.Budget, "TBD", TestRules.Now)
            .Set(Vocabulary.Customer, "existing")
            .Set(Vocabulary.Unease, "vague", TestRules.Now.AddDays(-1))
            .Build();
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        TestRules.Standard.Write(verdict, facts, "ja", TestRules.Tokyo).Reasons.ShouldBe(
            """
            確認してから ・ 判断フェーズ ・ 課題の確認まで
            確認済み 5/6 ・ 「進める」まであと1点(商談相手の立場)
            区分:既存のお客様
            ○ 課題・導入意思:導入を前提に検討中〔2026/11/19〕
            ○ 判断の時期:期限となる出来事がある(更新・補助金・新年度など)〔時期不明〕
            × 商談相手の立場:進める立場にない(調査・取次のみ)〔2026/11/19〕
            ? 決裁の流れ(前回から時間が経過):承認者と順序がわかっている〔2026/1/26〕
            ○ 予算:既存のお客様〔お取引の状況、購入実績、時期不明〕/TBD〔2026/11/22〕
            ○ 課題と提供価値の一致:既存のお客様〔お取引の状況、購入実績、時期不明〕
            違和感:検討の話になると言葉が曖昧〔担当者の違和感、2026/11/21〕
            """);
        TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo).Reasons.ShouldBe(
            """
            Confirm first · Deciding · Up to confirming the problem
            Confirmed 5/6 · 1 more for Ready (Authority)
            Segment: existing customers
            + Need: Evaluating, means to act [19 Nov 2026]
            + Timing: An event sets it (renewal, grant, fiscal year) [age unknown]
            - Authority: Cannot move it (research, introduction) [19 Nov 2026]
            ? Decision process (known once, too old): Approvers and order known [26 Jan 2026]
            + Budget: Existing customer [Customer, bought before, age unknown]; TBD [22 Nov 2026]
            + Fit: Existing customer [Customer, bought before, age unknown]
            Does not sit right: vague once it comes to deciding [Unease, 21 Nov 2026]
            """);
    }

    [Theory]
    [InlineData("stage=contractsent", "ja", "前提のズレ:社内のステージ(契約書送付済み)が相手の状態より先に進んでいる")]
    [InlineData("stage=contractsent", "en", "Gap: our stage (Contract sent) is ahead of where they are")]
    [InlineData("stage=Negotiation/Review", "ja", "前提のズレ:社内のステージ(Negotiation/Review)が相手の状態より先に進んでいる")]
    [InlineData("stage=987654321", "ja", "前提のズレ:社内のステージが相手の状態より先に進んでいる")]
    [InlineData("close_date=2026-11-30", "ja", "前提のズレ:完了予定日(2026/11/30)が相手の状態より先に来ている")]
    [InlineData("close_date=2026-11-30", "en", "Gap: our close date (30 Nov 2026) is ahead of where they are")]
    [InlineData("forecast=Best Case", "ja", "前提のズレ:売上予測(ベストケース)が相手の状態より先に進んでいる")]
    [InlineData("forecast=COMMIT", "en", "Gap: our forecast (Commit) is ahead of where they are")]
    public void A_gap_speaks_of_stage_day_and_forecast_as_people_do(string values, string language, string expected)
    {
        var rules = TestRules.Compile("""{ "Gap": { "LateStages": ["contractsent", "Negotiation/Review", "987654321"] } }""");
        var facts = TestRules.Deal([.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))]);

        rules.Write(rules.Judge(facts, TestRules.Clock), facts, language, TestRules.Tokyo).Reasons.Split('\n')[^1].ShouldBe(expected);
    }

    [Theory]
    [InlineData("「相見積を取る決まりです」", "ja", "違和感:比較用の見積だけかもしれない「相見積を取る決まりです」")]
    [InlineData("「相見積を取る決まりです」", "en", "Does not sit right: perhaps only a quote for comparison, \"相見積を取る決まりです\"")]
    [InlineData("岡田様「相見積です」", "ja", "違和感:比較用の見積だけかもしれない「岡田様『相見積です』」")]
    [InlineData("岡田様「相見積です」", "en", "Does not sit right: perhaps only a quote for comparison, \"岡田様「相見積です」\"")]
    public void Quoted_words_get_one_pair_of_marks(string note, string language, string expected) =>
        Write($"note={note}", language).Reasons.ShouldContain(expected);

    [Fact]
    public void A_long_question_is_cut_and_its_frame_stays_whole()
    {
        var question = string.Concat(Enumerable.Repeat("👩‍👩‍👧がとても長い質問", 60));
        var rules = TestRules.Compile($$"""{ "Premises": { "Need": { "Ask": { "ja": "{{question}}\n二行目" } } } }""".Replace("\n", "\\n", StringComparison.Ordinal));
        var facts = TestRules.Deal(Meeting);
        var text = rules.Write(rules.Judge(facts, TestRules.Clock), facts, "ja", TestRules.Tokyo).NextStep;

        text.Length.ShouldBeInRange(240, 255);
        text.ShouldStartWith("11/26(木)14:00の商談前に「👩‍👩‍👧がとても");
        text.ShouldEndWith("…」を確認。それまでは事例・概算まで。(→課題・導入意思)");
        StringInfo.ParseCombiningCharacters(text).Select(i => StringInfo.GetNextTextElement(text, i)).ShouldNotContain("\u200d");
    }

    private static RepTexts Write(string values, string language, params (string, string)[] more)
    {
        var facts = TestRules.Deal([.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1])), .. more]);
        return TestRules.Standard.Write(TestRules.Standard.Judge(facts, TestRules.Clock), facts, language, TestRules.Tokyo);
    }
}
