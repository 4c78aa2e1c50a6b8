using System.ComponentModel;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Graphs;

/// <summary>Tasks and what connects them.</summary>
internal sealed class ShowGraphTool(IDelegateClient client)
{
    private const int MostTasks = 50;
    private const int MostEdges = 200;

    [McpServerTool(Name = "ShowGraph", Title = "Show a graph", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Graph))]
    [Description(
        """
        How a submission stands as a whole: its tasks, what waits for what, and the retries. Name it by graphId or by one of
        its tasks; with neither: everything unfinished.
        Example: {"taskId": "task-7k2m9qx4h0ad"}
        """)]
    public async Task<CallToolResult> RunAsync(
        [Description("A task of the submission.")]
        TaskId? taskId = null,
        [Description("The submission.")]
        string? graphId = null,
        CancellationToken cancel = default)
    {
        if (taskId is not null && graphId is not null)
            throw new DelegateException(new(ErrorCodes.InvalidInput, "Either taskId or graphId, not both.", "leave one of them out", "graphId"));
        var view = await client.GetGraphAsync(new(taskId, graphId), cancel);
        var tasks = view.Tasks.Take(MostTasks).ToList();
        var left = view.Left + view.Tasks.Count - tasks.Count;
        var counts = view.Tasks.GroupBy(task => task.Phase).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
        var graph = new Graph(
            [.. tasks.Select(TaskLine.Of)], [.. view.Edges.Take(MostEdges)], left,
            left > 0 || view.Edges.Count > MostEdges ? $"the rest: ListTasks with graphId, or the resource {(tasks is [{ } first, ..] ? ResourceUri.Graph(first.GraphId) : "of the graph")}" : null);
        return ToolReply.Success(string.Join('\n', tasks.Select(TaskText.Line).Prepend(view.Tasks.Count == 0 ? "No tasks." : string.Join(", ", counts))), graph);
    }

    private sealed record Graph(IReadOnlyList<TaskLine> Tasks, IReadOnlyList<GraphEdge> Edges, long Left, string? More);
}
