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
            .SelectMany(TaskReferences.Of)
            .Where(edge => !keys.Contains(edge.On))
            .Select(edge => TaskId.TryParse(edge.On, out var id) ? ExistingEdge.Target(state, id, edge.OnFailure) : default)
            .Where(id => id != default && !state.Open.ContainsKey(id))
            .ToHashSet();
    }

    /// <summary>
    /// The answer that a repeated submission gets; an error when its idempotency key was used for another wish; neither
    /// when it is new.
    /// </summary>
    public static (SubmitReply? Reply, DelegateError? Error) Repeated(DagState state, SubmitRequest request)
    {
        if (request.IdempotencyKey is not { } key || state.Submissions?.ByKey.GetValueOrDefault(key) is not { } before)
            return (null, null);
        return before.Digest == RecentSubmissions.DigestOf(request)
            ? (new(before.GraphId, before.Tasks), null)
            : (null, new(ErrorCodes.DuplicateKey, $"The idempotency key '{key}' was used for another submission.", "use a new key for a new wish", "idempotencyKey"));
    }

    /// <summary>Accepts a submission as one event, or says why not.</summary>
    /// <param name="finished">How each of <see cref="FinishedParents"/> ended; one that is missing does not exist.</param>
    public static (GraphAccepted? Event, DelegateError? Error) Decide(
        DagState state, Submit command, IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, DagLimits limits, DateTimeOffset now)
    {
        var tasks = command.Request.Tasks;
        if (state.Open.Count + tasks.Count > limits.UnfinishedTasks)
            return Refuse(ErrorCodes.LimitExceeded, $"{state.Open.Count} tasks are unfinished; with {tasks.Count} more the limit of {limits.UnfinishedTasks} is passed.", "delegate list --phase waiting", "tasks");

        var (parent, refused) = Delegation.Check(state, command.Request, limits);
        if (refused is not null)
            return (null, refused);

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
            accepted[i] = new(SpecMaker.Of(command, i, edges, parent?.Spec), edges);
        }
        if (CycleDetector.Find(inner) is { } cycle)
        {
            var path = string.Join(" -> ", cycle.Select(node => tasks[node].Key));
            return Refuse(ErrorCodes.DependencyCycle, $"The dependencies form a circle: {path}.", "remove one of these dependencies", $"tasks[{cycle[0]}].after");
        }
        if (TooDeep(state, accepted, limits) is { } deep)
            return (null, deep);
        var request = command.Request;
        return (new(command.GraphId, request.Source, request.CallerSession, accepted, now, request.IdempotencyKey,
            request.IdempotencyKey is null ? null : RecentSubmissions.DigestOf(request)) { CallerProject = request.CallerProject }, null);
    }

    private static (IReadOnlyList<AcceptedEdge> Edges, DelegateError? Error) Edges(
        DagState state, Submit command, int index, Dictionary<string, int> positions,
        IReadOnlyDictionary<TaskId, TaskProtocol.EndDescription> finished, List<int> inner)
    {
        var task = command.Request.Tasks[index];
        var edges = new List<AcceptedEdge>(task.After.Count);
        var seen = new HashSet<TaskId>();
        foreach (var (on, policy, field) in TaskReferences.Of(task).Select(edge => (edge.On, edge.OnFailure, $"tasks[{index}].{edge.Field}")))
        {
            var isInner = positions.TryGetValue(on, out var position);
            var (edge, error) = isInner
                ? (new AcceptedEdge(command.Ids[position], policy, false), null)
                : ExistingEdge.Of(state, on, policy, finished, field);
            if (error is not null)
                return ([], error);
            if (!seen.Add(edge!.On))
                return ([], new(ErrorCodes.DuplicateDependency, $"{task.Key ?? "The task"} depends on '{on}' twice.", "name each dependency once", field));
            if (isInner)
                inner.Add(position);
            edges.Add(edge);
        }
        return (edges, null);
    }

    private static DelegateError? TooDeep(DagState state, AcceptedTask[] accepted, DagLimits limits)
    {
        var depths = new DepthIndex(state.Open, accepted);
        for (var i = 0; i < accepted.Length; i++)
            if (depths.Of(accepted[i].Spec.Id) is var depth && depth > limits.Depth)
                return new(ErrorCodes.LimitExceeded,
                    $"{accepted[i].Spec.Key ?? "The task"} would be number {depth} in a chain of unfinished tasks; the limit is {limits.Depth}.",
                    "delegate config set maxDepth … allows longer chains", $"tasks[{i}].after");
        return null;
    }

    private static (GraphAccepted? Event, DelegateError? Error) Refuse(string code, string message, string hint, string field) =>
        (null, new(code, message, hint, field));
}
