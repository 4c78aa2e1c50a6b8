using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>Other dependencies for a task that has not begun. Pure.</summary>
public static class DependencyChange
{
    /// <summary>The added tasks that are not open: their ends have to be known first.</summary>
    public static IReadOnlySet<TaskId> Needed(DagState state, ChangeDependencies command) => command.Add
        .Select(edge => TaskId.TryParse(edge.On, out var id) ? ExistingEdge.Target(state, id, edge.OnFailure) : default)
        .Where(id => id != default && !state.Open.ContainsKey(id)).ToHashSet();

    /// <summary>The change as an event, or why not.</summary>
    public static (DependenciesChanged? Event, DelegateError? Error) Decide(
        DagState state, ChangeDependencies command, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, DagLimits limits, DateTimeOffset now)
    {
        if (!state.Open.TryGetValue(command.TaskId, out var task))
            return (null, new(ErrorCodes.AlreadyEnded, $"{command.TaskId} has ended, or never was.", $"delegate status {command.TaskId}"));
        if (task.HasBegun || task.Cancel is not null)
            return (null, new(ErrorCodes.AlreadyStarted, $"{command.TaskId} has begun; what it depends on can no longer change.", $"delegate status {command.TaskId}"));
        foreach (var gone in command.Remove)
            if (!task.Edges.Any(edge => edge.On == gone))
                return (null, new(ErrorCodes.DependencyNotFound, $"{command.TaskId} does not depend on {gone}.", $"delegate status {command.TaskId}", "remove"));

        var sources = PromptComposer.Sources(task.Spec);
        foreach (var gone in command.Remove)
            if (sources.Contains(gone))
                return (null, new(ErrorCodes.InvalidInput, $"{command.TaskId} takes up the result of {gone}, so it waits for it.", $"delegate cancel {command.TaskId}, and submit it again", "remove"));

        var kept = task.Edges.RemoveAll(edge => command.Remove.Contains(edge.On));
        var added = new List<AcceptedEdge>();
        for (var i = 0; i < command.Add.Count; i++)
        {
            var (on, policy) = command.Add[i];
            var (edge, error) = ExistingEdge.Of(state, on, policy, finished, $"add[{i}]");
            if (error is not null)
                return (null, error);
            if (kept.Any(other => other.On == edge!.On) || added.Exists(other => other.On == edge!.On))
                return (null, new(ErrorCodes.DuplicateDependency, $"{command.TaskId} depends on '{on}' already.", "name each dependency once", $"add[{i}]"));
            if (PathDown(state, edge!.On, command.TaskId) is { } path)
                return (null, new(ErrorCodes.DependencyCycle, $"The dependencies would form a circle: {string.Join(" -> ", path.Prepend(command.TaskId))}.", "remove one of these dependencies", $"add[{i}]"));
            added.Add(edge);
        }
        if (kept.Length + added.Count is var count && count > limits.DependenciesPerTask)
            return (null, new(ErrorCodes.LimitExceeded, $"{count} dependencies of one task; the limit is {limits.DependenciesPerTask}.", "join them through a task in between", "add"));

        var change = new DependenciesChanged(command.TaskId, added, command.Remove, command.By, now);
        // The limit is one of the whole chain, so it is asked of the state as it would be.
        var deep = state.Apply(change).Open.Values.FirstOrDefault(open => open.Depth > limits.Depth && open.Depth > state.Open[open.Id].Depth);
        return deep is null
            ? (change, null)
            : (null, new(ErrorCodes.LimitExceeded, $"{deep.Id} would be number {deep.Depth} in a chain of unfinished tasks; the limit is {limits.Depth}.", "delegate config set maxDepth … allows longer chains", "add"));
    }

    /// <summary>How <paramref name="from"/> comes to wait for <paramref name="to"/>: the tasks on the way, both included; null when it does not.</summary>
    private static List<TaskId>? PathDown(DagState state, TaskId from, TaskId to)
    {
        var cameFrom = new Dictionary<TaskId, TaskId> { [from] = from };
        var open = new Stack<TaskId>([from]);
        while (open.TryPop(out var at))
        {
            if (at == to)
            {
                var path = new List<TaskId> { at };
                for (var step = at; step != from; path.Add(step))
                    step = cameFrom[step];
                path.Reverse();
                return path;
            }
            foreach (var edge in state.Open.GetValueOrDefault(at)?.Edges ?? [])
                if (!edge.Done && cameFrom.TryAdd(edge.On, at))
                    open.Push(edge.On);
        }
        return null;
    }
}
