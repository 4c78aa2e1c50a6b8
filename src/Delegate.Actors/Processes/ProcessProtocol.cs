using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// What a task's actor and the actor that owns its process say to each other. Commands go through the scaler and its
/// router to the slot that the attempt was granted; facts go to the task. Nothing here assumes one machine.
/// </summary>
public static class ProcessProtocol
{
    /// <summary>Routed to the slot that holds the attempt.</summary>
    public interface ICommand
    {
        AttemptKey Attempt { get; }
    }

    /// <summary>
    /// Make sure that the attempt's process exists, once: if its folder already holds an identity or an exit record
    /// (a launch that a crash interrupted, or a command sent again), it is adopted instead of started.
    /// </summary>
    /// <param name="SessionId">The agent session to open, or to go on with when <paramref name="Resume"/> is set.</param>
    /// <param name="Prompt">What the agent is told; null = the spec's prompt as it is.</param>
    /// <param name="FreshPrompt">With <paramref name="Resume"/>: what it is told in a new session, should the old one be gone from the agent's disk.</param>
    public sealed record Launch(
        AttemptKey Attempt, TaskSpec Spec, string SessionId, bool Resume = false, string? Prompt = null, string? FreshPrompt = null) : ICommand;

    /// <summary>Take back a process that an earlier host started; never starts one.</summary>
    public sealed record Adopt(AttemptKey Attempt, TaskSpec Spec) : ICommand;

    /// <summary>End the whole process tree: SIGTERM, grace, SIGKILL, until none is left. Answered by <see cref="Ended"/>.</summary>
    public sealed record Stop(AttemptKey Attempt, TimeSpan Grace) : ICommand;

    /// <summary>Stop the whole tree where it stands (SIGSTOP) until <see cref="Thaw"/>; a frozen attempt is never idle. Not answered.</summary>
    public sealed record Freeze(AttemptKey Attempt) : ICommand;

    /// <summary>Let a frozen tree go on. Not answered.</summary>
    public sealed record Thaw(AttemptKey Attempt) : ICommand;

    /// <summary>Ask the agent itself (not its children) to break off: SIGINT. What comes of it is told as <see cref="Ended"/>, or nothing comes of it.</summary>
    public sealed record Interrupt(AttemptKey Attempt) : ICommand;

    /// <summary>Told to the task, about the attempt that it carries.</summary>
    public interface IFact : IWithTaskId
    {
        AttemptKey Attempt { get; }

        TaskId IWithTaskId.TaskId => Attempt.Task;
    }

    /// <summary>The agent's process runs.</summary>
    /// <param name="Adopted">True when it was found running, not started.</param>
    /// <param name="GitBefore">The working folder just before the start; null when adopted, or in no repository.</param>
    /// <param name="NewSessionId">Set when it could not go on in the session that was asked for, and opened this one.</param>
    public sealed record Running(
        AttemptKey Attempt, AttemptIdentity Identity, bool Adopted, GitState? GitBefore = null, string? NewSessionId = null) : IFact;

    /// <summary>The agent named its session or model; repeated facts are harmless.</summary>
    public sealed record Reported(AttemptKey Attempt, string? SessionId, string? Model) : IFact;

    /// <summary>How far it is: at the session's start, then at turns, at most one every few seconds.</summary>
    public sealed record Progressed(AttemptKey Attempt, Checkpoint Checkpoint) : IFact;

    /// <summary>
    /// Nothing has come from the agent for the spec's idle limit: told once each time that another whole limit has passed.
    /// Counted on a clock that stands still while the machine sleeps, and while the attempt is frozen.
    /// </summary>
    /// <param name="Silence">How long by now.</param>
    public sealed record Silent(AttemptKey Attempt, TimeSpan Silence) : IFact;

    /// <summary>After a <see cref="Silent"/>: it gives signs of life again.</summary>
    public sealed record Heard(AttemptKey Attempt) : IFact;

    /// <summary>
    /// No process of the attempt is left, and this is what came of it. Said exactly once by an owner; may be said again
    /// by a later one.
    /// </summary>
    /// <param name="Exit">Null when nobody knows (the supervisor was killed too, or the machine restarted).</param>
    /// <param name="Report">What the agent's output adds up to.</param>
    /// <param name="Checkpoint">The last one.</param>
    /// <param name="Account">What it used, and how its processes were ended.</param>
    public sealed record Ended(
        AttemptKey Attempt, AgentExit? Exit, AgentReport Report, Checkpoint? Checkpoint = null, ProcessAccount? Account = null) : IFact;

    /// <summary>No process was started; there is nothing to wait for.</summary>
    /// <param name="Outcome">Its code is one of <c>agent_not_found</c>, <c>bad_folder</c>, <c>launch_failed</c>.</param>
    public sealed record LaunchFailed(AttemptKey Attempt, OutcomeView Outcome) : IFact;
}

/// <summary>What an adapter makes of an ended attempt.</summary>
/// <param name="Outcome">How it ended. The task overrules it when it was cancelled or timed out.</param>
/// <param name="Result">The final answer, at most 64 KiB.</param>
/// <param name="Usage">As the agent said.</param>
/// <param name="SessionId">The agent's session, when it named one.</param>
/// <param name="ResultJson">The answer as JSON text, where a schema was asked for or the output is JSON.</param>
/// <param name="RetryAt">With <c>usage_limit</c>: when the limit resets, when the service said so.</param>
public sealed record AgentReport(
    OutcomeView Outcome, string? Result = null, UsageView? Usage = null, string? SessionId = null, string? ResultJson = null,
    DateTimeOffset? RetryAt = null);
