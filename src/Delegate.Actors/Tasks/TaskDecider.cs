using Delegate.Actors.Processes;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>
/// What a message means for a task, as events. Pure: times, ids and chance arrive as arguments. An empty list means that
/// the message changes nothing, which is how terminal states absorb and how repeated or outdated facts are refused.
/// </summary>
public static class TaskDecider
{
    private static readonly IReadOnlyList<IEvent> Nothing = [];

    /// <summary>A slot was granted.</summary>
    /// <param name="sources">How the tasks ended whose results the prompt takes up (<see cref="PromptComposer.Sources"/>).</param>
    /// <param name="newSession">For an attempt that opens a session.</param>
    /// <param name="budget">Bytes of one result that go into the prompt at the most.</param>
    public static IReadOnlyList<IEvent> Decide(
        TaskState state, Start command, IReadOnlyDictionary<TaskId, EndDescription> sources, string newSession, Moment now,
        int budget = PromptComposer.DefaultBudget)
    {
        if (state.Phase is not (TaskPhase.Queued or TaskPhase.Retrying) || command.Number != state.Attempt + 1)
            return Nothing;
        // Composed once: a later attempt is told what the first one was.
        var composed = state.Attempt == 0 ? PromptComposer.Compose(command.Spec, sources, budget) : new(null, null);
        IEvent next = composed.WhyNot is { } outcome
            ? new Ended(command.TaskId, 0, TaskPhase.Failed, outcome, null, null, null, now.At)
            : AttemptStart.Next(state, command.Spec, composed.Prompt, newSession, now);
        return state.IsAccepted ? [next] : [new Accepted(command.Spec, now.At), next];
    }

    /// <summary>Somebody wants it to end. An error when there is nothing to end.</summary>
    public static (IReadOnlyList<IEvent> Events, DelegateError? Error) Decide(TaskState state, Cancel command, DateTimeOffset now)
    {
        if (!state.IsAccepted && command.Spec is null)
            return (Nothing, TaskErrors.NotFound(command.TaskId.Value));
        if (state.HasEnded)
            return (Nothing, TaskErrors.AlreadyEnded(command.TaskId, state.Phase, state.Outcome));
        return state switch
        {
            // No attempt is under way: there is no process, so the end needs no waiting.
            { IsAccepted: false } => ([new Accepted(command.Spec!, now), AttemptEnd.Without(state, command, now)], null),
            { HasAttempt: false } => ([AttemptEnd.Without(state, command, now)], null),
            // Asked twice: the first wish stands. What the host wanted for its own reasons gives way to it.
            { Stop: { } cause } when cause.Phase == TaskPhase.Cancelled => (Nothing, null),
            _ => ([new StopRequested(command.TaskId, state.Attempt, command.Cause, now)], null),
        };
    }

    /// <summary>Somebody wants the attempt to stand still.</summary>
    public static IReadOnlyList<IEvent> Decide(TaskState state, Pause command, Moment now) =>
        state.Phase is TaskPhase.Starting or TaskPhase.Running ? [new AttemptPaused(command.TaskId, state.Attempt, command.By, now.Awake, now.At)] : Nothing;

    /// <summary>Somebody wants it to go on.</summary>
    public static IReadOnlyList<IEvent> Decide(TaskState state, Continue command, Moment now) =>
        state.Phase == TaskPhase.Paused ? [new AttemptContinued(command.TaskId, state.Attempt, command.By, now.Awake, now.At)] : Nothing;

    /// <summary>The machine needs the room.</summary>
    public static IReadOnlyList<IEvent> Decide(TaskState state, Evict command, DateTimeOffset now) =>
        IsCurrent(state, command.Attempt) && state.Phase is TaskPhase.Running or TaskPhase.Paused
            ? [new StopRequested(command.TaskId, state.Attempt, new(OutcomeCodes.Evicted, command.Reason, "scaler"), now)]
            : Nothing;

    /// <summary>The attempt has run as long as it may.</summary>
    public static IReadOnlyList<IEvent> DecideTimeout(TaskState state, AttemptKey attempt, Moment now) =>
        IsCurrent(state, attempt) && state.Phase is TaskPhase.Starting or TaskPhase.Running && state.LeftMs(now) <= 0
            ? [new StopRequested(attempt.Task, attempt.Number, TimeoutCause(state), now.At)]
            : Nothing;

    /// <summary>News of the agent.</summary>
    public static IReadOnlyList<IEvent> Decide(TaskState state, ProcessProtocol.IFact fact, DateTimeOffset now, double roll)
    {
        if (!IsCurrent(state, fact.Attempt))
            return Nothing;
        var (id, number) = (fact.Attempt.Task, fact.Attempt.Number);
        return fact switch
        {
            ProcessProtocol.Running running when running.Identity != state.Identity || running.Adopted =>
                [new AttemptRunning(id, number, running.Identity, running.Adopted, now, running.GitBefore, running.NewSessionId)],
            ProcessProtocol.Running => Nothing,
            ProcessProtocol.Reported { SessionId: null, Model: null } => Nothing,
            ProcessProtocol.Reported reported => [new SessionNamed(id, number, reported.SessionId, reported.Model, now)],
            ProcessProtocol.Progressed progressed => [new CheckpointTaken(id, number, progressed.Checkpoint, now)],
            ProcessProtocol.Silent silent => Climb(state, silent, now),
            ProcessProtocol.Heard => Nothing, // the next silence begins at the first rung again: the process side counts
            ProcessProtocol.Ended ended => AttemptEnd.Of(state, ended, now, roll),
            ProcessProtocol.LaunchFailed failed => AttemptEnd.Of(state, new(failed.Attempt, null, new(failed.Outcome)), now, roll),
            _ => throw new InvalidOperationException($"No rule decides {fact.GetType()}."),
        };
    }

    private static bool IsCurrent(TaskState state, AttemptKey attempt) => state.HasAttempt && state.Attempt == attempt.Number;

    /// <summary>
    /// The ladder of an agent that gives no sign of life. A model agent is interrupted first: it saves its conversation,
    /// and the next attempt goes on in it. Nothing is said to a command line; and whoever does not heed the interrupt
    /// is stopped.
    /// </summary>
    private static IReadOnlyList<IEvent> Climb(TaskState state, ProcessProtocol.Silent silent, DateTimeOffset now)
    {
        if (state.Phase != TaskPhase.Running)
            return Nothing;
        var (id, number) = (silent.Attempt.Task, silent.Attempt.Number);
        if (!state.Interrupted && state.Spec!.Agent != AgentNames.Shell)
            return [new AgentInterrupted(id, number, (long)silent.Silence.TotalMilliseconds, now)];
        return [new StopRequested(id, number, new(OutcomeCodes.Stalled, $"It gave no sign of life for {silent.Silence:c}.", "idle"), now)];
    }

    private static StopCause TimeoutCause(TaskState state) => new(
        OutcomeCodes.TimedOut, $"It ran longer than its limit of {TimeSpan.FromMilliseconds(state.Spec!.TimeoutMs!.Value):c}.", "timeout");
}
