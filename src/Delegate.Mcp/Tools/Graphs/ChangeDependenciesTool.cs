using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Graphs;

/// <summary>Changes what a task waits for.</summary>
internal sealed class ChangeDependenciesTool(IDelegateClient client)
{
    [McpServerTool(Name = "ChangeDependencies", Title = "Change dependencies", ReadOnly = false, Destructive = true, Idempotent = false, OpenWorld = false)]
    [Answers(typeof(Changed))]
    [Description(
        """
        Changes what a task waits for that has not begun: all of the change, or nothing. A circle is refused.
        Example: {"taskId": "task-7k2m9qx4h0ad", "add": ["task-000000000001"]}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task that waits; it must not have begun.")]
        TaskId taskId,
        [Description("What it is to wait for besides.")]
        [MaxLength(100)]
        TaskId[]? add = null,
        [Description("If one of add does not succeed: cancel the task, run it anyway, or hold it.")]
        DependencyPolicy onDependencyFailure = DependencyPolicy.Cancel,
        [Description("What it is no longer to wait for.")]
        [MaxLength(100)]
        TaskId[]? remove = null,
        CancellationToken cancel = default)
    {
        var change = new DependencyChangeRequest("mcp") { Add = [.. (add ?? []).Select(id => new DependencyRequest(id.Value, onDependencyFailure))], Remove = remove ?? [] };
        var task = await client.ChangeDependenciesAsync(taskId, change, cancel);
        return ToolReply.Success(TaskText.Line(task), new Changed(task.Id, task.Phase, Budget.Short(task.HoldReason), [.. task.After.Take(200)]));
    }

    private sealed record Changed(TaskId TaskId, TaskPhase Phase, string? HoldReason, IReadOnlyList<DependencyView> After);
}
