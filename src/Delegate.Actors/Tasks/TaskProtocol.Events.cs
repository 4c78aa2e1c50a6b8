using System.Text.Json.Serialization;
using Delegate.Actors.Processes;
using Delegate.Actors.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

public static partial class TaskProtocol
{
    /// <summary>
    /// A fact of one task's journal. Times are UTC and travel in the event. Properties that came after the first version
    /// are last and have defaults; the golden files hold that.
    /// </summary>
    public interface IEvent : IJournaled, IWithTaskId
    {
        DateTimeOffset At { get; }
    }

    public sealed record Accepted(TaskSpec Spec, DateTimeOffset At) : IEvent
    {
        [JsonIgnore]
        public TaskId TaskId => Spec.Id;
    }

    /// <summary>Journaled before anything is launched: whoever reads it knows that a process may exist.</summary>
    /// <param name="SessionId">The agent session that this attempt opens, or goes on with.</param>
    /// <param name="Prompt">What the agent is told; null = the spec's prompt as it is.</param>
    /// <param name="FreshPrompt">What it is told should the session be gone.</param>
    /// <param name="Awake">The <see cref="Moment.Awake"/> of the start; null in old journals.</param>
    public sealed record AttemptStarting(
        TaskId TaskId, int Number, string SessionId, DateTimeOffset At,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Resume = false,
        string? Prompt = null, string? FreshPrompt = null, long? Awake = null) : IEvent;

    /// <param name="Adopted">True when a later host took the running process back.</param>
    /// <param name="GitBefore">The working folder before the agent began.</param>
    /// <param name="NewSessionId">The session that it opened instead of the one it was to go on with.</param>
    public sealed record AttemptRunning(
        TaskId TaskId, int Number, AttemptIdentity Identity, bool Adopted, DateTimeOffset At,
        GitState? GitBefore = null, string? NewSessionId = null) : IEvent;

    /// <summary>The agent named the session or the model that it really uses.</summary>
    public sealed record SessionNamed(TaskId TaskId, int Number, string? SessionId, string? Model, DateTimeOffset At) : IEvent;

    /// <summary>How far an attempt was at one moment.</summary>
    public sealed record CheckpointTaken(TaskId TaskId, int Number, Checkpoint Checkpoint, DateTimeOffset At) : IEvent;

    /// <summary>Somebody froze the attempt.</summary>
    public sealed record AttemptPaused(TaskId TaskId, int Number, string By, long Awake, DateTimeOffset At) : IEvent;

    /// <summary>Somebody let it go on.</summary>
    public sealed record AttemptContinued(TaskId TaskId, int Number, string By, long Awake, DateTimeOffset At) : IEvent;

    /// <summary>The agent gave no sign of life for too long, and was interrupted: the first rung of the ladder.</summary>
    public sealed record AgentInterrupted(TaskId TaskId, int Number, long SilenceMs, DateTimeOffset At) : IEvent;

    /// <summary>Somebody wants the running attempt to end; its process tree is being ended.</summary>
    public sealed record StopRequested(TaskId TaskId, int Number, StopCause Cause, DateTimeOffset At) : IEvent;

    /// <summary>An attempt has ended without success, no process of it is left, and another attempt is to follow.</summary>
    /// <param name="Counts">False for what is not the task's fault (a usage limit, an eviction): it uses up no attempt of the policy.</param>
    /// <param name="RetryAt">When the next one may start.</param>
    /// <param name="Account">What its processes used, and when and how they were ended.</param>
    public sealed record AttemptFailed(
        TaskId TaskId, int Number, OutcomeView Outcome, UsageView? Usage, string? SessionId, bool Counts, DateTimeOffset RetryAt,
        DateTimeOffset At, ProcessAccount? Account = null) : IEvent;

    /// <summary>The last event of a task. No process of it is left.</summary>
    /// <param name="Number">The attempt that it ended with; 0 when there was none.</param>
    /// <param name="Phase">Succeeded, failed or cancelled.</param>
    /// <param name="Usage">Of the last attempt.</param>
    /// <param name="Account">What its processes used, and when and how they were ended.</param>
    public sealed record Ended(
        TaskId TaskId, int Number, TaskPhase Phase, OutcomeView Outcome, string? Result, UsageView? Usage, string? SessionId,
        DateTimeOffset At, string? ResultJson = null, ProcessAccount? Account = null) : IEvent;
}
