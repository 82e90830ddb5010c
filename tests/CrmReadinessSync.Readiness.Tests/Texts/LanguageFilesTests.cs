using System.Text.Json;

namespace CrmReadinessSync.Readiness.Tests;

/// <summary>Languages that a file beside the executable adds.</summary>
public sealed class LanguageFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crm-readiness-sync-languages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_a_folder_there_are_those_shipped()
    {
        var files = LanguageFiles.Read(Path.Combine(_folder.FullName, "none"));

        files.Languages.Keys.ShouldBe(["en", "ja"]);
        files.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_whole_file_is_a_language_and_one_of_a_shipped_language_takes_its_place()
    {
        Write("pt-BR", Texts().ToDictionary(text => text.Key, text => $"~{text.Value}"));
        Write("ja", Texts().ToDictionary(text => text.Key, text => $"={text.Value}"));
        var files = LanguageFiles.Read(_folder.FullName);

        files.Faults.ShouldBeEmpty();
        files.Languages.Keys.ShouldBe(["en", "ja", "pt-BR"]);
        files.Languages["pt-BR"].LabelOf(Flag.Ready).ShouldBe("~Ready");
        files.Languages["ja"].OwnName.ShouldBe("=English");
        files.Languages["pt-BR"].Fingerprint.ShouldNotBe(files.Languages["en"].Fingerprint);
    }

    [Fact]
    public void A_file_that_is_not_whole_does_not_count_and_says_why()
    {
        var texts = Texts();
        texts.Remove("next.cover.none");
        texts["reasons.colon"] = "  ";
        texts["flag.Perhaps"] = "Perhaps";
        texts["next.ask.none"] = "Ask {whom}: {question}";
        Write("de", texts);
        File.WriteAllText(Path.Combine(_folder.FullName, "fr.json"), """{ "flag.Ready": ["oui"] }""");
        Write("Deutsch_neu", Texts());
        var files = LanguageFiles.Read(_folder.FullName);

        files.Languages.Keys.ShouldBe(["en", "ja"]);
        files.Faults.Select(fault => $"{Path.GetFileName(fault.File)}: {fault.Problem}").Select(text => text.Split(" The JSON value")[0]).ShouldBe(
        [
            "Deutsch_neu.json: \"Deutsch_neu\" is no name of a language.",
            "de.json: It lacks next.cover.none, reasons.colon.",
            "de.json: It has unknown keys: flag.Perhaps.",
            "de.json: Other places are filled than in English: next.ask.none.",
            "fr.json: The texts cannot be read:",
        ]);
        files.Faults.ShouldAllBe(fault => fault.Remedy.Length > 0);
    }

    private void Write(string language, Dictionary<string, string> texts) => File.WriteAllText(Path.Combine(_folder.FullName, $"{language}.json"), JsonSerializer.Serialize(texts));

    private static Dictionary<string, string> Texts() => RepLanguage.Of("en").Texts.ToDictionary(text => text.Key, text => text.Value, StringComparer.Ordinal);
}
