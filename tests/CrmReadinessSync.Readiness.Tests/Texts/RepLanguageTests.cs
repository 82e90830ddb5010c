using System.Text.RegularExpressions;
using FsCheck.Fluent;

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

    /// <summary>What the shipped rules name is said in every language, so that a third one is complete as soon as its file is.</summary>
    [Fact]
    public void Everything_the_shipped_rules_name_has_a_word_in_every_language()
    {
        var rules = RulesDocument.Merge(null, []).ShouldNotBeNull();
        var wanted = new List<string>();
        wanted.AddRange(rules.Section("WarningSigns")!.Sections().Select(sign => $"sign.{sign.Key}"));
        wanted.AddRange(rules.Section("Segments")!.Sections().Select(segment => $"segment.{segment.Key}"));
        foreach (var premise in rules.Section("Premises")!.Sections().Concat(rules.Section("Segments")!.Sections().SelectMany(segment => segment.Value.Section("Premises")!.Sections())))
        {
            wanted.AddRange(premise.Value.Section("Met")?.Sections().Select(route => $"route.{route.Key}") ?? []);
            wanted.AddRange(premise.Value.Section("Unmet")?.Sections().Select(route => $"route.{route.Key}") ?? []);
            foreach (var field in premise.Value.Section("Answers")?.Sections() ?? [])
            {
                // 「なし」 and "none" are what people type, not what a list offers.
                wanted.AddRange(field.Value.Sections().Where(answer => answer.Key is not ("なし" or "無し" or "予算なし" or "none" or "no")).Select(answer => $"choice.{field.Key}.{answer.Key}"));
            }
        }

        wanted.AddRange(new[] { "stale", "pasted", "bulk_fill", "default", "unreadable" }.Select(why => $"why.{why}"));
        wanted.AddRange(Vocabulary.All.Select(field => $"field.{field.Name}"));
        wanted.Count.ShouldBeGreaterThan(40);
        foreach (var language in RepLanguage.All.Select(RepLanguage.Of))
        {
            wanted.Where(key => language.Find(key) is null).ShouldBeEmpty(language.Name);
        }
    }

    /// <summary>No rep-facing word stands anywhere but in the language's own file.</summary>
    [Fact]
    public void An_English_rep_reads_no_Japanese_that_nobody_wrote() => Generated.Holds(Generated.Scenarios.Where(scenario => scenario.Spec is null), scenario =>
    {
        var values = scenario.Values.Where(value => value.Value is null || value.Value.All(c => c < 0x3000)).ToList();
        var facts = Generated.Facts(values);
        var texts = scenario.Rules.Write(scenario.Rules.Judge(facts, TestRules.Clock), facts, "en", TestRules.Tokyo);
        (texts.NextStep + texts.Reasons).Where(c => c >= 0x3000).ShouldBeEmpty();
    });

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
