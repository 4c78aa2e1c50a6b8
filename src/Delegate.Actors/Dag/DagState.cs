using System.Collections.Immutable;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
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

    /// <summary>Who waits for a task, by the task that is waited for. Derived from <see cref="Open"/>, so not stored.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ImmutableDictionary<TaskId, ImmutableList<TaskId>> Children { get; private init; } = ImmutableDictionary<TaskId, ImmutableList<TaskId>>.Empty;

    /// <summary>The next state. An unknown event is an error, never skipped.</summary>
    public DagState Apply(IEvent happened) => happened switch
    {
        GraphAccepted e => Accept(e),
        TaskDispatched e => Change(e.TaskId, task => task with { Dispatched = true }),
        CancelRequested e => Change(e.TaskId, task => task with { Cancel = task.Cancel ?? e.Cause }),
        TaskClosed e => Close(e),
        _ => throw new InvalidOperationException($"No rule applies {happened.GetType()} to the graph."),
    };

    /// <summary>A state read from a snapshot lacks what is derived.</summary>
    public DagState WithChildren()
    {
        var children = ImmutableDictionary.CreateBuilder<TaskId, ImmutableList<TaskId>>();
        foreach (var task in Open.Values.OrderBy(task => task.Sequence))
            AddEdges(children, task);
        return this with { Children = children.ToImmutable() };
    }

    private DagState Accept(GraphAccepted e)
    {
        var open = Open.ToBuilder();
        var children = Children.ToBuilder();
        var sequence = NextSequence;
        foreach (var accepted in e.Tasks)
        {
            var edges = accepted.Edges.Select(edge => new Edge(edge.On, edge.OnFailure, edge.Done)).ToImmutableList();
            var task = new OpenTask { Spec = accepted.Spec, Sequence = sequence++, Edges = edges };
            open.Add(task.Spec.Id, task);
            AddEdges(children, task);
        }
        return this with { Open = open.ToImmutable(), Children = children.ToImmutable(), NextSequence = sequence };
    }

    private DagState Close(TaskClosed e)
    {
        var open = Open.ToBuilder();
        open.Remove(e.TaskId, out var closed);
        foreach (var child in Children.GetValueOrDefault(e.TaskId, []))
            if (open.TryGetValue(child, out var waiting))
                open[child] = waiting.ParentEnded(e, closed?.Spec.Key);
        return this with { Open = open.ToImmutable(), Children = Children.Remove(e.TaskId) };
    }

    private DagState Change(TaskId id, Func<OpenTask, OpenTask> change) =>
        Open.TryGetValue(id, out var task) ? this with { Open = Open.SetItem(id, change(task)) } : this;

    private static void AddEdges(ImmutableDictionary<TaskId, ImmutableList<TaskId>>.Builder children, OpenTask task)
    {
        foreach (var edge in task.Edges)
            if (!edge.Done)
                children[edge.On] = children.GetValueOrDefault(edge.On, []).Add(task.Spec.Id);
    }
}

/// <summary>An unfinished task.</summary>
public sealed record OpenTask
{
    public required TaskSpec Spec { get; init; }

    /// <summary>Order of acceptance, over all submissions.</summary>
    public required long Sequence { get; init; }

    public ImmutableList<Edge> Edges { get; init => field = value ?? []; } = [];

    /// <summary>True once it was handed to its own actor.</summary>
    public bool Dispatched { get; init; }

    /// <summary>Set when it is to end: somebody's wish, or the failure of what it depends on.</summary>
    public StopCause? Cancel { get; init; }

    /// <summary>True when nothing but a slot is missing.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsReady => !Dispatched && Cancel is null && Edges.TrueForAll(edge => edge.Done);

    internal OpenTask ParentEnded(TaskClosed parent, string? name)
    {
        var edge = Edges.Find(candidate => candidate.On == parent.TaskId);
        if (edge is null)
            return this;
        if (edge.IsSatisfiedBy(parent.Phase))
            return this with { Edges = Edges.Replace(edge, edge with { Done = true }) };
        return edge.OnFailure == DependencyPolicy.Cancel
            ? this with { Cancel = Cancel ?? Dag.Edge.FailureCause(parent.TaskId, name, parent.Phase, parent.Outcome) }
            : this; // hold: it goes on waiting
    }
}

/// <summary>One dependency.</summary>
public sealed record Edge(TaskId On, DependencyPolicy OnFailure, bool Done)
{
    /// <summary>True when a parent that ended so lets the child run.</summary>
    public bool IsSatisfiedBy(TaskPhase parent) => Satisfies(parent, OnFailure);

    /// <summary>The rule of the edges, in one place.</summary>
    public static bool Satisfies(TaskPhase parent, DependencyPolicy policy) =>
        parent == TaskPhase.Succeeded || (parent.IsTerminal() && policy == DependencyPolicy.Run);

    /// <summary>Why a child is ended. A cascade hands the first failure down as it is: the root cause, not a chain of echoes.</summary>
    public static StopCause FailureCause(TaskId parent, string? name, TaskPhase phase, OutcomeView outcome)
    {
        if (outcome.Code == OutcomeCodes.DependencyFailed)
            return new(OutcomeCodes.DependencyFailed, outcome.Message, "dependency");
        var label = name is null ? parent.Value : $"{name} ({parent})";
        return new(OutcomeCodes.DependencyFailed, $"It depends on {label}, which {Verb(phase)}: {outcome.Message}", "dependency");
    }

    private static string Verb(TaskPhase phase) => phase == TaskPhase.Cancelled ? "was cancelled" : "failed";
}
