namespace CrmReadinessSync.Readiness.Tests;

/// <summary>Full is not filled (law 5): what stands alike on many deals, and what a form fills in by itself.</summary>
public sealed class HollowTests
{
    private const string Sentence = "前向きに検討いただいています";

    [Theory]
    [InlineData(4, "vague_words")]
    [InlineData(5, "")]
    [InlineData(6, "")]
    public void One_sentence_pasted_on_many_deals_says_nothing(int copies, string signs)
    {
        var facts = Build(("note", "検討します", copies));

        string.Join(',', TestRules.Standard.Judge(facts, TestRules.Clock).WarningSigns.Select(sign => sign.Name)).ShouldBe(signs);
        TestRules.Standard.HollowOf(facts).Select(one => (one.Field, one.Why, one.Copies))
            .ShouldBe(copies < 5 ? [] : [("note", "pasted", (int?)copies)]);
    }

    [Fact]
    public void A_choice_given_to_many_deals_at_once_is_unknown_and_says_why_and_on_how_many()
    {
        var verdict = TestRules.Standard.Judge(Build(("need", "decided", 8), ("timing", "dated", 7)), TestRules.Clock);

        var need = verdict.Findings[0];
        (need.Finding, need.Kind, need.Route).ShouldBe((Finding.Unknown, UnknownKind.Placeholder, null));
        var evidence = need.Evidence.ShouldHaveSingleItem();
        (evidence.Value, evidence.Says, evidence.Why, evidence.Copies).ShouldBe(("decided", Finding.Unknown, "bulk_fill", (int?)8));
        verdict.Findings[1].Finding.ShouldBe(Finding.Met);
        verdict.Findings[1].Evidence[0].Copies.ShouldBeNull();
    }

    [Fact]
    public void An_explicit_no_given_in_bulk_disqualifies_nobody() =>
        TestRules.Standard.Judge(Build(("need", "no_plan", 40), ("timing", "not_now", 40)), TestRules.Clock).Phase.ShouldBe(Phase.Unclear);

    [Theory]
    [InlineData("ja", "多くの案件に一括入力", "多くの案件に同じ文")]
    [InlineData("en", "filled on many deals at once", "the same text on many deals")]
    public void The_rep_reads_why_in_words_that_do_not_change_with_the_count(string language, string bulk, string pasted)
    {
        var rules = TestRules.Compile("""{ "Premises": { "Fit": { "Met": { "their problem": { "problem": { "Contains": ["二重入力"] } } } } } }""");

        string Reasons(int copies)
        {
            var facts = Build(("need", "decided", copies), ("problem", "受注の二重入力をなくしたい", copies));
            return rules.Write(rules.Judge(facts, TestRules.Clock), facts, language, TestRules.Tokyo).Reasons;
        }

        Reasons(9).ShouldContain(bulk);
        Reasons(9).ShouldContain(pasted);
        Reasons(10).ShouldBe(Reasons(9));
        Reasons(1).ShouldNotContain(bulk);
    }

    [Fact]
    public void What_the_rep_decides_or_feels_counts_on_however_many_deals()
    {
        var verdict = TestRules.Standard.Judge(Build(("need", "decided", 1), ("override", "hold", 90), ("override.reason", Sentence, 90), ("unease", "vague", 90)), TestRules.Clock);

        verdict.Override.ShouldNotBeNull().Reason.ShouldBe(Sentence);
        verdict.WarningSigns.ShouldHaveSingleItem().Name.ShouldBe("vague");
    }

    [Fact]
    public void Limits_are_settings_and_null_switches_one_off()
    {
        var strict = TestRules.Compile("""{ "Hollow": { "PastedOn": 3, "BulkFilledOn": null, "BulkWithin": "10m" } }""");

        strict.CopyLimits.ShouldBe(new CopyLimits(3, CopyLimits.Never, TimeSpan.FromMinutes(10)));
        strict.Fingerprint.ShouldNotBe(TestRules.Standard.Fingerprint);
        strict.Judge(Build(("need", "decided", 5000)), TestRules.Clock).Findings[0].Finding.ShouldBe(Finding.Met);
        strict.HollowOf(Build(("note", Sentence, 3))).ShouldHaveSingleItem().Why.ShouldBe("pasted");
        TestRules.Standard.CopyLimits.ShouldBe(new CopyLimits(5, 8, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("open", null, null, UnknownKind.Placeholder)]
    [InlineData("ｏｐｅｎ", "2026-11-01T00:00:30Z", "2026-11-01T00:00:00Z", UnknownKind.Placeholder)]
    [InlineData("open", "2026-11-01T00:00:00Z", null, UnknownKind.Placeholder)]
    [InlineData("open", "2026-11-03T00:00:00Z", "2026-11-01T00:00:00Z", UnknownKind.Open)]
    [InlineData("decided", null, null, UnknownKind.None)]
    public void What_the_form_fills_in_by_itself_counts_once_somebody_chose_it(string value, string? setAt, string? created, UnknownKind kind)
    {
        var rules = TestRules.Compile("""{ "Hollow": { "Defaults": { "need": ["open"] } } }""");
        var facts = new DealFacts.Builder()
            .Set(Vocabulary.Need, value, setAt is null ? null : DateTimeOffset.Parse(setAt, null))
            .Set(Vocabulary.Created, created)
            .Build();

        var need = rules.Judge(facts, TestRules.Clock).Findings[0];

        need.Kind.ShouldBe(kind);
        (need.Evidence[0].Why == "default").ShouldBe(kind is UnknownKind.Placeholder);
    }

    [Fact]
    public void Texts_are_alike_when_their_letters_are_and_short_ones_never()
    {
        long? Note(string text) => Likeness.HashOf(Vocabulary.Note, text);

        Note("前向きに検討中。").ShouldNotBeNull();
        Note("前向きに検討中。").ShouldBe(Note(" 前向きに、検討中！"));
        Note("Very interested, wants to know more.").ShouldBe(Note("ＶＥＲＹ interested - wants to know more"));
        Note("Very interested, wants to know more.").ShouldNotBe(Note("Very interested, wants to see more."));
        Note("稟議中").ShouldBeNull();
        Note("同上").ShouldBeNull();
        Note(" ").ShouldBeNull();
        Note("検討します").ShouldBe(-3308396446510238357, "kept in journals: another hash would forget who is alike");
    }

    [Fact]
    public void Only_answers_are_compared() =>
        Vocabulary.All.Where(field => Likeness.KindOf(field) is not LikenessKind.None).Select(field => field.Name).ShouldBe(
        [
            "need", "timing", "authority", "decision_process", "budget", "fit", "note", "scope", "position", "competition", "purchasing",
            "rfi", "rfp", "tender", "problem", "trigger",
        ]);

    private static DealFacts Build(params (string Field, string Value, int Copies)[] values) =>
        Generated.Facts(values.Select(one => new RawValue(one.Field, one.Value, TestRules.Now.AddDays(-10), one.Copies)));
}
