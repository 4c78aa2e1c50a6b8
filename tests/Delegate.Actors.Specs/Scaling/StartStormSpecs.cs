using Akka.Actor;
using Delegate.Actors.Agents;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Actors.Scaling;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Scaling;

/// <summary>However much work there is at once, it never becomes a burst of starts: over the production actors, on a laptop with defaults.</summary>
public class StartStormSpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DelegateOptions Defaults = new();
    private static readonly MachineReading Laptop = new(2, 0.1, 3L << 30, 4L << 30);
    private static readonly Footprint Light = new(0.1, 10L << 20, Gap: true);

    public StartStormSpecs() => (Options, Stranger, Machine.Reading) = (Defaults, Light, Laptop);

    [Fact] // N13
    public async Task N13_On_two_cores_and_with_defaults_tasks_run_and_what_is_held_says_why()
    {
        Stranger = new ClaudeAgent(_ => null).Expected;
        var ids = (await SubmitAsync([.. Enumerable.Range(0, 5).Select(_ => NewTask())])).Reply!.Tasks.Select(task => task.Id).ToList();
        await AgentStartsAsync();
        Pass(Defaults.SpawnGap);
        await AgentStartsAsync();
        Pass(Defaults.SpawnGap);

        var capacity = await CapacityAsync([.. ids]);
        Assert.Equal((2, 3), (capacity.View.Running, capacity.View.Queued));
        Assert.Equal(
            "memory: 512 MiB free after the reserve of 512 MiB and what 2 agents may still take, this one is expected to need 1024 MiB: it starts when 512 MiB more are free",
            capacity.HoldReasons[ids[2]]);
        Assert.StartsWith("2 ahead in the queue; the first: memory: ", capacity.HoldReasons[ids[4]], StringComparison.Ordinal);
    }

    [Fact] // N14
    public async Task N14_A_thousand_queued_tasks_start_one_a_gap_the_most_urgent_first()
    {
        await SubmitAsync([.. Enumerable.Range(0, 1_000).Select(_ => NewTask("normal"))]);
        Assert.Equal("normal", (await AgentStartsAsync()).Launch.Spec.Prompt);
        await SubmitAsync(NewTask("urgent") with { Priority = Priority.P0 });
        foreach (var expected in new[] { "urgent", "normal", "normal" })
        {
            await NothingStartsAsync();
            Pass(Defaults.SpawnGap);
            Assert.Equal(expected, (await AgentStartsAsync()).Launch.Spec.Prompt);
        }
        // Four are settling: more is too much at once for two cores, whatever they weigh.
        Pass(Defaults.SpawnGap);
        await NothingStartsAsync();
        Pass(Defaults.SettlingWindow);
        await AgentStartsAsync();
        await NothingStartsAsync();
    }

    [Fact] // N23
    public async Task N23_A_restart_with_twenty_recovered_tasks_and_many_queued_starts_nothing_until_they_have_settled()
    {
        Options = Defaults with { MaxSlots = 30, SpawnGap = TimeSpan.Zero, MaxSettling = 100, TargetCpuPercent = 100 };
        await RestartAsync();
        await SubmitAsync([.. Enumerable.Range(0, 20).Select(_ => NewTask("running"))]);
        for (var i = 0; i < 20; i++)
            await AgentStartsAsync();
        Machine.Reading = Laptop with { MemoryAvailable = 0 };
        await SubmitAsync([.. Enumerable.Range(0, 1_000).Select(_ => NewTask("queued"))]);
        Options = Defaults with { MaxSlots = 30 };
        await RestartAsync(() => Machine.Reading = Laptop);
        for (var i = 0; i < 20; i++)
            await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience);
        Pass(Defaults.SpawnGap);
        await NothingStartsAsync();

        Pass(Defaults.SettlingWindow);
        await AgentStartsAsync();
        await NothingStartsAsync();
        Pass(Defaults.SpawnGap);
        await AgentStartsAsync();
        await NothingStartsAsync();
    }

    [Fact]
    public async Task Twenty_parents_that_end_at_once_do_not_start_twenty_children_at_once()
    {
        Stranger = Light with { Gap = false }; // commands are not even spaced
        Options = Defaults with { MaxSlots = 40, MaxSettling = 100, TargetCpuPercent = 100 };
        await RestartAsync();
        await SubmitAsync([.. Enumerable.Range(0, 20).SelectMany(i => new[]
        {
            NewTask("parent", $"p{i}"), NewTask("child", $"c{i}") with { After = [new($"p{i}", DependencyPolicy.Cancel)] },
        })]);
        var parents = new List<(ProcessProtocol.Launch Launch, IActorRef Slot)>();
        for (var i = 0; i < 20; i++)
            parents.Add(await AgentStartsAsync());
        Options = Defaults with { MaxSlots = 40 };
        await RestartAsync();
        var adopted = new List<(AttemptKey Attempt, IActorRef Slot)>();
        while (adopted.Count < 20)
            adopted.Add(((await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(Patience)).Attempt, Agents.LastSender));
        var attempts = parents.Select(parent => parent.Launch.Attempt).ToList();
        foreach (var (attempt, slot) in adopted)
            slot.Tell(EndedWell(attempt));

        for (var i = 0; i < 4; i++)
            Assert.Equal("child", (await AgentStartsAsync()).Launch.Spec.Prompt);
        foreach (var attempt in attempts)
            await AwaitPhaseAsync(attempt.Task, TaskPhase.Succeeded);
        await CoordinatorHasHeardAsync();
        await NothingStartsAsync();
    }

    private void Pass(TimeSpan time) => Clock.Advance(Kit.Sys, time);

    /// <summary>The scaler has answered, so whatever it was about to grant it has granted; the task's actor is asked next.</summary>
    private async Task NothingStartsAsync()
    {
        var before = (await CapacityAsync()).View.Running;
        await CoordinatorHasHeardAsync();
        Assert.Equal(before, (await CapacityAsync()).View.Running);
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }
}
