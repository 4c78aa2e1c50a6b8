namespace Delegate.Web.Graph;

/// <summary>Where each node of a graph goes: its layer (from the left) and its place in it (from the top).</summary>
/// <param name="Layer">One more than the highest of those it comes after.</param>
/// <param name="Row">May be a half: a node stands between those that it is connected with.</param>
public readonly record struct Spot(int Layer, double Row);

/// <summary>
/// Places a graph in layers: by the longest way that leads to a node, then by the mean place of its neighbours, swept to
/// and fro a few times so that few lines cross. Pure; nodes that are in no order keep the one they came in.
/// </summary>
public static class LayeredLayout
{
    private const int Sweeps = 4;

    /// <param name="count">Nodes are numbers from 0.</param>
    /// <param name="edges">From, to. What closes a circle is not followed.</param>
    public static Spot[] Place(int count, IReadOnlyList<(int From, int To)> edges)
    {
        var (before, after) = (Lists(count), Lists(count));
        foreach (var (from, to) in edges)
        {
            before[to].Add(from);
            after[from].Add(to);
        }
        var layer = Layers(count, before, after);
        var layers = Enumerable.Range(0, count).GroupBy(node => layer[node]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
        var row = new double[count];
        foreach (var members in layers)
            Number(members, row);
        for (var sweep = 0; sweep < Sweeps; sweep++)
            foreach (var members in sweep % 2 == 0 ? layers : layers.Reverse())
            {
                var (near, places) = (sweep % 2 == 0 ? before : after, new Dictionary<int, double>(members.Length));
                foreach (var node in members)
                    places[node] = near[node].Count == 0 ? row[node] : near[node].Average(other => row[other]);
                var order = members.Select((node, index) => (node, index)).OrderBy(item => places[item.node]).ThenBy(item => item.index).Select(item => item.node).ToArray();
                order.CopyTo(members, 0);
                Spread(members, places, row);
            }
        var top = count == 0 ? 0 : row.Min();
        return [.. Enumerable.Range(0, count).Select(node => new Spot(layer[node], row[node] - top))];
    }

    private static int[] Layers(int count, List<int>[] before, List<int>[] after)
    {
        var (layer, open, ready) = (new int[count], before.Select(list => list.Count).ToArray(), new Queue<int>());
        for (var node = 0; node < count; node++)
            if (open[node] == 0)
                ready.Enqueue(node);
        while (ready.TryDequeue(out var node))
            foreach (var next in after[node])
            {
                layer[next] = Math.Max(layer[next], layer[node] + 1);
                if (--open[next] == 0)
                    ready.Enqueue(next);
            }
        return layer;
    }

    private static void Number(int[] members, double[] row)
    {
        for (var i = 0; i < members.Length; i++)
            row[members[i]] = i;
    }

    /// <summary>As near to the wanted places as one row a node allows, and as a whole neither higher nor lower than they are.</summary>
    private static void Spread(int[] members, Dictionary<int, double> wanted, double[] row)
    {
        var last = double.NegativeInfinity;
        foreach (var node in members)
            last = row[node] = Math.Max(wanted[node], last + 1);
        var shift = members.Average(node => row[node] - wanted[node]);
        foreach (var node in members)
            row[node] -= shift;
    }

    private static List<int>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
}
