using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

/// <summary>Tasks, queues and everything, held and let go by somebody's wish.</summary>
public class PauseSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Now = TimeSpan.Zero;

    [Fact]
    public async Task A_running_task_is_frozen_and_goes_on_where_it_stood()
    {
        var id = await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        await DoAsync(new DagProtocol.PauseTask(id, "spec"));
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
        Assert.Equal(TaskPhase.Running, (await AwaitPhaseAsync(id, TaskPhase.Paused)).PausedFrom);

        await DoAsync(new DagProtocol.ContinueTask(id, "spec"));
        await Agents.ExpectMsgAsync<ProcessProtocol.Thaw>(Patience);
        await AwaitPhaseAsync(id, TaskPhase.Running);
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Succeeded);
    }

    [Fact]
    public async Task A_task_that_is_paused_while_it_is_launched_is_frozen_as_soon_as_it_runs()
    {
        var id = await SubmitOneAsync();
        var launch = await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(Patience);
        var slot = Agents.LastSender;
        await DoAsync(new DagProtocol.PauseTask(id, "spec"));
        await AwaitPhaseAsync(id, TaskPhase.Paused);
        Agents.ExpectNoMsg(Now);
        slot.Tell(new ProcessProtocol.Running(launch.Attempt, FakeIdentity(launch.Attempt), false));
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
    }

    [Fact]
    public async Task A_frozen_task_stays_frozen_across_a_restart()
    {
        var id = await SubmitOneAsync();
        await AgentStartsAsync();
        await DoAsync(new DagProtocol.PauseTask(id, "spec"));
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
        await RestartAsync();
        await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
        Assert.Equal(TaskPhase.Paused, (await ViewAsync(id))!.Phase);
    }

    [Fact]
    public async Task A_pause_that_a_crash_cut_off_from_the_task_reaches_it_after_the_restart()
    {
        var id = await SubmitOneAsync();
        await AgentStartsAsync();
        await DoAsync(new DagProtocol.PauseTask(id, "spec"));
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
        await RestartAsync(() => Journal.Forget(Home, id.Value, entry => entry is TaskProtocol.AttemptPaused));
        await Agents.FishForMessageAsync(message => message is ProcessProtocol.Freeze, Patience);
    }

    [Fact]
    public async Task A_paused_task_that_has_not_begun_does_not_begin()
    {
        var answer = await SubmitAsync(NewTask("parent", "p"), NewTask("child") with { After = [new("p")] });
        var child = answer.Reply!.Tasks[1].Id;
        await DoAsync(new DagProtocol.PauseTask(child, "spec"));
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Succeeded);
        await CoordinatorHasHeardAsync();
        Agents.ExpectNoMsg(Now);
        Assert.Equal(TaskPhase.Paused, (await ViewAsync(child))!.Phase);
        await DoAsync(new DagProtocol.ContinueTask(child, "spec"));
        Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task The_time_limit_of_a_paused_task_stands_still()
    {
        var id = Assert.Single((await SubmitAsync(NewTask() with { TimeoutMs = 60_000 })).Reply!.Tasks).Id;
        await AgentStartsAsync();
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(50));
        await DoAsync(new DagProtocol.PauseTask(id, "spec"));
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
        Clock.Advance(Kit.Sys, TimeSpan.FromHours(2));
        await DoAsync(new DagProtocol.ContinueTask(id, "spec"));
        await Agents.ExpectMsgAsync<ProcessProtocol.Thaw>(Patience);
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(9));
        Agents.ExpectNoMsg(Now);
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(2));
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
    }

    [Fact]
    public async Task A_paused_task_can_be_cancelled()
    {
        var id = await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        await DoAsync(new DagProtocol.PauseTask(id, "spec"));
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
        await Actor<DagCoordinatorKey>().Ask<TaskProtocol.CancelReply>(new DagProtocol.Cancel(id, new(OutcomeCodes.Cancelled, "Enough.", "spec")), Patience);
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
        slot.Tell(EndedBadly(launch.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Cancelled);
    }

    [Fact]
    public async Task What_is_not_paused_cannot_be_continued_and_what_has_ended_cannot_be_paused()
    {
        var id = await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        Assert.Equal(ErrorCodes.NotPaused, (await AskAsync(new DagProtocol.ContinueTask(id, "spec"))).Error!.Code);
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Succeeded);
        await CoordinatorHasHeardAsync();
        Assert.Equal(ErrorCodes.AlreadyEnded, (await AskAsync(new DagProtocol.PauseTask(id, "spec"))).Error!.Code);
        Assert.Equal(ErrorCodes.TaskNotFound, (await AskAsync(new DagProtocol.PauseTask(TaskId.New(), "spec"))).Error!.Code);
    }

    [Fact]
    public async Task Everything_can_be_paused_and_what_runs_goes_on()
    {
        await SubmitOneAsync("first");
        var (launch, slot) = await AgentStartsAsync();
        await DoAsync(new DagProtocol.PauseAll(true, "spec"));
        await SubmitOneAsync("second");
        await RestartAsync();
        await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        Agents.LastSender.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Succeeded);
        Agents.ExpectNoMsg(Now);
        await DoAsync(new DagProtocol.PauseAll(false, "spec"));
        Assert.Equal("second", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_queues_settings_survive_a_restart()
    {
        await DoAsync(new DagProtocol.ChangeQueueSettings("night", 1, true, "spec"));
        await RestartAsync();
        await SubmitAsync(NewTask("night") with { Queue = "night" }, NewTask("day"));
        Assert.Equal("day", (await AgentStartsAsync()).Launch.Spec.Prompt);
        Agents.ExpectNoMsg(Now);
        await DoAsync(new DagProtocol.ChangeQueueSettings("night", 1, false, "spec"));
        Assert.Equal("night", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    private async Task DoAsync(object command) => Assert.Null((await AskAsync(command)).Error);

    private Task<DagProtocol.Answer> AskAsync(object command) => Actor<DagCoordinatorKey>().Ask<DagProtocol.Answer>(command, Patience);
}
