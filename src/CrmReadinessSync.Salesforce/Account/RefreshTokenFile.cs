using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CrmReadinessSync.Salesforce;

/// <summary>What the file holds.</summary>
/// <param name="From">A hash of the configured token this one descends from: another configured token starts afresh.</param>
/// <param name="Token">The token now good.</param>
internal sealed record RotatedToken(string From, string Token);

/// <summary>
/// Keeps a replaced refresh token in a file of its own, readable by the service alone (0600): it is a secret, so neither the journal nor
/// its cache may hold it (law 12).
/// </summary>
internal sealed class RefreshTokenFile(string path, string configured)
{
    private readonly string _from = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(configured)));

    /// <summary>The token to use: the newest descendant of the configured one, else that one.</summary>
    public string Read()
    {
        if (!File.Exists(path))
        {
            return configured;
        }

        try
        {
            var kept = JsonSerializer.Deserialize(File.ReadAllBytes(path), SalesforceJson.Default.RotatedToken);
            return kept?.From == _from && kept.Token is { Length: > 0 } token ? token : configured;
        }
        catch (JsonException)
        {
            // Not ours, or damaged: the configured token may still be good, and if not, Salesforce will say so.
            return configured;
        }
    }

    /// <summary>Keeps a new token, before it is used for the first time. A crash leaves the old file or the new one, never half of one.</summary>
    public void Write(string token)
    {
        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(next, options))
        {
            JsonSerializer.Serialize(stream, new RotatedToken(_from, token), SalesforceJson.Default.RotatedToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
