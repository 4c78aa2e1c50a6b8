using Delegate.Actors.Projections;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Projections;

public class WhySpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly Dictionary<TaskId, TaskView> _tasks = [];

    [Fact]
    public void A_waiting_task_is_explained_down_to_the_failed_one_that_everything_is_held_on()
    {
        var build = Add(TaskPhase.Failed, "build");
        var test = Add(TaskPhase.Waiting, "test", (build, DependencyPolicy.Hold, false));
        var ship = Add(TaskPhase.Waiting, "ship", (test, DependencyPolicy.Cancel, false), (Add(TaskPhase.Succeeded), DependencyPolicy.Cancel, true));

        var why = Explain(ship);

        Assert.Equal("Waits for one task; 1 of 2 are done.", why.Reason);
        var cause = Assert.Single(Assert.Single(why.Causes).Causes);
        Assert.Equal((build, "build", TaskPhase.Failed), (cause.Id, cause.Key, cause.Phase));
        Assert.Equal("Failed: Exited with 7. What comes after it is held until a retry or a resume of it succeeds.", cause.Reason);
        Assert.Equal($"delegate retry {build}", cause.Release);
    }

    [Fact]
    public void A_cancelled_task_leads_to_the_root_of_the_cascade()
    {
        var build = Add(TaskPhase.Failed, "build");
        var test = Cascade(build);
        var ship = Cascade(test);

        var why = Explain(ship);

        Assert.Equal([test, build], Chain(why).Skip(1).Select(node => node.Id));
        Assert.Equal($"delegate retry {build}", Chain(why).Last().Release);

        TaskId Cascade(TaskId parent)
        {
            var id = Add(TaskPhase.Cancelled, null, (parent, DependencyPolicy.Cancel, false));
            _tasks[id] = _tasks[id] with { Outcome = new(OutcomeCodes.DependencyFailed, "It depends on build, which failed: Exited with 7.") };
            return id;
        }
    }

    [Theory]
    [InlineData(TaskPhase.Queued, "Queued: all 4 slots are in use.", "wait")]
    [InlineData(TaskPhase.Retrying, "Attempt 1 failed: Exited with 7. The next one starts in 1m30s.", "wait")]
    [InlineData(TaskPhase.Paused, "Paused by anna while running; its processes are frozen.", "delegate resume")]
    [InlineData(TaskPhase.Running, "Attempt 1 runs for 10m00s; silent for 2m05s (its limit is 5m00s). It last said: Half of it is done.", "wait, or delegate logs -f")]
    [InlineData(TaskPhase.Stopping, "Its processes are being ended.", "wait")]
    [InlineData(TaskPhase.Succeeded, "Succeeded.", null)]
    public void A_leaf_says_what_it_does_and_what_would_release_it(TaskPhase phase, string reason, string? release)
    {
        var id = Add(phase);
        _tasks[id] = _tasks[id] with
        {
            HoldReason = "all 4 slots are in use", RetryAt = Now.AddSeconds(90), PausedBy = "anna", PausedFrom = TaskPhase.Running, IdleMs = 300_000,
            Outcome = new(OutcomeCodes.AgentError, "Exited with 7.", 7), StartedAt = Now.AddMinutes(-10), Attempt = 1,
            Checkpoint = new(Now, null, 3, "Half of it\n is done.", null, null, null),
        };
        var why = Explain(id, TimeSpan.FromSeconds(125));
        Assert.Equal(reason, why.Reason);
        Assert.True(release is null ? why.Release is null : why.Release!.StartsWith(release, StringComparison.Ordinal), why.Release);
    }

    [Fact]
    public void A_fan_in_of_thousands_shows_the_failed_ones_and_counts_the_rest()
    {
        var parents = Enumerable.Range(0, 90).Select(_ => Add(TaskPhase.Queued)).ToList();
        parents.Add(Add(TaskPhase.Failed));
        var id = Add(TaskPhase.Waiting, null, [.. parents.Select(parent => (parent, DependencyPolicy.Hold, false))]);

        var why = Explain(id);

        Assert.Equal((10, 81), (why.Causes.Count, why.More));
        Assert.Equal(parents[^1], why.Causes[0].Id);
    }

    [Fact]
    public void A_chain_of_thousands_and_a_lattice_are_bounded()
    {
        var id = Add(TaskPhase.Queued);
        for (var i = 0; i < 3_000; i++)
            id = Add(TaskPhase.Waiting, null, (id, DependencyPolicy.Cancel, false));
        var last = Chain(Explain(id)).Last();
        Assert.Equal($"delegate why {last.Id}", last.Release);

        var layer = Enumerable.Range(0, 10).Select(_ => Add(TaskPhase.Queued)).ToList();
        for (var depth = 0; depth < 15; depth++)
            layer = [.. layer.Select(_ => Add(TaskPhase.Waiting, null, [.. layer.Select(parent => (parent, DependencyPolicy.Cancel, false))]))];
        Assert.InRange(Count(Explain(layer[0])), 100, 3_000);
    }

    private static int Count(WhyView why) => 1 + why.Causes.Sum(Count);

    private static IEnumerable<WhyView> Chain(WhyView why)
    {
        for (var at = why; ; at = at.Causes[0])
        {
            yield return at;
            if (at.Causes.Count == 0)
                yield break;
        }
    }

    private WhyView Explain(TaskId id, TimeSpan? silence = null) => WhyTree.Explain(
        id, WhyTree.Collect(_tasks[id], ids => [.. ids.Where(_tasks.ContainsKey).Select(one => _tasks[one])]), _ => silence, Now);

    private TaskId Add(TaskPhase phase, string? key = null, params (TaskId On, DependencyPolicy Policy, bool Done)[] after)
    {
        var id = TaskId.New();
        _tasks[id] = new()
        {
            Id = id, GraphId = "graph-1", Key = key, Agent = AgentNames.Shell, Summary = "x", Cwd = "/", Priority = Priority.P2, Phase = phase, CreatedAt = Now,
            After = [.. after.Select(edge => new DependencyView(edge.On, edge.Policy, edge.Done))],
            Outcome = phase == TaskPhase.Failed ? new(OutcomeCodes.AgentError, "Exited with 7.", 7) : null,
        };
        return id;
    }
}
