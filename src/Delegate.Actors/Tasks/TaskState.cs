using Delegate.Actors.Processes;
using Delegate.Contracts;
using static Delegate.Actors.Tasks.TaskProtocol;

namespace Delegate.Actors.Tasks;

/// <summary>One task's life so far: what its events add up to. No clock, no Akka, no I/O.</summary>
public sealed record TaskState
{
    /// <summary>A task that nobody has accepted.</summary>
    public static TaskState Unknown { get; } = new();

    /// <summary>Null until accepted.</summary>
    public TaskSpec? Spec { get; init; }

    public TaskPhase Phase { get; init; } = TaskPhase.Queued;

    /// <summary>The current attempt, which is also the epoch; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How the current attempt was started; null before the first.</summary>
    public AttemptStarting? Started { get; init; }

    /// <summary>What the first attempt was told, or would have been in a new session: complete; null = the spec's prompt.</summary>
    public string? FirstPrompt { get; init; }

    /// <summary>The agent's conversation, once it is known to exist: what a later attempt goes on with.</summary>
    public string? KnownSession { get; init; }

    public AttemptIdentity? Identity { get; init; }

    /// <summary>Milliseconds that the attempt ran before it was last paused; its limit counts only what it runs.</summary>
    public long RanMs { get; init; }

    /// <summary>The <see cref="Moment.Awake"/> since which it runs; null while paused, and in old journals.</summary>
    public long? RunsSince { get; init; }

    /// <summary>True once the attempt was interrupted for its silence.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Set while stopping.</summary>
    public StopCause? Stop { get; init; }

    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Attempts that failed and count.</summary>
    public int Failures { get; init; }

    /// <summary>While retrying: when the next attempt may start.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How the latest attempt ended; the task's own outcome when terminal.</summary>
    public OutcomeView? Outcome { get; init; }

    public string? Result { get; init; }

    public string? ResultJson { get; init; }

    public bool IsAccepted => Spec is not null;

    public bool HasEnded => Phase.IsTerminal();

    /// <summary>True while an attempt is under way: a process exists, or may.</summary>
    public bool HasAttempt => Phase is TaskPhase.Starting or TaskPhase.Running or TaskPhase.Paused or TaskPhase.Stopping;

    /// <summary>True when the attempt has been frozen and let go again: whoever thawed it may have died before it did.</summary>
    public bool WasPaused { get; init; }

    public AttemptKey Key => new(Spec!.Id, Attempt);

    /// <summary>Milliseconds that the current attempt may still run; null = for ever.</summary>
    public long? LeftMs(Moment now)
    {
        if (Spec?.TimeoutMs is not { } limit || Started is not { } started)
            return null;
        // An old journal has the wall clock only. A monotonic clock that went back is that of a machine which restarted.
        var running = RunsSince is { } since ? Math.Max(0, now.Awake - since)
            : started.Awake is null ? (long)(now.At - started.At).TotalMilliseconds
            : 0;
        return limit - RanMs - running;
    }

    /// <summary>The next state. An event of an unknown type is an error, never skipped: skipping would lose facts.</summary>
    public TaskState Apply(IEvent happened) => happened switch
    {
        Accepted e => this with { Spec = e.Spec, Phase = TaskPhase.Queued, KnownSession = e.Spec.ResumeSession },
        AttemptStarting e => this with
        {
            Phase = TaskPhase.Starting, Attempt = e.Number, Started = e, RanMs = 0, RunsSince = e.Awake, RetryAt = null, WasPaused = false,
            FirstPrompt = e.Number == 1 ? e.FreshPrompt ?? e.Prompt : FirstPrompt,
        },
        AttemptRunning e => this with
        {
            Phase = Phase == TaskPhase.Starting ? TaskPhase.Running : Phase, Identity = e.Identity, KnownSession = e.NewSessionId ?? KnownSession,
        },
        SessionNamed e => this with { KnownSession = e.SessionId ?? KnownSession },
        CheckpointTaken e => this with { Checkpoint = e.Checkpoint },
        AttemptPaused e => this with { Phase = TaskPhase.Paused, RanMs = RanMs + Math.Max(0, e.Awake - (RunsSince ?? e.Awake)), RunsSince = null },
        AttemptContinued e => this with { Phase = Identity is null ? TaskPhase.Starting : TaskPhase.Running, RunsSince = e.Awake, WasPaused = true },
        AgentInterrupted => this with { Interrupted = true },
        StopRequested e => this with { Phase = TaskPhase.Stopping, Stop = e.Cause },
        AttemptFailed e => OverAttempt() with
        {
            Phase = TaskPhase.Retrying, Outcome = e.Outcome, KnownSession = e.SessionId ?? KnownSession, RetryAt = e.RetryAt,
            Failures = Failures + (e.Counts ? 1 : 0),
        },
        Ended e => OverAttempt() with
        {
            Phase = e.Phase, Outcome = e.Outcome, KnownSession = e.SessionId ?? KnownSession, Result = e.Result, ResultJson = e.ResultJson,
        },
        _ => throw new InvalidOperationException($"No rule applies {happened.GetType()} to a task."),
    };

    private TaskState OverAttempt() => this with { Identity = null, Stop = null, Interrupted = false, RunsSince = null };
}
