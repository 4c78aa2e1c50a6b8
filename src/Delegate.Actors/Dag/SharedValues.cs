using System.Collections.Immutable;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>
/// What many tasks say alike (the agent, the folder, the retry policy, each other's ids) is held once: a waiting task is
/// to cost what is its own. What is equal stays equal, so nobody can tell but by counting bytes.
/// </summary>
internal static class SharedValues
{
    private static readonly Pool<string> Texts = new(StringComparer.Ordinal);
    private static readonly Pool<RetryPolicy> Policies = new(new ByContent());
    private static readonly Pool<DependencyRequest> Dependencies = new(new BySameId());

    public static string? Text(string? text) => text is null ? null : Texts.Of(text);

    public static RetryPolicy? Policy(RetryPolicy? policy) => policy is null ? null : Policies.Of(policy);

    public static DependencyRequest Dependency(DependencyRequest dependency) => Dependencies.Of(dependency);

    /// <summary>A submission as the journal has it: each value of it was read by itself.</summary>
    public static GraphAccepted Of(GraphAccepted read, DagState state)
    {
        var own = read.Tasks.ToDictionary(task => task.Spec.Id, task => task.Spec.Id);
        return read with
        {
            GraphId = Texts.Of(read.GraphId),
            Tasks = [.. read.Tasks.Select(task => new AcceptedTask(Of(task.Spec, Known), [.. task.Edges.Select(edge => edge with { On = Known(edge.On) })]))],
        };

        TaskId Known(TaskId id) => own.TryGetValue(id, out var same) || state.Open.TryGetKey(id, out same) ? same : id;
    }

    /// <summary>The unfinished tasks of a snapshot, likewise.</summary>
    public static ImmutableDictionary<TaskId, OpenTask> Of(ImmutableDictionary<TaskId, OpenTask> read) =>
        // The key was read by itself too: the one that stays is the task's own.
        ImmutableDictionary.CreateRange(read.Values.Select(task => KeyValuePair.Create(task.Id, task with
        {
            Spec = Of(task.Spec, id => Known(read, id)),
            Edges = [.. task.Edges.Select(edge => edge with { On = Known(read, edge.On) })],
        })));

    private static TaskId Known(ImmutableDictionary<TaskId, OpenTask> read, TaskId id) => read.TryGetValue(id, out var task) ? task.Id : id;

    private static TaskSpec Of(TaskSpec read, Func<TaskId, TaskId> known) => read with
    {
        GraphId = Texts.Of(read.GraphId), Agent = Texts.Of(read.Agent), Cwd = Texts.Of(read.Cwd), Tree = Text(read.Tree), Queue = Text(read.Queue),
        Model = Text(read.Model), PermissionMode = Text(read.PermissionMode), Source = Text(read.Source), Retry = Policy(read.Retry),
        After = read.After is null ? null : [.. read.After.Select(edge => Dependency(TaskId.TryParse(edge.On, out var id) ? edge with { On = known(id).Value } : edge))],
        DelegatedBy = read.DelegatedBy is { } parent ? known(parent) : null,
    };

    /// <summary>Remembers the latest few of what it was asked for: it may hand out a second one that is equal, and never grows.</summary>
    private sealed class Pool<T>(IEqualityComparer<T> comparer) where T : class
    {
        private readonly T?[] _latest = new T?[1024];

        public T Of(T value)
        {
            ref var known = ref _latest[comparer.GetHashCode(value) & (_latest.Length - 1)];
            return known is { } same && comparer.Equals(same, value) ? same : known = value;
        }
    }

    /// <summary>An equal one that has another copy of the id would keep that copy alive.</summary>
    private sealed class BySameId : IEqualityComparer<DependencyRequest>
    {
        public bool Equals(DependencyRequest? x, DependencyRequest? y) => ReferenceEquals(x?.On, y?.On) && x?.OnFailure == y?.OnFailure;

        public int GetHashCode(DependencyRequest dependency) => HashCode.Combine(dependency.On, dependency.OnFailure);
    }

    /// <summary>Two policies with lists of their own are equal when the lists are.</summary>
    private sealed class ByContent : IEqualityComparer<RetryPolicy>
    {
        public bool Equals(RetryPolicy? x, RetryPolicy? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x with { On = null } == y with { On = null }
                && (x.On is null) == (y.On is null) && (x.On ?? []).SequenceEqual(y.On ?? []));

        public int GetHashCode(RetryPolicy policy) => HashCode.Combine(policy.MaxAttempts, policy.BackoffMs, policy.MaxBackoffMs, policy.OnLost, policy.On?.Count);
    }
}
