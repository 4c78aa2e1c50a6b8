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

    /// <summary>The agent session of the current attempt.</summary>
    public string? SessionId { get; init; }

    /// <summary>When the current attempt began; its time limit counts from here.</summary>
    public DateTimeOffset? AttemptAt { get; init; }

    public AttemptIdentity? Identity { get; init; }

    /// <summary>Set while stopping.</summary>
    public StopCause? Stop { get; init; }

    /// <summary>Set when terminal.</summary>
    public OutcomeView? Outcome { get; init; }

    public bool IsAccepted => Spec is not null;

    public bool HasEnded => Phase.IsTerminal();

    public AttemptKey Key => new(Spec!.Id, Attempt);

    /// <summary>When the current attempt has run long enough; null = it may run for ever.</summary>
    public DateTimeOffset? Deadline =>
        Spec?.TimeoutMs is { } limit && AttemptAt is { } began ? began + TimeSpan.FromMilliseconds(limit) : null;

    /// <summary>The next state. An event of an unknown type is an error, never skipped: skipping would lose facts.</summary>
    public TaskState Apply(IEvent happened) => happened switch
    {
        Accepted e => this with { Spec = e.Spec, Phase = TaskPhase.Queued },
        AttemptStarting e => this with
        {
            Phase = TaskPhase.Starting, Attempt = e.Number, SessionId = e.SessionId, AttemptAt = e.At, Identity = null,
        },
        AttemptRunning e => this with { Phase = Phase == TaskPhase.Stopping ? Phase : TaskPhase.Running, Identity = e.Identity },
        SessionNamed e => this with { SessionId = e.SessionId ?? SessionId },
        StopRequested e => this with { Phase = TaskPhase.Stopping, Stop = e.Cause },
        Ended e => this with { Phase = e.Phase, Outcome = e.Outcome, SessionId = e.SessionId ?? SessionId, Identity = null, Stop = null },
        _ => throw new InvalidOperationException($"No rule applies {happened.GetType()} to a task."),
    };
}
