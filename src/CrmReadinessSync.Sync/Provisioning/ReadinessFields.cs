using System.Collections.Immutable;
using System.Text.Json;

namespace CrmReadinessSync.Sync;

/// <summary>The one list of readiness fields. <c>deploy/</c> and the practice CRM have it too; tests hold them together.</summary>
public static class ReadinessFields
{
    /// <summary>The group or section they stand in, in both CRMs.</summary>
    public const string Group = "readiness";

    /// <summary>All of them, those of reps first, in the order in which they are filled in.</summary>
    public static ImmutableArray<ReadinessField> All { get; } = Read();

    /// <summary>The field of a word or target; null when there is none.</summary>
    public static ReadinessField? Find(string key) => All.FirstOrDefault(field => field.Key == key);

    /// <summary>The group's label.</summary>
    /// <param name="language"><c>ja</c> or <c>en</c>.</param>
    public static string GroupLabel(string language) => language == "ja" ? "商談前チェック" : "Readiness";

    private static ImmutableArray<ReadinessField> Read()
    {
        using var stream = typeof(ReadinessFields).Assembly.GetManifestResourceStream("ReadinessFields.json")
            ?? throw new InvalidOperationException("ReadinessFields.json is not embedded.");
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateObject().Select(one => new ReadinessField(
            one.Name,
            Enum.Parse<ReadinessFieldKind>(one.Value.GetProperty("Kind").GetString()!),
            one.Value.GetProperty("KeepsHistory").GetBoolean(),
            one.Value.TryGetProperty("Options", out var options) ? [.. options.EnumerateObject().Select(option => new ReadinessOption(option.Name, Local(option.Value)))] : [],
            Local(one.Value.GetProperty("Label")),
            Local(one.Value.GetProperty("Help"))))];
    }

    private static LocalName Local(JsonElement texts) => new(texts.GetProperty("en").GetString()!, texts.GetProperty("ja").GetString()!);
}
