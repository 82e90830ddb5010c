namespace CrmReadinessSync.Readiness.Tests;

public sealed class WordsSignTests
{
    [Theory]
    [InlineData("検討します", "検討します")]
    [InlineData("良い話でした。ケントウシマス、とのこと。", "ケントウシマス、とのこと")]
    [InlineData("ＷＥ’ＬＬ　ＳＥＥ！", "ＷＥ’ＬＬ　ＳＥＥ")]
    [InlineData("Shields: \"Sounds great. We are in.\"", "Shields: Sounds great")]
    [InlineData("井上様「いいですね。社内で話します」", "井上様いいですね")]
    // Kana folded alike would read 「ため」, a reason, across the border of a word.
    [InlineData("お渡ししたメモで検討しますとのこと", "お渡ししたメモで検討しますとのこと")]
    [InlineData("Talked to Bob. They said: sounds  great.\nNothing else.", "They said: sounds  great")]
    public void It_quotes_the_sentence_as_it_was_written(string note, string quote) =>
        Sign(note).ShouldBe(new WarningSign("vague_words", "note", quote, TestRules.Now.AddDays(-10)));

    [Theory]
    [InlineData("稟議中。検討しますとのこと")]
    [InlineData("検討します。12/10に部長が決める")]
    [InlineData("We will consider it: the board meets on the 12th.")]
    [InlineData("検討しました")]
    [InlineData("監査がアルタメ検討します")]
    [InlineData("お困りのソノウチワを検討中")]
    [InlineData("eventual consistency")]
    [InlineData("TBD")]
    public void A_reason_a_date_or_another_word_is_not_vague(string note) => Sign(note).ShouldBeNull();

    [Fact]
    public void Praise_with_a_date_is_still_praise() => Sign("すばらしいですね。金曜にまた")!.Name.ShouldBe("vague_words");

