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

    /// <summary>Every event of all actors, in the order of writing.</summary>
    public static IReadOnlyList<object> All(DelegateHome home)
    {
        using var connection = Open(home);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT message, manifest FROM journal ORDER BY ordering";
        using var reader = command.ExecuteReader();
        var events = new List<object>();
        while (reader.Read())
            events.Add(JournalSerializer.Decode(reader.GetFieldValue<byte[]>(0), reader.GetString(1)));
        return events;
    }

    /// <summary>The positions of all entries, in the order of writing: between two of them a host may die.</summary>
    public static IReadOnlyList<long> Positions(DelegateHome home)
    {
        using var connection = Open(home);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ordering FROM journal ORDER BY ordering";
        using var reader = command.ExecuteReader();
        var positions = new List<long>();
        while (reader.Read())
            positions.Add(reader.GetInt64(0));
        return positions;
    }

    /// <summary>Takes away everything after a position, snapshots too: as if the host had died right after it was stored.</summary>
    public static void CutAfter(DelegateHome home, long position)
    {
        using var connection = Open(home);
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM journal WHERE ordering > $position; DELETE FROM snapshot;";
        command.Parameters.AddWithValue("$position", position);
        command.ExecuteNonQuery();
    }

    /// <summary>Adds events as the actor itself would have stored them, after those that it has: a long past in no time.</summary>
    public static void Append(DelegateHome home, IEnumerable<(string PersistenceId, object Event)> entries)
    {
        using var connection = Open(home);
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
            VALUES (0, 0, $id, $sequence, $message, '', $manifest, $identifier, 'spec')
            """;
        foreach (var name in new[] { "$id", "$sequence", "$message", "$manifest" })
            command.Parameters.Add(new() { ParameterName = name });
        command.Parameters.AddWithValue("$identifier", JournalSerializer.Id);
        var last = LastSequences(connection);
        foreach (var (id, happened) in entries)
        {
            var manifest = Manifests.ByType[happened.GetType()];
            var sequence = last[id] = last.GetValueOrDefault(id) + 1;
            command.Parameters["$id"].Value = id;
            command.Parameters["$sequence"].Value = sequence;
            command.Parameters["$message"].Value = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(happened, Manifests.ByName[manifest]);
            command.Parameters["$manifest"].Value = manifest;
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    /// <summary>The latest event of all actors; null when there is none.</summary>
    public static object? Last(DelegateHome home)
    {
        using var connection = Open(home);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT message, manifest FROM journal ORDER BY ordering DESC LIMIT 1";
        using var reader = command.ExecuteReader();
        return reader.Read() ? JournalSerializer.Decode(reader.GetFieldValue<byte[]>(0), reader.GetString(1)) : null;
    }

    private static Dictionary<string, long> LastSequences(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, max(sequence_number) FROM journal GROUP BY persistence_id";
        using var reader = command.ExecuteReader();
        var last = new Dictionary<string, long>();
        while (reader.Read())
            last[reader.GetString(0)] = reader.GetInt64(1);
        return last;
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
