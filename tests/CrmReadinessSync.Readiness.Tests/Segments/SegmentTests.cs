namespace CrmReadinessSync.Readiness.Tests;

public sealed class SegmentTests
{
    [Fact]
    public void Existing_customers_fit_because_they_bought_before_and_a_renewal_sets_the_date()
    {
        var facts = TestRules.Deal(("customer", "existing"), ("contract.ends", "2027-03-31"), ("need", "evaluating"), ("authority", "sponsor"));
        var verdict = TestRules.Standard.Judge(facts, TestRules.Clock);

        verdict.Segment.ShouldBe("existing_customers");
        (verdict.Flag, verdict.Phase, verdict.TalkDepth).ShouldBe((Flag.Ready, Phase.Deciding, TalkDepth.Proposal));
        verdict.Findings[1].Route.ShouldBe("renewal");
        verdict.Findings[5].Route.ShouldBe("bought before");
        TestRules.Standard.Write(verdict, facts, "ja", TestRules.Tokyo).Reasons.ShouldContain("\n区分:既存のお客様\n");
        TestRules.Standard.Write(verdict, facts, "en", TestRules.Tokyo).Reasons.ShouldContain("\nSegment: existing customers\n");
    }

    [Theory]
    [InlineData("2026-11-22", Finding.Met)]
    [InlineData("2026-11-21", Finding.Unknown)]
    [InlineData("2027-05-21", Finding.Met)]
    [InlineData("2027-05-22", Finding.Unknown)]
    public void A_renewal_counts_while_it_lies_ahead_and_near(string ends, Finding timing)
    {
        var verdict = TestRules.Standard.Judge(TestRules.Deal(("customer", "existing"), ("contract.ends", ends)), TestRules.Clock);

        verdict.Findings[1].Finding.ShouldBe(timing);
        (verdict.ChangesAt is not null).ShouldBe(ends != "2026-11-21");
    }

    [Fact]
    public void An_explicit_no_outweighs_having_bought_before() =>
        TestRules.Standard.Judge(TestRules.Deal(("customer", "existing"), ("fit", "mismatch")), TestRules.Clock).Findings[5].Finding.ShouldBe(Finding.Unmet);

    [Fact]
    public void In_a_tender_dated_and_mapped_counts_for_authority_and_the_more_specific_segment_wins()
    {
        (string, string)[] tender = [("purchasing", "leads"), ("rfp", "yes"), ("customer", "existing"), ("timing", "dated"), ("decision_process", "mapped")];
        var verdict = TestRules.Standard.Judge(TestRules.Deal(tender), TestRules.Clock);

        verdict.Segment.ShouldBe("purchasing_tenders");
        verdict.Findings[2].Finding.ShouldBe(Finding.Met);
        verdict.Findings[2].Evidence.Select(e => e.Field).ShouldBe(["timing", "decision_process"]);
        verdict.Findings[5].Finding.ShouldBe(Finding.Unknown);
        TestRules.Standard.Judge(TestRules.Deal(tender[1..]), TestRules.Clock).Segment.ShouldBe("existing_customers");
        TestRules.Standard.Judge(TestRules.Deal(tender[3..]), TestRules.Clock).Segment.ShouldBeNull();
    }

    [Fact]
    public void A_segment_changes_essentials_ceilings_weights_and_texts_of_its_own_deals_only()
    {
        var rules = TestRules.Compile(
            """
            {
              "Segments": {
                "small": {
                  "When": { "amount": { "AtMost": 100000 } },
                  "Labels": { "en": "small deals" },
                  "Premises": {
                    "Authority": { "Essential": false, "CapsTalkAt": "Proposal", "Weight": 0 },
                    "Need": { "Ask": { "en": "Shall we?" } }
                  }
                },
                "existing_customers": { "When": { "amount": { "AtLeast": 100001 } } },
                "purchasing_tenders": null
              }
            }
            """);
        (string, string)[] values = [("need", "decided"), ("timing", "dated"), ("fit", "match")];
        var small = TestRules.Deal([.. values, ("amount", "90000")]);
        var large = TestRules.Deal([.. values, ("amount", "100001")]);

        rules.Judge(small, TestRules.Clock).Flag.ShouldBe(Flag.Ready);
        rules.Judge(large, TestRules.Clock).Flag.ShouldBe(Flag.Confirm);
        rules.Judge(small, TestRules.Clock).Score.ShouldBeGreaterThan(rules.Judge(large, TestRules.Clock).Score);
        var blank = TestRules.Deal(("amount", "1"));
        rules.Write(rules.Judge(blank, TestRules.Clock), blank, "en", TestRules.Tokyo).NextStep.ShouldContain("Shall we?");
        rules.Write(rules.Judge(blank, TestRules.Clock), blank, "en", TestRules.Tokyo).Reasons.ShouldContain("Segment: small deals");
        Should.Throw<ArgumentException>(() => TestRules.Standard.Write(rules.Judge(blank, TestRules.Clock), blank, "en", TestRules.Tokyo));
    }

