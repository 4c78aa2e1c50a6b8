namespace Delegate.Web.Graph;

/// <summary>Where each node of a graph goes: its layer (from the left) and its place in it (from the top).</summary>
/// <param name="Layer">One more than the highest of those it comes after.</param>
/// <param name="Row">May be a half: a node stands between those that it is connected with.</param>
public readonly record struct Spot(int Layer, double Row);

/// <summary>A graph in its places.</summary>
/// <param name="Nodes">By number.</param>
/// <param name="Ways">For each edge where it passes the layers between its ends, so that it runs beside what stands there.</param>
public sealed record Layout(IReadOnlyList<Spot> Nodes, IReadOnlyList<IReadOnlyList<Spot>> Ways);

/// <summary>
/// Places a graph in layers: by the longest way that leads to a node, then by the mean place of its neighbours, swept to
/// and fro a few times so that few lines cross. Pure; nodes that are in no order keep the one they came in.
/// </summary>
public static class LayeredLayout
{
    private const int Sweeps = 6;

    // Longer edges than these can hold are drawn straight: a place for every layer they pass would cost more than it shows.
    private const int MostPlacesOfWays = 4_000;

    /// <param name="count">Nodes are numbers from 0.</param>
    /// <param name="edges">From, to. What closes a circle is not followed.</param>
    public static Layout Place(int count, IReadOnlyList<(int From, int To)> edges)
    {
        var layer = Layers(count, edges).ToList();
        var ways = edges.Select(edge => Way(edge, layer)).ToList(); // places of ways are nodes like others, from 'count' on
        var (before, after) = (Lists(layer.Count), Lists(layer.Count));
        for (var i = 0; i < edges.Count; i++)
        {
            int[] path = [edges[i].From, .. ways[i], edges[i].To];
            for (var step = 1; step < path.Length; step++)
            {
                before[path[step]].Add(path[step - 1]);
                after[path[step - 1]].Add(path[step]);
            }
        }
        var row = Rows(layer, before, after);
        var spots = Enumerable.Range(0, layer.Count).Select(node => new Spot(layer[node], row[node])).ToArray();
        return new(spots[..count], [.. ways.Select(way => (IReadOnlyList<Spot>)[.. way.Select(node => spots[node])])]);
    }

    private static List<int> Way((int From, int To) edge, List<int> layer)
    {
        var way = new List<int>();
        for (var between = layer[edge.From] + 1; between < layer[edge.To] && layer.Count < MostPlacesOfWays; between++)
        {
            way.Add(layer.Count);
            layer.Add(between);
        }
        return way;
    }

    private static double[] Rows(List<int> layer, List<int>[] before, List<int>[] after)
    {
        var row = new double[layer.Count];
        var layers = Enumerable.Range(0, layer.Count).GroupBy(node => layer[node]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
        foreach (var members in layers)
            for (var i = 0; i < members.Length; i++)
                row[members[i]] = i;
        for (var sweep = 0; sweep < Sweeps; sweep++)
            foreach (var members in sweep % 2 == 0 ? layers : layers.Reverse())
                Settle(members, sweep % 2 == 0 ? before : after, row);
        var top = row.Length == 0 ? 0 : row.Min();
        return [.. row.Select(place => place - top)];
    }

    /// <summary>As near to their neighbours as one row a node allows, and as a whole neither higher nor lower than they are.</summary>
    private static void Settle(int[] members, List<int>[] near, double[] row)
    {
        var wanted = members.ToDictionary(node => node, node => near[node].Count == 0 ? row[node] : near[node].Average(other => row[other]));
        members.OrderBy(node => wanted[node]).ToArray().CopyTo(members, 0); // a stable order
        var last = double.NegativeInfinity;
        foreach (var node in members)
            last = row[node] = Math.Max(wanted[node], last + 1);
        var shift = members.Average(node => row[node] - wanted[node]);
        foreach (var node in members)
            row[node] -= shift;
    }

    private static int[] Layers(int count, IReadOnlyList<(int From, int To)> edges)
    {
        var (layer, open, after, ready) = (new int[count], new int[count], Lists(count), new Queue<int>());
        foreach (var (from, to) in edges)
        {
            after[from].Add(to);
            open[to]++;
        }
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

    private static List<int>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
}
