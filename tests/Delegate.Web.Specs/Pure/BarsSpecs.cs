using Delegate.Contracts;
using Delegate.Web.Timeline;

namespace Delegate.Web.Specs.Pure;

public class BarsSpecs
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PastTask Task = new(TaskId.New(), "graph-1", "build", "shell", "make", Priority.P2, null, null,
    [
        new(1, Begin, TaskPhase.Queued, 0) { After = [] },
        new(3, Begin.AddSeconds(2), TaskPhase.Starting, 1),
        new(4, Begin.AddSeconds(3), TaskPhase.Running, 1),
        new(6, Begin.AddSeconds(9), TaskPhase.Succeeded, 1),
    ]);

    [Fact]
    public void Each_phase_is_a_bar_from_its_step_to_the_next_and_the_end_is_none() => Assert.Equal(
        [new(Begin, Begin.AddSeconds(2), TaskPhase.Queued, 0), new(Begin.AddSeconds(2), Begin.AddSeconds(3), TaskPhase.Starting, 1), new(Begin.AddSeconds(3), Begin.AddSeconds(9), TaskPhase.Running, 1)],
        Bars.Of(Task, long.MaxValue, Begin.AddSeconds(100)));

    [Fact]
    public void Seen_from_the_middle_the_last_bar_ends_at_the_moment_that_is_shown() =>
        Assert.Equal(new(Begin.AddSeconds(3), Begin.AddSeconds(5), TaskPhase.Running, 1), Bars.Of(Task, 5, Begin.AddSeconds(5))[^1]);

    [Fact]
    public void Ticks_are_round_and_about_as_many_as_wanted()
    {
        var ticks = Bars.Ticks(Begin.AddSeconds(3), Begin.AddMinutes(2), 8);
        Assert.Equal(Begin.AddSeconds(15), ticks[0]);
        Assert.Equal(8, ticks.Count);
    }
}