    [Fact]
    public void The_rep_reads_the_words_and_where_they_stand()
    {
        var facts = TestRules.Deal(("need", "decided"), ("timing", "dated"), ("authority", "approver"), ("fit", "match"), ("note", "持ち帰って検討いたします。"));
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        (verdict.Flag, verdict.TalkDepth, verdict.Phase).ShouldBe((Flag.Confirm, TalkDepth.ExamplesAndPriceRange, Phase.Deciding));
        var ja = TestRules.Standard.Write(verdict, facts, "ja", TestRules.Tokyo);
        ja.NextStep.ShouldBe("気になる点(違和感:言葉が曖昧「持ち帰って検討いたします」)を確かめる。それまでは事例・概算まで。");
        ja.Reasons.ShouldContain("違和感:言葉が曖昧「持ち帰って検討いたします」〔前提メモ、2026/11/12〕");
        TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo).Reasons
            .ShouldContain("Does not sit right: vague words, \"持ち帰って検討いたします\" [Premise note, 12 Nov 2026]");
    }

    [Theory]
    [InlineData("「いいですね」", "言葉が曖昧「いいですね」")]
    [InlineData("井上様「いいですね」とのこと", "言葉が曖昧「井上様『いいですね』とのこと」")]
    public void Quotation_marks_stand_one_within_the_other(string note, string words)
    {
        var facts = TestRules.Deal(("note", note));
        TestRules.Standard.Write(TestRules.Standard.Judge(facts, TestRules.Clock), facts, "ja", TestRules.Tokyo).Reasons.ShouldContain($"違和感:{words}〔");
    }

    [Fact]
    public void It_expires_and_says_when()
    {
        var facts = TestRules.Deal(TestRules.Now.AddDays(-59), ("note", "We'll see."));

        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);
        verdict.WarningSigns.ShouldHaveSingleItem();
        verdict.ChangesAt.ShouldBe(TestRules.Now.AddDays(1));
        TestRules.Standard.Judge(facts, new JudgingClock(TestRules.Now.AddDays(1), TestRules.Tokyo)).WarningSigns.ShouldBeEmpty();
    }

    [Fact]
    public void Ops_adds_and_removes_a_word_and_names_the_fields()
    {
        var rules = TestRules.Compile(
            """
            { "WarningSigns": { "vague_words": { "Fields": ["note", "problem"], "Words": { "検討します": null, "ご縁があれば": "Deferral" } } } }
            """);

        Names(rules, ("note", "検討します")).ShouldBeEmpty();
        Names(rules, ("problem", "ごエンがあれば"), ("note", "予算は確保済み")).ShouldBeEmpty();
        Names(rules, ("problem", "御社とご縁があれば")).ShouldBe(["vague_words"]);
    }

    [Theory]
    [InlineData("need=decided;timing=dated;authority=approver;fit=chosen", false)]
    [InlineData("need=decided;timing=dated;authority=approver", true)]
    [InlineData("need=decided;timing=dated;authority=approver;fit=quote_only", true)]
    public void A_comparison_quote_shows_only_while_the_fit_is_not_met(string values, bool shows) =>
        Names(TestRules.Standard, [.. Values(values), ("note", "相見積もりを3社から取る必要がある")]).Contains("comparison_quote").ShouldBe(shows);

    [Theory]
    [InlineData("contact.count=1;company.employees=300", "single_contact")]
    [InlineData("contact.count=2;company.employees=300", "")]
    [InlineData("contact.count=0;company.employees=300", "")]
    [InlineData("contact.count=1;company.employees=299", "")]
    [InlineData("meeting.held=2", "approval_not_seen")]
    [InlineData("meeting.held=1", "")]
    [InlineData("meeting.held=2;decision_process=mapped", "")]
    [InlineData("meeting.held=3;decision_process=open", "approval_not_seen")]
    [InlineData("close_date.pushed=3", "close_date_pushed")]
    [InlineData("close_date.pushed=2", "")]
    [InlineData("last_inbound=2026-11-06T03:00:00Z", "no_answer")]
    [InlineData("last_inbound=2026-11-09T03:00:00Z", "")]
    [InlineData("last_activity=2026-10-01T03:00:00Z", "")]
    public void The_other_sensed_signs_show_from_facts(string values, string expected) =>
        string.Join(',', Names(TestRules.Standard, Values(values))).ShouldBe(expected);

    [Fact]
    public void Silence_counts_business_days_and_holidays_and_begins_with_their_last_word()
    {
        // Monday 9 November; Monday 23 November is the tenth business day after it, or a holiday.
        var facts = TestRules.Deal(("last_inbound", "2026-11-09T03:00:00Z"));
        var holidays = TestRules.Compile("""{ "Calendar": { "Holidays": ["2026-11-23"] } }""");

        TestRules.Standard.Judge(facts, TestRules.Clock).ChangesAt.ShouldBe(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.FromHours(9)));
        holidays.Judge(facts, TestRules.Clock).ChangesAt.ShouldBe(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.FromHours(9)));
    }

    [Theory]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "Words", "ExpiresAfter": "9d" } } }""", "WarningSigns:s:Words", "The sign has no words.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "Words", "ExpiresAfter": "9d", "Words": { "x": "Hedges" } } } }""", "WarningSigns:s:Words:x", "The value is not among the choices.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "Words", "ExpiresAfter": "9d", "Words": { "x": "Hedge" }, "Fields": ["nota"] } } }""", "WarningSigns:s:Fields", "The field is not in the vocabulary.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "Words", "ExpiresAfter": "9d", "Words": { "x": "Hedge" }, "Fields": ["budget"] } } }""", "WarningSigns:s:Fields", "The field is of type Choice.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "Words", "ExpiresAfter": "9d", "Words": { "x": "Hedge" }, "NotMet": ["Fitt"] } } }""", "WarningSigns:s:NotMet", "There is no premise of that name.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "When", "ExpiresAfter": "9d", "When": { "last_inbound": { "OlderThanBusinessDays": 1.5 } } } } }""", "WarningSigns:s:When:last_inbound:OlderThanBusinessDays", "The value is not a whole number of days, 1 to 500.")]
    public void Its_faults_are_told_in_their_place(string json, string path, string problem)
    {
        var fault = TestRules.Try(json).Faults[0];

        (fault.Path, fault.Problem).ShouldBe(($"Readiness:{path}", problem));
    }

    private static WarningSign? Sign(string note) =>
        TestRules.Standard.Judge(TestRules.Deal(("note", note)), TestRules.Clock).WarningSigns.SingleOrDefault();

    private static IEnumerable<string> Names(ReadinessRules rules, params (string, string)[] values) =>
        rules.Judge(TestRules.Deal(values), TestRules.Clock).WarningSigns.Select(sign => sign.Name);

    private static (string, string)[] Values(string values) => [.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))];
}
