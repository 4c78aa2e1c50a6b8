using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Projections;

public class GraphOfSpecs : DelegateTestKit
{
    [Fact]
    public async Task A_submission_is_drawn_with_what_it_depends_on_and_with_its_retries()
    {
        var outside = await SubmitOneAsync("outside");
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(first.Attempt));
        await AwaitPhaseAsync(outside, TaskPhase.Succeeded);
        var graph = (await SubmitAsync(
            NewTask("build", "build") with { After = [new(outside.Value)] }, NewTask("ship", "ship") with { After = [new("build", DependencyPolicy.Hold)] })).Reply!;
        var (second, badSlot) = await AgentStartsAsync();
        badSlot.Tell(EndedBadly(second.Attempt));
        await AwaitPhaseAsync(second.Attempt.Task, TaskPhase.Failed);
        var (build, ship) = (graph.Tasks[0].Id, graph.Tasks[1].Id);
        var retry = TaskId.New();
        DagProtocol.SubmitAnswer answer;
        do // the view knows of the end a moment before the coordinator does
            answer = await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(new DagProtocol.Again(build, LineageKind.Retry, retry, "graph-again", null, "cli"));
        while (answer.Error?.Code == ErrorCodes.NotEnded);
        await ViewAsync(retry);

        var drawn = GraphOf.Submission(Queries, graph.GraphId);

        Assert.Equal([outside, build, ship, retry], drawn.Tasks.Select(task => task.Id));
        Assert.Equal(
        [
            new(outside, build, GraphEdgeKind.Dependency, DependencyPolicy.Cancel, true),
            new(retry, ship, GraphEdgeKind.Dependency, DependencyPolicy.Hold),
            new(outside, retry, GraphEdgeKind.Dependency, DependencyPolicy.Cancel, true),
            new(build, retry, GraphEdgeKind.Lineage),
        ], drawn.Edges.OrderBy(edge => (edge.Kind, edge.To == build ? 0 : edge.To == ship ? 1 : 2)));
        Assert.Equal([outside, ship, retry], GraphOf.Unfinished(Queries).Tasks.Select(task => task.Id));
    }
}
