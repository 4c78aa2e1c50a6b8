using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Delegate.Actors.Scaling;
using Delegate.Actors.Serialization;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>
/// Every unfinished task: what gates, queues and orders them. A waiting task is a row here, and no actor; a finished
/// one is gone from here (its own journal knows how it ended), so the state stays as small as the work that is left.
/// </summary>
public sealed record DagState : IJournaled
{
    public static DagState Empty { get; } = new();

    public ImmutableDictionary<TaskId, OpenTask> Open { get; init; } = ImmutableDictionary<TaskId, OpenTask>.Empty;

    /// <summary>The number of the next task: order of acceptance.</summary>
    public long NextSequence { get; init; } = 1;

    /// <summary>Queues that somebody has set; null = none.</summary>
    public ImmutableDictionary<string, ScalingProtocol.QueueSetting>? Queues { get; init; }

    /// <summary>True while nothing is started at all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAllPaused { get; init; }

    /// <summary>Tasks that were retried or resumed, and those that came of it; null = none.</summary>
    public Lines? Lines { get; init; }

    /// <summary>Submissions with an idempotency key; null = none.</summary>
    public RecentSubmissions? Submissions { get; init; }

    /// <summary>Who waits for a task, by the task that is waited for. Derived from <see cref="Open"/>, so not stored.</summary>
    [JsonIgnore]
    public ImmutableDictionary<TaskId, ImmutableArray<TaskId>> Children { get; private init; } = ImmutableDictionary<TaskId, ImmutableArray<TaskId>>.Empty;

    /// <summary>The next state. An unknown event is an error, never skipped.</summary>
    public DagState Apply(IEvent happened) => happened switch
    {
        GraphAccepted e => Accept(e),
        TaskDispatched e => Change(e.TaskId, task => task with { Dispatched = true, Attempts = task.Attempts + 1, NotBefore = null, ParkedAt = null }),
        TaskParked e => Change(e.TaskId, task => task with
        {
            Dispatched = false, Attempts = e.Attempt, NotBefore = e.NotBefore, ParkedAt = e.NotBefore is null ? null : e.At, Since = e.NotBefore ?? e.At,
        }),
        CancelRequested e => Delegation.CancelBelow(Change(e.TaskId, task => task with { Cancel = task.Cancel ?? e.Cause }), e.TaskId, e.Cause.By),
        TaskClosed { Phase: TaskPhase.Succeeded } e => Close(e),
        TaskClosed e => Close(Delegation.CancelBelow(this, e.TaskId, e.Outcome.By), e),
        TaskPaused e => Change(e.TaskId, task => task with { PausedBy = task.PausedBy ?? e.By }),
        TaskContinued e => Change(e.TaskId, task => task with { PausedBy = null }),
        DependenciesChanged e => ChangeEdges(e),
        QueueConfigured e => this with { Queues = (Queues ?? ImmutableDictionary<string, ScalingProtocol.QueueSetting>.Empty).SetItem(e.Name, new(e.Concurrency, e.Paused)) },
        AllPaused e => this with { IsAllPaused = e.Paused },
        TasksPruned e => this with { Lines = Lines?.Without(e.TaskIds) },
        _ => throw new InvalidOperationException($"No rule applies {happened.GetType()} to the graph."),
    };

    /// <summary>A state read from a snapshot lacks what is derived, and has what is equal many times.</summary>
    public DagState WithChildren()
    {
        var open = SharedValues.Of(Open);
        var children = ImmutableDictionary.CreateBuilder<TaskId, ImmutableArray<TaskId>>();
        AddEdges(children, open.Values.OrderBy(task => task.Sequence));
        // Before attempts were counted, a task was dispatched once.
        var uncounted = open.Values.Where(task => task is { Dispatched: true, Attempts: 0 }).Select(task => KeyValuePair.Create(task.Id, task with { Attempts = 1 }));
        return this with { Children = children.ToImmutable(), Open = open.SetItems(uncounted) };
    }

    /// <summary>Who waits for a task, in order of acceptance.</summary>
    public ImmutableArray<TaskId> ChildrenOf(TaskId id) => Children.GetValueOrDefault(id, []);

