using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>What is accepted into the graph. Pure: ids, times and the ends of finished parents arrive as arguments.</summary>
public static class DagDecider
{
    /// <summary>The ids that a submission names and that no unfinished task and no key of its own has: finished tasks, or nobody.</summary>
    public static IReadOnlySet<TaskId> FinishedParents(DagState state, Submit command)
    {
        var keys = command.Request.Tasks.Select(task => task.Key).ToHashSet();
        return command.Request.Tasks
            .SelectMany(task => task.After)
            .Where(edge => !keys.Contains(edge.On))
            .Select(edge => TaskId.TryParse(edge.On, out var id) ? id : default)
            .Where(id => id != default && !state.Open.ContainsKey(id))
            .ToHashSet();
    }

    /// <summary>Accepts a submission as one event, or says why not.</summary>
    /// <param name="finished">How each of <see cref="FinishedParents"/> ended; one that is missing does not exist.</param>
    public static (GraphAccepted? Event, DelegateError? Error) Decide(
        DagState state, Submit command, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, DagLimits limits, DateTimeOffset now)
    {
        var tasks = command.Request.Tasks;
        if (state.Open.Count + tasks.Count > limits.UnfinishedTasks)
            return Refuse(ErrorCodes.LimitExceeded, $"{state.Open.Count} tasks are unfinished; with {tasks.Count} more the limit of {limits.UnfinishedTasks} is passed.", "delegate list --phase waiting", "tasks");

        var positions = new Dictionary<string, int>();
        for (var i = 0; i < tasks.Count; i++)
            if (tasks[i].Key is { } key && !positions.TryAdd(key, i))
                return Refuse(ErrorCodes.DuplicateKey, $"Two tasks have the key '{key}'.", "give each task a key of its own", $"tasks[{i}].key");

        var accepted = new AcceptedTask[tasks.Count];
        var inner = new List<int>[tasks.Count];
        for (var i = 0; i < tasks.Count; i++)
        {
            inner[i] = [];
            var (edges, error) = Edges(state, command, i, positions, finished, inner[i]);
            if (error is not null)
                return (null, error);
            accepted[i] = new(SpecOf(command, i), edges);
        }
        if (CycleDetector.Find(inner) is { } cycle)
        {
            var path = string.Join(" -> ", cycle.Select(node => tasks[node].Key));
            return Refuse(ErrorCodes.DependencyCycle, $"The dependencies form a circle: {path}.", "remove one of these dependencies", $"tasks[{cycle[0]}].after");
        }
        return (new(command.GraphId, command.Request.Source, command.Request.CallerSession, accepted, now), null);
    }

    private static (IReadOnlyList<AcceptedEdge> Edges, DelegateError? Error) Edges(
        DagState state, Submit command, int index, Dictionary<string, int> positions,
        IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, List<int> inner)
    {
        var task = command.Request.Tasks[index];
        var edges = new List<AcceptedEdge>(task.After.Count);
        var seen = new HashSet<TaskId>();
        for (var j = 0; j < task.After.Count; j++)
        {
            var (on, policy) = task.After[j];
            var field = $"tasks[{index}].after[{j}]";
            var (id, done, error) = positions.TryGetValue(on, out var position)
                ? (command.Ids[position], false, null)
                : Existing(state, on, policy, finished, field);
            if (error is not null)
                return ([], error);
            if (!seen.Add(id))
                return ([], new(ErrorCodes.DuplicateDependency, $"{task.Key ?? "The task"} depends on '{on}' twice.", "name each dependency once", field));
            if (positions.TryGetValue(on, out position))
                inner.Add(position);
            edges.Add(new(id, policy, done));
        }
        return (edges, null);
    }

    /// <summary>An edge to a task of an earlier submission: gated by how that task stands, not by having seen it end.</summary>
    private static (TaskId Id, bool Done, DelegateError? Error) Existing(
        DagState state, string on, DependencyPolicy policy, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, string field)
    {
        if (TaskId.TryParse(on, out var id) && state.Open.ContainsKey(id))
            return (id, false, null);
        if (id == default || !finished.TryGetValue(id, out var end) || end.Phase is not { } phase)
            return (id, false, new(ErrorCodes.DependencyNotFound, $"There is no task '{on}' to depend on.", "delegate list", field));
        if (Edge.Satisfies(phase, policy))
            return (id, true, null);
        // A task that is still ending (its end is stored, the coordinator has not heard) is gated like an unfinished one.
        if (!phase.IsTerminal() || policy == DependencyPolicy.Hold)
            return (id, false, null);
        return (id, false, new(ErrorCodes.DependencyFailed, Edge.FailureCause(id, null, phase, end.Outcome!).Message,
            "delegate run --on-failure run … runs it anyway", field));
    }

    private static TaskSpec SpecOf(Submit command, int index)
    {
        var task = command.Request.Tasks[index];
        return new()
        {
            Id = command.Ids[index], GraphId = command.GraphId, Key = task.Key, Agent = task.Agent, Prompt = task.Prompt, Cwd = task.Cwd,
            Priority = task.Priority, TimeoutMs = task.TimeoutMs, Model = task.Model, PermissionMode = task.PermissionMode,
            AllowedTools = task.AllowedTools,
        };
    }

    private static (GraphAccepted? Event, DelegateError? Error) Refuse(string code, string message, string hint, string field) =>
        (null, new(code, message, hint, field));
}
