using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>Waits, but never for long: a client may cut a call that takes longer than a minute.</summary>
internal sealed class WaitForTasksTool(IDelegateClient client, TimeProvider time, CancellationToken inputEnded)
{
    private const int MostSeconds = 45;

    /// <summary>Characters of each task's answer; TaskStatus has up to 64 KiB of it.</summary>
    private const int ResultBudget = 4_000;

    [McpServerTool(Name = "WaitForTasks", Title = "Wait for tasks", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description(
        """
        Waits until all the given tasks have ended, at most 45 seconds, and says how each of them stands then. When done
        is false some still run: call it again, or go on with other work.
        Example: {"taskIds": ["task-7k2m9qx4h0ad"], "seconds": 45}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The tasks to wait for.")]
        [MinLength(1), MaxLength(100)]
        TaskId[] taskIds,
        [Description("Wait at most so long.")]
        [Range(1, MostSeconds)]
        int seconds = MostSeconds,
        CancellationToken cancel = default)
    {
        var ids = taskIds.Distinct().ToArray();
        var latest = new Dictionary<TaskId, TaskView>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token, inputEnded);
        try
        {
            await foreach (var task in client.WatchTasksAsync(ids, either.Token).WithCancellation(either.Token))
                latest[task.Id] = task;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // time is up, or nobody is left to ask: what is known by now is the answer
        }
        var tasks = ids.Where(latest.ContainsKey).Select(id => Brief.Of(latest[id])).ToArray();
        var done = tasks.Length == ids.Length && tasks.All(task => task.Phase.IsTerminal());
        return ToolReply.Success(
            string.Join('\n', ids.Where(latest.ContainsKey).Select(id => TaskText.Line(latest[id])).Prepend(done ? "All have ended." : "Not all have ended yet.")),
            new Waited(done, tasks, done ? "TaskLogs for their output" : "call WaitForTasks again"));
    }

    private sealed record Waited(bool Done, IReadOnlyList<Brief> Tasks, string Next);

    private sealed record Brief(
        TaskId Id, string? Key, TaskPhase Phase, string? HoldReason, OutcomeView? Outcome, string? Result, UsageView? Usage)
    {
        public static Brief Of(TaskView task) =>
            new(task.Id, task.Key, task.Phase, task.HoldReason, task.Outcome, Cut(task.Result), task.Usage);

        private static string? Cut(string? result) =>
            result is { Length: > ResultBudget } ? result[..ResultBudget] + " … (cut; TaskStatus has more)" : result;
    }
}
