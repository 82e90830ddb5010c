using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// One value of a deal as it is compared with other deals: hashes and a second, never text. Which values are compared, and by what, is
/// <see cref="Likeness"/>'s to say.
/// </summary>
/// <param name="Field">The vocabulary's field.</param>
/// <param name="Value">The hash by which values are alike.</param>
/// <param name="At">The Unix second in which a choice was made; 0 for free text, which is alike whenever it was written.</param>
public readonly record struct DealMark(Field Field, long Value, long At)
{
    private static readonly ImmutableArray<Field> Compared = [.. Vocabulary.All.Where(field => Likeness.KindOf(field) is not LikenessKind.None)];

    /// <summary>The values of a deal that are compared, in the order of the vocabulary. A choice that nothing dates was made at no moment, so it is left out.</summary>
    public static IEnumerable<DealMark> Of(DealSnapshot deal)
    {
        foreach (var field in Compared)
        {
            if (!deal.Values.TryGetValue(field.Name, out var observed) || Likeness.HashOf(field, observed.Value) is not { } value)
            {
                continue;
            }

            if (Likeness.KindOf(field) is LikenessKind.Text)
            {
                yield return new DealMark(field, value, 0);
            }
            else if (observed.SetAt?.ToUnixTimeSeconds() is > 0 and var second)
            {
                yield return new DealMark(field, value, second);
            }
        }
    }
}
