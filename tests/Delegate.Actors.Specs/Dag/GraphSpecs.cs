using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

/// <summary>Which task waits for which, over the production actors and a real journal.</summary>
public class GraphSpecs : DelegateTestKit
{
    private static readonly TimeSpan Now = TimeSpan.Zero;

    [Fact]
    public async Task A_chain_runs_in_order_and_each_task_once()
    {
        var answer = await SubmitAsync(
            NewTask("build", "build"),
            NewTask("test", "test") with { After = [new("build")] },
            NewTask("deploy", "deploy") with { After = [new("test")] });
        Assert.Null(answer.Error);

        foreach (var expected in new[] { "build", "test", "deploy" })
        {
            var (launch, slot) = await AgentStartsAsync();
            Assert.Equal(expected, launch.Spec.Prompt);
            Agents.ExpectNoMsg(Now);
            slot.Tell(EndedWell(launch.Attempt, $"{expected} done"));
        }

        foreach (var task in answer.Reply!.Tasks)
            Assert.Equal($"{task.Key} done", (await AwaitPhaseAsync(task.Id, TaskPhase.Succeeded)).Result);
        Agents.ExpectNoMsg(Now);
    }

    [Fact]
    public async Task A_diamond_starts_its_last_task_once_and_only_after_both_sides()
    {
        await SubmitAsync(
            NewTask("top", "top"),
            NewTask("left", "left") with { After = [new("top")] },
            NewTask("right", "right") with { After = [new("top")] },
            NewTask("bottom", "bottom") with { After = [new("left"), new("right")] });
        var (top, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(top.Attempt));
        var (first, firstSlot) = await AgentStartsAsync();
        var (second, secondSlot) = await AgentStartsAsync();
        Assert.Equal(["left", "right"], new[] { first.Spec.Prompt, second.Spec.Prompt }.Order());

        firstSlot.Tell(EndedWell(first.Attempt));
        await AwaitPhaseAsync(first.Spec.Id, TaskPhase.Succeeded);
        Agents.ExpectNoMsg(Now);
        secondSlot.Tell(EndedWell(second.Attempt));

        Assert.Equal("bottom", (await AgentStartsAsync()).Launch.Spec.Prompt);
        Agents.ExpectNoMsg(Now);
    }

    [Fact]
    public async Task A_failed_task_cancels_what_depends_on_it_and_all_of_them_name_the_root_cause()
    {
        var answer = await SubmitAsync(
            NewTask("build", "build"),
            NewTask("test", "test") with { After = [new("build")] },
            NewTask("deploy", "deploy") with { After = [new("test")] });
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(launch.Attempt, 7));

