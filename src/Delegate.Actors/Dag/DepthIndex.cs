using System.Collections.Immutable;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>
/// How deep the tasks of a submission stand: one more than the deepest unfinished task that each waits for. Iterative, and
/// each task is looked at once: a chain may be as long as a submission.
/// </summary>
internal sealed class DepthIndex
{
    private readonly ImmutableDictionary<TaskId, OpenTask> _open;
    private readonly Dictionary<TaskId, AcceptedTask> _tasks;
    private readonly Dictionary<TaskId, int> _depths;

    public DepthIndex(ImmutableDictionary<TaskId, OpenTask> open, IReadOnlyList<AcceptedTask> tasks)
    {
        _open = open;
        _tasks = tasks.ToDictionary(task => task.Spec.Id);
        _depths = new(tasks.Count);
    }

    /// <summary>Of a task of the submission, which has no circle.</summary>
    public int Of(TaskId id)
    {
        var path = new Stack<TaskId>([id]);
        while (path.TryPeek(out var at))
        {
            if (_depths.ContainsKey(at))
            {
                path.Pop();
                continue;
            }
            var waitsFor = _tasks[at].Edges.Where(edge => !edge.Done).Select(edge => edge.On).ToList();
            var unknown = waitsFor.Where(on => _tasks.ContainsKey(on) && !_depths.ContainsKey(on)).ToList();
            if (unknown.Count > 0)
            {
                unknown.ForEach(path.Push);
                continue;
            }
            _depths[at] = 1 + waitsFor.Select(on => _depths.TryGetValue(on, out var depth) ? depth : _open.GetValueOrDefault(on)?.Depth ?? 0).DefaultIfEmpty().Max();
            path.Pop();
        }
        return _depths[id];
    }

    /// <summary>After a change of one task's dependencies: its own depth, and that of all that wait for it.</summary>
    public static ImmutableDictionary<TaskId, OpenTask> Update(DagState state, TaskId changed)
    {
        var open = state.Open.ToBuilder();
        var later = new Queue<TaskId>([changed]);
        while (later.TryDequeue(out var id))
        {
            if (!open.TryGetValue(id, out var task))
                continue;
            var depth = 1 + task.Edges.Where(edge => !edge.Done).Select(edge => open.GetValueOrDefault(edge.On)?.Depth ?? 0).DefaultIfEmpty().Max();
            if (depth == task.Depth)
                continue;
            open[id] = task with { Depth = depth };
            foreach (var child in state.ChildrenOf(id))
                later.Enqueue(child);
        }
        return open.ToImmutable();
    }
}
