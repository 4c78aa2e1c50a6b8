using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>What a task's agent has written.</summary>
internal sealed class TaskLogsTool(IDelegateClient client)
{
    [McpServerTool(Name = "TaskLogs", Title = "Output of a task", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Logs))]
    [Description(
        """
        The last lines of what a task has written, while it runs or after. The final answer of a claude task is in
        TaskStatus; use this to see what went on, or why something failed.
        Example: {"taskId": "task-7k2m9qx4h0ad", "tail": 50}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task.")]
        TaskId taskId,
        [Description("Last so many lines of each stream.")]
        [Range(1, 10_000)]
        int tail = 100,
        [Description("True for the agent's lines as written (JSON for claude) instead of text for people.")]
        bool raw = false,
        CancellationToken cancel = default)
    {
        var (output, errors) = (new LogTail(), new LogTail());
        await foreach (var line in client.ReadLogsAsync(taskId, new(tail, Follow: false, raw), cancel).WithCancellation(cancel))
            (line.Stream == "stderr" ? errors : output).Add(line.Text);
        var cut = output.Cut || errors.Cut;
        var logs = new Logs(taskId, output.Text, errors.Text, output.Lines, errors.Lines, cut,
            cut ? $"only the end is shown; more in the resource {ResourceUri.Output(taskId)}, all of it: delegate logs {taskId}" : null);
        return ToolReply.Success(TextOf(logs), logs);
    }

    private static string TextOf(Logs logs)
    {
        var parts = new[] { logs.Output, logs.Errors.Length > 0 ? "stderr:\n" + logs.Errors : "", logs.More ?? "" }.Where(part => part.Length > 0);
        return string.Join('\n', parts) is { Length: > 0 } text ? text : "No output.";
    }

    private sealed record Logs(TaskId TaskId, string Output, string Errors, int OutputLines, int ErrorLines, bool Cut, string? More);
}
