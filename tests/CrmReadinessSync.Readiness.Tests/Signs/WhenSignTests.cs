namespace CrmReadinessSync.Readiness.Tests;

public sealed class WhenSignTests
{
    private static readonly ReadinessRules Rules = TestRules.Compile(
        """
        {
          "WarningSigns": {
            "single_contact": null,
            "alone at a large company": {
              "Kind": "When",
              "When": { "company.employees": { "AtLeast": 300 }, "contact.count": { "AtMost": 1 }, "contact.roles": { "Filled": false } },
              "ExpiresAfter": "60d",
              "Labels": { "ja": "窓口がお一人だけ", "en": "a single contact" }
            }
          }
        }
        """);

    [Fact]
    public void It_shows_while_all_its_conditions_hold_and_quotes_a_field()
    {
        var facts = TestRules.Deal(("company.employees", "1200"), ("contact.count", "1"));
        var verdict = Rules.Judge(facts, TestRules.Clock);

        verdict.WarningSigns.ShouldBe([new WarningSign("alone at a large company", "company.employees", "1200", TestRules.Now.AddDays(-10))]);
        verdict.ChangesAt.ShouldBe(TestRules.Now.AddDays(50));
        Rules.Decide(facts, TestRules.Clock).HasSigns.ShouldBeTrue();
        Rules.Write(verdict, facts, "ja", TestRules.Tokyo).Reasons.ShouldContain("違和感:窓口がお一人だけ〔従業員数 1200、2026/11/12〕");
    }

    [Theory]
    [InlineData("company.employees=1200;contact.count=1;contact.roles=approver")]
    [InlineData("company.employees=1200;contact.count=2")]
    [InlineData("company.employees=TBD;contact.count=1")]
    [InlineData("contact.count=1")]
    public void It_does_not_show_when_one_does_not_hold_or_is_unknown(string values)
    {
        var facts = TestRules.Deal([.. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))]);

        Rules.Decide(facts, TestRules.Clock).HasSigns.ShouldBeFalse();
    }

    [Fact]
    public void It_expires()
    {
        var facts = TestRules.Deal(TestRules.Now.AddDays(-60), ("company.employees", "1200"), ("contact.count", "1"));

        Rules.Judge(facts, TestRules.Clock).WarningSigns.ShouldBeEmpty();
    }

    [Fact]
    public void What_nothing_dates_counts_from_when_it_was_first_seen_and_is_never_told_as_set_then()
    {
        var facts = Seen(("company.employees", "1200", 200), ("contact.count", "1", 20));
        var verdict = Rules.Judge(facts, TestRules.Clock);

        verdict.WarningSigns.ShouldBe([new WarningSign("alone at a large company", "company.employees", "1200", AsOf: null, SeenAt: TestRules.Now.AddDays(-20))]);
        verdict.ChangesAt.ShouldBe(TestRules.Now.AddDays(40));
        Rules.Write(verdict, facts, "ja", TestRules.Tokyo).Reasons.ShouldContain("〔従業員数 1200、時期不明〕");
        Rules.Judge(Seen(("company.employees", "1200", 200), ("contact.count", "1", 60)), TestRules.Clock).WarningSigns.ShouldBeEmpty();
    }

    [Fact]
    public void Where_nobody_saw_it_before_its_age_is_unknown_and_it_stays()
    {
        var facts = new DealFacts.Builder().Set(Find("company.employees"), "1200").Set(Find("contact.count"), "1").Build();
        var verdict = Rules.Judge(facts, TestRules.Clock);

        verdict.WarningSigns.ShouldBe([new WarningSign("alone at a large company", "company.employees", "1200", AsOf: null, SeenAt: null)]);
        verdict.ChangesAt.ShouldBeNull();
    }

    private static DealFacts Seen(params (string Field, string Raw, int DaysAgo)[] values) => values
        .Aggregate(new DealFacts.Builder(), (facts, value) => facts.Set(Find(value.Field), value.Raw, seenAt: TestRules.Now.AddDays(-value.DaysAgo)))
        .Build();

    private static Field Find(string name) => Vocabulary.TryFind(name, out var field) ? field : throw new ArgumentException(name, nameof(name));

    [Theory]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "When", "When": { "fit": { "Filled": false }, "contact.roles": { "Filled": false } }, "ExpiresAfter": "9d" } } }""", "WarningSigns:s:When", "Law 4: the sign shows on a deal of which nothing is known, so it could neither quote its words nor expire.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "When", "When": {}, "ExpiresAfter": "9d" } } }""", "WarningSigns:s:When", "The sign has no condition.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "When", "When": { "nte": { "Filled": true } }, "ExpiresAfter": "9d" } } }""", "WarningSigns:s:When:nte", "The field is not in the vocabulary.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "When", "When": { "note": { "AtLeast": 1 } }, "ExpiresAfter": "9d" } } }""", "WarningSigns:s:When:note:AtLeast", "The operator cannot test a field of type Text.")]
    [InlineData("""{ "WarningSigns": { "s": { "Kind": "When", "When": { "fit": { "Is": "match" } }, "ExpiresAfter": "9d" } } }""", "WarningSigns:s", "Law 4: the field fit already speaks for Fit, and a sign must not turn an answer against it.")]
    public void Its_faults_are_told_in_their_place(string json, string path, string problem)
    {
        var fault = TestRules.Try(json).Faults.ShouldHaveSingleItem();

        (fault.Path, fault.Problem).ShouldBe(($"Readiness:{path}", problem));
    }
}
