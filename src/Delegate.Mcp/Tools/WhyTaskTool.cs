using System.ComponentModel;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>Why a task stands where it stands.</summary>
internal sealed class WhyTaskTool(IDelegateClient client)
{
    [McpServerTool(Name = "WhyTask", Title = "Why a task does not run", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(WhyView))]
    [Description(
        """
        Why a task stands where it stands, down to the root cause, and what would change that: for a task that waits, is
        held, was cancelled with others, or seems to hang.
        Example: {"taskId": "task-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task.")]
        TaskId taskId,
        CancellationToken cancel = default)
    {
        var why = await client.WhyAsync(taskId, cancel);
        return ToolReply.Success(string.Join('\n', Lines(why, "")), why);
    }

    private static IEnumerable<string> Lines(WhyView why, string indent)
    {
        yield return $"{indent}{why.Id}{(why.Key is { } key ? $" ({key})" : "")}: {why.Reason}{(why.Release is { } release ? $" -> {release}" : "")}";
        foreach (var line in why.Causes.SelectMany(cause => Lines(cause, indent + "  ")))
            yield return line;
        if (why.More > 0)
            yield return $"{indent}  and {why.More} more";
    }
}
