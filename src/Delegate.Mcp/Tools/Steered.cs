using Delegate.Contracts;
using ModelContextProtocol.Protocol;

namespace Delegate.Mcp.Tools;

/// <summary>What retrying and resuming answer.</summary>
/// <param name="TaskId">The task that does the work from now on.</param>
/// <param name="PreviousTaskId">The one that was named, when that is another.</param>
/// <param name="Number">Which retry or resume of its line the task is: 1 for the first.</param>
internal sealed record Steered(TaskId TaskId, TaskId? PreviousTaskId, int? Number, TaskPhase Phase, string Next)
{
    public static CallToolResult Reply(TaskId named, TaskView task)
    {
        var isNew = task.Id != named;
        return ToolReply.Success(
            isNew ? $"{named} goes on as {task.Id}." : $"{task.Id} goes on.",
            new Steered(task.Id, isNew ? named : null, isNew ? task.Lineage?.Number : null, task.Phase, "WaitForTasks with this id for its end"));
    }
}
