using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Graphs;

/// <summary>Asks for the end of many tasks.</summary>
internal sealed class CancelTasksTool(IDelegateClient client)
{
    private const int Most = 1_000;
    private const int Shown = 100;

    private static readonly TaskPhase[] Open = [.. Enum.GetValues<TaskPhase>().Where(phase => !phase.IsTerminal())];

    [McpServerTool(Name = "CancelTasks", Title = "Cancel many tasks", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Answer))]
    [Description(
        """
        Ends several tasks, or all that is unfinished of a submission, and says of each what came of it. One that has ended
        already is no error here.
        Example: {"graphId": "graph-019a6d2e5b7c7f3e9d1a2b3c4d5e6f70", "reason": "superseded"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("The tasks.")]
        [MinLength(1), MaxLength(100)]
        TaskId[]? taskIds = null,
        [Description("Instead of taskIds: the submission.")]
        string? graphId = null,
        [Description("Why, for the record.")]
        [StringLength(1_000)]
        string? reason = null,
        CancellationToken cancel = default)
    {
        var ids = (taskIds, graphId) switch
        {
            ({ }, null) => taskIds.Distinct().ToArray(),
            (null, { }) => [.. (await client.ListTasksAsync(new(Open, Most) { Graph = graphId }, cancel)).Tasks.Select(task => task.Id)],
            _ => throw new DelegateException(new(ErrorCodes.InvalidInput, "Either taskIds or graphId is needed, and not both.", "correct the arguments of CancelTasks and call it again", "taskIds")),
        };
        var ends = new List<Ended>();
        foreach (var id in ids)
            ends.Add(await CancelAsync(id, reason, cancel));
        var wanted = ends.Count(end => end.Error is null);
        return ToolReply.Success(
            $"{wanted} of {ends.Count} are cancelled or stopping.",
            new Answer(wanted, ends.Count, [.. ends.Take(Shown)], ends.Exists(end => end.Phase is { } phase && !phase.IsTerminal()) ? "WaitForTasks with these ids to see them gone" : null));
    }

    private async Task<Ended> CancelAsync(TaskId id, string? reason, CancellationToken cancel)
    {
        try
        {
            return new(id, (await client.CancelTaskAsync(id, new(reason, "mcp"), cancel)).Phase, null);
        }
        catch (DelegateException expected)
        {
            return new(id, null, expected.Error.Message);
        }
    }

    private sealed record Answer(int Cancelled, int Named, IReadOnlyList<Ended> Tasks, string? Next);

    private sealed record Ended(TaskId TaskId, TaskPhase? Phase, string? Error);
}
