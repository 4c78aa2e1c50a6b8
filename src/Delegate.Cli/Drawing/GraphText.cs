using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Drawing;

/// <summary>
/// A graph as trees for a terminal: each task once, below the last of those that it waits for; what else it waits for
/// is named behind it.
/// </summary>
internal static class GraphText
{
    public static IEnumerable<string> Lines(GraphView graph, int width, DateTimeOffset now)
    {
        var tasks = graph.Tasks.ToDictionary(task => task.Id);
        var edges = graph.Edges.ToLookup(edge => edge.To);
        var depth = Depths(graph, edges);
        var (roots, below) = Forest(graph, edges, depth);
        return TreeText.Lines([.. roots.Select(BranchOf)], width);

        Branch BranchOf(TaskView root)
        {
            // Chains can be long: built from the leaves, without recursion.
            var order = new List<TaskView>();
            var open = new Stack<TaskView>([root]);
            while (open.TryPop(out var task))
            {
                order.Add(task);
                foreach (var child in below.GetValueOrDefault(task.Id, []))
                    open.Push(child);
            }
            var made = new Dictionary<TaskId, Branch>();
            for (var i = order.Count - 1; i >= 0; i--)
                made[order[i].Id] = new(Text(order[i]), [.. below.GetValueOrDefault(order[i].Id, []).Select(child => made[child.Id])]);
            return made[root.Id];
        }

        string Text(TaskView task)
        {
            var own = edges[task.Id].ToList();
            var shownBelow = own.MaxBy(edge => depth[edge.From]);
            var others = own.Where(edge => edge != shownBelow && edge.Kind == GraphEdgeKind.Dependency).Select(edge => NameOf(tasks[edge.From])).ToList();
            var took = Words.Duration(task, now);
            return string.Join("  ", new[]
            {
                NameOf(task),
                task.Key is null ? "" : task.Id.Value,
                took.Length > 0 ? $"{Words.Phase(task.Phase)} {took}" : Words.Phase(task.Phase),
                task.Lineage is { } line ? $"({(line.Kind == LineageKind.Retry ? "retry" : "resume")} {line.Number})" : "",
                others.Count == 0 ? "" : $"(also after {string.Join(", ", others)})",
            }.Where(part => part.Length > 0));
        }
    }

    /// <summary>The trees: each task once, below the last of those that it waits for.</summary>
    public static (List<TaskView> Roots, Dictionary<TaskId, List<TaskView>> Below) Forest(GraphView graph)
    {
        var edges = graph.Edges.ToLookup(edge => edge.To);
        return Forest(graph, edges, Depths(graph, edges));
    }

    private static (List<TaskView> Roots, Dictionary<TaskId, List<TaskView>> Below) Forest(
        GraphView graph, ILookup<TaskId, GraphEdge> edges, Dictionary<TaskId, int> depth)
    {
        var below = new Dictionary<TaskId, List<TaskView>>();
        var roots = new List<TaskView>();
        foreach (var task in graph.Tasks)
        {
            if (edges[task.Id].MaxBy(edge => depth[edge.From]) is not { } last)
                roots.Add(task);
            else if (below.TryGetValue(last.From, out var siblings))
                siblings.Add(task);
            else
                below[last.From] = [task];
        }
        return (roots, below);
    }

    public static string NameOf(TaskView task) => task.Key ?? task.Id.Value;

    /// <summary>Edges in the longest way to each task. The host's graphs have no circle.</summary>
    private static Dictionary<TaskId, int> Depths(GraphView graph, ILookup<TaskId, GraphEdge> edges)
    {
        var depth = new Dictionary<TaskId, int>();
        var open = new Stack<TaskId>(graph.Tasks.Select(task => task.Id));
        while (open.TryPeek(out var at))
        {
            var unknown = edges[at].Select(edge => edge.From).Where(from => !depth.ContainsKey(from)).ToList();
            if (unknown.Count > 0 && !depth.ContainsKey(at))
            {
                foreach (var from in unknown)
                    open.Push(from);
                continue;
            }
            open.Pop();
            depth[at] = edges[at].Select(edge => depth[edge.From] + 1).DefaultIfEmpty(0).Max();
        }
        return depth;
    }
}
