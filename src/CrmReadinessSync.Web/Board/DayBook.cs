using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>
/// One line a day, kept in the journal so that the plot of phases outlives the process. The journal itself keeps the present verdict of a deal and
/// what was written; how many deals were in which phase last month is in neither.
/// </summary>
internal static class DayBook
{
    private const string Key = "status.days";
    private const int Kept = 180;

    public static async Task<ImmutableArray<DayTally>> ReadAsync(IJournal journal, CancellationToken cancellationToken)
    {
        var text = await journal.ReadAsync(Key, TimeSpan.FromDays(3650), cancellationToken);
        return text is null ? [] : [.. JsonSerializer.Deserialize(text, DayBookJson.Default.DayTallyArray) ?? []];
    }

    /// <summary>Puts today's line in place of the one it had.</summary>
    public static async Task<ImmutableArray<DayTally>> KeepAsync(IJournal journal, ImmutableArray<DayTally> days, DayTally today, CancellationToken cancellationToken)
    {
        ImmutableArray<DayTally> kept = [.. days.Where(day => day.Day < today.Day).Append(today).TakeLast(Kept)];
        await journal.WriteAsync(Key, JsonSerializer.Serialize([.. kept], DayBookJson.Default.DayTallyArray), cancellationToken);
        return kept;
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(DayTally[]))]
internal sealed partial class DayBookJson : JsonSerializerContext;
