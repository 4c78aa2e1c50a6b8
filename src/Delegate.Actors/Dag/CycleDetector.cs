namespace Delegate.Actors.Dag;

/// <summary>Finds a circle in a graph by depth-first search, and names its path. Iterative: a chain may be as long as a submission.</summary>
public static class CycleDetector
{
    /// <summary>The nodes of one cycle, the first one again at the end; null when there is none.</summary>
    /// <param name="next">For each node, the nodes that it waits for.</param>
    public static IReadOnlyList<int>? Find(IReadOnlyList<IReadOnlyList<int>> next)
    {
        const byte unseen = 0, onPath = 1, done = 2;
        var mark = new byte[next.Count];
        var path = new List<(int Node, int Edge)>();
        for (var start = 0; start < next.Count; start++)
        {
            if (mark[start] != unseen)
                continue;
            path.Add((start, 0));
            mark[start] = onPath;
            while (path.Count > 0)
            {
                var (node, edge) = path[^1];
                if (edge == next[node].Count)
                {
                    mark[node] = done;
                    path.RemoveAt(path.Count - 1);
                    continue;
                }
                path[^1] = (node, edge + 1);
                var to = next[node][edge];
                if (mark[to] == onPath)
                    return [.. path.Select(step => step.Node).SkipWhile(step => step != to), to];
                if (mark[to] == unseen)
                {
                    mark[to] = onPath;
                    path.Add((to, 0));
                }
            }
        }
        return null;
    }
}
