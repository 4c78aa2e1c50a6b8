using Delegate.Actors.Projections;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Projections;

/// <summary>What a view says of a pause. Coordinator and task each tell their half, and not always in one order.</summary>
public class PausedViewSpecs
{
    private static readonly TaskId Id = TaskId.Parse("task-7k2m9qx4h0ad");
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private static readonly TaskProtocol.AttemptPaused Frozen = new(Id, 1, "cli", 1_000, At);
    private static readonly TaskProtocol.AttemptContinued Thawed = new(Id, 1, "host", 2_000, At);

    private static TaskView In(TaskPhase phase) => new()
    {
        Id = Id, GraphId = "graph-1", Agent = AgentNames.Shell, Summary = "make", Cwd = "/", Priority = Priority.P2, Phase = phase, CreatedAt = At,
        Pid = phase == TaskPhase.Running ? 7 : null, RetryAt = phase == TaskPhase.Retrying ? At : null,
        After = phase == TaskPhase.Waiting ? [new(TaskId.Parse("task-000000000001"), DependencyPolicy.Cancel, Done: false)] : [],
    };

    [Theory]
    [InlineData(TaskPhase.Waiting)]
    [InlineData(TaskPhase.Queued)]
    [InlineData(TaskPhase.Retrying)]
    public void One_that_is_in_no_attempt_stands_still_at_once_and_then_is_what_it_was(TaskPhase phase)
    {
        var paused = TaskProjection.Paused(In(phase), "cli");
        Assert.Equal((TaskPhase.Paused, phase, "cli"), (paused.Phase, paused.PausedFrom!.Value, paused.PausedBy));
        Assert.Equivalent(In(phase), TaskProjection.Continued(paused), strict: true);
    }

    [Fact]
    public void A_running_one_is_being_paused_until_its_processes_stand_still()
    {
        var wish = TaskProjection.Paused(In(TaskPhase.Running), "cli");
        Assert.Equal((TaskPhase.Running, "cli"), (wish.Phase, wish.PausedBy));
        var frozen = TaskProjection.Apply(wish, Frozen);
        Assert.Equal((TaskPhase.Paused, TaskPhase.Running, "cli"), (frozen.Phase, frozen.PausedFrom!.Value, frozen.PausedBy));
        var goesOn = TaskProjection.Continued(frozen);
        Assert.Equal((TaskPhase.Paused, "cli"), (goesOn.Phase, goesOn.PausedBy));
        Assert.Equivalent(In(TaskPhase.Running), TaskProjection.Apply(goesOn, Thawed), strict: true);
    }

    [Fact]
    public void A_wish_that_is_taken_back_before_anything_stood_still_leaves_nothing()
    {
        var both = TaskProjection.Continued(TaskProjection.Paused(In(TaskPhase.Running), "cli"));
        Assert.Equivalent(In(TaskPhase.Running), both, strict: true);
        Assert.Equivalent(In(TaskPhase.Running), TaskProjection.Apply(TaskProjection.Apply(both, Frozen), Thawed), strict: true);
    }
}
