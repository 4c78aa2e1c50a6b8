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
                    foreach (var task in graph.Tasks.Where(task => task.Spec.Lineage is not null))
                        FollowLine(task.Spec.Lineage!, task.Spec.Id, entry.Ordering);
                    break;
                case DagProtocol.TaskClosed closed:
                    foreach (var child in ChildrenOf(closed.TaskId))
                        Change(child, entry.Ordering, view => TaskProjection.ParentEnded(view, closed));
                    break;
                case DagProtocol.DependenciesChanged changed:
                    ChangeEdges(changed);
                    Change(changed.TaskId, entry.Ordering, view => TaskProjection.Apply(view, changed));
                    break;
                case DagProtocol.TaskParked parked:
                    Change(parked.TaskId, entry.Ordering, view => TaskProjection.Apply(view, parked));
                    break;
                case DagProtocol.TaskPaused paused:
                    Change(paused.TaskId, entry.Ordering, TaskProjection.Paused);
                    break;
                case DagProtocol.TaskContinued continued:
                    Change(continued.TaskId, entry.Ordering, TaskProjection.Continued);
                    break;
                case TaskProtocol.IEvent happened:
                    Change(happened.TaskId, entry.Ordering, view => TaskProjection.Apply(view, happened));
                    break;
                case Scaling.FootprintObserved seen:
                    Change(seen.TaskId, entry.Ordering, view => view with { PeakMemoryBytes = Math.Max(view.PeakMemoryBytes ?? 0, seen.PeakBytes) });
                    break;
                default:
                    break; // dispatches, wishes and queues change nothing that a view shows
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
            AddEdge(edge.Id, view.Id);
        _changed[view.Id] = new(cursor, view);
    }

    /// <summary>Who still waits for any of a line waits for its latest member.</summary>
    private void FollowLine(Lineage lineage, TaskId latest, long cursor)
    {
        foreach (var member in LineOf(lineage.Root))
            foreach (var child in ChildrenOf(member))
                Change(child, cursor, view =>
                {
                    if (!view.After.Any(edge => edge.Id == member && !edge.Done))
                        return view;
                    AddEdge(latest, child);
                    return TaskProjection.Follow(view, member, latest);
                });
        using var row = Command("INSERT INTO lines (root, task) VALUES ($root, $task)", ("$root", lineage.Root.Value), ("$task", latest.Value));
        row.ExecuteNonQuery();
    }

    private List<TaskId> LineOf(TaskId root) => Ids("SELECT task FROM lines WHERE root = $id", root).Prepend(root).ToList();

    private void ChangeEdges(DagProtocol.DependenciesChanged changed)
    {
        foreach (var on in changed.Removed)
        {
            using var row = Command("DELETE FROM edges WHERE parent = $parent AND child = $child", ("$parent", on.Value), ("$child", changed.TaskId.Value));
            row.ExecuteNonQuery();
        }
        foreach (var edge in changed.Added.Where(edge => !edge.Done))
            AddEdge(edge.On, changed.TaskId);
    }

    private void AddEdge(TaskId parent, TaskId child)
    {
        using var row = Command("INSERT OR IGNORE INTO edges (parent, child) VALUES ($parent, $child)", ("$parent", parent.Value), ("$child", child.Value));
        row.ExecuteNonQuery();
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

    private List<TaskId> ChildrenOf(TaskId parent) => Ids("SELECT child FROM edges WHERE parent = $id", parent);

    private List<TaskId> Ids(string sql, TaskId id)
    {
        using var command = Command(sql, ("$id", id.Value));
        using var reader = command.ExecuteReader();
        var ids = new List<TaskId>();
        while (reader.Read())
            ids.Add(TaskId.Parse(reader.GetString(0)));
        return ids;
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