    [Theory]
    [InlineData("""{ "a": { "When": { "stage": { "AnyOf": ["x"] } } }, "b": { "When": { "pipeline": { "AnyOf": ["y"] } } } }""", "Segments:a", "A tie: ")]
    [InlineData("""{ "existing_customers": null, "a": { "When": { "stage": { "AnyOf": ["x", "y"] } } }, "b": { "When": { "stage": { "Is": "y" } } } }""", "Segments:b", "A tie: ")]
    [InlineData("""{ "existing_customers": null, "a": { "When": { "amount": { "AtLeast": 5 } } }, "b": { "When": { "amount": { "AtMost": 5 } } } }""", "Segments:b", "A tie: ")]
    [InlineData("""{ "a": { "When": {} } }""", "Segments:a:When", "The segment has no condition.")]
    [InlineData("""{ "a": { "When": { "stge": { "Is": "x" } } } }""", "Segments:a:When:stge", "The field is not in the vocabulary.")]
    [InlineData("""{ "a": { "When": { "timing": { "Is": "dated" }, "stage": { "Is": "x" }, "amount": { "AtLeast": 1 } } } }""", "Segments:a:When:timing", "Law 3: the field timing is an answer to Timing")]
    [InlineData("""{ "existing_customers": { "Premises": { "Need": { "Unmet": { "n": { "scope": { "Is": "no" } } } } } } }""", "Segments:existing_customers:Premises:Need:Unmet", "A segment never changes what says no")]
    [InlineData("""{ "existing_customers": { "Premises": { "Need": { "Answers": { "need": { "open": "Unmet" } } } } } }""", "Segments:existing_customers:Premises:Need:Answers", "A segment never changes what says no")]
    [InlineData("""{ "existing_customers": { "Premises": { "Nede": { "Weight": 2 } } } }""", "Segments:existing_customers:Premises:Nede", "There is no premise of that name.")]
    [InlineData("""{ "existing_customers": { "Premises": { "Need": { "Wait": 2 } } } }""", "Segments:existing_customers:Premises:Need:Wait", "The key is unknown.")]
    [InlineData("""{ "existing_customers": { "Phases": {} } }""", "Segments:existing_customers:Phases", "The key is unknown.")]
    [InlineData("""{ "existing_customers": { "Premises": { "Need": { "Met": { "came by": { "source": { "AnyOf": ["web"] } } } } } } }""", "Segments:existing_customers:Premises:Need:Met:came by:source", "Law 2")]
    [InlineData("""{ "existing_customers": { "Premises": { "Budget": { "CapsTalkAt": "ConfirmProblem" } } } }""", "Segments:existing_customers:Premises:Budget:CapsTalkAt", "In the segment \"existing_customers\": Ready below Proposal: ")]
    public void Faults_are_told_in_their_place(string segments, string path, string problem)
    {
        var (rules, faults) = TestRules.Try($$"""{ "Segments": {{segments}} }""");

        rules.ShouldBeNull();
        faults.ShouldContain(
            fault => fault.Path == $"Readiness:{path}" && fault.Problem.StartsWith(problem) && fault.Line != null && fault.Remedy.Length > 0,
            string.Join('\n', faults.Select(f => $"{f.Path}: {f.Problem}")));
    }

    [Theory]
    [InlineData("""{ "existing_customers": null, "a": { "When": { "stage": { "AnyOf": ["x"] } } }, "b": { "When": { "stage": { "Is": "y" } } } }""")]
    [InlineData("""{ "existing_customers": null, "a": { "When": { "amount": { "AtLeast": 5 } } }, "b": { "When": { "amount": { "AtMost": 4 } } } }""")]
    [InlineData("""{ "existing_customers": null, "a": { "When": { "stage": { "NoneOf": ["x"] } } }, "b": { "When": { "stage": { "Is": "x" } } } }""")]
    [InlineData("""{ "existing_customers": null, "a": { "When": { "stage": { "Filled": false } } }, "b": { "When": { "stage": { "Is": "x" } } } }""")]
    [InlineData("""{ "existing_customers": null, "a": { "When": { "amount": { "AtLeast": 5 } } }, "b": { "When": { "amount": { "AtLeast": 5 }, "source": { "Is": "x" } } }, "purchasing_tenders": null }""")]
    [InlineData("""{ "existing_customers": null, "purchasing_tenders": null }""")]
    public void Segments_that_no_deal_shares_are_no_tie(string segments) => TestRules.Try($$"""{ "Segments": {{segments}} }""").Faults.ShouldBeEmpty();

    [Fact]
    public void What_the_settings_file_shows_as_an_example_is_sound() => TestRules.Try(
        """
        {
          "WarningSigns": {
            "vague_words": { "Words": { "ご縁があれば": "Deferral", "maybe": null } },
            "single_contact": null
          },
          "Segments": {
            "small": { "When": { "amount": { "AtMost": 300000 }, "customer": { "Is": "new" }, "purchasing": { "Filled": false } },
                       "Premises": { "Authority": { "Essential": false, "CapsTalkAt": "Proposal" } } }
          },
          "MeetingClock": { "Windows": { "T-24h": { "Premises": { "Budget": { "Essential": true } } } } },
          "Override": { "LastsFor": "7d" }
        }
        """).Faults.ShouldBeEmpty();

    [Fact]
    public void A_removed_premise_takes_the_shipped_changes_to_it_along() =>
        TestRules.Try("""{ "Premises": { "Budget": null }, "Segments": { "existing_customers": { "Premises": { "Budget": { "Weight": 2 } } } } }""").Faults.ShouldBeEmpty();
}
