using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

public static partial class DagProtocol
{
    /// <summary>A fact of the coordinator's journal.</summary>
    public interface IEvent : IJournaled
    {
        DateTimeOffset At { get; }
    }

    /// <summary>A whole submission: one event, hence all or nothing. A retry or resume is a submission of one task with a lineage.</summary>
    /// <param name="IdempotencyKey">The wish's own name; a second one of the same name is answered like this one.</param>
    /// <param name="Digest">Of the request, to tell a repetition from another wish of the same name.</param>
    public sealed record GraphAccepted(
        string GraphId, string? Source, string? CallerSession, IReadOnlyList<AcceptedTask> Tasks, DateTimeOffset At,
        string? IdempotencyKey = null, string? Digest = null) : IEvent
    {
        /// <summary>The project folder that it was asked from.</summary>
        public string? CallerProject { get; init; }
    }

    /// <summary>A task of a submission with what it waits for.</summary>
    public sealed record AcceptedTask(TaskSpec Spec, IReadOnlyList<AcceptedEdge> Edges);

    /// <param name="Done">True when it had already ended in a way that lets the task run.</param>
    public sealed record AcceptedEdge(TaskId On, DependencyPolicy OnFailure, bool Done);

    /// <summary>A slot was granted; from now on the task's own actor decides.</summary>
    public sealed record TaskDispatched(TaskId TaskId, DateTimeOffset At) : IEvent;

    /// <summary>No attempt is under way and another one is to follow: the task waits for its turn again.</summary>
    /// <param name="Attempt">The last attempt that began; 0 when none did.</param>
    /// <param name="NotBefore">When the next one may start; null = at once.</param>
    public sealed record TaskParked(TaskId TaskId, int Attempt, DateTimeOffset? NotBefore, DateTimeOffset At) : IEvent;

    /// <summary>Somebody wants the end of a task that may be waiting: stored, so that a restart cannot forget the wish.</summary>
    public sealed record CancelRequested(TaskId TaskId, StopCause Cause, DateTimeOffset At) : IEvent;

    /// <summary>A task has ended; those that waited for it are released or doomed by this.</summary>
    public sealed record TaskClosed(TaskId TaskId, TaskPhase Phase, OutcomeView Outcome, DateTimeOffset At) : IEvent;

    public sealed record TaskPaused(TaskId TaskId, string By, DateTimeOffset At) : IEvent;

    public sealed record TaskContinued(TaskId TaskId, string By, DateTimeOffset At) : IEvent;

    /// <summary>A task that had not begun waits for other tasks than before.</summary>
    public sealed record DependenciesChanged(
        TaskId TaskId, IReadOnlyList<AcceptedEdge> Added, IReadOnlyList<TaskId> Removed, string By, DateTimeOffset At) : IEvent;

    public sealed record QueueConfigured(string Name, int? Concurrency, bool Paused, string By, DateTimeOffset At) : IEvent;

    /// <summary>Starting was stopped, or allowed again, for everything.</summary>
    public sealed record AllPaused(bool Paused, string By, DateTimeOffset At) : IEvent;

    /// <summary>These ended tasks are forgotten: what is left of them in journal, views and files may go, and goes.</summary>
    public sealed record TasksPruned(IReadOnlyList<TaskId> TaskIds, string By, DateTimeOffset At) : IEvent;
}
