using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>What a reader of the inbox has open, and what ended of it.</summary>
public sealed class InboxQueries(ReadModel model)
{
    private const string Unfinished = "SELECT sequence FROM tasks WHERE ended IS NULL AND ";
    private const string OfSession = "session = $session";
    private const string OfFolder =
        "(folder = $folder OR (folder >= $below AND folder < $beyond) OR project = $folder OR (project >= $below AND project < $beyond))";

    /// <summary>The position of the latest end; 0 when nothing has ended.</summary>
    public long LastEnd() => Number("SELECT coalesce(max(ended), 0) FROM tasks");

    /// <summary>The position of the last end before a time: where somebody begins who never looked.</summary>
    public long LastEndBefore(DateTimeOffset time) =>
        Number("SELECT coalesce(max(ended), 0) FROM tasks WHERE ended_at < $time", ("$time", time.ToUnixTimeMilliseconds()));

    /// <summary>What ended up to a position, with answers, what ended first coming first; and the position of the last one given.</summary>
    /// <param name="ownFrom">Of the session: after this position.</param>
    /// <param name="folderFrom">Of the folder: after this one.</param>
    public (IReadOnlyList<TaskView> Ended, bool More, long Upto) Ended(InboxQuery reader, long ownFrom, long folderFrom, long upto)
    {
        var parts = new List<string>();
        if (reader.Session is not null)
            parts.Add($"SELECT sequence FROM tasks WHERE ended > $own AND ended <= $upto AND {OfSession}");
        if (reader.Folder is not null)
            parts.Add($"SELECT sequence FROM tasks WHERE ended > $others AND ended <= $upto AND {OfFolder}");
        using var connection = model.OpenForReading();
        using var command = Command(connection, reader,
            $"SELECT view, result, ended FROM tasks WHERE sequence IN ({string.Join(" UNION ", parts)}) ORDER BY ended LIMIT $limit",
            ("$own", ownFrom), ("$others", folderFrom), ("$upto", upto), ("$limit", reader.Limit + 1));
        using var rows = command.ExecuteReader();
        var (ended, last) = (new List<TaskView>(), upto);
        while (rows.Read())
        {
            if (ended.Count == reader.Limit)
                return (ended, true, last);
            ended.Add(TaskQueries.Read(rows, 0, 1));
            last = rows.GetInt64(2);
        }
        return (ended, false, upto);
    }

    /// <summary>What has not ended, newest first, and how many there are in all.</summary>
    public (IReadOnlyList<TaskView> Open, int Total) Open(InboxQuery reader, int most)
    {
        var parts = new[] { reader.Session is null ? null : Unfinished + OfSession, reader.Folder is null ? null : Unfinished + OfFolder };
        using var connection = model.OpenForReading();
        using var command = Command(connection, reader,
            $"SELECT view FROM tasks WHERE sequence IN ({string.Join(" UNION ", parts.OfType<string>())}) ORDER BY sequence DESC");
        using var rows = command.ExecuteReader();
        var (open, total) = (new List<TaskView>(), 0);
        for (; rows.Read(); total++)
            if (open.Count < most)
                open.Add(TaskQueries.Read(rows, 0, null));
        return (open, total);
    }

    private static SqliteCommand Command(SqliteConnection connection, InboxQuery reader, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.Parameters.AddWithValue("$session", (object?)reader.Session ?? DBNull.Value);
        var folder = reader.Folder is null ? "" : FolderName.Of(reader.Folder);
        var below = folder == "/" ? "" : folder;
        command.Parameters.AddWithValue("$folder", folder);
        command.Parameters.AddWithValue("$below", below + '/');
        command.Parameters.AddWithValue("$beyond", below + '0'); // the character after the slash
        return command;
    }

    private long Number(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return (long)command.ExecuteScalar()!;
    }
}
