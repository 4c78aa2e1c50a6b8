using CsCheck;
using Delegate.Actors.Dag;

namespace Delegate.Actors.Specs.Dag;

public class CycleDetectorSpecs
{
    private static readonly Gen<int[][]> Graphs =
        Gen.Int[1, 12].SelectMany(nodes => Gen.Int[0, nodes - 1].Array[0, 4].Array[nodes]);

    [Fact]
    public void It_finds_a_cycle_exactly_when_there_is_one() =>
        Graphs.Sample(graph => Assert.Equal(HasCycle(graph), CycleDetector.Find(graph) is not null));

    [Fact]
    public void The_path_that_it_names_is_a_cycle_of_the_graph() => Graphs.Sample(graph =>
    {
        if (CycleDetector.Find(graph) is not { } path)
            return;
        Assert.Equal(path[0], path[^1]);
        Assert.All(path.Zip(path.Skip(1), (from, to) => (from, to)), step => Assert.Contains(step.to, graph[step.from]));
    });

    [Fact]
    public void A_chain_of_a_hundred_thousand_does_not_exhaust_the_stack() =>
        Assert.Null(CycleDetector.Find([.. Enumerable.Range(0, 100_000).Select(i => (IReadOnlyList<int>)(i == 0 ? [] : [i - 1]))]));

    /// <summary>The other way: take away nodes that wait for nothing, until none is left or none can be taken.</summary>
    private static bool HasCycle(int[][] graph)
    {
        var left = Enumerable.Range(0, graph.Length).ToHashSet();
        while (left.FirstOrDefault(node => !graph[node].Any(left.Contains), -1) is >= 0 and var free)
            left.Remove(free);
        return left.Count > 0;
    }
}
