namespace CrmReadinessSync.Readiness.Tests;

public sealed class RulesDocumentTests
{
    [Fact]
    public void A_file_holds_only_what_differs_from_the_standard()
    {
        var rules = TestRules.Compile("""{ "Premises": { "DecisionProcess": null, "Budget": { "Essential": true, "Weight": 3 } } }""");

        rules.Premises.Select(p => p.Name).ShouldBe(["Need", "Timing", "Authority", "Budget", "Fit"]);
        rules.Premises[3].IsEssential.ShouldBeTrue();
        rules.Premises[3].Weight.ShouldBe(3);
        rules.Premises[3].CeilingWhenUnmet.ShouldBe(TalkDepth.Proposal);
    }

    [Fact]
    public void The_fingerprint_names_the_rules_and_not_how_they_are_written()
    {
        var standard = TestRules.Standard.Fingerprint;

        standard.ShouldMatch("^[0-9a-f]{16}$");
        TestRules.Compile("{ }").Fingerprint.ShouldBe(standard);
        TestRules.Compile("""{ "Base": "Standard", /* same */ "UnknownCredit": 0.3 }""").Fingerprint.ShouldBe(standard);
        TestRules.Compile("""{ "UnknownCredit": 0.4 }""").Fingerprint.ShouldNotBe(standard);
        TestRules.Compile("""{ "Premises": { "Need": { "Ask": { "ja": "どうですか。" } } } }""").Fingerprint.ShouldNotBe(standard);
    }

    [Fact]
    public void Rules_from_nothing_bring_premises_and_phases_of_their_own()
    {
        string[] fields = ["authority", "budget", "need", "scope", "purchasing", "competition", "position", "rfi", "rfp", "tender"];
        var premises = string.Join(",\n", fields.Select(field => $$"""
            "{{field}}": { "Labels": { "ja": "{{field}}の件", "en": "the {{field}}" }, "Answers": { "{{field}}": { "Yes": "Met", "Unknown": "Unknown", "No": "Unmet" } } }
            """));
        var rules = TestRules.Compile($$"""
            {
              "Base": "None",
              "UnknownCredit": 0.5,
              "Premises": {
                {{premises}}
              },
              "Phases": {
                "NotBuying": { "no need": { "need": "Unmet" } },
                "Gathering": { "no budget, no scope": { "budget": "Unmet", "scope": ["Unmet", "Unknown"] } },
                "Deciding": { "need and scope": { "need": "Met", "scope": "Met" } }
              },
              "PhaseCeilings": { "Gathering": "ConfirmProblem" }
            }
            """);

        var deal = TestRules.Deal([.. fields.Select(field => (field, field == "rfi" ? "unknown" : field == "tender" ? "No" : "Yes"))]);
        var verdict = rules.Judge(deal, TestRules.Clock);

        verdict.Phase.ShouldBe(Phase.Deciding);
        verdict.Flag.ShouldBe(Flag.Ready);
        verdict.TalkDepth.ShouldBe(TalkDepth.Terms);
        verdict.Score.ShouldBe(0.85, 1e-9);
        verdict.Confirmed.ShouldBe(9);
        verdict.Findings[7].Kind.ShouldBe(UnknownKind.Open);
        rules.Judge(TestRules.Deal(("need", "Yes"), ("budget", "No")), TestRules.Clock).Phase.ShouldBe(Phase.Gathering);
        rules.Write(verdict, deal, "ja", TestRules.Tokyo).Reasons.ShouldContain("○ authorityの件:Yes〔商談相手の立場、2026/11/12〕");
    }

    [Fact]
    public void A_document_s_own_words_come_before_the_shipped_ones()
    {
        var rules = TestRules.Compile(
            """{ "Premises": { "Need": { "Labels": { "ja": "動機" }, "Ask": { "ja": "なぜ今なのでしょうか。" } } } }""");
        var verdict = rules.Judge(DealFacts.Empty, TestRules.Clock);

        rules.Write(verdict, DealFacts.Empty, "ja", TestRules.Tokyo).NextStep.ShouldBe("「なぜ今なのでしょうか。」を確認。それまでは事例・概算まで。(→動機)");
        rules.Write(verdict, DealFacts.Empty, "en", TestRules.Tokyo).NextStep.ShouldContain("Is anything already under way inside");
    }
}
