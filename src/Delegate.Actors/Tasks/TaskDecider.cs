using Delegate.Actors.Processes;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>
/// What a message means for a task, as events. Pure: times and ids arrive as arguments. An empty list means that the
/// message changes nothing, which is how terminal states absorb and how repeated or outdated facts are refused.
/// </summary>
public static class TaskDecider
{
    private static readonly IReadOnlyList<IEvent> Nothing = [];

    /// <summary>A slot was granted.</summary>
    public static IReadOnlyList<IEvent> Decide(TaskState state, Start command, string sessionId, DateTimeOffset now) =>
        state.IsAccepted ? Nothing : [new Accepted(command.Spec, now), new AttemptStarting(command.TaskId, 1, sessionId, now)];

    /// <summary>Somebody wants it to end. An error when there is nothing to end.</summary>
    public static (IReadOnlyList<IEvent> Events, DelegateError? Error) Decide(TaskState state, Cancel command, DateTimeOffset now)
    {
        if (!state.IsAccepted && command.Spec is null)
            return (Nothing, TaskErrors.NotFound(command.TaskId.Value));
        if (state.HasEnded)
            return (Nothing, TaskErrors.AlreadyEnded(command.TaskId, state.Phase, state.Outcome));
        return state.Phase switch
        {
            // Never started: there is no process, so the end needs no waiting.
            TaskPhase.Queued when !state.IsAccepted => ([new Accepted(command.Spec!, now), EndOf(command, now)], null),
            TaskPhase.Queued => ([EndOf(command, now)], null),
            TaskPhase.Stopping => (Nothing, null), // asked twice: the first cause stands
            _ => ([new StopRequested(command.TaskId, state.Attempt, command.Cause, now)], null),
        };
    }

    /// <summary>The attempt has run as long as it may.</summary>
    public static IReadOnlyList<IEvent> DecideTimeout(TaskState state, AttemptKey attempt, DateTimeOffset now) =>
        IsCurrent(state, attempt) && state.Phase is TaskPhase.Starting or TaskPhase.Running && state.Deadline is { } deadline && now >= deadline
            ? [new StopRequested(attempt.Task, attempt.Number, TimeoutCause(state), now)]
            : Nothing;

    /// <summary>News of the agent.</summary>
    public static IReadOnlyList<IEvent> Decide(TaskState state, ProcessProtocol.IFact fact, DateTimeOffset now)
    {
        if (!IsCurrent(state, fact.Attempt))
            return Nothing;
        var (id, number) = (fact.Attempt.Task, fact.Attempt.Number);
        return fact switch
        {
            ProcessProtocol.Running running when running.Identity != state.Identity || running.Adopted =>
                [new AttemptRunning(id, number, running.Identity, running.Adopted, now)],
            ProcessProtocol.Running => Nothing,
            ProcessProtocol.Reported { SessionId: null, Model: null } => Nothing,
            ProcessProtocol.Reported reported => [new SessionNamed(id, number, reported.SessionId, reported.Model, now)],
            ProcessProtocol.Ended ended => [EndOf(state, ended, now)],
            ProcessProtocol.LaunchFailed failed => [EndOf(state, new ProcessProtocol.Ended(failed.Attempt, null, new(failed.Outcome)), now)],
            _ => throw new InvalidOperationException($"No rule decides {fact.GetType()}."),
        };
    }

    private static bool IsCurrent(TaskState state, AttemptKey attempt) =>
        state.IsAccepted && !state.HasEnded && state.Attempt == attempt.Number;

    private static Ended EndOf(Cancel command, DateTimeOffset now) =>
        new(command.TaskId, 0, command.Cause.Phase, OutcomeOf(command.Cause, null), null, null, null, now);

    /// <summary>
    /// A stop that was asked for overrules what the agent says of its end: many agents answer SIGTERM with a clean
    /// exit, and whoever cancelled a task must never read that it succeeded. What it said is kept all the same.
    /// </summary>
    private static Ended EndOf(TaskState state, ProcessProtocol.Ended ended, DateTimeOffset now)
    {
        var report = ended.Report;
        var (phase, outcome) = state.Stop is { } cause
            ? (cause.Phase, OutcomeOf(cause, ended.Exit))
            : (report.Outcome.Code == OutcomeCodes.Succeeded ? TaskPhase.Succeeded : TaskPhase.Failed, report.Outcome);
        return new(ended.Attempt.Task, ended.Attempt.Number, phase, outcome, report.Result, report.Usage, report.SessionId, now);
    }

    private static OutcomeView OutcomeOf(StopCause cause, AgentExit? exit) =>
        new(cause.Code, cause.Message, exit?.ExitCode, exit?.Signal, cause.By, cause.Code switch
        {
            OutcomeCodes.TimedOut => "delegate run --timeout 2h … gives it longer",
            _ => null,
        });

    private static StopCause TimeoutCause(TaskState state) => new(
        OutcomeCodes.TimedOut, $"It ran longer than its limit of {TimeSpan.FromMilliseconds(state.Spec!.TimeoutMs!.Value):c}.", "timeout");
}
