using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>What each event means for the view of a task. Pure.</summary>
public static class TaskProjection
{
    private const int LongestSummary = 120;

    /// <summary>The first view of a task.</summary>
    public static TaskView New(DagProtocol.GraphAccepted graph, DagProtocol.AcceptedTask task) => Settled(new()
    {
        Id = task.Spec.Id,
        GraphId = graph.GraphId,
        Key = task.Spec.Key,
        Agent = task.Spec.Agent,
        Summary = Summary(task.Spec.Prompt),
        Cwd = task.Spec.Cwd,
        Priority = task.Spec.Priority,
        Phase = TaskPhase.Waiting,
        After = [.. task.Edges.Select(edge => new DependencyView(edge.On, edge.OnFailure, edge.Done))],
        Model = task.Spec.Model,
        TimeoutMs = task.Spec.TimeoutMs,
        CreatedAt = graph.At,
        Queue = task.Spec.Queue,
        Lineage = task.Spec.Lineage,
        IdleMs = task.Spec.IdleMs,
        MaxAttempts = task.Spec.Retry?.MaxAttempts,
        CallerSession = graph.CallerSession,
        CallerProject = graph.CallerProject,
        DelegatedBy = task.Spec.DelegatedBy,
    });

    /// <summary>The view of a task after one of the tasks that it waits for has ended.</summary>
    public static TaskView ParentEnded(TaskView child, DagProtocol.TaskClosed parent) => Settled(child with
    {
        After = [.. child.After.Select(edge => edge.Id == parent.TaskId && Edge.Satisfies(parent.Phase, edge.OnFailure) ? edge with { Done = true } : edge)],
    });

    /// <summary>The view of a task after an event of its own journal.</summary>
    public static TaskView Apply(TaskView view, TaskProtocol.IEvent happened) => happened switch
    {
        TaskProtocol.Accepted => view,
        TaskProtocol.AttemptStarting e => view with
        {
            Phase = TaskPhase.Starting, Attempt = e.Number, StartedAt = e.At, RetryAt = null, Outcome = null,
            SessionId = e.Resume ? e.SessionId : view.SessionId,
        },
        TaskProtocol.AttemptRunning e => view with
        {
            Phase = view.Phase == TaskPhase.Starting ? TaskPhase.Running : view.Phase,
            Pid = e.Identity.Agent.Pid,
            Adoptions = view.Adoptions + (e.Adopted ? 1 : 0),
            GitBefore = e.GitBefore ?? view.GitBefore,
            SessionId = e.NewSessionId ?? view.SessionId,
        },
        TaskProtocol.CheckpointTaken e => view with { Checkpoint = e.Checkpoint },
        TaskProtocol.AttemptPaused e => view with { Phase = TaskPhase.Paused, PausedFrom = TaskPhase.Running, PausedBy = e.By },
        TaskProtocol.AttemptContinued => view with { Phase = view.Pid is null ? TaskPhase.Starting : TaskPhase.Running, PausedFrom = null, PausedBy = null },
        TaskProtocol.AgentInterrupted => view,
        TaskProtocol.AttemptFailed e => view with
        {
            Phase = TaskPhase.Retrying, Outcome = e.Outcome, RetryAt = e.RetryAt, Pid = null, PausedFrom = null,
            SessionId = e.SessionId ?? view.SessionId, Usage = Sum(view.Usage, e.Usage),
        },
        TaskProtocol.SessionNamed e => view with { SessionId = e.SessionId ?? view.SessionId, Model = e.Model ?? view.Model },
        TaskProtocol.StopRequested => view with { Phase = TaskPhase.Stopping },
        TaskProtocol.Ended e => view with
        {
            Phase = e.Phase, EndedAt = e.At, Outcome = e.Outcome, Result = e.Result, Usage = Sum(view.Usage, e.Usage),
            SessionId = e.SessionId ?? view.SessionId, Pid = null, PausedFrom = null, PausedBy = null, RetryAt = null,
            Structured = e.ResultJson is { } json ? JsonElement.Parse(json) : null,
        },
        _ => throw new InvalidOperationException($"No rule projects {happened.GetType()}."),
    };

    /// <summary>The view of a task after its dependencies were changed.</summary>
    public static TaskView Apply(TaskView view, DagProtocol.DependenciesChanged e) => Unstarted(view with
    {
        After = [.. view.After.Where(edge => !e.Removed.Contains(edge.Id)), .. e.Added.Select(edge => new DependencyView(edge.On, edge.OnFailure, edge.Done))],
    });

    /// <summary>The view of a task that waits for a slot again. One that is to wait for a time has said so itself.</summary>
    public static TaskView Apply(TaskView view, DagProtocol.TaskParked e) =>
        view.Phase.IsTerminal() || e.NotBefore is not null ? view : view with { Phase = TaskPhase.Queued, Pid = null };

    /// <summary>The view of a task that somebody has paused. One that runs says itself when it stands still.</summary>
    public static TaskView Paused(TaskView view, string by) => view.Phase switch
    {
        TaskPhase.Waiting or TaskPhase.Queued or TaskPhase.Retrying => view with { Phase = TaskPhase.Paused, PausedFrom = view.Phase, PausedBy = by },
        _ => view.Phase.IsTerminal() ? view : view with { PausedBy = by },
    };

    /// <summary>The view of a task that somebody lets go on.</summary>
    public static TaskView Continued(TaskView view) => view is { Phase: TaskPhase.Paused, PausedFrom: not TaskPhase.Running }
        ? Unstarted(view with { Phase = view.RetryAt is null ? TaskPhase.Waiting : TaskPhase.Retrying, PausedFrom = null, PausedBy = null })
        : view with { PausedBy = view.Phase == TaskPhase.Paused ? view.PausedBy : null }; // frozen until its own actor has thawed it

    /// <summary>The view of a task that waits for a retry of what it waited for.</summary>
    public static TaskView Follow(TaskView view, TaskId from, TaskId to) => view with
    {
        After = [.. view.After.Select(edge => edge.Id == from && !edge.Done ? edge with { Id = to } : edge)],
    };

    private static TaskView Settled(TaskView view) =>
        view.Phase == TaskPhase.Waiting && view.After.All(edge => edge.Done) ? view with { Phase = TaskPhase.Queued } : view;

    private static TaskView Unstarted(TaskView view) =>
        Settled(view.Phase == TaskPhase.Queued ? view with { Phase = TaskPhase.Waiting } : view);

    private static UsageView? Sum(UsageView? before, UsageView? now) => (before, now) switch
    {
        (null, _) => now,
        (_, null) => before,
        _ => new(before.InputTokens + now.InputTokens, before.OutputTokens + now.OutputTokens, before.CacheReadTokens + now.CacheReadTokens,
            before.CacheWriteTokens + now.CacheWriteTokens, before.CostUsd + now.CostUsd, before.Turns + now.Turns),
    };

    private static string Summary(string prompt)
    {
        var line = string.Join(' ', prompt.Split((char[]?)null, LongestSummary, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestSummary)
            return line;
        // Never cut a character that takes two units in half.
        var cut = char.IsHighSurrogate(line[LongestSummary - 2]) ? LongestSummary - 2 : LongestSummary - 1;
        return line[..cut] + "…";
    }
}
