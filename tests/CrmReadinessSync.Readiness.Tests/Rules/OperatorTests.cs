namespace CrmReadinessSync.Readiness.Tests;

public sealed class OperatorTests
{
    [Theory]
    [InlineData("customer", "\"AnyOf\": [\"existing\", \"past\"]", "Past", Finding.Met)]
    [InlineData("customer", "\"AnyOf\": [\"existing\"]", "new", Finding.Unknown)]
    [InlineData("contact.roles", "\"AnyOf\": [\"decision maker\"]", "USER;Decision  Maker", Finding.Met)]
    [InlineData("customer", "\"NoneOf\": [\"new\"]", "existing", Finding.Met)]
    [InlineData("customer", "\"NoneOf\": [\"new\"]", null, Finding.Unknown)]
    [InlineData("customer", "\"NoneOf\": [\"new\"]", "N/A", Finding.Unknown)]
    [InlineData("amount", "\"AtLeast\": 1000000", "1,000,000円", Finding.Met)]
    [InlineData("amount", "\"AtLeast\": 1000000", "¥999999", Finding.Unknown)]
    [InlineData("amount", "\"AtMost\": 10, \"AtLeast\": 5", "７", Finding.Met)]
    [InlineData("amount", "\"AtMost\": 10, \"AtLeast\": 5", "11", Finding.Unknown)]
    [InlineData("decide_by", "\"Within\": \"14d\"", "2026-12-06", Finding.Met)]
    [InlineData("decide_by", "\"Within\": \"14d\"", "2026-12-07", Finding.Unknown)]
    [InlineData("decide_by", "\"Within\": \"14d\"", "2026年11月9日", Finding.Met)]
    [InlineData("contract.ends", "\"OlderThan\": \"30d\"", "2026/10/01", Finding.Met)]
    [InlineData("contract.ends", "\"OlderThan\": \"30d\"", "2026/11/01", Finding.Unknown)]
    [InlineData("note", "\"Contains\": [\"補助金\", \"Board\"]", "来月の ｂｏａｒｄ で決める", Finding.Met)]
    [InlineData("note", "\"Contains\": [\"ホジョ\"]", "ほじょきん", Finding.Met)]
    [InlineData("note", "\"Contains\": [\"grant\"]", "同上", Finding.Unknown)]
    [InlineData("tender", "\"Is\": \"yes\"", "YES", Finding.Met)]
    [InlineData("tender", "\"Is\": \"yes\"", "no", Finding.Unknown)]
    public void A_route_holds_when_its_conditions_do(string field, string condition, string? value, Finding expected)
    {
        var rules = TestRules.Compile($$"""
            { "Base": "None", "Premises": { "P": { "Met": { "the way": { "{{field}}": { {{condition}} } } } } }, "Phases": {} }
            """);
        var facts = value is null ? DealFacts.Empty : TestRules.Deal((field, value));
        var finding = rules.Judge(facts, TestRules.Clock).Findings.ShouldHaveSingleItem();

        finding.Finding.ShouldBe(expected);
        finding.Route.ShouldBe(expected is Finding.Met ? "the way" : null);
    }

    [Fact]
    public void Fields_of_a_route_are_anded_and_routes_ored()
    {
        var rules = TestRules.Compile("""
            { "Base": "None", "Premises": { "P": { "Met": {
                "both": { "customer": { "AnyOf": ["existing"] }, "scope": { "Is": "clear" } },
                "alone": { "position": { "Is": "yes" } } } } } }
            """);

        Judge(("customer", "existing")).Finding.ShouldBe(Finding.Unknown);
        Judge(("customer", "existing"), ("scope", "clear")).Route.ShouldBe("both");
        Judge(("customer", "new"), ("scope", "clear"), ("position", "yes")).Route.ShouldBe("alone");

        PremiseFinding Judge(params (string, string)[] values) => rules.Judge(TestRules.Deal(values), TestRules.Clock).Findings[0];
    }

    [Fact]
    public void Unmet_wins_over_met_and_both_are_shown()
    {
        var finding = TestRules.Standard.Judge(TestRules.Deal(("budget", "no_budget"), ("customer", "existing")), TestRules.Clock).Findings[4];

        finding.Finding.ShouldBe(Finding.Unmet);
        finding.Route.ShouldBe("answer");
        finding.Evidence.Select(e => (e.Field, e.Says, e.Route, e.Why)).ShouldBe(
            [("budget", Finding.Unmet, "answer", "answer"), ("customer", Finding.Met, "bought before", "attribute")]);
    }
}
