namespace CrmReadinessSync.Readiness;

/// <summary>Finds what somebody probably meant.</summary>
public static class NearestName
{
    /// <summary>Nobody who meant a name wrote more; comparing would take memory by the square.</summary>
    private const int Longest = 200;

    /// <summary>The choice with the fewest edits (case costs nothing), when at most two in five characters differ; else null.</summary>
    public static string? Of(string written, IEnumerable<string> choices)
    {
        if (written.Length > Longest)
        {
            return null;
        }

        var best = choices
            .Select(choice => (Choice: choice, Edits: Edits(written.ToUpperInvariant(), choice.ToUpperInvariant())))
            .OrderBy(one => one.Edits)
            .ThenBy(one => one.Choice, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Choice is not null && best.Edits * 5 <= Math.Max(written.Length, best.Choice.Length) * 2 ? best.Choice : null;
    }

    /// <summary>A remedy: the nearest choice where there is one, else all of them when they are few.</summary>
    public static string Remedy(string written, IReadOnlyCollection<string> choices) =>
        Of(written, choices) is { } nearest ? $"Did you mean \"{nearest}\"?"
        : choices.Count <= 20 ? $"Write one of: {string.Join(", ", choices)}."
        : "See appsettings.schema.json for the choices.";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Edits(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
