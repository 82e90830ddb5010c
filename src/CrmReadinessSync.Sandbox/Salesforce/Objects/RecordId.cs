using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// Salesforce ids: three characters tell the object, twelve the row, three more repeat which letters are capital, so that
/// software that loses case loses nothing (15 ↔ 18 characters).
/// </summary>
internal static class RecordId
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Suffixes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    // What follows the prefix in ids of this org: instance and reserved character, as in 006 5g 0 000001.
    private const string Instance = "5g0";

    /// <summary>The id of the <paramref name="number"/>th row of an object. Ids of one object sort as their numbers do.</summary>
    public static string Of(string keyPrefix, long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return string.Create(18, (keyPrefix, number), static (span, state) =>
        {
            state.keyPrefix.CopyTo(span);
            Instance.CopyTo(span[3..]);
            var rest = state.number;
            for (var i = 14; i >= 6; i--)
            {
                span[i] = Digits[(int)(rest % 62)];
                rest /= 62;
            }

            WriteSuffix(span);
        });
    }

    /// <summary>The row's number behind an id this org gave; null when the id is not one of ours.</summary>
    public static long? Number(string id)
    {
        if (Normalise(id) is not { } whole || !whole.AsSpan(3, 3).SequenceEqual(Instance))
            return null;

        long number = 0;
        for (var i = 6; i < 15; i++)
            number = (number * 62) + Digits.IndexOf(whole[i], StringComparison.Ordinal);
        return number;
    }

    /// <summary>The 18 characters of an id given with 15 or 18; null when it is neither or its suffix does not fit.</summary>
    public static string? Normalise(string? id)
    {
        if (id is not { Length: 15 or 18 } || !id.AsSpan().ContainsOnlyAsciiLettersAndDigits())
            return null;

        var whole = string.Create(18, id, static (span, id) =>
        {
            id.AsSpan(0, 15).CopyTo(span);
            WriteSuffix(span);
        });
        if (id.Length == 15 || string.Equals(whole, id, StringComparison.Ordinal))
            return whole;

        // Software that folds case may send a right suffix under wrong letters: the suffix says which letters were capital.
        return Restore(id);
    }

    private static string? Restore(string id)
    {
        Span<char> span = stackalloc char[18];
        for (var chunk = 0; chunk < 3; chunk++)
        {
            var bits = Suffixes.IndexOf(char.ToUpperInvariant(id[15 + chunk]), StringComparison.Ordinal);
            if (bits < 0)
                return null;

            for (var i = 0; i < 5; i++)
            {
                var c = id[(chunk * 5) + i];
                var capital = (bits & (1 << i)) != 0;
                if (capital && !char.IsAsciiLetter(c))
                    return null;
                span[(chunk * 5) + i] = capital ? char.ToUpper(c, CultureInfo.InvariantCulture) : char.ToLower(c, CultureInfo.InvariantCulture);
            }
        }

        WriteSuffix(span);
        return new string(span);
    }

    private static void WriteSuffix(Span<char> span)
    {
        for (var chunk = 0; chunk < 3; chunk++)
        {
            var bits = 0;
            for (var i = 0; i < 5; i++)
            {
                if (char.IsAsciiLetterUpper(span[(chunk * 5) + i]))
                    bits |= 1 << i;
            }

            span[15 + chunk] = Suffixes[bits];
        }
    }

    private static bool ContainsOnlyAsciiLettersAndDigits(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        }

        return true;
    }
}
