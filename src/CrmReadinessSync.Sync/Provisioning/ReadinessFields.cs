using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>The one list of readiness fields; what people read of them stands with all rep-facing texts. <c>deploy/</c> and the practice CRM have it too; tests hold them together.</summary>
public static class ReadinessFields
{
    /// <summary>The group or section they stand in, in both CRMs.</summary>
    public const string Group = "readiness";

    /// <summary>All of them, those of reps first, in the order in which they are filled in.</summary>
    public static ImmutableArray<ReadinessField> All { get; } = Read();

    /// <summary>The field of a word or target; null when there is none.</summary>
    public static ReadinessField? Find(string key) => All.FirstOrDefault(field => field.Key == key);

    /// <summary>The group's label.</summary>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    public static string GroupLabel(string language) => RepLanguage.Of(language).FormGroup;

    private static ImmutableArray<ReadinessField> Read()
    {
        using var stream = typeof(ReadinessFields).Assembly.GetManifestResourceStream("ReadinessFields.json")
            ?? throw new InvalidOperationException("ReadinessFields.json is not embedded.");
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateObject().Select(one => new ReadinessField(
            one.Name,
            Enum.Parse<ReadinessFieldKind>(one.Value.GetProperty("Kind").GetString()!),
            one.Value.GetProperty("KeepsHistory").GetBoolean(),
            one.Value.TryGetProperty("Options", out var options) ? [.. options.EnumerateArray().Select(option => new ReadinessOption(one.Name, option.GetString()!))] : []))];
    }
}
