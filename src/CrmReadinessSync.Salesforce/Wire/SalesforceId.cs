namespace CrmReadinessSync.Salesforce;

/// <summary>Record ids. The 15-character form is case-sensitive; the 18-character one adds a check of the case and is what answers use.</summary>
internal static class SalesforceId
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /// <summary>The key prefix of opportunities.</summary>
    public const string OpportunityPrefix = "006";

    /// <summary>The 18-character form; null when the text is no id at all.</summary>
    public static string? Normalize(string id)
    {
        if (id.Length is not (15 or 18) || !id.All(char.IsAsciiLetterOrDigit))
        {
            return null;
        }

        return id.Length == 18 ? id : string.Concat(id, Suffix(id));
    }

    private static string Suffix(string id) => string.Create(3, id, static (suffix, id) =>
    {
        for (var part = 0; part < 3; part++)
        {
            var bits = 0;
            for (var i = 0; i < 5; i++)
            {
                bits |= char.IsAsciiLetterUpper(id[(part * 5) + i]) ? 1 << i : 0;
            }

            suffix[part] = Alphabet[bits];
        }
    });
}
