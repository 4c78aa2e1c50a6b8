using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>Which tasks an entry of the journal speaks of. Pure.</summary>
internal static class TaskNames
{
    /// <summary>Those whose past it is a part of, each once or more.</summary>
    /// <param name="waitingFor">Who still waits for a task.</param>
    public static IEnumerable<TaskId> ConcernedBy(object happened, Func<TaskId, IEnumerable<TaskId>> waitingFor) => happened switch
    {
        DagProtocol.GraphAccepted graph => graph.Tasks.SelectMany(task => task.Spec.Lineage is { } line ? new[] { task.Spec.Id, line.Previous } : [task.Spec.Id]),
        DagProtocol.TaskClosed closed => waitingFor(closed.TaskId).Prepend(closed.TaskId),
        _ => OwnersOf(happened),
    };

    /// <summary>Those without which it would be of no use: once none of them is known, it may go.</summary>
    public static IEnumerable<TaskId> OwnersOf(object happened) => happened switch
    {
        DagProtocol.GraphAccepted graph => graph.Tasks.Select(task => task.Spec.Id),
        DagProtocol.TaskDispatched e => [e.TaskId],
        DagProtocol.TaskParked e => [e.TaskId],
        DagProtocol.TaskPaused e => [e.TaskId],
        DagProtocol.TaskContinued e => [e.TaskId],
        DagProtocol.CancelRequested e => [e.TaskId],
        DagProtocol.DependenciesChanged e => [e.TaskId],
        DagProtocol.TaskClosed e => [e.TaskId],
        TaskProtocol.IEvent e => [e.TaskId],
        _ => [],
    };
}
