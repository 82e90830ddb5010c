namespace CrmReadinessSync.Readiness;

/// <summary>The documents shipped inside this assembly.</summary>
internal static class Resources
{
    /// <summary>The bytes of a shipped document by its file name.</summary>
    public static byte[] Read(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in {typeof(Resources).Assembly.GetName().Name}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The names of shipped documents that end so.</summary>
    public static IEnumerable<string> Names(string ending) =>
        typeof(Resources).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
