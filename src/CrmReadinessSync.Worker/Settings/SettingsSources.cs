using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>Makes every source of settings into one document in which each value remembers its own.</summary>
internal sealed class SettingsSources(SettingsInput input, SettingsFiles files, ICollection<SettingsFault> faults)
{
    private const string Prefix = "CRS_";

    /// <summary>All layers in one, later ones on top; removals are kept for the shipped documents beneath.</summary>
    public SettingsDocument Read() => Layers().Aggregate((below, above) => below.Then(above));

    private IEnumerable<SettingsDocument> Layers()
    {
        yield return SettingsDocument.FromPairs("defaults", []);
        foreach (var file in files.Files)
        {
            if (Parsed(file) is { } document)
            {
                yield return document;
            }
        }

        yield return SettingsDocument.FromPairs("secrets folder", Secrets());
        yield return SettingsDocument.FromPairs("this command", input.Given);
        yield return SettingsDocument.FromPairs(Environment());
        yield return SettingsDocument.FromPairs("--set", Assignments());
    }

    private SettingsDocument? Parsed(SettingsFile file)
    {
        var name = Shown(file.Path);
        if (file.Bytes is { } bytes)
        {
            return SettingsDocument.Parse(name, bytes, faults);
        }

        faults.Add(new SettingsFault("", $"The file cannot be read: {file.Problem}", "Check the path and its permissions.", File: name));
        return null;
    }

    private List<KeyValuePair<string, string>> Secrets()
    {
        if (files.SecretsProblem is { } problem)
        {
            faults.Add(new SettingsFault("", $"The folder of secrets cannot be read: {problem}", "Check the path and its permissions.", File: input.SecretsFolder));
        }

        var secrets = new List<KeyValuePair<string, string>>();
        foreach (var file in files.Secrets)
        {
            if (file.Bytes is { } bytes)
            {
                using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
                secrets.Add(new(Key(Path.GetFileName(file.Path)), reader.ReadToEnd().Trim()));
            }
            else
            {
                faults.Add(new SettingsFault("", $"The secret cannot be read: {file.Problem}", "Check the path and its permissions.", File: Shown(file.Path)));
            }
        }

        return secrets;
    }

    // A setting has at least two keys, so it has "__"; other variables that begin alike are somebody else's.
    private IEnumerable<(string Path, string Text, string Source)> Environment() => input.Environment
        .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal) && variable.Key.Contains("__", StringComparison.Ordinal))
        .OrderBy(variable => variable.Key, StringComparer.Ordinal)
        .Select(variable => (Key(variable.Key[Prefix.Length..]), variable.Value, $"environment {variable.Key}"));

    private List<KeyValuePair<string, string>> Assignments()
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var assignment in input.Assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                pairs.Add(new(Key(assignment[..equals]), assignment[(equals + 1)..]));
            }
            else
            {
                faults.Add(new SettingsFault(assignment, "The setting has no value.", "Write --set KEY=VALUE, such as --set Crms:hubspot:Enabled=true.", File: "--set"));
            }
        }

        return pairs;
    }

    private string Shown(string path)
    {
        var relative = Path.GetRelativePath(input.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
