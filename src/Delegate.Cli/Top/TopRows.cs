using Delegate.Cli.Drawing;
using Delegate.Contracts;

namespace Delegate.Cli.Top;

/// <summary>A task in its place.</summary>
/// <param name="Task">It.</param>
/// <param name="Rail">Of a graph: the lines that lead to it.</param>
internal sealed record TopRow(TaskView Task, string Rail = "");

/// <summary>Which tasks are shown, and in which order.</summary>
internal static class TopRows
{
    public static IReadOnlyList<TopRow> Of(TopModel model) => model.AsGraph ? Graph(model) : List(model);

    /// <summary>What runs, what could, what waits, what has ended; in each the newest first.</summary>
    private static List<TopRow> List(TopModel model) =>
    [
        .. model.Tasks.Values.Where(task => Fits(task, model.Filter))
            .OrderBy(task => Rank(task.Phase)).ThenByDescending(task => task.EndedAt ?? task.CreatedAt).ThenBy(task => task.Id.Value, StringComparer.Ordinal)
            .Select(task => new TopRow(task)),
    ];

    private static List<TopRow> Graph(TopModel model)
    {
        var tasks = model.Tasks.Values.Where(task => Fits(task, model.Filter)).OrderBy(task => task.CreatedAt).ThenBy(task => task.Id.Value, StringComparer.Ordinal).ToList();
        var there = tasks.Select(task => task.Id).ToHashSet();
        var edges = tasks.SelectMany(task => task.After.Select(edge => new GraphEdge(edge.Id, task.Id, GraphEdgeKind.Dependency, edge.OnFailure, edge.Done))
            .Concat(task.Lineage is { } line ? [new GraphEdge(line.Previous, task.Id, GraphEdgeKind.Lineage)] : []));
        var (roots, below) = GraphText.Forest(new(tasks, [.. edges.Where(edge => there.Contains(edge.From))]));
        var rows = new List<TopRow>();
        var open = new Stack<(TaskView Task, string Rail, string Under)>(Enumerable.Reverse(roots).Select(root => (root, "", "")));
        while (open.TryPop(out var at))
        {
            rows.Add(new(at.Task, at.Rail));
            var children = below.GetValueOrDefault(at.Task.Id, []);
            for (var i = children.Count - 1; i >= 0; i--)
                open.Push((children[i], at.Under + (i == children.Count - 1 ? "└─ " : "├─ "), at.Under + (i == children.Count - 1 ? "   " : "│  ")));
        }
        return rows;
    }

    private static int Rank(TaskPhase phase) => phase switch
    {
        TaskPhase.Queued => 1,
        TaskPhase.Waiting => 2,
        _ when phase.IsTerminal() => 3,
        _ => 0,
    };

    private static bool Fits(TaskView task, string filter) => filter.Length == 0 || new[]
    {
        task.Id.Value, task.Key, task.Summary, Terminal.Words.Phase(task.Phase), task.Agent, task.Queue, task.HoldReason,
    }.Any(text => text?.Contains(filter, StringComparison.OrdinalIgnoreCase) == true);
}
