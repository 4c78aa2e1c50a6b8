using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>How one task stands, or all of them.</summary>
internal sealed class TaskStatusTool(IDelegateClient client)
{
    [McpServerTool(Name = "TaskStatus", Title = "Status of tasks", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [McpMeta("anthropic/alwaysLoad", true)]
    [Answers(typeof(TaskView), typeof(TaskLines))]
    [Description(
        """
        Says how tasks stand: phase, why a task does not run yet (holdReason), how it ended (outcome), its final answer
        (result), cost. With taskId: that one in full. Without: the newest tasks, one line each.
        To wait for an end use WaitForTasks instead of calling this again and again.
        Example: {"taskId": "task-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task to look at; leave out for a list.")]
        TaskId? taskId = null,
        [Description("For a list: only tasks in these phases.")]
        TaskPhase[]? phases = null,
        [Description("For a list: at most so many, newest first.")]
        [Range(1, 100)]
        int limit = 20,
        [Description("For a list: the next of the previous page.")]
        [Range(0, 9_007_199_254_740_991)] // what every JSON reader can hold exactly
        long? before = null,
        [Description("For a list: only with these words in their name, the start of their prompt, or how they ended.")]
        string? text = null,
        [Description("For a list: only those that work in this folder or below it; an absolute path.")]
        string? folder = null,
        [Description("For a list: only of this queue.")]
        string? queue = null,
        [Description("For a list: only of this submission.")]
        string? graphId = null,
        CancellationToken cancel = default)
    {
        if (taskId is { } id)
        {
            var task = await client.GetTaskAsync(id, cancel);
            return ToolReply.Success(TaskText.Line(task), Budget.Of(task));
        }
        if (folder is not null && !Path.IsPathFullyQualified(folder))
            throw new DelegateException(new(ErrorCodes.InvalidInput, $"'{folder}' is not an absolute path.", "give the whole path of the folder", "folder"));
        var filter = new TaskFilter(phases ?? [], limit, before) { Text = text, Folder = folder, Queue = queue, Graph = graphId };
        var page = await client.ListTasksAsync(filter, cancel);
        return TaskLines.Reply(page);
    }
}
