using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>Something that is to be erased of a forgotten task.</summary>
/// <param name="Ordering">A position of the journal that speaks of the task; 0 = its folder and its own journal.</param>
public sealed record Erasure(TaskId Task, long Ordering);

/// <summary>
/// Erases what is left of forgotten tasks: their folders, their own journals, and the coordinator's entries that speak
/// of nobody else. Everything here can be done again, so a crash costs nothing but the doing.
/// </summary>
/// <remarks>
/// An entry of the coordinator goes only when a later snapshot exists: recovery never asks for it again, and the
/// numbering of its entries goes on. What is deleted is overwritten (secure_delete) and leaves the WAL at the checkpoint;
/// the file keeps its size and reuses the room, because VACUUM would stop every writer while it copies the file.
/// </remarks>
internal sealed class TaskEraser(DelegateHome home, ReadModel model)
{
    private const int TasksAtOnce = 50;

    /// <summary>Erases a part of what is noted. Returns the notes that are done with; what is left has to wait for a snapshot.</summary>
    /// <param name="after">The last task of the part before; null at the beginning.</param>
    public (IReadOnlyList<Erasure> Done, int Noted, TaskId? Last) EraseSome(TaskId? after)
    {
        using var views = model.OpenForReading();
        var notes = Notes(views, after);
        if (notes.Count == 0)
            return ([], 0, null);
        foreach (var note in notes.Where(note => note.Ordering == 0))
            DeleteFolder(note.Task); // before the transaction: it would keep every other writer waiting
        var done = new List<Erasure>();
        using (var journal = OpenJournal())
        {
            using var transaction = journal.BeginTransaction();
            var snapshot = (long)Command(journal, "SELECT coalesce(max(sequence_number), 0) FROM snapshot WHERE persistence_id = 'dag'").ExecuteScalar()!;
            foreach (var note in notes)
                if (note.Ordering == 0 ? EraseOwn(journal, note.Task) : EraseEntry(journal, views, note.Ordering, snapshot))
                    done.Add(note);
            transaction.Commit();
        }
        return (done, notes.Count, notes[^1].Task);
    }

    /// <summary>
    /// Brings what was overwritten from the WAL into the file, and cuts the WAL. Gives up soon when somebody reads: while it
    /// waits, nobody can write.
    /// </summary>
    /// <returns>False when it gave up.</returns>
    public bool Checkpoint()
    {
        using var journal = OpenJournal();
        Command(journal, "PRAGMA busy_timeout = 50").ExecuteNonQuery();
        using var reader = Command(journal, "PRAGMA wal_checkpoint(TRUNCATE)").ExecuteReader();
        return reader.Read() && reader.GetInt64(0) == 0;
    }

    private void DeleteFolder(TaskId id)
    {
        var folder = Path.Combine(home.TasksFolder, id.Value);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static bool EraseOwn(SqliteConnection journal, TaskId id)
    {
        Command(journal, "DELETE FROM journal WHERE persistence_id = $id", ("$id", id.Value)).ExecuteNonQuery();
        return true;
    }

    /// <returns>True when nothing is left to do about it: it is gone, or it is a part of the past of a task that is still known.</returns>
    private static bool EraseEntry(SqliteConnection journal, SqliteConnection views, long ordering, long snapshot)
    {
        if (Command(views, "SELECT 1 FROM history WHERE ordering = $ordering LIMIT 1", ("$ordering", ordering)).ExecuteScalar() is not null)
            return true;
        using (var command = Command(journal, "SELECT sequence_number, persistence_id FROM journal WHERE ordering = $ordering", ("$ordering", ordering)))
        using (var reader = command.ExecuteReader())
        {
            if (!reader.Read())
                return true;
            if (reader.GetString(1) == Dag.DagCoordinatorActor.Id && reader.GetInt64(0) >= snapshot)
                return false;
        }
        Command(journal, "DELETE FROM journal WHERE ordering = $ordering", ("$ordering", ordering)).ExecuteNonQuery();
        return true;
    }

    private static List<Erasure> Notes(SqliteConnection views, TaskId? after)
    {
        using var command = Command(views,
            $"""
            SELECT task, ordering FROM erasures WHERE task > $after AND task <= (
                SELECT max(task) FROM (SELECT DISTINCT task FROM erasures WHERE task > $after ORDER BY task LIMIT {TasksAtOnce}))
            ORDER BY task, ordering
            """, ("$after", after?.Value ?? ""));
        using var reader = command.ExecuteReader();
        var notes = new List<Erasure>();
        while (reader.Read())
            notes.Add(new(TaskId.Parse(reader.GetString(0)), reader.GetInt64(1)));
        return notes;
    }

    private SqliteConnection OpenJournal()
    {
        var connection = new SqliteConnection($"Data Source={home.JournalFile};Mode=ReadWrite;Pooling=False");
        connection.Open();
        Command(connection, "PRAGMA busy_timeout = 9000; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON").ExecuteNonQuery();
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
