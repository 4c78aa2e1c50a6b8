using System.Text.Json;
using Akka.Actor;
using Delegate.Actors.Agents;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Scaling;
using Delegate.Actors.Tasks;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>The scaler while agents run: what they take is learned, and acted upon, over the production actors.</summary>
public class ScalerWatchSpecs : DelegateTestKit
{
    private const long MiB = 1L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_an_agent_took_is_expected_of_the_next_one_in_its_folder_also_after_a_restart()
    {
        await LearnAsync(3000 * MiB);
        await RestartAsync();
        await Kit.Sys.ActorSelection("/user/footprints").Ask<Footprints>(FootprintActor.Describe.Instance, Patience); // it has told the scaler by then
        // Room for a stranger twice over, but not for what is known of this one.
        Machine.Reading = new(64, 0, 3000 * MiB, 4096 * MiB);
        await HoldOneAsync();
        var id = await SubmitOneAsync("the next one");
        Assert.StartsWith("memory: 2", await HoldReasonAsync(id), StringComparison.Ordinal);
        Assert.Contains("this one is expected to need 3000 MiB", await HoldReasonAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_peak_of_an_attempt_is_shown_with_its_task()
    {
        var id = await LearnAsync(700 * MiB);
        Assert.Equal(700 * MiB, (await AwaitAsync(id, view => view.PeakMemoryBytes is not null)).PeakMemoryBytes);
    }

    [Fact]
    public async Task An_agent_that_takes_more_than_one_may_is_one_failed_attempt_and_its_siblings_go_on()
    {
        Options = Options with { AgentMemoryMaxMb = 1_000 };
        await RestartAsync();
        var (greedy, sibling) = (await StartOneAsync("greedy"), await StartOneAsync("sibling"));
        Meter.Set(sibling.Launch.Attempt, 900 * MiB);
        Meter.Set(greedy.Launch.Attempt, 1_200 * MiB);
        await TickAsync();

        Assert.Equal(greedy.Launch.Attempt, (await Agents.ExpectMsgAsync<ProcessProtocol.Stop>(Patience)).Attempt);
        greedy.Slot.Tell(new ProcessProtocol.Ended(greedy.Launch.Attempt, new(null, "SIGTERM"), new(new(OutcomeCodes.Killed, "", null, "SIGTERM"))));
        var view = await AwaitPhaseAsync(greedy.Launch.Spec.Id, TaskPhase.Failed);
        Assert.Equal(OutcomeCodes.OutOfMemory, view.Outcome!.Code);
        Assert.Equal("It took 1200 MiB in 1 processes; at most 1000 MiB are allowed to one agent.", view.Outcome.Message);
        Assert.Equal(1_200 * MiB, (await AwaitAsync(view.Id, changed => changed.PeakMemoryBytes is not null)).PeakMemoryBytes);
        Assert.Equal(TaskPhase.Running, (await ViewAsync(sibling.Launch.Spec.Id))!.Phase);
    }

    [Fact]
    public async Task What_the_kernel_ended_for_want_of_memory_finds_its_peak_reserved_even_when_nobody_had_looked()
    {
        var (launch, slot) = await StartOneAsync("greedy");
        Actor<ScalerKey>().Tell(new SlotProtocol.Freed(launch.Attempt, new(1, 3000 * MiB)), slot);
        slot.Tell(new ProcessProtocol.Ended(launch.Attempt, new(null, "SIGKILL"), new(new(OutcomeCodes.OutOfMemory, "Memory ran out.", null, "SIGKILL"))));
        Assert.Equal(3000 * MiB, (await AwaitAsync(launch.Spec.Id, view => view.PeakMemoryBytes is not null)).PeakMemoryBytes);
        Machine.Reading = new(64, 0, 3000 * MiB, 4096 * MiB);
        await HoldOneAsync();
        Assert.Contains("this one is expected to need 3000 MiB", await HoldReasonAsync(await SubmitOneAsync("the next one")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_agent_has_run_for_a_while_the_host_is_at_rest_once_and_again_after_the_next_work()
    {
        await RestAsync();
        Assert.Equal(1, Rests); // it was given nothing to do
        await RestAsync();
        Assert.Equal(1, Rests);

        var (launch, slot) = await StartOneAsync("work");
        await RestAsync();
        Assert.Equal(1, Rests);
        Actor<ScalerKey>().Tell(new SlotProtocol.Freed(launch.Attempt, null), slot);
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Succeeded);
        await CapacityAsync();
        await TickAsync();
        Assert.Equal(1, Rests);
        await RestAsync();
        Assert.Equal(2, Rests);
    }

    [Fact]
    public async Task Work_that_comes_before_the_rest_puts_it_off()
    {
        await CapacityAsync();
        await TickAsync();
        Clock.Advance(Kit.Sys, ScalerActor.BeforeRest - TimeSpan.FromSeconds(1));
        await StartOneAsync("work");
        await RestAsync();
        Assert.Equal(0, Rests);
    }

    [Fact]
    public async Task Under_pressure_the_youngest_is_frozen_where_that_is_allowed_and_goes_on_when_there_is_room()
    {
        Options = Options with { OnPressure = "freeze" };
        await RestartAsync();
        await StartOneAsync("older");
        await TickAsync();
        var younger = await StartOneAsync("younger");
        var normal = Machine.Reading;

        Machine.Reading = normal with { MemoryAvailable = 100 * MiB, MemoryTotal = 4096 * MiB };
        await TickAsync();
        await TickAsync();
        Assert.Equal(younger.Launch.Attempt, (await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience)).Attempt);
        Assert.Equal(TaskPhase.Paused, (await AwaitPhaseAsync(younger.Launch.Spec.Id, TaskPhase.Paused)).Phase);

        Machine.Reading = normal;
        for (var i = 0; i < 8; i++)
            await TickAsync();
        Assert.Equal(younger.Launch.Attempt, (await Agents.ExpectMsgAsync<ProcessProtocol.Thaw>(Patience)).Attempt);
        await AwaitPhaseAsync(younger.Launch.Spec.Id, TaskPhase.Running);
    }

    [Fact]
    public async Task A_frozen_agent_that_still_holds_what_is_missing_is_ended_and_waits_for_its_turn_again()
    {
        Options = Options with { OnPressure = "requeue" };
        await RestartAsync();
        await StartOneAsync("older");
        await TickAsync();
        var younger = await StartOneAsync("younger");
        Machine.Reading = Machine.Reading with { MemoryAvailable = 100 * MiB, MemoryTotal = 4096 * MiB };
        await TickAsync();
        await TickAsync();
        await Agents.ExpectMsgAsync<ProcessProtocol.Freeze>(Patience);
        await AwaitPhaseAsync(younger.Launch.Spec.Id, TaskPhase.Paused);
        for (var i = 0; i < 6; i++)
            await TickAsync();
        ProcessProtocol.ICommand command;
        do
            command = await Agents.ExpectMsgAsync<ProcessProtocol.ICommand>(Patience);
        while (command is not ProcessProtocol.Stop); // it may be thawed first, to hear the signal
        Assert.Equal(younger.Launch.Attempt, command.Attempt);
        younger.Slot.Tell(new ProcessProtocol.Ended(younger.Launch.Attempt, new(null, "SIGTERM"), new(new(OutcomeCodes.Killed, "", null, "SIGTERM"))));

        var view = await AwaitAsync(younger.Launch.Spec.Id, changed => changed.Phase is TaskPhase.Retrying or TaskPhase.Queued);
        Assert.False(view.Phase.IsTerminal());
    }

    [Fact]
    public async Task Every_decision_is_written_down_and_comes_out_the_same_when_it_is_made_again()
    {
        Options = Options with { MaxSlots = 2 };
        await RestartAsync();
        await StartOneAsync("one");
        await StartOneAsync("two");
        var third = await SubmitOneAsync("three");
        Assert.Equal("slots: all 2 are in use", await HoldReasonAsync(third));
        await Kit.AwaitConditionAsync(() => Task.FromResult(Contracts.Decisions.Read(Home).Any(decision => decision.TaskId == third)), Patience);

        var lines = File.ReadAllLines(Home.DecisionsFile).Select(line => JsonSerializer.Deserialize(line, DecisionJson.Default.Decision)!).ToList();
        Assert.Equal(["grant", "grant", "hold"], lines.Select(line => line.Kind));
        var policy = new SlotPolicy(Options);
        Assert.All(lines, line => Assert.Equal((line.Rule, line.Reason), policy.Ask(line.Question!) is var again ? (again.Rule, again.Reason) : default));
        Assert.Equal("slots: all 2 are in use", Assert.Single(Contracts.Decisions.ReadLast(Home, null, 1)).Reason);
        Assert.Equal(third, Assert.Single(Contracts.Decisions.ReadLast(Home, null, 10, third)).TaskId);
    }

    /// <summary>Time passes until the next look at the agents, and what that look brought is acted upon when this returns.</summary>
    private async Task RestAsync()
    {
        await CapacityAsync(); // it has begun
        await TickAsync();
        Clock.Advance(Kit.Sys, ScalerActor.BeforeRest);
        await CapacityAsync();
    }

    private async Task TickAsync()
    {
        Clock.Advance(Kit.Sys, ScalerActor.BetweenLooks);
        await CapacityAsync();
        await Kit.Sys.ActorSelection(Actor<ScalerKey>().Path / "meter").Ask<MeterActor.Measured>(new MeterActor.Measure([], 0), Patience);
        await CapacityAsync();
    }

    private async Task<(ProcessProtocol.Launch Launch, IActorRef Slot)> StartOneAsync(string prompt)
    {
        await SubmitOneAsync(prompt);
        return await AgentStartsAsync();
    }

    /// <summary>One that runs, so that the rules for the only one do not apply.</summary>
    private async Task HoldOneAsync()
    {
        await SubmitAsync(NewTask("other folder") with { Cwd = "/tmp" });
        await AgentStartsAsync();
    }

    private async Task<TaskId> LearnAsync(long peak)
    {
        var (launch, slot) = await StartOneAsync("learn");
        Meter.Set(launch.Attempt, peak);
        await TickAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(launch.Spec.Id, TaskPhase.Succeeded);
        await AwaitAsync(launch.Spec.Id, view => view.PeakMemoryBytes is not null);
        return launch.Spec.Id;
    }

    private async Task<string> HoldReasonAsync(TaskId id) => (await CapacityAsync(id)).HoldReasons[id];
}
