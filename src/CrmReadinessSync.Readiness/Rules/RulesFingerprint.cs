using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Readiness;

/// <summary>A short name for rules and rep-facing texts together: equal names mean equal verdicts and equal words (law 8).</summary>
internal static class RulesFingerprint
{
    /// <summary>Sixteen hexadecimal digits over the merged document, comments, spacing and base left out.</summary>
    public static string Of(SettingsDocument merged)
    {
        var rules = merged.Root!.DeepClone().AsObject();
        rules.Remove("Base");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(rules.ToJsonString()));
        foreach (var language in RepLanguage.All)
        {
            hash.AppendData(RepLanguage.Of(language).Fingerprint);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
