using System.Text.Json;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Lists of answers without holes. An entry that is null tells nothing of the record it stands for, and a record that is not mentioned counts as gone:
/// such an answer is refused as a whole.
/// </summary>
internal static class Lists
{
    /// <summary>The list; an absent one is empty.</summary>
    /// <exception cref="JsonException">An entry is null.</exception>
    public static IReadOnlyList<T> Whole<T>(IReadOnlyList<T>? list) =>
        list is null ? [] : list.Any(entry => entry is null) ? throw new JsonException("A list has an entry that is null.") : list;

    /// <summary>The lists by name; a name without one is as good as absent.</summary>
    public static Dictionary<string, T>? Whole<T>(Dictionary<string, T>? lists, Func<T, object> check)
    {
        foreach (var (name, list) in lists ?? [])
        {
            _ = list is null ? lists!.Remove(name) : check(list) is not null;
        }

        return lists;
    }
}
