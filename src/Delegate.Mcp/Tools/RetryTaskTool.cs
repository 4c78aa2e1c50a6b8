using System.ComponentModel;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>Begins an ended task anew.</summary>
internal sealed class RetryTaskTool(IDelegateClient client)
{
    [McpServerTool(Name = "RetryTask", Title = "Retry a task", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = true)]
    [Answers(typeof(Steered))]
    [Description(
        """
        Makes a new task out of one that has ended: the same prompt, folder and dependencies, a new conversation. Tasks that
        were held on the old one wait for the new one. For going on where it stopped use ResumeTask.
        Example: {"taskId": "task-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task; it must have ended.")]
        TaskId taskId,
        CancellationToken cancel = default) =>
        Steered.Reply(taskId, await client.RetryTaskAsync(taskId, new("mcp"), cancel));
}
