using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

public sealed partial class TaskQueries
{
    /// <summary>Many tasks, without answers; those that do not exist are left out.</summary>
    public IReadOnlyList<TaskView> Find(IReadOnlyCollection<TaskId> ids)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT view FROM tasks WHERE id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Text);
        var found = new List<TaskView>();
        foreach (var wanted in ids.Distinct())
        {
            id.Value = wanted.Value;
            using var reader = command.ExecuteReader();
            if (reader.Read())
                found.Add(Read(reader, 0, null));
        }
        return found;
    }

    /// <summary>The members of a task's line, whichever of them is named, oldest first.</summary>
    public IReadOnlyList<TaskId> LineOf(TaskId member) => Ids(
        "SELECT id FROM tasks WHERE root = (SELECT root FROM tasks WHERE id = $value) ORDER BY sequence", member.Value);

    /// <summary>The tasks of a submission, in order.</summary>
    public IReadOnlyList<TaskId> OfGraph(string graph) => Ids("SELECT id FROM tasks WHERE graph = $value ORDER BY sequence", graph);

    /// <summary>The first ones of the lines that begin in a submission.</summary>
    public IReadOnlyList<TaskId> RetriedOf(string graph) => Ids("SELECT DISTINCT root FROM lines WHERE root IN (SELECT id FROM tasks WHERE graph = $value)", graph);

    /// <summary>The place of each in the order of acceptance.</summary>
    public IReadOnlyDictionary<TaskId, long> PlacesOf(IReadOnlyCollection<TaskId> ids)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence FROM tasks WHERE id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Text);
        var places = new Dictionary<TaskId, long>();
        foreach (var wanted in ids)
        {
            id.Value = wanted.Value;
            if (command.ExecuteScalar() is long place)
                places[wanted] = place;
        }
        return places;
    }

    /// <summary>Where the journal speaks of a task, oldest first.</summary>
    public IReadOnlyList<long> PositionsOf(TaskId id, long after, int limit)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ordering FROM history WHERE task = $id AND ordering > $after ORDER BY ordering LIMIT $limit";
        command.Parameters.AddWithValue("$id", id.Value);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        var positions = new List<long>();
        while (reader.Read())
            positions.Add(reader.GetInt64(0));
        return positions;
    }

    /// <summary>Every task that has ended, those that ended first coming first, as much of it as pruning needs.</summary>
    /// <param name="graph">Only of this submission.</param>
    public IReadOnlyList<EndedTask> Ended(string? graph)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT id, view ->> 'key', phase, ended_at FROM tasks
            WHERE ended IS NOT NULL {(graph is null ? "" : "AND graph = $graph")} ORDER BY ended
            """;
        command.Parameters.AddWithValue("$graph", graph ?? "");
        using var reader = command.ExecuteReader();
        var ended = new List<EndedTask>();
        while (reader.Read())
            ended.Add(new(TaskId.Parse(reader.GetString(0)), reader.IsDBNull(1) ? null : reader.GetString(1),
                (TaskPhase)reader.GetInt32(2), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3))));
        return ended;
    }

    private List<TaskId> Ids(string sql, string value)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$value", value);
        using var reader = command.ExecuteReader();
        var ids = new List<TaskId>();
        while (reader.Read())
            ids.Add(TaskId.Parse(reader.GetString(0)));
        return ids;
    }
}

/// <summary>A task that has ended.</summary>
public sealed record EndedTask(TaskId Id, string? Key, TaskPhase Phase, DateTimeOffset At);
