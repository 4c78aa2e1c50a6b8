using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Tasks;

/// <summary>Attempts that fail and are followed by others, over the production actors and a real journal.</summary>
public class RetrySpecs() : DelegateTestKit(JournalIn.Disk)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Now = TimeSpan.Zero;
    private static readonly TimeSpan AnyBackoff = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_failure_that_passes_is_followed_by_another_attempt_when_its_time_has_come()
    {
        var id = await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Failed(first.Attempt, OutcomeCodes.Overloaded));

        var view = await AwaitPhaseAsync(id, TaskPhase.Retrying);
        Assert.Equal(OutcomeCodes.Overloaded, view.Outcome!.Code);
        Assert.InRange(view.RetryAt!.Value - Clock.Now, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        await CoordinatorHasHeardAsync();
        Agents.ExpectNoMsg(Now);
        Clock.Advance(Kit.Sys, AnyBackoff);

        var (second, again) = await AgentStartsAsync();
        Assert.Equal(2, second.Attempt.Number);
        again.Tell(EndedWell(second.Attempt, "at last"));
        view = await AwaitPhaseAsync(id, TaskPhase.Succeeded);
        Assert.Equal((2, "at last"), (view.Attempt, view.Result));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_prolongs_no_backoff_by_as_much()
    {
        var id = await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Failed(first.Attempt, OutcomeCodes.Overloaded));
        await AwaitPhaseAsync(id, TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(id);
        Clock.Set(Clock.Now - TimeSpan.FromHours(3));
        Clock.Advance(Kit.Sys, AnyBackoff);
        Assert.Equal(2, (await AgentStartsAsync()).Launch.Attempt.Number);
    }

    [Fact]
    public async Task A_child_waits_for_the_last_attempt_not_for_the_first()
    {
        await SubmitAsync(Retried("parent") with { Key = "p" }, NewTask("child") with { After = [new("p")] });
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Failed(first.Attempt, OutcomeCodes.ApiError));
        await AwaitPhaseAsync(first.Spec.Id, TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(first.Spec.Id);
        Clock.Advance(Kit.Sys, AnyBackoff);
        var (second, again) = await AgentStartsAsync();
        Assert.Equal("parent", second.Spec.Prompt);
        again.Tell(EndedWell(second.Attempt));
        Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task The_policys_last_attempt_is_the_tasks_end()
    {
        var id = await SubmitRetriedAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var (launch, slot) = await AgentStartsAsync();
            Assert.Equal(attempt, launch.Attempt.Number);
            slot.Tell(Failed(launch.Attempt, OutcomeCodes.ApiError));
            if (attempt == 3)
                break;
            await AwaitPhaseAsync(id, TaskPhase.Retrying);
            await CoordinatorHasHeardAsync(id);
            Clock.Advance(Kit.Sys, TimeSpan.FromMinutes(1));
        }
        Assert.Equal(OutcomeCodes.ApiError, (await AwaitPhaseAsync(id, TaskPhase.Failed)).Outcome!.Code);
    }

    [Fact]
    public async Task A_task_between_two_attempts_costs_no_actor_and_no_slot()
    {
        Options = Options with { MaxSlots = 1 };
        await RestartAsync();
        var id = await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        var actor = await Kit.Sys.ActorSelection($"/user/tasks/{id}").ResolveOne(Patience);
        await Kit.WatchAsync(actor);
        slot.Tell(Failed(first.Attempt, OutcomeCodes.ApiError));
        await Kit.ExpectTerminatedAsync(actor, Patience);
        await SubmitOneAsync("another");
        Assert.Equal("another", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task The_wait_goes_on_across_a_restart()
    {
        var id = await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Failed(first.Attempt, OutcomeCodes.ApiError));
        await AwaitPhaseAsync(id, TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(id);
        await RestartAsync();
        await CoordinatorHasHeardAsync();
        Agents.ExpectNoMsg(Now);
        Clock.Advance(Kit.Sys, AnyBackoff);
        Assert.Equal(2, (await AgentStartsAsync()).Launch.Attempt.Number);
    }

    [Fact]
    public async Task A_crash_between_the_failure_and_the_coordinators_note_of_it_loses_no_attempt_and_doubles_none()
    {
        await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Failed(first.Attempt, OutcomeCodes.ApiError));
        await AwaitPhaseAsync(first.Spec.Id, TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(first.Spec.Id);
        await RestartAsync(() => Journal.Forget(Home, "dag", entry => entry is DagProtocol.TaskParked));
        await CoordinatorHasHeardAsync();
        Clock.Advance(Kit.Sys, AnyBackoff);
        Assert.Equal(2, (await AgentStartsAsync()).Launch.Attempt.Number);
        Agents.ExpectNoMsg(Now);
    }

    [Fact]
    public async Task A_crash_between_the_grant_and_the_start_begins_the_attempt_with_a_new_grant()
    {
        var id = await SubmitRetriedAsync();
        await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(Patience);
        await RestartAsync(() => Journal.Forget(Home, id.Value, _ => true));
        var launch = await Agents.ExpectMsgAsync<ProcessProtocol.Launch>(Patience);
        Assert.Equal(1, launch.Attempt.Number);
        Agents.ExpectNoMsg(Now);
    }

    [Fact]
    public async Task News_of_an_old_attempt_moves_nothing()
    {
        var id = await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Failed(first.Attempt, OutcomeCodes.ApiError));
        await AwaitPhaseAsync(id, TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(id);
        Clock.Advance(Kit.Sys, AnyBackoff);
        var (second, again) = await AgentStartsAsync();
        slot.Tell(EndedWell(first.Attempt, "too late"));
        again.Tell(EndedWell(second.Attempt, "right"));
        Assert.Equal("right", (await AwaitPhaseAsync(id, TaskPhase.Succeeded)).Result);
    }

    [Fact]
    public async Task A_task_that_is_cancelled_between_two_attempts_ends_at_once_and_never_starts_again()
    {
        var id = await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Failed(first.Attempt, OutcomeCodes.ApiError));
        await AwaitPhaseAsync(id, TaskPhase.Retrying);
        var reply = await Actor<DagCoordinatorKey>().Ask<TaskProtocol.CancelReply>(new DagProtocol.Cancel(id, new(OutcomeCodes.Cancelled, "Enough.", "spec")), Patience);
        Assert.Null(reply.Error);
        await AwaitPhaseAsync(id, TaskPhase.Cancelled);
        Clock.Advance(Kit.Sys, TimeSpan.FromMinutes(10));
        await CoordinatorHasHeardAsync();
        Agents.ExpectNoMsg(Now);
    }

    [Fact]
    public async Task After_the_machines_restart_a_lost_task_goes_on_in_its_conversation_by_itself()
    {
        var answer = await SubmitAsync(Retried("write it") with { Agent = AgentNames.Claude });
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(new ProcessProtocol.Reported(first.Attempt, first.SessionId, "model"));
        await AwaitAsync(answer.Reply!.Tasks[0].Id, view => view.SessionId == first.SessionId);
        await RestartAsync();
        var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        Agents.LastSender.Tell(Lost(adopt.Attempt));
        await AwaitPhaseAsync(first.Spec.Id, TaskPhase.Retrying);
        await CoordinatorHasHeardAsync(first.Spec.Id);
        Clock.Advance(Kit.Sys, AnyBackoff);
        var (second, _) = await AgentStartsAsync();
        Assert.Equal((2, first.SessionId, true), (second.Attempt.Number, second.SessionId, second.Resume));
        Assert.StartsWith("write it", second.FreshPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_machines_restart_a_lost_command_fails_as_lost_unless_it_may_run_again()
    {
        var lost = await SubmitRetriedAsync();
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(Lost(first.Attempt));
        Assert.Equal(OutcomeCodes.Lost, (await AwaitPhaseAsync(lost, TaskPhase.Failed)).Outcome!.Code);

        await SubmitAsync(NewTask() with { Retry = RetryRules.Defaults with { OnLost = LostPolicy.Rerun } });
        var (second, again) = await AgentStartsAsync();
        again.Tell(Lost(second.Attempt));
        await AwaitPhaseAsync(second.Spec.Id, TaskPhase.Retrying);
    }

    [Fact]
    public async Task A_silent_agent_climbs_the_ladder_interrupt_stop_resume_and_fails_as_stalled_in_the_end()
    {
        await SubmitAsync(Retried("think") with { Agent = AgentNames.Claude, IdleMs = 60_000, Retry = RetryRules.Defaults with { MaxAttempts = 2 } });
        var (first, slot) = await AgentStartsAsync();
        slot.Tell(new ProcessProtocol.Reported(first.Attempt, first.SessionId, "model"));
        slot.Tell(new ProcessProtocol.Silent(first.Attempt, TimeSpan.FromMinutes(1)));
        await Agents.ExpectMsgAsync<ProcessProtocol.Interrupt>(Patience);
        slot.Tell(new ProcessProtocol.Silent(first.Attempt, TimeSpan.FromMinutes(2)));
        await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience);
        slot.Tell(new ProcessProtocol.Ended(first.Attempt, new(null, "SIGKILL"), new(new(OutcomeCodes.Killed, "Killed."))));
        Assert.Equal(OutcomeCodes.Stalled, (await AwaitPhaseAsync(first.Spec.Id, TaskPhase.Retrying)).Outcome!.Code);
        await CoordinatorHasHeardAsync(first.Spec.Id);
        Clock.Advance(Kit.Sys, AnyBackoff);

        var (second, again) = await AgentStartsAsync();
        Assert.True(second.Resume);
        again.Tell(new ProcessProtocol.Silent(second.Attempt, TimeSpan.FromMinutes(1)));
        await Agents.ExpectMsgAsync<ProcessProtocol.Interrupt>(Patience);
        again.Tell(EndedBadly(second.Attempt, 130));
        Assert.Equal(OutcomeCodes.Stalled, (await AwaitPhaseAsync(first.Spec.Id, TaskPhase.Failed)).Outcome!.Code);
    }

    private static TaskRequest Retried(string prompt = "do it") => NewTask(prompt) with { Retry = RetryRules.Defaults };

    private async Task<TaskId> SubmitRetriedAsync() => Assert.Single((await SubmitAsync(Retried())).Reply!.Tasks).Id;

    private static ProcessProtocol.Ended Failed(AttemptKey attempt, string code) => new(attempt, new(1, null), new(new(code, "Because.")));

    private static ProcessProtocol.Ended Lost(AttemptKey attempt) => new(attempt, null, new(new(OutcomeCodes.Lost, "Nobody knows.")));
}
