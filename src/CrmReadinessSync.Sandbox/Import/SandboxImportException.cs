namespace CrmReadinessSync.Sandbox;

/// <summary>A file to import, or its map, cannot be used; the message says where and why, for the person who named the file.</summary>
public sealed class SandboxImportException(string file, long? line, string problem, string remedy, Exception? inner = null)
    : Exception(line is null ? $"{file}: {problem}" : $"{file}, line {line}: {problem}", inner)
{
    /// <summary>The file at fault.</summary>
    public string File { get; } = file;

    /// <summary>The 1-based line at fault, when there is one.</summary>
    public long? Line { get; } = line;

    /// <summary>What is wrong, one sentence.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do, one sentence.</summary>
    public string Remedy { get; } = remedy;
}
