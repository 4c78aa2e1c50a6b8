using Delegate.Contracts;
using Delegate.Web.Live;

namespace Delegate.Web.Specs.Pure;

public class DigestSpecs
{
    private static readonly DateTimeOffset Today = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static TaskView Task(TaskPhase phase, DateTimeOffset? ended = null) => new()
    {
        Id = TaskId.New(), GraphId = "graph-1", Agent = "claude", Summary = "work", Cwd = "/", Priority = Priority.P2, Phase = phase, CreatedAt = Today, EndedAt = ended,
    };

    [Fact]
    public void A_failure_of_today_needs_somebody_until_it_was_begun_anew_and_yesterdays_is_past()
    {
        var (old, fresh, begun) = (Task(TaskPhase.Failed, Today.AddHours(-1)), Task(TaskPhase.Failed, Today.AddHours(1)), Task(TaskPhase.Failed, Today.AddHours(2)));
        var again = Task(TaskPhase.Running) with { Lineage = new(begun.Id, begun.Id, 1, LineageKind.Retry) };
        var paused = Task(TaskPhase.Paused);
        var digest = Digest.Of([old, fresh, begun, again, paused], Today);
        Assert.Equal([paused, fresh], digest.NeedsYou);
        Assert.Equal([begun, fresh], digest.Failed);
        Assert.Equal([again], digest.Running);
    }

    [Fact]
    public void The_cost_is_of_what_ended_today_and_of_what_still_runs()
    {
        UsageView Of(decimal dollars) => new(0, 0, 0, 0, dollars, 1);
        var running = Task(TaskPhase.Running) with { Usage = Of(1), Checkpoint = new(Today, null, 1, null, null, null, Of(0.5m)) };
        Assert.Equal(3.5m, Digest.Of([running, Task(TaskPhase.Succeeded, Today.AddHours(1)) with { Usage = Of(2) }, Task(TaskPhase.Succeeded, Today.AddHours(-1)) with { Usage = Of(4) }], Today).CostToday);
    }
}
