using System.ComponentModel;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>Lets a task stand still.</summary>
internal sealed class PauseTaskTool(IDelegateClient client)
{
    [McpServerTool(Name = "PauseTask", Title = "Pause a task", ReadOnly = false, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Paused))]
    [Description(
        """
        Lets a task stand still until ResumeTask. One that has not started does not start; the processes of a running one
        are frozen where they stand, and keep their memory and their slot.
        Example: {"taskId": "task-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task; it must not have ended.")]
        TaskId taskId,
        CancellationToken cancel = default)
    {
        var task = await client.PauseTaskAsync(taskId, new("mcp"), cancel);
        return ToolReply.Success(TaskText.Line(task), new Paused(task.Id, task.Phase, "ResumeTask with this id lets it go on"));
    }

    private sealed record Paused(TaskId TaskId, TaskPhase Phase, string Next);
}