    private DagState Accept(GraphAccepted e)
    {
        var open = Open.ToBuilder();
        var children = Children.ToBuilder();
        var lines = Lines;
        var sequence = NextSequence;
        var depths = new DepthIndex(Open, e.Tasks);
        var tasks = new List<OpenTask>(e.Tasks.Count);
        foreach (var accepted in e.Tasks)
        {
            var task = new OpenTask { Spec = accepted.Spec, Sequence = sequence++, Edges = EdgesOf(accepted.Edges), Since = e.At, Depth = depths.Of(accepted.Spec.Id) };
            open.Add(task.Id, task);
            tasks.Add(task);
        }
        AddEdges(children, tasks);
        foreach (var task in tasks)
        {
            if (task.Spec.Lineage is not { } lineage)
                continue;
            Follow(open, children, (lines ?? Lines.None).HeadOf(lineage.Previous), task.Id);
            lines = (lines ?? Lines.None).With(task.Id, lineage);
        }
        if (e.Tasks[0].Spec.DelegatedBy is { } parent && open.TryGetValue(parent, out var delegating))
            open[parent] = delegating with { Delegated = delegating.Delegated + e.Tasks.Count };
        return this with
        {
            Open = open.ToImmutable(), Children = children.ToImmutable(), NextSequence = sequence, Lines = lines,
            Submissions = e.IdempotencyKey is null ? Submissions : (Submissions ?? RecentSubmissions.None).With(e),
        };
    }

    /// <summary>Those that were held on a task that failed wait for its retry.</summary>
    private static void Follow(
        ImmutableDictionary<TaskId, OpenTask>.Builder open, ImmutableDictionary<TaskId, ImmutableArray<TaskId>>.Builder children, TaskId from, TaskId to)
    {
        if (open.ContainsKey(from) || !children.Remove(from, out var held))
            return;
        foreach (var child in held)
            if (open.TryGetValue(child, out var waiting))
                open[child] = waiting.Follow(from, to);
        children[to] = children.GetValueOrDefault(to, []).AddRange(held);
    }

    private DagState Close(TaskClosed e) => Close(this, e);

    private static DagState Close(DagState state, TaskClosed e)
    {
        var open = state.Open.ToBuilder();
        open.Remove(e.TaskId, out var closed);
        var held = ImmutableArray.CreateBuilder<TaskId>();
        foreach (var child in state.ChildrenOf(e.TaskId))
        {
            if (!open.TryGetValue(child, out var waiting))
                continue;
            open[child] = waiting = waiting.ParentEnded(e, closed?.Spec.Key);
            if (waiting.Edges.Any(edge => edge.On == e.TaskId && !edge.Done))
                held.Add(child); // a retry of what has ended may still release it
        }
        return state with
        {
            Open = open.ToImmutable(),
            Children = held.Count == 0 ? state.Children.Remove(e.TaskId) : state.Children.SetItem(e.TaskId, held.ToImmutable()),
        };
    }

    private DagState ChangeEdges(DependenciesChanged e)
    {
        if (!Open.TryGetValue(e.TaskId, out var task))
            return this;
        var removed = e.Removed.ToHashSet();
        var added = EdgesOf(e.Added);
        var children = Children.ToBuilder();
        foreach (var on in removed)
            if (children.TryGetValue(on, out var waiting))
                children[on] = waiting.Remove(e.TaskId);
        AddEdges(children, [task with { Edges = added }]);
        var changed = task with { Edges = task.Edges.RemoveAll(edge => removed.Contains(edge.On)).AddRange(added), Since = e.At };
        var next = this with { Open = Open.SetItem(e.TaskId, changed), Children = children.ToImmutable() };
        return next with { Open = DepthIndex.Update(next, e.TaskId) };
    }

    private DagState Change(TaskId id, Func<OpenTask, OpenTask> change) =>
        Open.TryGetValue(id, out var task) ? this with { Open = Open.SetItem(id, change(task)) } : this;

    private static ImmutableArray<Edge> EdgesOf(IReadOnlyList<AcceptedEdge> accepted) => [.. accepted.Select(edge => new Edge(edge.On, edge.OnFailure, edge.Done))];

    /// <summary>Each parent's list is made anew once, however many come to it together.</summary>
    private static void AddEdges(ImmutableDictionary<TaskId, ImmutableArray<TaskId>>.Builder children, IEnumerable<OpenTask> tasks)
    {
        var added = new Dictionary<TaskId, List<TaskId>>();
        foreach (var task in tasks)
        {
            foreach (var edge in task.Edges.Where(edge => !edge.Done))
            {
                if (!added.TryGetValue(edge.On, out var waiting))
                    added[edge.On] = waiting = [];
                waiting.Add(task.Id);
            }
        }
        foreach (var (on, waiting) in added)
            children[on] = [.. children.GetValueOrDefault(on, []), .. waiting];
    }
}
