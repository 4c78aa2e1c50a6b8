using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Projections;

/// <summary>Which tasks an entry of the journal speaks of. Pure.</summary>
internal static class TaskNames
{
    /// <summary>
    /// Those whose past it is a part of, each once or more: whatever changes a task's view is among them, so that an entry
    /// is needed as long as any of them is known.
    /// </summary>
    /// <param name="waitingFor">Who still waits for a task.</param>
    /// <param name="waitingForLine">Who still waits for any of a line, by its first member.</param>
    public static IEnumerable<TaskId> ConcernedBy(
        object happened, Func<TaskId, IEnumerable<TaskId>> waitingFor, Func<TaskId, IEnumerable<TaskId>> waitingForLine) => happened switch
    {
        DagProtocol.GraphAccepted graph => graph.Tasks.SelectMany(task =>
            task.Spec.Lineage is { } line ? waitingForLine(line.Root).Prepend(line.Previous).Prepend(task.Spec.Id) : [task.Spec.Id]),
        DagProtocol.TaskClosed closed => waitingFor(closed.TaskId).Prepend(closed.TaskId),
        _ => OwnersOf(happened),
    };

    /// <summary>Those that it is about in the first place.</summary>
    private static IEnumerable<TaskId> OwnersOf(object happened) => happened switch
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
