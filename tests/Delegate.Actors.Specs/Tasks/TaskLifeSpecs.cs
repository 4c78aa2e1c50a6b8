using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>One task over the production actors: time limits, cancels, restarts.</summary>
public class TaskLifeSpecs() : DelegateTestKit(JournalIn.Disk)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_task_that_runs_longer_than_its_limit_is_stopped_and_fails_as_timed_out()
    {
        var answer = await SubmitAsync(NewTask() with { TimeoutMs = 60_000 });
        var (launch, slot) = await AgentStartsAsync();

        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(59));
        Agents.ExpectNoMsg(TimeSpan.Zero);
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(2));

        var stop = await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
        Assert.Equal(TimeSpan.FromSeconds(5), stop.Grace);
        Assert.Equal(TaskPhase.Stopping, (await ViewAsync(launch.Spec.Id))!.Phase);
        slot.Tell(KilledBy(launch.Attempt, "SIGTERM"));

        var view = await AwaitPhaseAsync(answer.Reply!.Tasks[0].Id, TaskPhase.Failed);
        Assert.Equal(OutcomeCodes.TimedOut, view.Outcome!.Code);
        Assert.Equal("SIGTERM", view.Outcome.Signal);
        Assert.Equal(124, view.Outcome.ShellExitCode);
    }

    [Fact]
    public async Task A_cancelled_task_says_so_only_when_its_processes_are_gone()
    {
        var id = await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        Assert.Null((await CancelAsync(id)).Error);
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
        Assert.Equal(TaskPhase.Stopping, (await ViewAsync(id))!.Phase);

        slot.Tell(KilledBy(launch.Attempt, "SIGKILL"));
        Assert.Equal(OutcomeCodes.Cancelled, (await AwaitPhaseAsync(id, TaskPhase.Cancelled)).Outcome!.Code);
    }

    [Fact]
    public async Task An_agent_that_exits_cleanly_when_it_is_cancelled_has_not_succeeded()
    {
        var id = await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        await CancelAsync(id);
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
        slot.Tell(EndedWell(launch.Attempt, "half of it"));
        var view = await AwaitPhaseAsync(id, TaskPhase.Cancelled);
        Assert.Equal("half of it", view.Result);
    }

    /// <summary>N08.</summary>
    [Fact]
    public async Task A_thousand_cancels_that_race_with_the_end_leave_one_terminal_state_each()
    {
        Options = Options with { MaxSlots = 1_000, TargetCpuPercent = 100 };
        await RestartAsync();
        var ids = (await SubmitAsync([.. Enumerable.Range(0, 1_000).Select(_ => NewTask())])).Reply!.Tasks.Select(task => task.Id).ToList();
        var starts = new List<(ProcessProtocol.Launch Launch, IActorRef Slot)>();
        while (starts.Count < 1_000)
            starts.Add(await AgentStartsAsync());

        var random = new Random(20261123);
        var cancels = new List<Task<TaskProtocol.CancelReply>>();
        foreach (var (launch, slot) in starts)
        {
            if (random.Next(2) == 0)
                slot.Tell(EndedWell(launch.Attempt));
            cancels.Add(CancelAsync(launch.Spec.Id));
            slot.Tell(EndedWell(launch.Attempt));
            slot.Tell(EndedBadly(launch.Attempt));
        }
        var replies = (await Task.WhenAll(cancels)).ToDictionary(reply => reply.TaskId);

        foreach (var id in ids)
        {
            var end = await AwaitEndAsync(id);
            Assert.Equal(replies[id].Error is null ? TaskPhase.Cancelled : TaskPhase.Succeeded, end);
        }
        foreach (var id in ids)
            Assert.Single(Journal.EventsOf(Home, id).OfType<TaskProtocol.Ended>());
    }

    [Fact]
    public async Task After_a_crash_a_running_task_is_adopted_and_never_launched_again()
    {
        var id = await SubmitOneAsync();
        await AgentStartsAsync();

        await RestartAsync();

        var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        var slot = Agents.LastSender;
        slot.Tell(new ProcessProtocol.Running(adopt.Attempt, FakeIdentity(adopt.Attempt), Adopted: true));
        slot.Tell(EndedWell(adopt.Attempt, "still here"));
        var view = await AwaitPhaseAsync(id, TaskPhase.Succeeded);
        Assert.Equal((1, 1, "still here"), (view.Attempt, view.Adoptions, view.Result));
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task After_a_crash_in_mid_launch_the_same_attempt_is_launched_again_for_the_process_owner_to_sort_out()
    {
        await SubmitOneAsync();
        var first = await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(Patience);
        await RestartAsync();
        var second = await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(Patience);
        Assert.Equal((first.Attempt, first.SessionId), (second.Attempt, second.SessionId));
    }

    [Fact]
    public async Task A_stop_that_a_crash_interrupted_is_asked_for_again()
    {
        var id = await SubmitOneAsync();
        await AgentStartsAsync();
        await CancelAsync(id);
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
        await RestartAsync();
        await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
    }

    [Fact]
    public async Task The_time_limit_counts_from_the_start_of_the_attempt_across_a_restart()
    {
        await SubmitAsync(NewTask() with { TimeoutMs = 60_000 });
        await AgentStartsAsync();
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(50));
        await RestartAsync();
        await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        Agents.ExpectNoMsg(TimeSpan.Zero);
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(11));
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
    }

    [Fact]
    public async Task A_waiting_child_starts_after_a_restart_once_its_adopted_parent_has_ended()
    {
        await SubmitAsync(NewTask("parent", "p"), NewTask("child", "c") with { After = [new("p")] });
        await AgentStartsAsync();
        await RestartAsync();
        var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        Agents.LastSender.Tell(EndedWell(adopt.Attempt));
        Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task The_end_of_a_parent_that_only_its_own_journal_knows_still_releases_the_child()
    {
        // The crash falls between the task's last event and the coordinator's note of it.
        var answer = await SubmitAsync(NewTask("parent", "p"), NewTask("child", "c") with { After = [new("p")] });
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AgentStartsAsync();
        await RestartAsync(() => Journal.Forget(Home, "dag", entry => entry is DagProtocol.TaskClosed));
        var adopted = await Agents.ExpectMsgAsync<ProcessProtocol.ICommand>(Patience);
        Assert.Equal(answer.Reply!.Tasks[1].Id, adopted.Attempt.Task);
        Assert.IsNotType<ProcessProtocol.Launch>(adopted);
    }

    [Fact]
    public async Task A_finished_task_wakes_nobody_after_a_restart()
    {
        var id = await SubmitOneAsync();
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(id, TaskPhase.Succeeded);
        await SubmitOneAsync("another"); // answered after the coordinator has noted the end
        await AgentStartsAsync();
        await RestartAsync();
        var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        Assert.NotEqual(id, adopt.Attempt.Task);
        Assert.Equal(TaskPhase.Succeeded, (await ViewAsync(id))!.Phase);
    }

    private static ProcessProtocol.Ended KilledBy(AttemptKey attempt, string signal) =>
        new(attempt, new(null, signal), new(new(OutcomeCodes.Killed, $"{signal} ended it.", Signal: signal)));

    private Task<TaskProtocol.CancelReply> CancelAsync(TaskId id) =>
        Actor<DagCoordinatorKey>().Ask<TaskProtocol.CancelReply>(
            new DagProtocol.Cancel(id, new(OutcomeCodes.Cancelled, "Enough.", "spec")), Patience);

    private async Task<TaskPhase> AwaitEndAsync(TaskId id)
    {
        using var subscription = Feed.Subscribe([id]);
        var view = (await ViewAsync(id))!;
        while (!view.Phase.IsTerminal())
            view = (await subscription.Changes.ReadAsync()).View;
        return view.Phase;
    }
}
