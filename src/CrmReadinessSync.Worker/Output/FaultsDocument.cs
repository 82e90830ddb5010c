using System.Text.Json;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>The faults of the settings.</summary>
internal sealed record FaultsDocument(bool Valid, IReadOnlyList<SettingsFault> Faults)
{
    /// <summary>Prints faults for a person on <paramref name="error"/> and, when asked for, as JSON on <paramref name="json"/>.</summary>
    public static void Print(IReadOnlyList<SettingsFault> faults, TextWriter error, TextWriter? json)
    {
        json?.WriteLine(JsonSerializer.Serialize(new FaultsDocument(faults.Count == 0, faults), WorkerJson.Readable.FaultsDocument));
        error.WriteLine(faults.Count == 1 ? "The settings have 1 fault; nothing was run." : $"The settings have {faults.Count} faults; nothing was run.");
        foreach (var fault in faults)
        {
            error.WriteLine();
            error.WriteLine($"{Place(fault)}{fault.Path}{(fault.Value is null ? "" : $" = {fault.Value}")}".TrimEnd());
            error.WriteLine($"  {fault.Problem}");
            error.WriteLine($"  {fault.Remedy}");
        }
    }

    private static string Place(SettingsFault fault) =>
        fault.File is not { Length: > 0 } file ? ""
        : fault.Line is { } line ? $"{file}:{line}:{fault.Column}  "
        : $"{file}  ";
}

/// <summary>Why a command ended early.</summary>
internal sealed record ErrorDocument(ErrorDetail Error);

/// <summary>One failure in the words of whoever failed.</summary>
internal sealed record ErrorDetail(string Code, string Words, string? Remedy);
