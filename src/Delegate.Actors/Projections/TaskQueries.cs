using System.Globalization;
using System.Text.Json;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>Questions to the query tables. Ask the projector first if the answer must hold everything that was acknowledged.</summary>
public sealed class TaskQueries(ReadModel model)
{
    /// <summary>One task; null when there is none.</summary>
    public TaskChange? Find(TaskId id)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT cursor, view, result FROM tasks WHERE id = $id";
        command.Parameters.AddWithValue("$id", id.Value);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new(reader.GetInt64(0), Read(reader, 1, 2)) : null;
    }

    /// <summary>A page, newest first, without answers.</summary>
    public TaskPage List(TaskFilter filter)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        var phases = string.Join(',', filter.Phases.Select(phase => ((int)phase).ToString(CultureInfo.InvariantCulture)));
        command.CommandText = $"""
            SELECT sequence, view FROM tasks
            WHERE sequence < $before {(phases.Length > 0 ? $"AND phase IN ({phases})" : "")}
            ORDER BY sequence DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$before", filter.Before ?? long.MaxValue);
        command.Parameters.AddWithValue("$limit", filter.Limit);
        using var reader = command.ExecuteReader();
        var (tasks, last) = (new List<TaskView>(), 0L);
        while (reader.Read())
        {
            tasks.Add(Read(reader, 1, null));
            last = reader.GetInt64(0);
        }
        return new(tasks, tasks.Count == filter.Limit ? last : null);
    }

    /// <summary>Tasks by phase; a phase without tasks is 0.</summary>
    public IReadOnlyDictionary<string, long> Counts()
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT phase, count(*) FROM tasks GROUP BY phase";
        using var reader = command.ExecuteReader();
        var counts = Enum.GetValues<TaskPhase>().ToDictionary(phase => phase, _ => 0L);
        while (reader.Read())
            counts[(TaskPhase)reader.GetInt32(0)] = reader.GetInt64(1);
        return counts.ToDictionary(entry => entry.Key.ToString().ToLowerInvariant(), entry => entry.Value);
    }

    internal static TaskView Read(SqliteDataReader reader, int view, int? result)
    {
        var task = JsonSerializer.Deserialize(reader.GetString(view), ContractsJson.Default.TaskView)
            ?? throw new JsonException("A row of views.db holds no task; delete the file, it is made anew.");
        return result is { } column && !reader.IsDBNull(column) ? task with { Result = reader.GetString(column) } : task;
    }
}
