using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Projections;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Projections;

/// <summary>The past as computed is the past as it was shown.</summary>
public class PastSpecs : DelegateTestKit
{
    [Fact]
    public async Task Whatever_was_shown_of_a_graph_at_any_moment_is_computed_from_the_journal_afterwards()
    {
        using var watching = Feed.SubscribeToEverything();
        var build = NewTask("build", "build") with { Retry = new() { MaxAttempts = 2, BackoffMs = 60_000, On = [FailureClass.AgentError] } };
        var answer = await SubmitAsync(build, NewTask("test", "test") with { After = [new("build")] }, NewTask("docs", "docs") with { After = [new("build"), new("test")] });
        var ids = answer.Reply!.Tasks.Select(task => task.Id).ToList();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(first.Attempt, 7));
        await AwaitPhaseAsync(ids[0], TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(ids[0]);
        Clock.Advance(Kit.Sys, TimeSpan.FromMinutes(5));
        var (second, again) = await AgentStartsAsync();
        again.Tell(EndedWell(second.Attempt));
        var (third, last) = await AgentStartsAsync();
        last.Tell(EndedBadly(third.Attempt, 1));
        await AwaitPhaseAsync(ids[2], TaskPhase.Cancelled);
        var retry = (await Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(new DagProtocol.Again(ids[1], LineageKind.Retry, TaskId.New(), "graph-again", null, "cli"))).Reply!.Tasks[0].Id;
        await ViewAsync(retry);

        // As it was shown: each change that the feed told of, by its place in the journal.
        var shown = new List<TaskChange>();
        while (watching.Changes.TryRead(out var changes))
            shown.AddRange(changes);
        Assert.True(shown.Count > 15, $"{shown.Count}");
        var past = new PastView(new PastReader(Home, Queries).Read([.. ids, retry]));

        foreach (var change in shown)
        {
            var then = Assert.Single(Past.At(past, change.Cursor), state => state.Task.Id == change.View.Id);
            Assert.True(PastStep.Of(change.Cursor, change.View.CreatedAt, change.View).ShowsTheSameAs(then.Step), $"at {change.Cursor}:\nshown    {change.View}\ncomputed {then.Step}");
        }
        // Between two changes nothing moves; before the first there is nothing.
        var moments = shown.Select(change => change.Cursor).Distinct().Order().ToList();
        Assert.Empty(Past.At(past, moments[0] - 1));
        Assert.Equal(4, Past.At(past, long.MaxValue).Count);
        Assert.Contains(past.Tasks[0].Steps, step => step is { Phase: TaskPhase.Retrying, Attempt: 1, Outcome.ExitCode: 7 });
        var edges = Past.EdgesOf(Past.At(past, long.MaxValue));
        Assert.Contains(edges, edge => edge is { Kind: GraphEdgeKind.Lineage } && edge.To == retry);
        Assert.Contains(edges, edge => edge.From == ids[0] && edge.To == ids[1] && edge.Done);
    }

    [Fact]
    public void A_moment_is_the_last_thing_written_by_then_and_what_a_step_does_not_repeat_still_holds()
    {
        var begin = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var (one, other) = (TaskId.New(), TaskId.New());
        PastTask Of(TaskId id, params PastStep[] steps) => new(id, "graph-1", null, "shell", "work", Priority.P2, null, null, steps);
        var past = new PastView(
        [
            Of(one, new PastStep(10, begin, TaskPhase.Queued, 0) { After = [] }, new(12, begin.AddSeconds(5), TaskPhase.Running, 1)),
            Of(other, new PastStep(11, begin.AddSeconds(1), TaskPhase.Waiting, 0) { After = [new(one, DependencyPolicy.Cancel, false)] }, new(15, begin.AddSeconds(9), TaskPhase.Cancelled, 0)),
        ]);
        Assert.Equal(0, Past.PositionAt(past, begin.AddSeconds(-1)));
        Assert.Equal(11, Past.PositionAt(past, begin.AddSeconds(4)));
        Assert.Equal([TaskPhase.Queued, TaskPhase.Waiting], Past.At(past, 11).Select(state => state.Step.Phase));
        var end = Past.At(past, 15);
        Assert.Equal([TaskPhase.Running, TaskPhase.Cancelled], end.Select(state => state.Step.Phase));
        Assert.Equal(one, Assert.Single(end[1].Step.After!).Id);
    }
}