        foreach (var task in answer.Reply!.Tasks.Skip(1))
        {
            var outcome = (await AwaitPhaseAsync(task.Id, TaskPhase.Cancelled)).Outcome!;
            Assert.Equal(OutcomeCodes.DependencyFailed, outcome.Code);
            Assert.Contains($"build ({launch.Spec.Id}), which failed: It exited with status 7", outcome.Message, StringComparison.Ordinal);
        }
        Agents.ExpectNoMsg(Now);
    }

    [Fact]
    public async Task A_task_may_run_although_the_one_before_it_failed()
    {
        await SubmitAsync(NewTask("a", "a"), NewTask("cleanup", "cleanup") with { After = [new("a", DependencyPolicy.Run)] });
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(launch.Attempt));
        Assert.Equal("cleanup", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_task_on_hold_goes_on_waiting_when_the_one_before_it_failed()
    {
        var answer = await SubmitAsync(NewTask("a", "a"), NewTask("b", "b") with { After = [new("a", DependencyPolicy.Hold)] });
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(launch.Attempt));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Failed);
        // The coordinator has heard of the end once it answers something that came after it.
        await SubmitAsync(NewTask("c"));
        await AgentStartsAsync();
        Assert.Equal(TaskPhase.Waiting, (await ViewAsync(answer.Reply!.Tasks[1].Id))!.Phase);
    }

    [Fact]
    public async Task A_task_may_depend_on_one_that_has_already_succeeded()
    {
        var parent = await SubmitOneAsync("parent");
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(parent, TaskPhase.Succeeded);

        await SubmitOneAsync("child", new DependencyRequest(parent.Value));
        Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    /// <summary>N02, by its default policy.</summary>
    [Fact]
    public async Task A_task_that_depends_on_one_that_has_already_failed_is_refused_with_the_reason()
    {
        var parent = await FailedTaskAsync();
        var answer = await SubmitAsync(NewTask("child") with { After = [new(parent.Value)] });
        Assert.Equal(ErrorCodes.DependencyFailed, answer.Error!.Code);
        Assert.Contains("status 1", answer.Error.Message, StringComparison.Ordinal);
        Assert.Contains("--on-failure run", answer.Error.Hint, StringComparison.Ordinal);
        Assert.Single(Queries.List(TaskFilter.All).Tasks);
    }

    [Fact]
    public async Task A_task_that_runs_anyway_may_depend_on_one_that_has_already_failed()
    {
        var parent = await FailedTaskAsync();
        await SubmitOneAsync("child", new DependencyRequest(parent.Value, DependencyPolicy.Run));
        Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Theory]
    [InlineData("task-000000000000")]
    [InlineData("nonsense")]
    public async Task A_dependency_that_does_not_exist_is_refused_and_nothing_is_stored(string on)
    {
        var answer = await SubmitAsync(NewTask("fine"), NewTask("child") with { After = [new(on)] });
        Assert.Equal(ErrorCodes.DependencyNotFound, answer.Error!.Code);
        Assert.Contains(on, answer.Error.Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_dependency_named_twice_is_refused_and_nothing_is_stored()
    {
        var answer = await SubmitAsync(NewTask("a", "a"), NewTask("b", "b") with { After = [new("a"), new("a")] });
        Assert.Equal(ErrorCodes.DuplicateDependency, answer.Error!.Code);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_task_that_depends_on_itself_is_refused_and_nothing_is_stored()
    {
        var answer = await SubmitAsync(NewTask("a", "a") with { After = [new("a")] });
        Assert.Equal(ErrorCodes.DependencyCycle, answer.Error!.Code);
        Assert.Contains("a -> a", answer.Error.Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task A_cycle_is_refused_and_the_reply_names_its_path()
    {
        var answer = await SubmitAsync(
            NewTask("x", "x"),
            NewTask("a", "a") with { After = [new("c"), new("x")] },
            NewTask("b", "b") with { After = [new("a")] },
            NewTask("c", "c") with { After = [new("b")] });
        Assert.Equal(ErrorCodes.DependencyCycle, answer.Error!.Code);
        Assert.Contains("a -> c -> b -> a", answer.Error.Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task Ten_thousand_tasks_in_one_chain_are_accepted_in_one_event()
    {
        Limits = Limits with { Depth = 10_000 };
        await RestartAsync();
        var tasks = Enumerable.Range(0, 10_000)
            .Select(i => NewTask($"{i}", $"k{i}") with { After = i == 0 ? [] : [new($"k{i - 1}")] }).ToArray();
        var answer = await SubmitAsync(tasks);
        Assert.Equal(10_000, answer.Reply!.Tasks.Count);
        var (launch, _) = await AgentStartsAsync();
        Assert.Equal("0", launch.Spec.Prompt);
        Agents.ExpectNoMsg(Now);
    }

    /// <summary>N24: the circle of a large graph is named, and nothing of it is stored.</summary>
    [Fact]
    public async Task A_circle_among_five_thousand_tasks_is_named_and_nothing_of_them_is_stored()
    {
        Limits = Limits with { Depth = 10_000 };
        await RestartAsync();
        var tasks = Enumerable.Range(0, 5_000).Select(i => NewTask($"{i}", $"k{i}") with { After = [new($"k{(i + 1) % 5_000}")] }).ToArray();
        var error = (await SubmitAsync(tasks)).Error!;
        Assert.Equal(ErrorCodes.DependencyCycle, error.Code);
        Assert.Contains("k0 -> k1 -> k2", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("k4999 -> k0.", error.Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync();
    }

    /// <summary>N24: two clients that add to one graph at once; either both are accepted, or one is told of the circle.</summary>
    [Fact]
    public async Task Two_clients_that_close_a_circle_together_are_not_both_accepted()
    {
        var first = await SubmitOneAsync("first");
        await AgentStartsAsync();
        var a = await SubmitOneAsync("a", new DependencyRequest(first.Value));
        var b = await SubmitOneAsync("b", new DependencyRequest(first.Value));
        Task<DagProtocol.Answer> Add(TaskId to, TaskId on) => Actor<DagCoordinatorKey>()
            .Ask<DagProtocol.Answer>(new DagProtocol.ChangeDependencies(to, [new(on.Value)], [], "spec"), TimeSpan.FromSeconds(20));

        var answers = await Task.WhenAll(Add(a, b), Add(b, a));

        Assert.Equal(ErrorCodes.DependencyCycle, Assert.Single(answers, answer => answer.Error is not null).Error!.Code);
    }

    /// <summary>N19: when there is no room, who asks is told so, and nothing of the submission is stored.</summary>
    [Fact]
    public async Task A_submission_that_passes_the_limit_of_unfinished_tasks_is_refused_whole()
    {
        Limits = Limits with { UnfinishedTasks = 2 };
        await RestartAsync();
        var error = (await SubmitAsync(NewTask("a"), NewTask("b"), NewTask("c"))).Error!;
        Assert.Equal(ErrorCodes.LimitExceeded, error.Code);
        Assert.Contains("the limit of 2", error.Message, StringComparison.Ordinal);
        await AssertNothingStoredAsync();
        Assert.Null((await SubmitAsync(NewTask("a"), NewTask("b"))).Error);
    }

    [Fact]
    public async Task A_waiting_task_can_be_cancelled_and_its_children_with_it()
    {
        var answer = await SubmitAsync(
            NewTask("a", "a"), NewTask("b", "b") with { After = [new("a")] }, NewTask("c", "c") with { After = [new("b")] });
        var (_, _) = await AgentStartsAsync();

        await CancelAsync(answer.Reply!.Tasks[1].Id);

        Assert.Equal(OutcomeCodes.Cancelled, (await AwaitPhaseAsync(answer.Reply.Tasks[1].Id, TaskPhase.Cancelled)).Outcome!.Code);
        Assert.Equal(OutcomeCodes.DependencyFailed, (await AwaitPhaseAsync(answer.Reply.Tasks[2].Id, TaskPhase.Cancelled)).Outcome!.Code);
        Assert.Equal(TaskPhase.Running, (await ViewAsync(answer.Reply.Tasks[0].Id))!.Phase);
    }

    [Fact]
    public async Task Cancelling_a_task_that_does_not_exist_is_an_error()
    {
        Assert.Equal(ErrorCodes.TaskNotFound, (await CancelAsync(TaskId.New())).Error!.Code);
    }

    [Fact]
    public async Task Cancelling_a_task_that_has_ended_is_an_error_that_says_how_it_ended()
    {
        var id = await FailedTaskAsync();
        var error = (await CancelAsync(id)).Error!;
        Assert.Equal(ErrorCodes.AlreadyEnded, error.Code);
        Assert.Contains("failed", error.Message, StringComparison.Ordinal);
    }

    private async Task<TaskProtocol.CancelReply> CancelAsync(TaskId id) =>
        await Actor<DagCoordinatorKey>().Ask<TaskProtocol.CancelReply>(
            new DagProtocol.Cancel(id, new(OutcomeCodes.Cancelled, "Enough.", "spec")), TimeSpan.FromSeconds(20));

    private async Task<TaskId> FailedTaskAsync()
    {
        var id = await SubmitOneAsync("fails");
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedBadly(launch.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Failed);
        return id;
    }

    private async Task AssertNothingStoredAsync()
    {
        await ViewAsync(TaskId.New());
        Assert.Empty(Queries.List(TaskFilter.All).Tasks);
        Agents.ExpectNoMsg(Now);
    }
}
