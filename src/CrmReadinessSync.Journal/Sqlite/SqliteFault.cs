using CrmReadinessSync.Sync;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>Turns what SQLite says into what a person can do. Codes: https://sqlite.org/rescode.html.</summary>
internal static class SqliteFault
{
    public static JournalException Translate(SqliteException fault, string path)
    {
        var (problem, remedy) = fault.SqliteErrorCode switch
        {
            5 or 6 => ("is in use by another process", "Stop the other process that uses this file, or wait for it, and start again."),
            8 => ("cannot be written: it, or its folder, is read-only", "Give the service's user write permission to the file and its folder."),
            10 => ("cannot be read or written: the disk reported an error", "Check the disk and its mount; a journal belongs on a local disk, not a network share."),
            11 => ("is damaged", "Stop the service, put back a copy of the file, or move it away: the next run then reads and judges every deal anew."),
            13 => ("cannot grow: the disk is full", "Free space on that disk, or move the journal (Journal:ConnectionString); the next run goes on where this one stopped."),
            14 => ("cannot be opened", "Check that the folder exists and that the service's user may read and write it."),
            26 => ("is not a SQLite file", "Point Journal:ConnectionString at the journal, or at a new file."),
            _ => ("failed", "See SQLite's own words above; if it happens again, put back a copy of the file."),
        };
        return new JournalException($"The journal {path} {problem} ({fault.Message.TrimEnd('.')}).", remedy, fault);
    }
}
