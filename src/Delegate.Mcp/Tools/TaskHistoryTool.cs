using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools;

/// <summary>What happened to a task.</summary>
internal sealed class TaskHistoryTool(IDelegateClient client)
{
    [McpServerTool(Name = "TaskHistory", Title = "History of a task", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(History))]
    [Description(
        """
        Everything that happened to a task, oldest first: accepted, started, failed, retried, ended, by whom and why.
        Example: {"taskId": "task-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The task.")]
        TaskId taskId,
        [Description("At most so many entries.")]
        [Range(1, 200)]
        int limit = 100,
        [Description("The next of the previous page.")]
        [Range(0, 9_007_199_254_740_991)]
        long? after = null,
        CancellationToken cancel = default)
    {
        var page = await client.GetHistoryAsync(taskId, new(after, limit), cancel);
        var fitting = Fitting(page.Entries);
        var entries = fitting.Select(entry => new Entry(entry.At, entry.Kind, entry.Message)).ToArray();
        return ToolReply.Success(
            entries.Length == 0 ? "No more." : string.Join('\n', entries.Select(entry => $"{entry.At.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)} {entry.Message}")),
            new History(taskId, entries, fitting.Count < page.Entries.Count ? fitting[^1].Position : page.Next));
    }

    /// <summary>As many as a reply has room for, at least one; the next page begins with the others.</summary>
    private static List<HistoryEntry> Fitting(IReadOnlyList<HistoryEntry> entries)
    {
        var room = Budget.Whole;
        return [.. entries.TakeWhile((entry, index) => (room -= entry.Message.Length) >= 0 || index == 0)];
    }

    private sealed record History(TaskId TaskId, Entry[] Entries, long? Next);

    private sealed record Entry(DateTimeOffset At, string Kind, string Message);
}
