using System.Globalization;
using System.Text.Json;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>Questions to the query tables. Ask the projector first if the answer must hold everything that was acknowledged.</summary>
public sealed partial class TaskQueries(ReadModel model)
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

    /// <summary>A page, without answers.</summary>
    public TaskPage List(TaskFilter filter)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        // The place in the order: of acceptance, or of the ends; each is unique, so it is the cursor too.
        var (place, when) = filter.Sort == TaskSort.Ended ? ("ended", "ended_at") : ("sequence", "created_at");
        var where = new List<string> { filter.OldestFirst ? $"{place} > $before" : $"{place} < $before" };
        With("$before", filter.Before ?? (filter.OldestFirst ? -1 : long.MaxValue));
        With("$limit", filter.Limit);
        if (filter.Phases.Count > 0)
            where.Add($"phase IN ({string.Join(',', filter.Phases.Select(phase => ((int)phase).ToString(CultureInfo.InvariantCulture)))})");
        If(filter.Id, "id >= $id AND id < $id || '~'", "$id", id => id.StartsWith("task-", StringComparison.Ordinal) ? id : "task-" + id);
        If(filter.Queue, "queue = $queue", "$queue", name => name);
        If(filter.Folder, "(folder = $folder OR (folder >= $below AND folder < $beyond))", "$folder", FolderName.Of);
        If(filter.Folder, null, "$below", folder => Below(folder) + '/');
        If(filter.Folder, null, "$beyond", folder => Below(folder) + '0'); // the character after the slash
        If(filter.Text, "instr(words, $text) > 0", "$text", TaskWords.Fold);
        If(filter.Graph, "graph = $graph", "$graph", id => id);
        If(filter.Agent, "agent = $agent", "$agent", name => name);
        If(filter.Line?.Value, "root = (SELECT root FROM tasks WHERE id = $line)", "$line", id => id);
        // Times and places go together, all but when a clock was set back: the place bounds what has to be looked at.
        if (filter.Since is { } since)
            Where($"{when} >= $since AND {place} >= (SELECT min(+{place}) FROM tasks WHERE {when} >= $since)", "$since", since.ToUnixTimeMilliseconds());
        if (filter.Until is { } until)
            Where($"{when} < $until AND {place} <= (SELECT max(+{place}) FROM tasks WHERE {when} < $until)", "$until", until.ToUnixTimeMilliseconds());
        command.CommandText = $"SELECT {place}, view FROM tasks WHERE {string.Join(" AND ", where)} ORDER BY {place} {(filter.OldestFirst ? "ASC" : "DESC")} LIMIT $limit";
        using var reader = command.ExecuteReader();
        var (tasks, last) = (new List<TaskView>(), 0L);
        while (reader.Read())
        {
            tasks.Add(Read(reader, 1, null));
            last = reader.GetInt64(0);
        }
        return new(tasks, tasks.Count == filter.Limit ? last : null);

        void If(string? value, string? condition, string name, Func<string, object> parameter)
        {
            if (value is not null)
                Where(condition, name, parameter(value));
        }

        void Where(string? condition, string name, object value)
        {
            if (condition is not null)
                where.Add(condition);
            With(name, value);
        }

        void With(string name, object value) => command.Parameters.AddWithValue(name, value);

        static string Below(string folder) => FolderName.Of(folder) is var name && name == "/" ? "" : name;
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
