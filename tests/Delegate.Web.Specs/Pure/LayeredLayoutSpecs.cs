using Delegate.Web.Graph;

namespace Delegate.Web.Specs.Pure;

public class LayeredLayoutSpecs
{
    [Fact]
    public void A_node_stands_right_of_all_that_it_comes_after_and_a_long_edge_passes_beside_what_is_between()
    {
        // 0 → 1 → 2 → 3, and 0 → 3 past two layers
        var layout = LayeredLayout.Place(4, [(0, 1), (1, 2), (2, 3), (0, 3)]);
        Assert.Equal([0, 1, 2, 3], layout.Nodes.Select(spot => spot.Layer));
        Assert.Equal([1, 2], layout.Ways[3].Select(spot => spot.Layer));
        foreach (var place in layout.Ways[3])
            Assert.True(Math.Abs(layout.Nodes[place.Layer].Row - place.Row) >= 1);
    }

    [Fact]
    public void No_two_nodes_of_a_layer_are_nearer_than_a_row_and_none_is_above_the_top()
    {
        var edges = Enumerable.Range(1, 499).SelectMany(i => i > 40 ? new[] { ((i - 1) / 3, i), (i - 37, i) } : [((i - 1) / 3, i)]).ToList();
        var layout = LayeredLayout.Place(500, edges);
        Assert.All(edges, edge => Assert.True(layout.Nodes[edge.Item1].Layer < layout.Nodes[edge.Item2].Layer));
        foreach (var layer in layout.Nodes.GroupBy(spot => spot.Layer))
        {
            var rows = layer.Select(spot => spot.Row).Order().ToArray();
            Assert.True(rows.Zip(rows.Skip(1)).All(pair => pair.Second - pair.First > 0.999));
            Assert.True(rows[0] >= 0);
        }
    }

    [Fact]
    public void Children_of_a_crossing_order_are_sorted_by_their_parents()
    {
        var layout = LayeredLayout.Place(6, [(0, 5), (1, 4), (2, 3)]);
        Assert.True(layout.Nodes[5].Row < layout.Nodes[4].Row && layout.Nodes[4].Row < layout.Nodes[3].Row);
    }

    [Fact]
    public void Nothing_and_a_circle_are_placed_too()
    {
        Assert.Empty(LayeredLayout.Place(0, []).Nodes);
        Assert.Equal(2, LayeredLayout.Place(2, [(0, 1), (1, 0)]).Nodes.Count);
    }
}
