using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Finds the languages: those shipped, and one more for each file in a folder, such as <c>de.json</c>. A file of a shipped language takes its
/// place. A file counts only whole: the keys of the English one, and no other places to fill.
/// </summary>
/// <param name="Languages">By name.</param>
/// <param name="Faults">What is wrong with files that do not count.</param>
internal sealed partial record LanguageFiles(ImmutableSortedDictionary<string, RepLanguage> Languages, ImmutableArray<SettingsFault> Faults)
{
    /// <summary>The folder's name beside the executable.</summary>
    public const string Folder = "Languages";

    private const string Prefix = "Texts.";
    private const string Suffix = ".json";
    private const string Model = "en";

    /// <summary>Reads what is shipped and what the folder holds; a folder that is not there holds nothing.</summary>
    public static LanguageFiles Read(string folder)
    {
        var languages = Resources.Names(Suffix).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(name => name[Prefix.Length..^Suffix.Length], name => Parse(Resources.Read(name)), StringComparer.Ordinal);
        var model = languages[Model];
        var faults = ImmutableArray.CreateBuilder<SettingsFault>();
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Suffix}").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (Read(file, name, model, faults) is { } texts)
            {
                languages = languages.SetItem(name, texts);
            }
        }

        return new LanguageFiles(languages.ToImmutableSortedDictionary(one => one.Key, one => new RepLanguage(one.Key, one.Value), StringComparer.Ordinal), faults.ToImmutable());
    }

    private static Dictionary<string, string>? Read(string file, string name, Dictionary<string, string> model, ImmutableArray<SettingsFault>.Builder faults)
    {
        if (!LanguageName().IsMatch(name))
        {
            faults.Add(new SettingsFault("", $"\"{name}\" is no name of a language.", "Name the file after the language's tag, such as de.json or pt-BR.json.", File: file));
            return null;
        }

        Dictionary<string, string> texts;
        try
        {
            texts = Parse(File.ReadAllBytes(file));
        }
        catch (Exception failed) when (failed is JsonException or IOException or UnauthorizedAccessException)
        {
            faults.Add(new SettingsFault("", $"The texts cannot be read: {failed.Message}", "Write one JSON object of keys and texts, as the shipped languages are.", File: file));
            return null;
        }

        var before = faults.Count;
        Tell("It lacks", model.Keys.Where(key => string.IsNullOrWhiteSpace(texts.GetValueOrDefault(key))), "Translate these keys of the English texts too.");
        Tell("It has unknown keys:", texts.Keys.Except(model.Keys, StringComparer.Ordinal), "Take them out, or spell them as the English texts do.");
        Tell("Other places are filled than in English:", texts.Where(text => model.TryGetValue(text.Key, out var said) && Places(text.Value).Except(Places(said), StringComparer.Ordinal).Any()).Select(text => text.Key), "Use the {names} of the English text.");
        return faults.Count == before ? texts : null;

        void Tell(string problem, IEnumerable<string> keys, string remedy)
        {
            var all = keys.Order(StringComparer.Ordinal).ToList();
            if (all.Count > 0)
            {
                faults.Add(new SettingsFault("", $"{problem} {string.Join(", ", all.Take(10))}{(all.Count > 10 ? $" and {all.Count - 10} more" : "")}.", remedy, File: file));
            }
        }
    }

    private static Dictionary<string, string> Parse(byte[] json) => JsonSerializer.Deserialize(json, ReadinessJson.Default.DictionaryStringString) ?? [];

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"\{\w+\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\A[a-z]{2,8}(-[A-Za-z0-9]{2,8})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LanguageName();
}
