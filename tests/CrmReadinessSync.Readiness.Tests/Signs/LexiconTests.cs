using System.Globalization;
using System.Text;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>How well the shipped lexicon tells vague answers from ordinary ones, on phrases labelled by hand (phrases.tsv).</summary>
public sealed class LexiconTests
{
    private static readonly IReadOnlyList<Phrase> Phrases =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Signs", "phrases.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .Select(cells => new Phrase(cells[0] == "aside", cells[1], cells[2] == "vague", cells[3])),
    ];

    [Fact]
    public void There_are_phrases_enough_in_both_languages_and_halves()
    {
        Phrases.Count.ShouldBeGreaterThanOrEqualTo(120);
        Phrases.GroupBy(p => (p.IsAside, p.Language, p.IsVague)).Select(group => group.Count()).ShouldAllBe(count => count >= 20);
        Phrases.Select(p => p.Text).Distinct().Count().ShouldBe(Phrases.Count);
    }

    [Theory]
    [InlineData(false, "ja")]
    [InlineData(false, "en")]
    [InlineData(true, "ja")]
    [InlineData(true, "en")]
    public void It_finds_four_of_five_vague_answers_and_nine_of_ten_it_finds_are_vague(bool aside, string language)
    {
        var here = Phrases.Where(p => p.IsAside == aside && p.Language == language).ToList();
        var found = here.Where(p => Signs(p.Text)).ToList();
        var right = found.Count(p => p.IsVague);
        var wrong = string.Join('\n', here.Where(p => Signs(p.Text) != p.IsVague).Select(p => $"{(p.IsVague ? "missed" : "false")}: {p.Text}"));

        ((double)right / found.Count).ShouldBeGreaterThanOrEqualTo(0.9, wrong);
        ((double)right / here.Count(p => p.IsVague)).ShouldBeGreaterThanOrEqualTo(0.8, wrong);
    }

    [Fact]
    public void Hits_and_false_alarms_of_every_word_are_on_record()
    {
        var lexicon = TestRules.StandardLexicon("vague_words");
        var report = new StringBuilder("word\thits\tsettled\tfalse alarms\n");
        var seen = Phrases
            .SelectMany(p => lexicon.All(TextFolding.Fold(p.Text)).Distinct().Select(word => (word, p.IsVague, Shows: Signs(p.Text))))
            .GroupBy(one => one.word)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var word in seen)
        {
            report.Append(CultureInfo.InvariantCulture, $"{word.Key}\t{word.Count(w => w.Shows && w.IsVague)}\t{word.Count(w => !w.Shows)}\t{word.Count(w => w.Shows && !w.IsVague)}\n");
        }

        report.ToString().ShouldBe(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Signs", "lexicon-report.tsv")));
    }

    private static bool Signs(string note) =>
        TestRules.Standard.Judge(TestRules.Deal(("note", note)), TestRules.Clock).WarningSigns.Any(sign => sign.Name == "vague_words");

    private sealed record Phrase(bool IsAside, string Language, bool IsVague, string Text);
}
