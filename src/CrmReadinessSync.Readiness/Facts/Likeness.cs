using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Readiness;

/// <summary>How values of different deals are compared, to tell what was pasted or filled in bulk from what was heard.</summary>
public enum LikenessKind
{
    /// <summary>They are not compared.</summary>
    None,

    /// <summary>Free text: alike wherever its letters and figures are the same.</summary>
    Text,

    /// <summary>A choice: alike where the same was chosen at nearly the same moment.</summary>
    Moment,
}

/// <summary>
/// Which values are compared across deals, and by what. Only a hash of the text leaves the deal, so that counting copies it nowhere. What
/// the rep decides or feels (override, unease) is never compared.
/// </summary>
public static class Likeness
{
    /// <summary>Shorter texts are alike by chance: 「稟議中」 is news on every deal. Counted in half widths, so four kanji or eight letters.</summary>
    private const int ShortestText = 8;

    /// <summary>How values of a field are compared.</summary>
    public static LikenessKind KindOf(Field field) =>
        field.Kind is not FieldKind.Answer || field == Vocabulary.OverrideReason ? LikenessKind.None
        : field.Type is FieldType.Text ? LikenessKind.Text
        : IsChosen(field) ? LikenessKind.Moment
        : LikenessKind.None;

    /// <summary>A stable hash by which values of the field are alike; null for a value that is not compared: blank, a placeholder, or too short.</summary>
    public static long? HashOf(Field field, string? raw)
    {
        var kind = KindOf(field);
        if (string.IsNullOrWhiteSpace(raw) || kind is LikenessKind.None)
        {
            return null;
        }

        var folded = TextFolding.Fold(raw.Trim());
        if (Placeholders.Contains(folded))
        {
            return null;
        }

        return kind is LikenessKind.Moment ? Hash(folded) : Letters(folded) is { } letters ? Hash(letters) : null;
    }

    /// <summary>A stable hash of a field's name.</summary>
    public static long HashOf(Field field) => Hash(field.Name);

    internal static bool IsChosen(Field field) =>
        field.Kind is FieldKind.Answer && field.Type is FieldType.Choice or FieldType.Choices or FieldType.Boolean
        && field != Vocabulary.Override && field != Vocabulary.Unease;

    /// <summary>Letters and figures alone; null when there are too few of them.</summary>
    private static string? Letters(string folded)
    {
        var letters = new StringBuilder(folded.Length);
        var width = 0;
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                letters.Append(c);
                width += c < 0x1100 ? 1 : 2;
            }
        }

        return width < ShortestText ? null : letters.ToString();
    }

    private static long Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
