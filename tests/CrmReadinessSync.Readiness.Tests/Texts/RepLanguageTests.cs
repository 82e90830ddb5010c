using System.Text.RegularExpressions;

namespace CrmReadinessSync.Readiness.Tests;

public sealed class RepLanguageTests
{
    [Fact]
    public void Every_language_has_every_text_with_the_same_names_to_fill_in()
    {
        RepLanguage.All.ShouldBe(["en", "ja"]);
        var english = RepLanguage.Of("en").Texts.ToDictionary(t => t.Key, t => t.Value);
        foreach (var language in RepLanguage.All.Select(RepLanguage.Of))
        {
            language.Texts.Select(t => t.Key).Order().ShouldBe(english.Keys.Order());
            language.Texts.ShouldAllBe(t => t.Value.Length > 0);
            foreach (var (key, text) in language.Texts.Where(t => !t.Key.StartsWith("format.", StringComparison.Ordinal)))
            {
                Names(text).ShouldBeSubsetOf(Names(english[key]), $"{language.Name} {key}");
                Names(english[key]).ShouldBeSubsetOf(Names(text), $"{language.Name} {key}");
            }
        }
    }

    [Fact]
    public void Everything_that_can_be_shown_has_a_word()
    {
        foreach (var language in RepLanguage.All.Select(RepLanguage.Of))
        {
            foreach (var depth in Enum.GetValues<TalkDepth>())
            {
                language.LabelOf(depth).ShouldNotBeEmpty();
                language[$"until.{depth}"].ShouldNotBeEmpty();
                language[$"cover.{depth}"].ShouldNotBeEmpty();
                (depth is TalkDepth.Pause || language[$"back.{depth}"].Length > 0).ShouldBeTrue();
            }

            Enum.GetValues<Flag>().ShouldAllBe(flag => language.LabelOf(flag).Length > 0);
            Enum.GetValues<Phase>().ShouldAllBe(phase => language.LabelOf(phase).Length > 0);
            foreach (var kind in Enum.GetValues<UnknownKind>().Where(kind => kind is not UnknownKind.None))
            {
                language[$"finding.Unknown.{kind}"].ShouldContain("{premise}");
            }

            foreach (var premise in TestRules.Standard.Premises)
            {
                new[] { "label", "topic", "ask", "askAgain" }.ShouldAllBe(part => language.Find($"premise.{premise.Name}.{part}") != null);
                premise.Ask.ShouldBe(LocalText.None);
            }
        }
    }

    [Fact]
    public void An_unknown_language_is_refused_by_name() =>
        Should.Throw<ArgumentException>(() => RepLanguage.Of("fr")).Message.ShouldContain("\"fr\"");

    [Theory]
    [InlineData("日本語", 2, "日…")]
    [InlineData("日本語", 3, "日本語")]
    [InlineData("a👩‍👩‍👧b", 5, "a…")]
    [InlineData("a👩‍👩‍👧bc", 10, "a👩‍👩‍👧…")]
    [InlineData("か\u3099き", 3, "か\u3099き")]
    [InlineData("か\u3099き", 2, "…")]
    public void Texts_are_cut_between_what_a_reader_sees_as_characters(string text, int most, string expected)
    {
        TextCutting.Cut(text, most).ShouldBe(expected);
        TextCutting.Cut(text, most).Length.ShouldBeLessThanOrEqualTo(most);
    }

    private static IEnumerable<string> Names(string text) => Regex.Matches(text, @"\{\w+\}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value).Distinct();
}
