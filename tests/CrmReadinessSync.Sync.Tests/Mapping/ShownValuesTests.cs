using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

public sealed class ShownValuesTests
{
    [Fact]
    public void Enumerated_targets_hold_snake_case_words()
    {
        Enum.GetValues<Flag>().Select(ShownValues.Word).ShouldBe(["hold", "confirm", "ready"]);
        Enum.GetValues<Phase>().Select(ShownValues.Word).ShouldBe(["unclear", "deciding", "gathering", "not_buying"]);
        Enum.GetValues<TalkDepth>().Select(ShownValues.Word).ShouldBe(["pause", "confirm_problem", "examples_and_price_range", "proposal", "terms"]);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" \r\n", null)]
    [InlineData(" a ", "a")]
    [InlineData("a\r\nb\rc", "a\nb\nc")]
    public void A_text_is_compared_as_a_crm_keeps_it(string? text, string? kept) => ShownValues.Normalize(text).ShouldBe(kept);

    [Fact]
    public void Only_differences_are_planned_and_a_property_never_read_counts_as_blank()
    {
        var shown = Map(("flag", "ready"), ("step", " ask \r\n"), ("reasons", "old"));
        var wanted = Map(("flag", "ready"), ("step", "ask"), ("reasons", null), ("phase", "deciding"), ("depth", null));

        ShownValues.Differences(shown, wanted).ShouldBe(
            [KeyValuePair.Create("phase", new ValueChange(null, "deciding")), KeyValuePair.Create("reasons", new ValueChange("old", null))]);
    }

    private static ImmutableSortedDictionary<string, string?> Map(params (string Key, string? Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}
