using System.Collections.Immutable;

namespace CrmReadinessSync.Readiness;

/// <summary>A text as a rules document gives it, by language. Empty when the document gives none and the shipped texts apply.</summary>
internal sealed record LocalText(ImmutableSortedDictionary<string, string> ByLanguage)
{
    public static LocalText None { get; } = new(ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal));

    public string? In(string language) => ByLanguage.GetValueOrDefault(language);
}
