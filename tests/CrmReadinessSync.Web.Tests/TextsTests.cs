using System.Text.RegularExpressions;

namespace CrmReadinessSync.Web.Tests;

public sealed partial class TextsTests
{
    [Fact]
    public void Both_languages_hold_the_same_keys_and_the_same_places_to_fill()
    {
        var (ja, en) = (PageTexts.Of("ja"), PageTexts.Of("en"));

        ja.Keys.Order(StringComparer.Ordinal).ShouldBe(en.Keys.Order(StringComparer.Ordinal));
        foreach (var key in en.Keys)
        {
            Places(ja[key]).ShouldBe(Places(en[key]), $"{key} fills the same places in both languages");
            ja[key].ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public void Every_text_that_a_kind_of_thing_needs_is_there()
    {
        var texts = PageTexts.Of("en");
        string[] needed =
        [
            .. Enum.GetNames<Wellness>().Select(name => $"wellness.{name}"),
            .. Enum.GetNames<Sync.RunState>().Select(name => $"state.{name}"),
            .. Enum.GetNames<Sync.DealOutcome>().Select(name => $"outcome.{name}"),
            .. Enum.GetNames<Sync.TaskState>().Select(name => $"task.{name}"),
            .. Enum.GetNames<Sync.HoldReason>().Select(name => $"held.{name}"),
            .. new[] { "settings_refused", "restart_needed", "crm_failing", "brake_held", "out_of_budget", "cycle_overdue", "journal" }.Select(kind => $"complaint.{kind}"),
        ];

        needed.Except(texts.Keys, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex("\\{[0-9]\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
