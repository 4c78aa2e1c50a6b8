using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Scaling;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>Slots over the production actors; the machine and the clock are the spec's.</summary>
public class ScalerSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public ScalerSpecs() => Options = Options with { MaxSlots = 1 };

    [Fact]
    public async Task Priorities_go_first_and_equals_in_the_order_of_their_submission()
    {
        var (running, slot) = await OneRunningAsync();
        foreach (var (prompt, priority) in new[] { ("c", Priority.P2), ("a", Priority.P0), ("d", Priority.P2), ("b", Priority.P1) })
            await SubmitAsync(NewTask(prompt) with { Priority = priority });

        foreach (var expected in new[] { "a", "b", "c", "d" })
        {
            slot.Tell(EndedWell(running.Attempt));
            (running, slot) = await AgentStartsAsync();
            Assert.Equal(expected, running.Spec.Prompt);
        }
    }

    [Fact]
    public async Task Every_queued_task_knows_why_it_waits()
    {
        await OneRunningAsync();
        var first = await SubmitOneAsync("first");
        var second = await SubmitOneAsync("second");
        var capacity = await CapacityAsync(first, second);
        Assert.Equal("slots: all 1 are in use", capacity.HoldReasons[first]);
        Assert.Equal("1 ahead in the queue; the first: slots: all 1 are in use", capacity.HoldReasons[second]);
        Assert.Equal((1, 2), (capacity.View.Running, capacity.View.Queued));
    }

    [Fact]
    public async Task A_restart_with_running_and_queued_tasks_starts_nothing_beyond_the_slots()
    {
        await OneRunningAsync();
        for (var i = 0; i < 20; i++)
            await SubmitOneAsync();

        await RestartAsync();

        var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        var slot = Agents.LastSender;
        await CapacityAsync();
        Agents.ExpectNoMsg(TimeSpan.Zero);
        slot.Tell(EndedWell(adopt.Attempt));
        await AgentStartsAsync();
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_queued_task_that_is_cancelled_never_starts_and_the_next_one_does()
    {
        var (running, slot) = await OneRunningAsync();
        var cancelled = await SubmitOneAsync("cancelled");
        await SubmitOneAsync("next");
        await Actor<DagCoordinatorKey>().Ask<TaskProtocol.CancelReply>(
            new DagProtocol.Cancel(cancelled, new(OutcomeCodes.Cancelled, "Enough.", "spec")), Patience);
        await AwaitPhaseAsync(cancelled, TaskPhase.Cancelled);
        slot.Tell(EndedWell(running.Attempt));
        Assert.Equal("next", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task When_the_machine_has_room_again_the_queue_goes_on_by_itself()
    {
        Options = Options with { MaxSlots = 8 };
        Machine.Reading = Machine.Reading with { MemoryAvailable = 0 };
        await RestartAsync();
        var id = await SubmitOneAsync();
        var capacity = await CapacityAsync(id);
        Assert.StartsWith("memory: 0 MiB free", capacity.HoldReasons[id], StringComparison.Ordinal);

        Machine.Reading = Machine.Reading with { MemoryAvailable = 256L << 30 };
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(1));
        await AgentStartsAsync();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_nobody_wait_for_a_start_that_lies_in_the_future()
    {
        Options = Options with { MaxSlots = 8, SpawnGap = TimeSpan.FromSeconds(1) };
        Stranger = Stranger with { Gap = true };
        await RestartAsync();
        await OneRunningAsync();
        Clock.Set(Clock.Now - TimeSpan.FromHours(3));
        await SubmitOneAsync("next");
        await CapacityAsync();
        Clock.Advance(Kit.Sys, TimeSpan.FromSeconds(2));
        Assert.Equal("next", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_process_actor_that_crashes_is_restarted_and_told_to_adopt_what_it_owned()
    {
        var (launch, slot) = await OneRunningAsync();
        slot.Tell(ScriptedSlotActor.Crash.Instance);
        Assert.Equal(launch.Attempt, (await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience)).Attempt);
        Assert.Equal(slot, Agents.LastSender);
    }

    [Fact]
    public async Task A_scaler_that_crashes_gets_its_running_tasks_back_and_starts_nothing_beyond_the_slots()
    {
        var (launch, _) = await OneRunningAsync();
        var queued = await SubmitOneAsync("queued");
        Machine.Failure = new InvalidOperationException("The spec crashes the scaler.");
        Actor<ScalerKey>().Tell(new ScalingProtocol.DescribeCapacity([]), ActorRefs.NoSender);

        Assert.Equal(launch.Attempt, (await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience)).Attempt);
        var slot = Agents.LastSender;
        var capacity = await CapacityAsync(queued);
        Assert.Equal((1, 1), (capacity.View.Running, capacity.View.Queued));
        slot.Tell(EndedWell(launch.Attempt));
        Assert.Equal("queued", (await AgentStartsAsync()).Launch.Spec.Prompt);
    }

    [Fact]
    public async Task A_paused_queue_holds_only_its_own_and_goes_on_when_it_is_opened()
    {
        Options = Options with { MaxSlots = 2 };
        await RestartAsync();
        await SetQueueAsync("night", 1, paused: true);
        await OneRunningAsync();
        var answer = await SubmitAsync(NewTask("first") with { Queue = "night" }, NewTask("second") with { Queue = "night" });
        var (first, second) = (answer.Reply!.Tasks[0].Id, answer.Reply.Tasks[1].Id);

        var capacity = await CapacityAsync(first);
        Assert.Equal("queue night is paused", capacity.HoldReasons[first]);
        Assert.Contains(new QueueView("night", 0, 2, 1, true), capacity.View.Queues);
        Assert.Contains(new QueueView("default", 1, 0, null, false), capacity.View.Queues);

        await SetQueueAsync("night", 2, paused: false);
        await AgentStartsAsync();
        capacity = await CapacityAsync(second);
        Assert.Equal("slots: all 2 are in use", capacity.HoldReasons[second]);
    }

    [Fact]
    public async Task An_attempt_that_is_offered_before_the_slot_of_the_last_one_is_free_is_not_forgotten()
    {
        var (launch, slot) = await OneRunningAsync();
        var scaler = Actor<ScalerKey>();
        var coordinator = Kit.CreateTestProbe();
        scaler.Tell(new ScalingProtocol.Offer(launch.Spec.Id, launch.Spec.Agent, launch.Spec.Priority, 1), coordinator);
        Assert.Equal((1, 0), await RunningAndQueuedAsync());
        var stranger = OfferOf("default", 99);
        scaler.Tell(stranger, coordinator);

        // The process actor frees the slot, and the next attempt stands in line. (No room: a grant would go to the real coordinator.)
        Machine.Reading = Machine.Reading with { MemoryAvailable = 0 };
        scaler.Tell(new SlotProtocol.Freed(launch.Attempt), slot);
        Assert.Equal((0, 2), await RunningAndQueuedAsync());
    }

    private async Task<(int, int)> RunningAndQueuedAsync() => await CapacityAsync() is { View: var view } ? (view.Running, view.Queued) : default;

    /// <summary>As the coordinator would offer a task, but one that it does not know: a grant of it is withdrawn.</summary>
    private static ScalingProtocol.Offer OfferOf(string queue, long sequence) =>
        new(TaskId.New(), "shell", Priority.P2, sequence) { Queue = queue, GraphId = $"{sequence}" };

    private async Task<(ProcessProtocol.Launch Launch, IActorRef Slot)> OneRunningAsync()
    {
        await SubmitOneAsync("running");
        return await AgentStartsAsync();
    }

    private async Task SetQueueAsync(string name, int? concurrency, bool paused) => Assert.Null((await Actor<DagCoordinatorKey>()
        .Ask<DagProtocol.Answer>(new DagProtocol.ChangeQueueSettings(name, concurrency, paused, "spec"), TimeSpan.FromSeconds(20))).Error);
}
