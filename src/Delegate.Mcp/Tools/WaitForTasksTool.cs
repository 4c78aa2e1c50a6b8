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

    /// <summary>Characters of all answers together, and of each at the most and the least; TaskStatus has more.</summary>
    private const int ResultsBudget = 30_000;
    private const int MostOfOne = 4_000;
    private const int LeastOfOne = 200;

    [McpServerTool(Name = "WaitForTasks", Title = "Wait for tasks", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Waited))]
    [Description(
        """
        Waits until all the given tasks have ended, at most 45 seconds, and says how each of them stands then. When done
        is false some still run: call it again, or go on with other work. Ending the call does not end the tasks.
        Example: {"taskIds": ["task-7k2m9qx4h0ad"], "seconds": 45}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The tasks to wait for.")]
        [MinLength(1), MaxLength(100)]
        TaskId[] taskIds,
        [Description("Wait at most so long.")]
        [Range(1, MostSeconds)]
        int seconds = MostSeconds,
        RequestContext<CallToolRequestParams>? call = null,
        CancellationToken cancel = default)
    {
        var ids = taskIds.Distinct().ToArray();
        var latest = new Dictionary<TaskId, TaskView>();
        var news = 0;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token, inputEnded);
        try
        {
            await foreach (var task in client.WatchTasksAsync(ids, either.Token).WithCancellation(either.Token))
            {
                var isNews = latest.TryGetValue(task.Id, out var before) && before.Phase != task.Phase;
                latest[task.Id] = task;
                if (isNews)
                    await TellAsync(call, ++news, ids, latest, task, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // time is up, or nobody is left to ask: what is known by now is the answer
        }
        var room = Math.Clamp(ResultsBudget / ids.Length, LeastOfOne, MostOfOne);
        var tasks = ids.Where(latest.ContainsKey).Select(id => Brief.Of(latest[id], room)).ToArray();
        var done = tasks.Length == ids.Length && tasks.All(task => task.Phase.IsTerminal());
        return ToolReply.Success(
            string.Join('\n', ids.Where(latest.ContainsKey).Select(id => TaskText.Line(latest[id])).Prepend(done ? "All have ended." : "Not all have ended yet.")),
            new Waited(done, tasks, done ? "TaskLogs for their output" : "call WaitForTasks again"));
    }

    /// <summary>A step of progress is a change of a task: nothing is sent while nothing happens. A step's number grows; there is no telling of how many.</summary>
    private static async Task TellAsync(
        RequestContext<CallToolRequestParams>? call, int number, TaskId[] ids, Dictionary<TaskId, TaskView> latest, TaskView task, CancellationToken cancel)
    {
        if (call?.Params?.ProgressToken is not { } token)
            return;
        var ended = ids.Count(id => latest.TryGetValue(id, out var view) && view.Phase.IsTerminal());
        await call.Server.NotifyProgressAsync(token, new() { Progress = number, Message = $"{ended} of {ids.Length} ended; {TaskText.Line(task)}" }, cancellationToken: cancel);
    }

    private sealed record Waited(bool Done, IReadOnlyList<Brief> Tasks, string Next);

    private sealed record Brief(
        TaskId Id, string? Key, TaskPhase Phase, string? HoldReason, OutcomeView? Outcome, string? Result, UsageView? Usage)
    {
        public static Brief Of(TaskView task, int room) =>
            new(task.Id, task.Key, task.Phase, Budget.Short(task.HoldReason), Budget.Of(task.Outcome), Budget.Cut(task.Result, room, "TaskStatus has more"), task.Usage);
    }
}
