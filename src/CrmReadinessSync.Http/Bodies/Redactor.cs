using System.Text.RegularExpressions;

namespace CrmReadinessSync.Http;

/// <summary>
/// Takes secrets out of texts that may be logged, thrown or kept. It knows the account's own secrets by heart and others by their
/// looks (bearer headers, token and secret parameters, HubSpot and Salesforce tokens, JSON web tokens).
/// </summary>
public sealed partial class Redactor
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "***";

    /// <summary>Far more than is ever quoted.</summary>
    private const int MostSearched = 32 * 1024;

    private readonly Lock _gate = new();
    private string[] _secrets = [];

    /// <summary>Remembers a secret; blank and very short ones are ignored, since they would mask ordinary words.</summary>
    public void Learn(string? secret)
    {
        if (secret is not { Length: >= 6 })
        {
            return;
        }

        lock (_gate)
        {
            if (!_secrets.Contains(secret, StringComparer.Ordinal))
            {
                // Rotating tokens must not pile up; the configured ones are learnt first and stay.
                var kept = _secrets.Length < 32 ? _secrets : [.. _secrets[..8], .. _secrets[^23..]];
                _secrets = [.. kept, secret];
            }
        }
    }

    /// <summary>The text without its secrets; of a very long one the beginning. What cannot be searched in time is masked as a whole.</summary>
    public string Redact(string text)
    {
        try
        {
            return Searched(Beginning(text));
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask;
        }
    }

    private string Searched(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        text = Header().Replace(text, "${name}" + Mask);
        text = Parameter().Replace(text, "${name}" + Mask);
        return Shape().Replace(text, Mask);
    }

    /// <summary>Up to a blank, so that no secret is cut in two and its first half goes unknown.</summary>
    private static string Beginning(string text)
    {
        if (text.Length <= MostSearched)
        {
            return text;
        }

        var end = text.AsSpan(0, MostSearched).LastIndexOfAny(' ', '\n', ',');
        return text[..Math.Max(end, MostSearched / 2)];
    }

    [GeneratedRegex(@"\b(?<name>(bearer|basic)\s+)[A-Za-z0-9\-._~+/!=]{6,}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 500)]
    private static partial Regex Header();

    [GeneratedRegex(@"(?<name>""?\b(access_token|refresh_token|id_token|client_secret|assertion|password|hapikey|code_verifier|tokenKey|sid)\b""?\s*[=:]\s*""?)[^&\s"",;}]{3,}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 500)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\bpat-[a-z]{2}\d-[0-9a-zA-Z\-]{8,}|\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{8,}|\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{4,}\.[A-Za-z0-9_\-]*", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex Shape();
}
