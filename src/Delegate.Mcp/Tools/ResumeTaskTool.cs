using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>Lets a task go on: one that has ended, or one that is paused.</summary>
internal sealed class ResumeTaskTool(IDelegateClient client)
{
    [McpServerTool(Name = "ResumeTask", Title = "Resume a task", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [Answers(typeof(Steered))]
    [Description(
        """
        Goes on with a task. One that has ended (failed, timed out, cancelled, or succeeded and there is more to do) goes on
        in the same conversation as a new task with a new id; where that conversation is gone, the new one is told what was
        done. One that is paused goes on as it is, with the same id.
        Example: {"taskId": "task-7k2m9qx4h0ad", "additionalContext": "The database is up again."}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task; it must have ended or be paused.")]
        TaskId taskId,
        [Description("What the agent is told besides; not for a paused task.")]
        [StringLength(ResumeRequest.LongestContext, MinimumLength = 1)]
        string? additionalContext = null,
        CancellationToken cancel = default) =>
        Steered.Reply(taskId, await client.ResumeTaskAsync(taskId, new(additionalContext, "mcp"), cancel));
}
