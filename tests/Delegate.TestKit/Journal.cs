using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.TestKit;

/// <summary>Looks into, and into the past of, a journal file whose host is down (or up, for reading).</summary>
public static class Journal
{
    /// <summary>Every event of one task, oldest first.</summary>
    public static IReadOnlyList<object> EventsOf(DelegateHome home, TaskId id) => EventsOf(home, TaskActor.PersistenceIdOf(id));

    /// <summary>Every event of one persistent actor, oldest first.</summary>
    public static IReadOnlyList<object> EventsOf(DelegateHome home, string persistenceId) =>
        [.. Rows(home, persistenceId).Select(row => row.Event)];

    /// <summary>
    /// Takes the last events of one actor away, back to before the first one that matches: as if the crash had come before them.
    /// </summary>
    public static void Forget(DelegateHome home, string persistenceId, Func<object, bool> from)
    {
        var first = Rows(home, persistenceId).First(row => from(row.Event)).Sequence;
        using var connection = Open(home);
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM journal WHERE persistence_id = $id AND sequence_number >= $first";
        command.Parameters.AddWithValue("$id", persistenceId);
        command.Parameters.AddWithValue("$first", first);
        command.ExecuteNonQuery();
    }

    private static List<(long Sequence, object Event)> Rows(DelegateHome home, string persistenceId)
    {
        using var connection = Open(home);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence_number, message, manifest FROM journal WHERE persistence_id = $id ORDER BY sequence_number";
        command.Parameters.AddWithValue("$id", persistenceId);
        using var reader = command.ExecuteReader();
        var rows = new List<(long, object)>();
        while (reader.Read())
            rows.Add((reader.GetInt64(0), JournalSerializer.Decode(reader.GetFieldValue<byte[]>(1), reader.GetString(2))));
        return rows;
    }

    private static SqliteConnection Open(DelegateHome home)
    {
        var connection = new SqliteConnection($"Data Source={home.JournalFile};Pooling=False");
        connection.Open();
        return connection;
    }
}
