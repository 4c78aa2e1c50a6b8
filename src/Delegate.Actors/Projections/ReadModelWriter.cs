using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>A view that has changed, and the journal position that changed it: a later position is a later view.</summary>
public sealed record TaskChange(long Cursor, TaskView View);

/// <summary>Writes a page of journal entries into the query tables, position included, in one transaction.</summary>
internal sealed class ReadModelWriter(SqliteConnection connection)
{
    private readonly Dictionary<TaskId, TaskChange> _changed = [];

    /// <summary>Up to where the journal is in the tables.</summary>
    public long Position()
    {
        using var command = Command("SELECT journal FROM position");
        return (long)command.ExecuteScalar()!;
    }

    /// <returns>Each task that changed, as it stands after the page.</returns>
    public IReadOnlyCollection<TaskChange> Write(IReadOnlyList<JournalEntry> page)
    {
        _changed.Clear();
        using var transaction = connection.BeginTransaction();
        var sequence = LastSequence();
        foreach (var entry in page)
        {
            switch (entry.Event)
            {
                case DagProtocol.GraphAccepted graph:
                    foreach (var task in graph.Tasks)
                        Insert(TaskProjection.New(graph, task), ++sequence, entry.Ordering);
                    break;
                case DagProtocol.TaskClosed closed:
                    foreach (var child in ChildrenOf(closed.TaskId))
                        Change(child, entry.Ordering, view => TaskProjection.ParentEnded(view, closed));
                    break;
                case TaskProtocol.IEvent happened:
                    Change(happened.TaskId, entry.Ordering, view => TaskProjection.Apply(view, happened));
                    break;
                default:
                    break; // dispatches and wishes change nothing that a view shows
            }
        }
        foreach (var change in _changed.Values)
            Update(change);
        using (var position = Command("UPDATE position SET journal = $journal", ("$journal", page[^1].Ordering)))
            position.ExecuteNonQuery();
        transaction.Commit();
        return [.. _changed.Values];
    }

    private void Insert(TaskView view, long sequence, long cursor)
    {
        using (var task = Command(
            "INSERT INTO tasks (id, sequence, phase, cursor, view) VALUES ($id, $sequence, 0, 0, '')",
            ("$id", view.Id.Value), ("$sequence", sequence)))
            task.ExecuteNonQuery();
        foreach (var edge in view.After.Where(edge => !edge.Done))
        {
            using var row = Command("INSERT INTO edges (parent, child) VALUES ($parent, $child)", ("$parent", edge.Id.Value), ("$child", view.Id.Value));
            row.ExecuteNonQuery();
        }
        _changed[view.Id] = new(cursor, view);
    }

    private void Change(TaskId id, long cursor, Func<TaskView, TaskView> change)
    {
        var view = _changed.TryGetValue(id, out var pending) ? pending.View : Stored(id);
        if (view is not null)
            _changed[id] = new(cursor, change(view));
    }

    private void Update(TaskChange change)
    {
        var view = change.View;
        using var command = Command(
            "UPDATE tasks SET phase = $phase, cursor = $cursor, view = $view, result = $result WHERE id = $id",
            ("$id", view.Id.Value), ("$phase", (long)view.Phase), ("$cursor", change.Cursor),
            ("$view", JsonSerializer.Serialize(view with { Result = null }, ContractsJson.Default.TaskView)), // lists do not carry answers
            ("$result", (object?)view.Result ?? DBNull.Value));
        command.ExecuteNonQuery();
    }

    private TaskView? Stored(TaskId id)
    {
        using var command = Command("SELECT view, result FROM tasks WHERE id = $id", ("$id", id.Value));
        using var reader = command.ExecuteReader();
        return reader.Read() ? TaskQueries.Read(reader, 0, 1) : null;
    }

    private List<TaskId> ChildrenOf(TaskId parent)
    {
        using var command = Command("SELECT child FROM edges WHERE parent = $parent", ("$parent", parent.Value));
        using var reader = command.ExecuteReader();
        var children = new List<TaskId>();
        while (reader.Read())
            children.Add(TaskId.Parse(reader.GetString(0)));
        return children;
    }

    private long LastSequence()
    {
        using var command = Command("SELECT coalesce(max(sequence), 0) FROM tasks");
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
