using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Scaling;
using Delegate.Actors.Scheduling;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>A view that has changed, and the journal position that changed it: a later position is a later view.</summary>
public sealed record TaskChange(long Cursor, TaskView View);

/// <summary>Writes a page of journal entries into the query tables, position included, in one transaction.</summary>
internal sealed partial class ReadModelWriter : IDisposable
{
    private readonly Statements _statements;
    private readonly ScheduleTables _schedules;
    private readonly Dictionary<TaskId, TaskChange> _changed = [];
    private readonly Dictionary<TaskId, long> _ended = [];

    public ReadModelWriter(SqliteConnection connection)
    {
        _statements = new(connection);
        _schedules = new(_statements);
    }

    /// <summary>Up to where the journal is in the tables.</summary>
    public long Position() => (long)_statements.Of("SELECT journal FROM position").ExecuteScalar()!;

    /// <returns>Each task that changed, as it stands after the page.</returns>
    public IReadOnlyCollection<TaskChange> Write(IReadOnlyList<JournalEntry> page)
    {
        _changed.Clear();
        _ended.Clear();
        using var transaction = _statements.Begin();
        foreach (var entry in page)
        {
            Index(entry);
            switch (entry.Event)
            {
                case DagProtocol.GraphAccepted graph:
                    for (var i = 0; i < graph.Tasks.Count; i++)
                        Insert(TaskProjection.New(graph, graph.Tasks[i]), SequenceOf(entry.Ordering, i), entry.Ordering);
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
                    Change(paused.TaskId, entry.Ordering, view => TaskProjection.Paused(view, paused.By));
                    break;
                case DagProtocol.TaskContinued continued:
                    Change(continued.TaskId, entry.Ordering, TaskProjection.Continued);
                    break;
                case DagProtocol.TasksPruned pruned:
                    foreach (var id in pruned.TaskIds)
                        Forget(id);
                    break;
                case TaskProtocol.IEvent happened:
                    if (happened is TaskProtocol.Ended)
                        _ended[happened.TaskId] = entry.Ordering;
                    Change(happened.TaskId, entry.Ordering, view => TaskProjection.Apply(view, happened));
                    break;
                case Scaling.FootprintObserved seen:
                    Change(seen.TaskId, entry.Ordering, view => view with { PeakMemoryBytes = Math.Max(view.PeakMemoryBytes ?? 0, seen.PeakBytes) });
                    break;
                case ScheduleProtocol.IEvent happened:
                    _schedules.Write(happened);
                    break;
                default:
                    break; // dispatches, wishes and queues change nothing that a view shows
            }
        }
        foreach (var change in _changed.Values)
            Update(change);
        _statements.Execute("UPDATE position SET journal = $journal", ("$journal", page[^1].Ordering));
        FaultPoint.Cross("views.write");
        transaction.Commit();
        FaultPoint.Cross("views.written");
        TaskChange[] changes = [.. _changed.Values];
        _changed.Clear(); // whole graphs, perhaps: not to be held until the next page comes
        return changes;
    }

    private void Insert(TaskView view, long sequence, long cursor)
    {
        // Who asked for the first of a line is told of what comes of its retries.
        if (view is { Lineage: { } line, CallerSession: null, CallerProject: null } && Current(line.Previous) is { } previous)
            view = view with { CallerSession = previous.CallerSession, CallerProject = previous.CallerProject };
        _statements.Execute(
            """
            INSERT INTO tasks (sequence, id, phase, cursor, created_at, queue, folder, graph, agent, root, session, project, words, view)
            VALUES ($sequence, $id, 0, 0, $created, $queue, $folder, $graph, $agent, $root, $session, $project, '', '')
            """,
            ("$sequence", sequence), ("$id", view.Id.Value), ("$created", view.CreatedAt.ToUnixTimeMilliseconds()),
            ("$queue", view.Queue ?? ScalingProtocol.DefaultQueue), ("$folder", FolderName.Of(view.Cwd)), ("$graph", view.GraphId),
            ("$agent", view.Agent), ("$root", (view.Lineage?.Root ?? view.Id).Value),
            ("$session", (object?)view.CallerSession ?? DBNull.Value),
            ("$project", view.CallerProject is { } project ? FolderName.Of(project) : DBNull.Value));
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
        _statements.Execute("INSERT INTO lines (root, task) VALUES ($root, $task)", ("$root", lineage.Root.Value), ("$task", latest.Value));
    }

    private List<TaskId> LineOf(TaskId root) => Ids("SELECT task FROM lines WHERE root = $id", root).Prepend(root).ToList();

    private void ChangeEdges(DagProtocol.DependenciesChanged changed)
    {
        foreach (var on in changed.Removed)
            _statements.Execute("DELETE FROM edges WHERE parent = $parent AND child = $child", ("$parent", on.Value), ("$child", changed.TaskId.Value));
        foreach (var edge in changed.Added.Where(edge => !edge.Done))
            AddEdge(edge.On, changed.TaskId);
    }

    private void AddEdge(TaskId parent, TaskId child) =>
        _statements.Execute("INSERT OR IGNORE INTO edges (parent, child) VALUES ($parent, $child)", ("$parent", parent.Value), ("$child", child.Value));

    private void Change(TaskId id, long cursor, Func<TaskView, TaskView> change)
    {
        if (Current(id) is { } view)
            _changed[id] = new(cursor, change(view));
    }

    /// <summary>As it stands with what this page did so far.</summary>
    private TaskView? Current(TaskId id) => _changed.TryGetValue(id, out var pending) ? pending.View : Stored(id);

    private void Update(TaskChange change)
    {
        var view = change.View;
        _statements.Execute(
            """
            UPDATE tasks SET phase = $phase, cursor = $cursor, ended = coalesce(ended, $ended), ended_at = $ended_at,
                words = $words, view = $view, result = $result
            WHERE id = $id
            """,
            ("$id", view.Id.Value), ("$phase", (long)view.Phase), ("$cursor", change.Cursor),
            ("$ended", _ended.TryGetValue(view.Id, out var ended) ? ended : DBNull.Value),
            ("$ended_at", view.EndedAt is { } end ? end.ToUnixTimeMilliseconds() : DBNull.Value),
            ("$words", TaskWords.Of(view)),
            ("$view", JsonSerializer.Serialize(view with { Result = null }, ContractsJson.Default.TaskView)), // lists do not carry answers
            ("$result", (object?)view.Result ?? DBNull.Value));
    }

    private TaskView? Stored(TaskId id)
    {
        using var reader = _statements.Of("SELECT view, result FROM tasks WHERE id = $id", ("$id", id.Value)).ExecuteReader();
        return reader.Read() ? TaskQueries.Read(reader, 0, 1) : null;
    }

    private List<TaskId> ChildrenOf(TaskId parent) => Ids("SELECT child FROM edges WHERE parent = $id", parent);

    private List<TaskId> Ids(string sql, TaskId id)
    {
        using var reader = _statements.Of(sql, ("$id", id.Value)).ExecuteReader();
        var ids = new List<TaskId>();
        while (reader.Read())
            ids.Add(TaskId.Parse(reader.GetString(0)));
        return ids;
    }

    /// <summary>
    /// A task's place in the order of acceptance follows from the journal's, so that it stays the same when the tables
    /// are made anew from a journal that was pruned. Within what a JSON number holds exactly.
    /// </summary>
    private static long SequenceOf(long ordering, int index) => (ordering << 20) + index;

    /// <inheritdoc/>
    public void Dispose() => _statements.Dispose();
}
