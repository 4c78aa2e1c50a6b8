using Delegate.Actors.Processes;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>What the end of an attempt means for its task: another attempt, or the task's own end.</summary>
internal static class AttemptEnd
{
    /// <summary>A task that is ended while no process of it exists.</summary>
    public static Ended Without(TaskState state, Cancel command, DateTimeOffset now) => new(
        command.TaskId, state.Attempt, command.Cause.Phase, OutcomeOf(command.Cause, null), null, null, null, now);

    /// <summary>
    /// A stop that was asked for overrules what the agent says of its end: many agents answer SIGTERM with a clean
    /// exit, and whoever cancelled a task must never read that it succeeded. What it said is kept all the same.
    /// </summary>
    public static IReadOnlyList<IEvent> Of(TaskState state, ProcessProtocol.Ended ended, DateTimeOffset now, double roll)
    {
        var (id, number, report) = (ended.Attempt.Task, ended.Attempt.Number, ended.Report);
        var outcome = state switch
        {
            { Stop: { } cause } => OutcomeOf(cause, ended.Exit),
            { Interrupted: true } when report.Outcome.Code != OutcomeCodes.Succeeded => Stalled(ended.Exit),
            _ => report.Outcome,
        };
        var events = new List<IEvent>(2);
        if (ended.Checkpoint is { } checkpoint)
            events.Add(new CheckpointTaken(id, number, checkpoint, now));

        if (state.Stop?.Phase != TaskPhase.Cancelled && outcome.Code != OutcomeCodes.Succeeded
            && RetryRules.Next(AfterReport(state, report), outcome.Code, report.RetryAt, now, roll) is { } plan)
            events.Add(new AttemptFailed(id, number, outcome, report.Usage, report.SessionId, plan.Counts, plan.At, now, ended.Account));
        else
            events.Add(new Ended(id, number, PhaseOf(state, outcome), outcome, report.Result, report.Usage, report.SessionId, now, report.ResultJson, ended.Account));
        return events;
    }

    private static TaskPhase PhaseOf(TaskState state, OutcomeView outcome) =>
        state.Stop?.Phase ?? (outcome.Code == OutcomeCodes.Succeeded ? TaskPhase.Succeeded : TaskPhase.Failed);

    private static TaskState AfterReport(TaskState state, AgentReport report) =>
        state with { KnownSession = report.SessionId ?? state.KnownSession };

    private static OutcomeView Stalled(AgentExit? exit) => new(
        OutcomeCodes.Stalled, "It gave no sign of life for too long, and was interrupted.", exit?.ExitCode, exit?.Signal, "idle",
        "delegate run --idle 30m … gives it longer");

    private static OutcomeView OutcomeOf(StopCause cause, AgentExit? exit) =>
        new(cause.Code, cause.Message, exit?.ExitCode, exit?.Signal, cause.By, cause.Code switch
        {
            OutcomeCodes.TimedOut => "delegate run --timeout 2h … gives it longer; delegate resume goes on where it stopped",
            OutcomeCodes.OutOfMemory => "delegate config set agentMemoryMaxMb … allows more; its next run finds what it took reserved",
            OutcomeCodes.Stalled => "delegate run --idle 30m … gives it longer",
            _ => null,
        });
}
