using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Dag;

/// <summary>An unfinished task.</summary>
public sealed record OpenTask
{
    private readonly Parking? _parking; // few are parked, and two times of each that is not would be a third of it

    public required TaskSpec Spec { get; init; }

    /// <summary>Order of acceptance, over all submissions.</summary>
    public required long Sequence { get; init; }

    public ImmutableArray<Edge> Edges { get; init => field = value.IsDefault ? [] : value; } = []; // an entry without it is read as none

    /// <summary>True while it is in the hands of its own actor.</summary>
    public bool Dispatched { get; init; }

    /// <summary>How often it was dispatched, less those that came to no attempt: the number of its current or last attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempts { get; init; }

    /// <summary>Between attempts: when the next one may start.</summary>
    public DateTimeOffset? NotBefore { get => _parking?.NotBefore; init => _parking = Parking.Of(value, ParkedAt); }

    /// <summary>When that was decided, by the same clock.</summary>
    public DateTimeOffset? ParkedAt { get => _parking?.At; init => _parking = Parking.Of(NotBefore, value); }

    /// <summary>Since when nothing but a slot was missing, or would have been.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateTimeOffset Since { get; init; }

    /// <summary>Tasks in the longest chain of unfinished ones that ends with this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Depth { get; init; }

    /// <summary>Tasks that its agent delegated so far.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Delegated { get; init; }

    /// <summary>Who paused it; null when it is not paused.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Set when it is to end: somebody's wish, or the failure of what it depends on.</summary>
    public StopCause? Cancel { get; init; }

    [JsonIgnore]
    public TaskId Id => Spec.Id;

    /// <summary>True while it may still be told to wait for something else.</summary>
    [JsonIgnore]
    public bool HasBegun => Dispatched || Attempts > 0;

    /// <summary>True when it waits for nobody and for no wish: only for its time, if it has one, and a slot.</summary>
    [JsonIgnore]
    public bool IsReady => !Dispatched && Cancel is null && PausedBy is null && Edges.All(edge => edge.Done);

    /// <summary>True when nothing but a slot is missing. Earlier than it was parked it cannot be: somebody set the clock back, and how far is anybody's guess.</summary>
    public bool IsDue(DateTimeOffset now) => IsReady && !(NotBefore > now && !(ParkedAt > now));

    internal OpenTask ParentEnded(TaskClosed parent, string? name)
    {
        if (Edges.FirstOrDefault(candidate => candidate.On == parent.TaskId) is var edge && edge.On != parent.TaskId)
            return this;
        if (edge.IsSatisfiedBy(parent.Phase))
            return this with { Edges = Edges.Replace(edge, edge with { Done = true }), Since = parent.At };
        return edge.OnFailure == DependencyPolicy.Cancel
            ? this with { Cancel = Cancel ?? Edge.FailureCause(parent.TaskId, name, parent.Phase, parent.Outcome) }
            : this; // hold: it goes on waiting
    }

    /// <summary>What it waited for has been retried or resumed: it waits for that from now on.</summary>
    internal OpenTask Follow(TaskId from, TaskId to) =>
        Edges.Any(edge => edge.On == from && !edge.Done)
            ? this with
            {
                Edges = [.. Edges.Select(edge => edge.On == from && !edge.Done ? edge with { On = to } : edge)],
                Spec = PromptComposer.Follow(Spec, id => id == from ? to : id), // it takes up the result that releases it
            }
            : this;
}

/// <summary>Between two attempts.</summary>
internal sealed record Parking(DateTimeOffset? NotBefore, DateTimeOffset? At)
{
    public static Parking? Of(DateTimeOffset? notBefore, DateTimeOffset? at) => notBefore is null && at is null ? null : new(notBefore, at);
}

/// <summary>One dependency.</summary>
public readonly record struct Edge(TaskId On, DependencyPolicy OnFailure, bool Done)
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
