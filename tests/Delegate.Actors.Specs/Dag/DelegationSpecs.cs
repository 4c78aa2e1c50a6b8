using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using static Delegate.Actors.Dag.DagProtocol;

namespace Delegate.Actors.Specs.Dag;

/// <summary>A delegated session delegates in turn: within limits, as a parent, and what it delegated ends with it.</summary>
public class DelegationSpecs
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DagLimits Limits = new(DelegationDepth: 2, DelegationsPerTask: 3);
    private static readonly TaskId Root = TaskId.Parse("task-000000000001");
    private static readonly TaskId Child = TaskId.Parse("task-000000000002");
    private static readonly TaskId Grandchild = TaskId.Parse("task-000000000003");
    private static readonly TaskId Stranger = TaskId.Parse("task-000000000004");

    [Fact]
    public void Who_runs_and_may_delegate_becomes_the_parent_and_its_children_are_a_generation_further()
    {
        var spec = Assert.Single(Decide(Running(Root), Root, 1).Event!.Tasks).Spec;
        Assert.Equal((Root, 1), (spec.DelegatedBy, spec.Generation));
    }

    [Theory]
    [InlineData("task-000000000001/1", "not running")] // it waits
    [InlineData("task-000000000009/1", "not running")] // there is none
    [InlineData("nonsense", "names no attempt")]
    public void Who_does_not_run_has_no_children(string asks, string words)
    {
        var state = DagState.Empty.Apply(Accepted(Spec(Root)));
        Assert.Contains(words, Decide(state, asks, 1).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_earlier_attempt_one_that_is_being_ended_and_one_that_may_not_are_refused()
    {
        var twice = Running(Root).Apply(new TaskParked(Root, 1, null, At)).Apply(new TaskDispatched(Root, At));
        Assert.Equal(ErrorCodes.Forbidden, Decide(twice, $"{Root}/1", 1).Error?.Code);
        Assert.Null(Decide(twice, $"{Root}/2", 1).Error);
        Assert.Equal(ErrorCodes.Forbidden, Decide(Running(Root).Apply(new CancelRequested(Root, Cause, At)), Root, 1).Error?.Code);
        var mute = DagState.Empty.Apply(Accepted(Spec(Root) with { AllowDelegation = false })).Apply(new TaskDispatched(Root, At));
        Assert.Equal(ErrorCodes.Forbidden, Decide(mute, Root, 1).Error?.Code);
    }

    [Fact]
    public void Neither_too_deep_nor_too_many_and_the_limit_is_named()
    {
        var family = Family();
        var deep = Decide(family.Apply(new TaskDispatched(Grandchild, At)), Grandchild, 1).Error;
        Assert.Equal(ErrorCodes.LimitExceeded, deep?.Code);
        Assert.Contains("delegationDepth", deep!.Message, StringComparison.Ordinal);

        Assert.Null(Decide(family, Root, 2).Error); // with the one it has: 3
        var many = Decide(family, Root, 3).Error;
        Assert.Contains("delegationsPerTask", many!.Message, StringComparison.Ordinal);
        var ended = family.Apply(new TaskClosed(Child, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done."), At));
        Assert.NotNull(Decide(ended, Root, 3).Error); // those that have ended count
    }

    [Fact]
    public void A_cancel_reaches_what_was_delegated_and_nobody_else()
    {
        var state = Family().Apply(new CancelRequested(Root, Cause, At));
        Assert.All(new[] { Root, Child, Grandchild }, id => Assert.NotNull(state.Open[id].Cancel));
        Assert.Contains(Root.Value, state.Open[Child].Cancel!.Message, StringComparison.Ordinal);
        Assert.Null(state.Open[Stranger].Cancel);
    }

    [Theory]
    [InlineData(TaskPhase.Failed, true)]
    [InlineData(TaskPhase.Succeeded, false)]
    public void What_a_session_that_failed_delegated_ends_and_what_one_that_succeeded_delegated_goes_on(TaskPhase phase, bool ends)
    {
        var state = Family().Apply(new TaskClosed(Root, phase, new(OutcomeCodes.AgentError, "It ended."), At));
        Assert.Equal(ends, state.Open[Child].Cancel is not null);
        Assert.Equal(ends, state.Open[Grandchild].Cancel is not null);
    }

    [Fact]
    public void Who_waits_for_its_children_is_not_in_their_way_and_they_are_in_each_others()
    {
        var family = Family();
        Assert.NotEqual("/repo", Delegation.TreeOf(family, family.Open[Child].Spec));
        Assert.Equal(Delegation.TreeOf(family, family.Open[Child].Spec), Delegation.TreeOf(family, Spec(Stranger) with { DelegatedBy = Root }));
        Assert.Equal("/repo", Delegation.TreeOf(family, family.Open[Stranger].Spec));
    }

    private static readonly StopCause Cause = new(OutcomeCodes.Cancelled, "Enough.", "cli");

    private static DagState Family() => Running(Root)
        .Apply(Accepted(Spec(Child) with { DelegatedBy = Root, Generation = 1 })).Apply(new TaskDispatched(Child, At))
        .Apply(Accepted(Spec(Grandchild) with { DelegatedBy = Child, Generation = 2 }))
        .Apply(Accepted(Spec(Stranger)));

    private static DagState Running(TaskId id) => DagState.Empty.Apply(Accepted(Spec(id))).Apply(new TaskDispatched(id, At));

    private static GraphAccepted Accepted(TaskSpec spec) => new($"graph-{spec.Id}", null, null, [new(spec, [])], At);

    private static TaskSpec Spec(TaskId id) =>
        new() { Id = id, GraphId = $"graph-{id}", Agent = "claude", Prompt = "go", Cwd = "/repo", Tree = "/repo", AllowDelegation = true };

    private static (GraphAccepted? Event, DelegateError? Error) Decide(DagState state, TaskId asks, int tasks) => Decide(state, $"{asks}/1", tasks);

    private static (GraphAccepted? Event, DelegateError? Error) Decide(DagState state, string asks, int tasks)
    {
        var request = new SubmitRequest
        {
            CallerAttempt = asks, Tasks = [.. Enumerable.Range(0, tasks).Select(_ => new TaskRequest { Agent = "shell", Prompt = "true", Cwd = "/" })],
        };
        return DagDecider.Decide(
            state, new(request, "graph-x", [.. request.Tasks.Select(_ => TaskId.New())]), new Dictionary<TaskId, TaskProtocol.EndDescription>(), Limits, At);
    }
}
