namespace CrmReadinessSync.Journal;

/// <summary>The numbered SQL scripts that the assembly carries, one folder a database.</summary>
internal static class EmbeddedScripts
{
    /// <summary>The scripts of a database, in order.</summary>
    public static IReadOnlyList<string> Of(string database)
    {
        var assembly = typeof(EmbeddedScripts).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(database + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })];
    }
}
