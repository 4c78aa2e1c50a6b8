using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>
/// The query tables in <c>views.db</c>. Disposable: made from the journal, together with the position up to which the
/// journal is in them, in the same transaction. One connection writes; readers open their own.
/// </summary>
public sealed class ReadModel(DelegateHome home)
{
    // Raise it when the tables or the meaning of their rows change: the file is then made anew from the journal.
    private const long Version = 6;

    private const string Schema = """
        CREATE TABLE position (journal INTEGER NOT NULL);
        INSERT INTO position VALUES (0);
        CREATE TABLE tasks (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            phase INTEGER NOT NULL,
            cursor INTEGER NOT NULL,
            ended INTEGER,
            created_at INTEGER NOT NULL,
            ended_at INTEGER,
            queue TEXT NOT NULL,
            folder TEXT NOT NULL,
            graph TEXT NOT NULL,
            agent TEXT NOT NULL,
            root TEXT NOT NULL,
            session TEXT,
            project TEXT,
            words TEXT NOT NULL,
            view TEXT NOT NULL,
            result TEXT
        );
        CREATE INDEX tasks_by_cursor ON tasks (cursor);
        CREATE INDEX tasks_by_phase ON tasks (phase, sequence);
        CREATE INDEX tasks_by_end ON tasks (ended) WHERE ended IS NOT NULL;
        CREATE INDEX tasks_by_time ON tasks (created_at);
        CREATE INDEX tasks_by_end_time ON tasks (ended_at, ended);
        CREATE INDEX tasks_by_queue ON tasks (queue, sequence);
        CREATE INDEX tasks_by_folder ON tasks (folder, sequence);
        CREATE INDEX tasks_by_graph ON tasks (graph, sequence);
        CREATE INDEX tasks_by_root ON tasks (root, sequence);
        CREATE INDEX tasks_by_session ON tasks (session, sequence) WHERE session IS NOT NULL;
        CREATE TABLE edges (parent TEXT NOT NULL, child TEXT NOT NULL, PRIMARY KEY (parent, child)) WITHOUT ROWID;
        CREATE INDEX edges_by_child ON edges (child);
        CREATE TABLE lines (root TEXT NOT NULL, task TEXT NOT NULL, PRIMARY KEY (root, task)) WITHOUT ROWID;
        CREATE TABLE history (task TEXT NOT NULL, ordering INTEGER NOT NULL, PRIMARY KEY (task, ordering)) WITHOUT ROWID;
        CREATE INDEX history_by_ordering ON history (ordering);
        CREATE TABLE erasures (task TEXT NOT NULL, ordering INTEGER NOT NULL, PRIMARY KEY (task, ordering)) WITHOUT ROWID;
        """;

    /// <summary>Opens the file for its one writer; a file of another version, or one that cannot be read, is made anew.</summary>
    public SqliteConnection OpenForWriting()
    {
        try
        {
            var connection = Open(SqliteOpenMode.ReadWriteCreate);
            if (Scalar(connection, "PRAGMA user_version") == Version)
                return connection;
            connection.Dispose();
        }
        catch (SqliteException)
        {
            // Not a database, or a torn one. It holds nothing of its own.
        }
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(home.ViewsFile + suffix);
        var fresh = Open(SqliteOpenMode.ReadWriteCreate);
        Execute(fresh, $"BEGIN; {Schema} {ScheduleTables.Schema} PRAGMA user_version = {Version}; COMMIT;");
        return fresh;
    }

    /// <summary>The same tables, empty and in memory: for what is made from the journal and needed once.</summary>
    internal static SqliteConnection OpenInMemory()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Execute(connection, $"{Schema} {ScheduleTables.Schema} PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
        return connection;
    }

    /// <summary>Opens the file for queries.</summary>
    public SqliteConnection OpenForReading() => Open(SqliteOpenMode.ReadOnly);

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = home.ViewsFile, Mode = mode, Pooling = mode == SqliteOpenMode.ReadOnly }.ToString());
        try
        {
            connection.Open();
            // NORMAL: a view that a power cut takes away is made again from the journal. What is pruned is overwritten.
            Execute(connection, mode == SqliteOpenMode.ReadOnly
                ? "PRAGMA busy_timeout = 5000;"
                : "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
