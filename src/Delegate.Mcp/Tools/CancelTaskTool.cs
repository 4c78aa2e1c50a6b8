using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>Asks for a task's end.</summary>
internal sealed class CancelTaskTool(IDelegateClient client)
{
    [McpServerTool(Name = "CancelTask", Title = "Cancel a task", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = false)]
    [Answers(typeof(Cancelled))]
    [Description(
        """
        Ends a task that waits or runs; tasks that depend on it are cancelled with it unless they said otherwise. A running
        agent gets a few seconds to stop, so the phase is "stopping" first and "cancelled" once all its processes are gone.
        A task that has ended cannot be cancelled.
        Example: {"taskId": "task-7k2m9qx4h0ad", "reason": "superseded"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task.")]
        TaskId taskId,
        [Description("Why, for the record.")]
        [StringLength(1_000)]
        string? reason = null,
        CancellationToken cancel = default)
    {
        var task = await client.CancelTaskAsync(taskId, new(reason, "mcp"), cancel);
        var facts = new Cancelled(task.Id, task.Phase, task.Phase.IsTerminal() ? null : "WaitForTasks with this id to see it gone");
        return ToolReply.Success(TaskText.Line(task), facts);
    }

    private sealed record Cancelled(TaskId TaskId, TaskPhase Phase, string? Next);
}
