using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>The messages of the coordinator: which task waits for which.</summary>
public static class DagProtocol
{
    // ---- commands -------------------------------------------------------------------------------------------------

    /// <summary>Accept these tasks, all or none. Answered by <see cref="SubmitAnswer"/>, once they are stored.</summary>
    /// <param name="Request">Checked for shape already (<see cref="SubmissionRules"/>).</param>
    /// <param name="GraphId">Names the submission.</param>
    /// <param name="Ids">One new id a task, in order.</param>
    public sealed record Submit(SubmitRequest Request, string GraphId, IReadOnlyList<TaskId> Ids);

    /// <summary>End a task, whatever it is doing. Answered by <see cref="TaskProtocol.CancelReply"/>, once the wish is stored.</summary>
    public sealed record Cancel(TaskId TaskId, StopCause Cause);

    // ---- replies --------------------------------------------------------------------------------------------------

    /// <param name="Error">Null when all were accepted.</param>
    public sealed record SubmitAnswer(SubmitReply? Reply, DelegateError? Error);

    // ---- events ---------------------------------------------------------------------------------------------------

    /// <summary>A fact of the coordinator's journal.</summary>
    public interface IEvent : IJournaled;

    /// <summary>A whole submission: one event, hence all or nothing.</summary>
    public sealed record GraphAccepted(
        string GraphId, string? Source, string? CallerSession, IReadOnlyList<AcceptedTask> Tasks, DateTimeOffset At) : IEvent;

    /// <summary>A task of a submission with what it waits for.</summary>
    public sealed record AcceptedTask(TaskSpec Spec, IReadOnlyList<AcceptedEdge> Edges);

    /// <param name="Done">True when it had already ended in a way that lets the task run.</param>
    public sealed record AcceptedEdge(TaskId On, DependencyPolicy OnFailure, bool Done);

    /// <summary>A slot was granted; from now on the task's own actor decides.</summary>
    public sealed record TaskDispatched(TaskId TaskId, DateTimeOffset At) : IEvent;

    /// <summary>Somebody wants the end of a task that may be waiting: stored, so that a restart cannot forget the wish.</summary>
    public sealed record CancelRequested(TaskId TaskId, StopCause Cause, DateTimeOffset At) : IEvent;

    /// <summary>A task has ended; those that waited for it are released or doomed by this.</summary>
    public sealed record TaskClosed(TaskId TaskId, TaskPhase Phase, OutcomeView Outcome, DateTimeOffset At) : IEvent;
}
