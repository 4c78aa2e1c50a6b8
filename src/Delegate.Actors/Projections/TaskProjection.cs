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
        TaskProtocol.AttemptStarting e => view with { Phase = TaskPhase.Starting, Attempt = e.Number, StartedAt = e.At },
        TaskProtocol.AttemptRunning e => view with
        {
            Phase = view.Phase == TaskPhase.Stopping ? view.Phase : TaskPhase.Running,
            Pid = e.Identity.Agent.Pid,
            Adoptions = view.Adoptions + (e.Adopted ? 1 : 0),
        },
        TaskProtocol.SessionNamed e => view with { SessionId = e.SessionId ?? view.SessionId, Model = e.Model ?? view.Model },
        TaskProtocol.StopRequested => view with { Phase = TaskPhase.Stopping },
        TaskProtocol.Ended e => view with
        {
            Phase = e.Phase, EndedAt = e.At, Outcome = e.Outcome, Result = e.Result, Usage = e.Usage,
            SessionId = e.SessionId ?? view.SessionId, Pid = null,
        },
        _ => throw new InvalidOperationException($"No rule projects {happened.GetType()}."),
    };

    private static TaskView Settled(TaskView view) =>
        view.Phase == TaskPhase.Waiting && view.After.All(edge => edge.Done) ? view with { Phase = TaskPhase.Queued } : view;

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
