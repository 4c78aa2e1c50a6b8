using Delegate.Actors.Processes;
using Delegate.Actors.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>
/// The messages of one task's actor. Commands come from the coordinator, which adds the spec because it is the only
/// one that knows a task nobody has woken yet. Facts about the agent are <see cref="ProcessProtocol.IFact"/>.
/// </summary>
public static class TaskProtocol
{
    // ---- commands -------------------------------------------------------------------------------------------------

    /// <summary>
    /// A slot was granted: begin the first attempt. Sent again after a restart, which wakes the task's actor; a task
    /// that has begun, or ended, takes no notice of the rest of it.
    /// </summary>
    public sealed record Start(TaskSpec Spec) : IWithTaskId
    {
        public TaskId TaskId => Spec.Id;
    }

    /// <summary>End the task. Answered by <see cref="CancelReply"/>, once the wish is stored.</summary>
    /// <param name="Spec">Null when the coordinator holds the task for ended (or unknown).</param>
    /// <param name="Cause">Who and why; becomes the outcome.</param>
    public sealed record Cancel(TaskId TaskId, TaskSpec? Spec, StopCause Cause) : IWithTaskId;

    /// <summary>Whoever does what the state calls for has forgotten it: say it again, as after a restart.</summary>
    public sealed record Remind(TaskId TaskId) : IWithTaskId;

    /// <summary>How did it end? Answered by <see cref="EndDescription"/>.</summary>
    public sealed record DescribeEnd(TaskId TaskId) : IWithTaskId;

    // ---- replies --------------------------------------------------------------------------------------------------

    /// <param name="Error">Null when the wish was stored.</param>
    public sealed record CancelReply(TaskId TaskId, DelegateError? Error);

    /// <param name="Phase">Null when there is no such task.</param>
    public sealed record EndDescription(TaskId TaskId, TaskPhase? Phase, OutcomeView? Outcome);

    /// <summary>Told to the coordinator whenever a task has ended, and again after a restart.</summary>
    public sealed record EndNotice(TaskId TaskId, TaskPhase Phase, OutcomeView Outcome);

    // ---- events ---------------------------------------------------------------------------------------------------

    /// <summary>A fact of one task's journal. Times are UTC and travel in the event.</summary>
    public interface IEvent : IJournaled, IWithTaskId
    {
        DateTimeOffset At { get; }
    }

    public sealed record Accepted(TaskSpec Spec, DateTimeOffset At) : IEvent
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public TaskId TaskId => Spec.Id;
    }

    /// <summary>Journaled before anything is launched: whoever reads it knows that a process may exist.</summary>
    /// <param name="SessionId">The agent session that this attempt opens.</param>
    public sealed record AttemptStarting(TaskId TaskId, int Number, string SessionId, DateTimeOffset At) : IEvent;

    /// <param name="Adopted">True when a later host took the running process back.</param>
    public sealed record AttemptRunning(TaskId TaskId, int Number, AttemptIdentity Identity, bool Adopted, DateTimeOffset At) : IEvent;

    /// <summary>The agent named the session or the model that it really uses.</summary>
    public sealed record SessionNamed(TaskId TaskId, int Number, string? SessionId, string? Model, DateTimeOffset At) : IEvent;

    /// <summary>Somebody wants the running attempt to end; its process tree is being ended.</summary>
    public sealed record StopRequested(TaskId TaskId, int Number, StopCause Cause, DateTimeOffset At) : IEvent;

    /// <summary>The last event of a task. No process of it is left.</summary>
    /// <param name="Number">The attempt that it ended with; 0 when there was none.</param>
    /// <param name="Phase">Succeeded, failed or cancelled.</param>
    public sealed record Ended(
        TaskId TaskId, int Number, TaskPhase Phase, OutcomeView Outcome, string? Result, UsageView? Usage, string? SessionId,
        DateTimeOffset At) : IEvent;
}

/// <summary>Why a task is ended before its time.</summary>
/// <param name="Code"><c>cancelled</c>, <c>dependency_failed</c> or <c>timed_out</c> (see <see cref="OutcomeCodes"/>).</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="By"><c>cli</c>, <c>mcp</c>, <c>dependency</c>, <c>timeout</c>.</param>
public sealed record StopCause(string Code, string Message, string By)
{
    /// <summary>The phase that a task stopped for this cause ends in.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TaskPhase Phase => Code == OutcomeCodes.TimedOut ? TaskPhase.Failed : TaskPhase.Cancelled;
}
