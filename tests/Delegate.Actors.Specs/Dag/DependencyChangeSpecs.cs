using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

/// <summary>Dependencies that are added to, and taken from, tasks that have not begun; and the limits of a graph (A12).</summary>
public class DependencyChangeSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Now = TimeSpan.Zero;

    [Fact]
    public async Task A_task_waits_for_what_is_added_and_no_longer_for_what_is_removed()
    {
        var (a, b, c) = await ThreeAsync(); // c waits for a
        Assert.Null((await ChangeAsync(c, [new(b.Value)], [a])).Error);
        Assert.Equal(b, Assert.Single((await ViewAsync(c))!.After).Id);
        await EndAsync("a");
        await CoordinatorHasHeardAsync();
        Assert.Equal(TaskPhase.Waiting, (await ViewAsync(c))!.Phase);
        await EndAsync("b");
        Assert.Equal("c", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_queued_task_that_gets_a_dependency_waits_again()
    {
        Options = Options with { MaxSlots = 1 };
        await RestartAsync();
        var running = await SubmitOneAsync("running");
        var (launch, slot) = await AgentStartsAsync();
        var queued = await SubmitOneAsync("queued");
        var last = await SubmitOneAsync("last");
        Assert.Null((await ChangeAsync(queued, [new(last.Value)], [])).Error);
        Assert.Equal(TaskPhase.Waiting, (await ViewAsync(queued))!.Phase);
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(running, TaskPhase.Succeeded);
        await EndAsync("last");
        Assert.Equal("queued", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_dependency_that_would_close_a_circle_is_refused_and_the_path_is_named()
    {
        var answer = await SubmitAsync(NewTask("a", "a"), NewTask("b", "b") with { After = [new("a")] }, NewTask("c", "c") with { After = [new("b")] }, NewTask("d", "d") with { After = [new("c")] });
        var ids = answer.Reply!.Tasks.Select(task => task.Id).ToList();
        var error = (await ChangeAsync(ids[1], [new(ids[3].Value)], [])).Error!;
        Assert.Equal(ErrorCodes.DependencyCycle, error.Code);
        Assert.Contains($"{ids[1]} -> {ids[3]} -> {ids[2]} -> {ids[1]}", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.DependencyCycle, (await ChangeAsync(ids[1], [new(ids[1].Value)], [])).Error!.Code);
    }

    [Fact]
    public async Task A_task_that_has_begun_keeps_its_dependencies()
    {
        var id = await SubmitOneAsync();
        await AgentStartsAsync();
        var other = await SubmitOneAsync("other");
        Assert.Equal(ErrorCodes.AlreadyStarted, (await ChangeAsync(id, [new(other.Value)], [])).Error!.Code);
    }

    [Fact]
    public async Task What_is_not_there_can_be_neither_added_nor_removed_and_nothing_changes()
    {
        var (_, b, c) = await ThreeAsync();
        Assert.Equal(ErrorCodes.DependencyNotFound, (await ChangeAsync(c, [new(b.Value), new(TaskId.New().Value)], [])).Error!.Code);
        Assert.Equal(ErrorCodes.DependencyNotFound, (await ChangeAsync(c, [], [b])).Error!.Code);
        Assert.Single((await ViewAsync(c))!.After);
    }

    [Fact]
    public async Task A_changed_dependency_survives_a_restart()
    {
        await SubmitAsync(NewTask("first", "first"), NewTask("b", "b") with { After = [new("first")] }, NewTask("c", "c") with { After = [new("first")] });
        var (first, b, c) = ((await ListAsync())[2], (await ListAsync())[1], (await ListAsync())[0]);
        Assert.Null((await ChangeAsync(c, [new(b.Value)], [first])).Error);
        await RestartAsync();
        Assert.Equal(b, Assert.Single((await ViewAsync(c))!.After).Id);
        Assert.Equal(ErrorCodes.DependencyCycle, (await ChangeAsync(b, [new(c.Value)], [])).Error!.Code);
    }

    [Fact]
    public async Task A_hundred_and_one_dependencies_are_refused_where_a_hundred_are_the_limit()
    {
        Limits = Limits with { DependenciesPerTask = 100 };
        await RestartAsync();
        var parents = (await SubmitAsync([.. Enumerable.Range(0, 101).Select(i => NewTask($"{i}"))])).Reply!.Tasks.Select(task => new DependencyRequest(task.Id.Value)).ToList();
        var full = Assert.Single((await SubmitAsync(NewTask("child") with { After = parents[..100] })).Reply!.Tasks).Id;
        var error = (await ChangeAsync(full, [parents[100]], [])).Error!;
        Assert.Equal(ErrorCodes.LimitExceeded, error.Code);
        Assert.Contains("the limit is 100", error.Message, StringComparison.Ordinal);
        var request = new SubmitRequest { Tasks = [NewTask("child") with { After = parents }] };
        error = SubmissionRules.Check(request, new HashSet<string> { AgentNames.Shell }, Limits, _ => true)!;
        Assert.Contains("the limit is 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_of_a_hundred_and_one_is_refused_where_a_hundred_are_the_limit_however_it_comes_about()
    {
        Limits = Limits with { Depth = 100 };
        await RestartAsync();
        TaskRequest[] Chain(int length) => [.. Enumerable.Range(0, length).Select(i => NewTask($"{i}", $"k{i}") with { After = i == 0 ? [] : [new($"k{i - 1}")] })];
        var tooLong = await SubmitAsync(Chain(101));
        Assert.Equal((ErrorCodes.LimitExceeded, "tasks[100].after"), (tooLong.Error!.Code, tooLong.Error.Field));
        Assert.Contains("the limit is 100", tooLong.Error.Message, StringComparison.Ordinal);

        var chain = (await SubmitAsync(Chain(100))).Reply!.Tasks;
        Assert.Equal(ErrorCodes.LimitExceeded, (await SubmitAsync(NewTask() with { After = [new(chain[^1].Id.Value)] })).Error!.Code);
        var pair = (await SubmitAsync(NewTask("x", "x") with { After = [new(chain[0].Id.Value)] }, NewTask("y", "y") with { After = [new("x")] })).Reply!.Tasks;
        Assert.Equal(ErrorCodes.LimitExceeded, (await ChangeAsync(pair[0].Id, [new(chain[98].Id.Value)], [])).Error!.Code);
        Assert.Null((await ChangeAsync(pair[0].Id, [new(chain[97].Id.Value)], [])).Error);
    }

    private async Task<(TaskId A, TaskId B, TaskId C)> ThreeAsync()
    {
        var tasks = (await SubmitAsync(NewTask("a", "a"), NewTask("b", "b"), NewTask("c", "c") with { After = [new("a")] })).Reply!.Tasks;
        return (tasks[0].Id, tasks[1].Id, tasks[2].Id);
    }

    private async Task<IReadOnlyList<TaskId>> ListAsync()
    {
        await CoordinatorHasHeardAsync();
        await ViewAsync(TaskId.New()); // the projector's barrier
        return [.. Queries.List(TaskFilter.All).Tasks.Select(task => task.Id)];
    }

    private readonly Dictionary<string, Action> _running = [];

    /// <summary>Lets the task with this prompt end well; those that start before it are kept running.</summary>
    private async Task EndAsync(string prompt)
    {
        while (!_running.ContainsKey(prompt))
        {
            var (launch, slot) = await AgentStartsAsync();
            _running[launch.Spec.Prompt] = () => slot.Tell(EndedWell(launch.Attempt));
        }
        _running[prompt]();
    }

    private Task<DagProtocol.Answer> ChangeAsync(TaskId id, IReadOnlyList<DependencyRequest> add, IReadOnlyList<TaskId> remove) =>
        Actor<DagCoordinatorKey>().Ask<DagProtocol.Answer>(new DagProtocol.ChangeDependencies(id, add, remove, "spec"), Patience);
}
