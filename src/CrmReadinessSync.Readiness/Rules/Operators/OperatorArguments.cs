using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>Reads what follows an operator; null when it is something else.</summary>
internal static class OperatorArguments
{
    /// <summary>A list of at least one text, folded.</summary>
    public static string[]? Texts(JsonNode? argument)
    {
        if (argument is not JsonArray { Count: > 0 } array)
        {
            return null;
        }

        var texts = array.Select(Text).OfType<string>().ToArray();
        return texts.Length == array.Count ? texts : null;
    }

    /// <summary>One text that is not blank, folded.</summary>
    public static string? Text(JsonNode? argument) =>
        argument?.GetValueKind() is JsonValueKind.String && !string.IsNullOrWhiteSpace(argument.GetValue<string>())
            ? TextFolding.Fold(argument.GetValue<string>())
            : null;

    public static double? Number(JsonNode? argument) =>
        argument?.GetValueKind() is JsonValueKind.Number ? argument.GetValue<double>() : null;

    public static TimeSpan? Duration(JsonNode? argument) =>
        argument?.GetValueKind() is JsonValueKind.String && Durations.TryParse(argument.GetValue<string>(), out var span) ? span : null;
}
