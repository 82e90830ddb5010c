using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>Reads every source of settings into one document in which each value remembers its own.</summary>
internal sealed class SettingsSources(SettingsInput input, ICollection<SettingsFault> faults)
{
    private const string Prefix = "CRS_";

    /// <summary>The base file, absolute; null when there is none.</summary>
    public string? BaseFile { get; } = input.ReadsFiles
        ? new[] { input.WorkingFolder, input.ExecutableFolder }.Select(folder => Path.Combine(folder, "appsettings.json")).FirstOrDefault(File.Exists)
        : null;

    /// <summary>All layers in one, later ones on top; removals are kept for the shipped documents beneath.</summary>
    public SettingsDocument Read() => Layers().Aggregate((below, above) => below.Then(above));

    private IEnumerable<SettingsDocument> Layers()
    {
        yield return SettingsDocument.FromPairs("defaults", []);
        foreach (var file in Files())
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

    private IEnumerable<string> Files()
    {
        if (BaseFile is not null)
        {
            yield return BaseFile;
            if (Path.Combine(Path.GetDirectoryName(BaseFile)!, "appsettings.Local.json") is var local && File.Exists(local))
            {
                yield return local;
            }
        }

        foreach (var file in input.Files)
        {
            yield return Path.GetFullPath(file, input.WorkingFolder);
        }
    }

    private SettingsDocument? Parsed(string path)
    {
        var name = Shown(path);
        try
        {
            return SettingsDocument.Parse(name, File.ReadAllBytes(path), faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new SettingsFault("", $"The file cannot be read: {Reason(e)}", "Check the path and its permissions.", File: name));
            return null;
        }
    }

    private List<KeyValuePair<string, string>> Secrets()
    {
        var secrets = new List<KeyValuePair<string, string>>();
        if (input.SecretsFolder is not { } folder)
        {
            return secrets;
        }

        try
        {
            // Kubernetes mounts keep their versions in folders and links that begin with two dots.
            foreach (var file in Directory.EnumerateFiles(Path.GetFullPath(folder, input.WorkingFolder)).Order(StringComparer.Ordinal))
            {
                if (!Path.GetFileName(file).StartsWith('.'))
                {
                    secrets.Add(new(Key(Path.GetFileName(file)), File.ReadAllText(file).Trim()));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new SettingsFault("", $"The folder of secrets cannot be read: {Reason(e)}", "Check the path and its permissions.", File: folder));
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

    private static string Reason(Exception e) => e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : e.Message;
}
