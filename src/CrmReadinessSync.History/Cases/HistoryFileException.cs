namespace CrmReadinessSync.History;

/// <summary>A file of closed deals cannot be used; the message says where and why, for the person who named it. It never quotes a value.</summary>
public sealed class HistoryFileException(string file, long? line, int? column, string problem, string remedy, Exception? inner = null)
    : Exception($"{file}{(line is null ? "" : $":{line}")}{(column is null ? "" : $":{column}")}: {problem}", inner)
{
    /// <summary>The file at fault.</summary>
    public string File { get; } = file;

    /// <summary>The 1-based line, when there is one.</summary>
    public long? Line { get; } = line;

    /// <summary>The 1-based column of the table, when there is one.</summary>
    public int? Column { get; } = column;

    /// <summary>What is wrong, one sentence.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do, one sentence.</summary>
    public string Remedy { get; } = remedy;
}
