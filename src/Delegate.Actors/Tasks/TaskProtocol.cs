using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>
/// The messages of one task's actor; its events are in the other half. Commands come from the coordinator, which adds
/// the spec because it is the only one that knows a task nobody has woken yet. Facts about the agent are
/// <see cref="ProcessProtocol.IFact"/>.
/// </summary>
public static partial class TaskProtocol
{
    // ---- commands -------------------------------------------------------------------------------------------------

    /// <summary>A slot was granted: begin attempt <paramref name="Number"/>. Any other attempt than the next one is refused.</summary>
    public sealed record Start(TaskSpec Spec, int Number) : IWithTaskId
    {
        public TaskId TaskId => Spec.Id;
    }

    /// <summary>
    /// The coordinator came back, and has the task as dispatched. A task that runs goes on; one that has ended says so;
    /// one that has no attempt under way is <see cref="Parked"/> again.
    /// </summary>
    /// <param name="Dispatch">Which dispatch it is, for the answer.</param>
    public sealed record Wake(TaskSpec Spec, int Dispatch) : IWithTaskId
    {
        public TaskId TaskId => Spec.Id;
    }

    /// <summary>End the task. Answered by <see cref="CancelReply"/>, once the wish is stored.</summary>
    /// <param name="Spec">Null when the coordinator holds the task for ended (or unknown).</param>
    /// <param name="Cause">Who and why; becomes the outcome.</param>
    public sealed record Cancel(TaskId TaskId, TaskSpec? Spec, StopCause Cause) : IWithTaskId;

    /// <summary>Freeze the running attempt, if there is one.</summary>
    public sealed record Pause(TaskId TaskId, string By) : IWithTaskId;

    /// <summary>Let a frozen attempt go on.</summary>
    public sealed record Continue(TaskId TaskId, string By) : IWithTaskId;

    /// <summary>
    /// The machine needs what the attempt holds: end it and let the task wait for its turn again, in the same session.
    /// The attempt does not count.
    /// </summary>
    public sealed record Evict(AttemptKey Attempt, string Reason) : IWithTaskId
    {
        public TaskId TaskId => Attempt.Task;
    }

    /// <summary>Whoever does what the state calls for has forgotten it: say it again, as after a restart.</summary>
    public sealed record Remind(TaskId TaskId) : IWithTaskId;

    /// <summary>How did it end? Answered by <see cref="EndDescription"/>.</summary>
    public sealed record DescribeEnd(TaskId TaskId) : IWithTaskId;

    // ---- replies --------------------------------------------------------------------------------------------------

    /// <param name="Error">Null when the wish was stored.</param>
    public sealed record CancelReply(TaskId TaskId, DelegateError? Error);

    /// <summary>A task as its own journal has it.</summary>
    /// <param name="Phase">Null when there is no such task.</param>
    public sealed record EndDescription(TaskId TaskId, TaskPhase? Phase, OutcomeView? Outcome)
    {
        public TaskSpec? Spec { get; init; }

        /// <summary>The agent's conversation, when it ever named one.</summary>
        public string? SessionId { get; init; }

        public string? Result { get; init; }

        public string? ResultJson { get; init; }

        public Checkpoint? Checkpoint { get; init; }
    }

    /// <summary>Told to the coordinator by a task's actor that is back after it could not write: what it was told meanwhile is lost. Answered by all of it, again.</summary>
    public sealed record Back(TaskId TaskId);

    /// <summary>Told to the coordinator whenever a task has ended, and again after a restart.</summary>
    public sealed record EndNotice(TaskId TaskId, TaskPhase Phase, OutcomeView Outcome);

    /// <summary>Told to the coordinator: no attempt is under way, and another one is to follow. The task waits like any other.</summary>
    /// <param name="Dispatch">The dispatch that this answers; news of an earlier one is old.</param>
    /// <param name="Attempt">The last attempt that began; 0 when none did.</param>
    /// <param name="NotBefore">When the next one may start; null = at once.</param>
    public sealed record Parked(TaskId TaskId, int Dispatch, int Attempt, DateTimeOffset? NotBefore);
}

/// <summary>Why a task is ended before its time.</summary>
/// <param name="Code"><c>cancelled</c>, <c>dependency_failed</c>, <c>timed_out</c>, <c>stalled</c> or <c>evicted</c> (see <see cref="OutcomeCodes"/>).</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="By"><c>cli</c>, <c>mcp</c>, <c>dependency</c>, <c>timeout</c>, <c>idle</c>, <c>scaler</c>.</param>
public sealed record StopCause(string Code, string Message, string By)
{
    /// <summary>The phase that a task stopped for this cause ends in, if no further attempt follows.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TaskPhase Phase => Code is OutcomeCodes.Cancelled or OutcomeCodes.DependencyFailed ? TaskPhase.Cancelled : TaskPhase.Failed;
}
