using System.Net.Sockets;
using CrmReadinessSync.Sync;
using Npgsql;

namespace CrmReadinessSync.Journal;

/// <summary>Turns what PostgreSQL says into what a person can do. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html.</summary>
internal static class PostgresFault
{
    public static JournalException Translate(NpgsqlException fault, string place)
    {
        var (problem, remedy) = fault switch
        {
            PostgresException { SqlState: "28P01" or "28000" } => ("refuses the user or the password", "Check Journal:ConnectionString, and pg_hba.conf on the server."),
            PostgresException { SqlState: "3D000" } => ("does not exist", "Create the database (deploy/postgres/journal.sql), or name another one in Journal:ConnectionString."),
            PostgresException { SqlState: "42501" } => ("does not let this user do what the journal needs", "Run deploy/postgres/journal.sql as an administrator: the user owns its schema and needs nothing else."),
            PostgresException { SqlState: "53100" } => ("cannot grow: the server's disk is full", "Free space on that disk; the next run goes on where this one stopped."),
            PostgresException { SqlState: "53300" } => ("has no connection left", "Raise max_connections, or lower Maximum Pool Size in Journal:ConnectionString."),
            PostgresException { SqlState: "57P01" or "57P02" or "57P03" } => ("is shutting down or starting", "Wait until the server is up; the next run goes on where this one stopped."),
            PostgresException { SqlState: "25006" } => ("is read-only: this is a standby", "Point Journal:ConnectionString at the primary (Target Session Attributes=primary)."),
            PostgresException => ("failed", "See the server's own words above and its log."),
            { InnerException: SocketException or IOException or TimeoutException } => ("cannot be reached", "Check host, port and network; the next run goes on where this one stopped."),
            _ => ("failed", "See the words above; the next run goes on where this one stopped."),
        };
        var words = fault is PostgresException answer ? answer.MessageText : fault.Message;
        return new JournalException($"The journal {place} {problem} ({words.TrimEnd('.')}).", remedy, fault);
    }
}
