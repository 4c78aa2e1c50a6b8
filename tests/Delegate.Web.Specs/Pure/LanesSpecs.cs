using Delegate.Contracts;
using Delegate.Web.Timeline;

namespace Delegate.Web.Specs.Pure;

public class LanesSpecs
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset At(int second) => Begin.AddSeconds(second);

    private static PastTask Task(params (int Second, TaskPhase Phase, int Attempt)[] steps) => new(
        TaskId.New(), "graph-1", "build", "shell", "make", Priority.P2, null, null,
        [.. steps.Select(step => new PastStep(step.Second, At(step.Second), step.Phase, step.Attempt))]);

    private static Stint Stint(int begin, int? end) => new(Task(), 1, At(begin), end is { } second ? At(second) : null, [new(At(begin), At(end ?? 1_000), TaskPhase.Running, 1)]);

    [Fact]
    public void An_attempt_holds_its_slot_from_its_start_to_its_end_also_while_it_is_paused()
    {
        var task = Task((0, TaskPhase.Queued, 0), (2, TaskPhase.Starting, 1), (3, TaskPhase.Running, 1), (5, TaskPhase.Paused, 1), (8, TaskPhase.Running, 1), (9, TaskPhase.Stopping, 1), (11, TaskPhase.Cancelled, 1));
        var stint = Assert.Single(Lanes.StintsOf(task, long.MaxValue, At(100)));
        Assert.Equal((1, At(2), At(11)), (stint.Attempt, stint.Begin, stint.End));
        Assert.Equal([TaskPhase.Starting, TaskPhase.Running, TaskPhase.Paused, TaskPhase.Running, TaskPhase.Stopping], stint.Bars.Select(bar => bar.Phase));
    }

    [Fact]
    public void Each_attempt_is_one_of_its_own_and_what_is_paused_between_two_or_before_the_first_holds_none()
    {
        var task = Task((0, TaskPhase.Paused, 0), (1, TaskPhase.Queued, 0), (2, TaskPhase.Running, 1), (4, TaskPhase.Retrying, 1), (5, TaskPhase.Paused, 1), (7, TaskPhase.Queued, 1), (8, TaskPhase.Starting, 2));
        Assert.Equal([(1, At(2), (DateTimeOffset?)At(4)), (2, At(8), null)], Lanes.StintsOf(task, long.MaxValue, At(10)).Select(stint => (stint.Attempt, stint.Begin, stint.End)));
        Assert.Equal(At(10), Lanes.StintsOf(task, long.MaxValue, At(10))[^1].Drawn);
    }

    [Fact]
    public void Seen_from_the_middle_an_attempt_has_no_end_yet()
    {
        var task = Task((0, TaskPhase.Queued, 0), (2, TaskPhase.Running, 1), (9, TaskPhase.Succeeded, 1));
        Assert.Empty(Lanes.StintsOf(task, 1, At(1)));
        Assert.Null(Assert.Single(Lanes.StintsOf(task, 5, At(5))).End);
    }

    [Fact]
    public void The_lowest_lane_that_is_free_is_taken_and_one_that_ends_makes_room_for_one_that_begins_then()
    {
        Stint[] stints = [Stint(0, 10), Stint(1, 5), Stint(5, 20), Stint(6, null), Stint(10, null), Stint(10, 10)];
        var lanes = Lanes.Pack(stints);
        Assert.Equal([[stints[0], stints[4]], [stints[1], stints[2]], [stints[3]], [stints[5]]], lanes);
    }

    [Fact]
    public void No_two_overlap_in_a_lane_and_there_are_as_many_lanes_as_stood_in_slots_at_once()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var stints = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(100)).Select(begin => Stint(begin, random.Next(8) == 0 ? null : begin + random.Next(1, 30))).ToList();
            var lanes = Lanes.Pack(stints);

            Assert.Equal(stints.Count, lanes.Sum(lane => lane.Count));
            foreach (var lane in lanes)
                Assert.All(lane.Zip(lane.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Begin, $"seed {seed}"));
            Assert.Equal(Enumerable.Range(0, 130).Max(second => stints.Count(stint => stint.Begin <= At(second) && !(stint.End <= At(second)))), lanes.Count);
        }
    }
}
