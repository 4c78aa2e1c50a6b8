using Delegate.Contracts;

namespace Delegate.Actors.Projections;

public sealed partial class TaskQueries
{
    /// <summary>Where the last end of a submission stands in the journal; null while one of its tasks has not ended.</summary>
    public long? LastEndOf(string graph)
    {
        using var connection = model.OpenForReading();
        using var command = connection.CreateCommand();
        command.Parameters.AddWithValue("$graph", graph);
        // From its end: what was handed over last mostly ends last, and the first that has not ended answers.
        command.CommandText = "SELECT 1 FROM tasks WHERE graph = $graph AND ended IS NULL ORDER BY sequence DESC LIMIT 1";
        if (command.ExecuteScalar() is not null)
            return null;
        command.CommandText = "SELECT max(ended) FROM tasks WHERE graph = $graph";
        return command.ExecuteScalar() as long?;
    }

    /// <summary>Those that wait, or waited, for a task.</summary>
    public IReadOnlyList<TaskId> WaitingFor(TaskId parent) => Ids("SELECT child FROM edges WHERE parent = $value ORDER BY child", parent.Value);
}
