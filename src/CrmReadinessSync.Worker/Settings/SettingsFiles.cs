using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Worker;

/// <summary>
/// The settings files and secrets as they were at one moment, read once: what is compared is what is checked. Comparing content rather than
/// waiting for a notification works for an edit in place, a rename, the symlink swap of Kubernetes, and file systems that notify nobody.
/// </summary>
/// <param name="BaseFile">The base file, absolute; null when there is none.</param>
/// <param name="Files">The files in the order in which later ones win.</param>
/// <param name="Secrets">The files of the secrets folder, by name.</param>
/// <param name="SecretsProblem">Why the folder of secrets could not be read; null when it could, or none is named.</param>
internal sealed record SettingsFiles(string? BaseFile, ImmutableArray<SettingsFile> Files, ImmutableArray<SettingsFile> Secrets, string? SecretsProblem)
{
    /// <summary>A hash of all of it; equal content has an equal one, whatever became of inodes and stamps.</summary>
    public string Fingerprint { get; } = Hash(Files, Secrets, SecretsProblem);

    /// <summary>Reads them. What cannot be read is told by the file itself.</summary>
    public static SettingsFiles Read(SettingsInput input)
    {
        var baseFile = !input.ReadsFiles ? null : input.BaseFile ?? new[] { input.WorkingFolder, input.ExecutableFolder }
            .Select(folder => Path.Combine(folder, "appsettings.json"))
            .FirstOrDefault(File.Exists);
        var files = Paths(baseFile, input).Select(SettingsFile.Read).ToImmutableArray();
        try
        {
            return new SettingsFiles(baseFile, files, ReadSecrets(input), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SettingsFiles(baseFile, files, [], SettingsFile.Reason(e));
        }
    }

    private static IEnumerable<string> Paths(string? baseFile, SettingsInput input)
    {
        if (baseFile is not null)
        {
            yield return baseFile;
            if (Path.Combine(Path.GetDirectoryName(baseFile)!, "appsettings.Local.json") is var local && File.Exists(local))
            {
                yield return local;
            }
        }

        foreach (var file in input.Files)
        {
            yield return Path.GetFullPath(file, input.WorkingFolder);
        }
    }

    // Kubernetes mounts keep their versions in folders and links that begin with two dots.
    private static ImmutableArray<SettingsFile> ReadSecrets(SettingsInput input) => input.SecretsFolder is not { } folder ? [] :
    [
        .. Directory.EnumerateFiles(Path.GetFullPath(folder, input.WorkingFolder))
            .Where(file => !Path.GetFileName(file).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select(SettingsFile.Read),
    ];

    private static string Hash(ImmutableArray<SettingsFile> files, ImmutableArray<SettingsFile> secrets, string? problem)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Concat(secrets))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\n{file.Bytes?.Length}\n{file.Problem}\n"));
            hash.AppendData(file.Bytes ?? []);
        }

        hash.AppendData(Encoding.UTF8.GetBytes(problem ?? ""));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>One file as it was.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Bytes">Its content; null when it could not be read.</param>
/// <param name="Problem">Why not; null when it could.</param>
internal sealed record SettingsFile(string Path, byte[]? Bytes, string? Problem)
{
    public static SettingsFile Read(string path)
    {
        try
        {
            return new SettingsFile(path, File.ReadAllBytes(path), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SettingsFile(path, null, Reason(e));
        }
    }

    /// <summary>Why a file or folder could not be read, one sentence.</summary>
    public static string Reason(Exception e) => e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : e.Message;
}
