using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using System.Text.Json;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>What the journal keeps as JSON: a damaged row is told as damage and nothing worse.</summary>
internal static class JournalTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("journal-snapshot", bytes => JournalJson.Read(bytes, JournalJson.Compact.StoredSnapshot), typeof(JsonException)),
        new("journal-verdict", bytes => JournalJson.Read(bytes, JournalJson.Compact.Verdict), typeof(JsonException)),
        new("journal-run", bytes => JournalJson.Read(bytes, JournalJson.Compact.RunEnd), typeof(JsonException)),
        new("journal-changes", bytes => JournalJson.Read(bytes, JournalJson.Compact.ImmutableSortedDictionaryStringValueChange), typeof(JsonException)),
        new("journal-failure", bytes => JournalJson.Read(bytes, JournalJson.Compact.CrmFailure), typeof(JsonException)),
    ];
}
