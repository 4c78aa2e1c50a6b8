using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

public sealed partial class TaskQueries
{
    /// <summary>Up to where the journal is in the tables, and every task that an entry behind a place has changed: one look, so that the two fit.</summary>
    /// <param name="after">Null = only the place.</param>
    public (long Position, IReadOnlyList<TaskChange> Changes) ChangesAfter(long? after)
    {
        using var connection = model.OpenForReading();
        using var transaction = connection.BeginTransaction(deferred: true);
        using var place = connection.CreateCommand();
        place.CommandText = "SELECT journal FROM position";
        var position = (long)place.ExecuteScalar()!;
        if (after is null)
            return (position, []);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT cursor, view FROM tasks WHERE cursor > $after ORDER BY cursor";
        command.Parameters.AddWithValue("$after", after);
        using var reader = command.ExecuteReader();
        var changes = new List<TaskChange>();
        while (reader.Read())
            changes.Add(new(reader.GetInt64(0), Read(reader, 1, null)));
        return (position, changes);
    }

    /// <summary>Tasks that had been accepted before the one moment and had not ended before the other: the latest, in order, and how many more there are.</summary>
    public (IReadOnlyList<TaskId> Tasks, long Left) There(DateTimeOffset since, DateTimeOffset until, int most)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT id, count(*) OVER () FROM tasks
            WHERE created_at <= $until AND (ended_at IS NULL OR ended_at >= $since) ORDER BY sequence DESC LIMIT $most
            """;
        command.Parameters.AddWithValue("$since", since.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$until", until.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$most", most);
        using var reader = command.ExecuteReader();
        var (ids, all) = (new List<TaskId>(), 0L);
        while (reader.Read())
        {
            ids.Add(TaskId.Parse(reader.GetString(0)));
            all = reader.GetInt64(1);
        }
        ids.Reverse();
        return (ids, all - ids.Count);
    }

    /// <summary>Where the journal speaks of any of these, in order.</summary>
    public IReadOnlyList<long> PositionsOf(IReadOnlyCollection<TaskId> ids)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ordering FROM history WHERE task = $id";
        var id = command.Parameters.Add("$id", SqliteType.Text);
        var positions = new SortedSet<long>();
        foreach (var wanted in ids)
        {
            id.Value = wanted.Value;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                positions.Add(reader.GetInt64(0));
        }
        return [.. positions];
    }
}
