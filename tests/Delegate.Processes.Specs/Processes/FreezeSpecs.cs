using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>A whole tree stands still, and goes on.</summary>
public sealed class FreezeSpecs : ProcessSpecs
{
    // A child elsewhere, a grandchild without a parent, and an agent that forks as fast as it can.
    private static readonly string Busy = $"""
        setsid sh -c 'echo $$ >> pids; while :; do :; done' &
        ( ( setsid sh -c 'echo $$ >> pids; while :; do /bin/true; done' & ) & )
        while [ "$(wc -l < pids)" -lt 2 ]; do :; done
        echo > ready
        while :; do /bin/true; done
        """;

    [Fact]
    public async Task A_tree_that_forks_all_the_time_stands_still_as_a_whole_but_not_the_supervisor_and_goes_on()
    {
        var (slot, launch, running) = await StartedAsync(Busy);
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        await AllAsync(launch, frozen: true);
        Assert.DoesNotContain(ProcessTable.Find(running.Identity.Supervisor)!.Value.State, "Tt");

        slot.Tell(new ProcessProtocol.Thaw(launch.Attempt));
        slot.Tell(new ProcessProtocol.Thaw(launch.Attempt));
        await AllAsync(launch, frozen: false);
        await EndAsync(slot, launch);
    }

    /// <summary>Each generation makes the next one and stays: one that slips through a look goes on without end.</summary>
    [Fact]
    public async Task Whoever_is_born_while_the_others_are_being_stopped_is_stopped_too()
    {
        var (slot, launch, _) = await StartedAsync("""
            step() { [ $1 -gt 150 ] && exec tail -f /dev/null; [ $1 = 20 ] && echo > ready; /bin/true; /bin/true; step $(($1 + 1)) & wait; }
            step 1
            """);
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        await AllAsync(launch, frozen: true);
        await EndAsync(slot, launch);
    }

    [Fact]
    public async Task The_last_wish_counts()
    {
        var (slot, launch, _) = await StartedAsync(Busy);
        foreach (var _ in Enumerable.Range(0, 20))
        {
            slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
            slot.Tell(new ProcessProtocol.Thaw(launch.Attempt));
        }
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        await AllAsync(launch, frozen: true);
        await EndAsync(slot, launch);
    }

    [Fact]
    public async Task A_frozen_tree_is_ended_by_a_stop_and_hears_the_polite_signal()
    {
        var (slot, launch, _) = await StartedAsync("trap 'echo bye; exit 0' TERM; echo > ready; while :; do :; done");
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        await AllAsync(launch, frozen: true);
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));

        Assert.Equal(new AgentExit(0, null), (await EndedAsync(launch)).Exit);
        Assert.Equal("bye\n", await File.ReadAllTextAsync(FolderOf(launch).Stdout));
    }

    [Fact]
    public async Task A_stop_right_after_a_freeze_is_not_held_up_by_it()
    {
        var (slot, launch, _) = await StartedAsync(Busy);
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));
        Assert.Equal("SIGTERM", (await EndedAsync(launch)).Exit?.Signal);
        Assert.Empty(Alive(launch));
    }

    [Fact]
    public async Task A_freeze_right_after_the_launch_or_the_adoption_counts()
    {
        var launch = NewLaunch("echo > ready; while :; do :; done");
        var slot = NewSlot();
        slot.Tell(launch);
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        await RunningAsync(launch);
        await AllAsync(launch, frozen: true);
        slot.Tell(new ProcessProtocol.Thaw(launch.Attempt));
        await AllAsync(launch, frozen: false);

        slot = await CrashAsync(slot);
        slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));
        slot.Tell(new ProcessProtocol.Freeze(launch.Attempt));
        await RunningAsync(launch);
        await AllAsync(launch, frozen: true);
        slot = await CrashAsync(slot); // nobody notices that its owner has gone
        slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));
        await RunningAsync(launch);
        await AllAsync(launch, frozen: true);
        await EndAsync(slot, launch);
    }

    [Fact]
    public async Task An_interrupt_reaches_the_agent_and_not_its_children()
    {
        var (slot, launch, _) = await StartedAsync("""
            sh -c 'trap "echo child >> interrupted" INT; echo > there; while :; do sleep 0.01; done' &
            trap 'echo agent >> interrupted; kill $!; exit 7' INT
            while [ ! -e there ]; do :; done; echo > ready; while :; do :; done
            """);
        slot.Tell(new ProcessProtocol.Interrupt(launch.Attempt));
        Assert.Equal(new AgentExit(7, null), (await EndedAsync(launch)).Exit);
        Assert.Equal(["agent"], await LinesAsync("interrupted"));
    }

    [Fact]
    public async Task A_session_that_is_interrupted_ends_as_an_error()
    {
        var launch = NewFakeLaunch("count ready\nawait never");
        var slot = NewSlot();
        slot.Tell(launch);
        await RunningAsync(launch);
        await LinesAsync("ready");
        slot.Tell(new ProcessProtocol.Interrupt(launch.Attempt));

        await Facts.ExpectMsgAsync<ProcessProtocol.Reported>(Patience.Long);
        var ended = await EndedAsync(launch);
        Assert.Equal((0, OutcomeCodes.AgentError), (ended.Exit?.ExitCode, ended.Report.Outcome.Code));
    }

    private async Task<(IActorRef Slot, ProcessProtocol.Launch Launch, ProcessProtocol.Running Running)> StartedAsync(string script)
    {
        var launch = NewLaunch(script);
        var slot = NewSlot();
        slot.Tell(launch);
        var running = await RunningAsync(launch);
        await LinesAsync("ready");
        return (slot, launch, running);
    }

    /// <summary>Looks until it is so, and the same in the look after it: whoever was born during the first is in the second.</summary>
    private async Task AllAsync(ProcessProtocol.Launch launch, bool frozen)
    {
        await AwaitConditionAsync(() => Task.FromResult(Those() is { } first && (!frozen || Those()?.SetEquals(first) == true)), Patience.Long, TimeSpan.FromMilliseconds(5));

        HashSet<ProcessIdentity>? Those() =>
            Alive(launch) is { Count: > 0 } all && all.All(process => ProcessTable.Find(process)?.State is 'T' or 'D' == frozen) ? [.. all] : null;
    }

    private async Task EndAsync(IActorRef slot, ProcessProtocol.Launch launch)
    {
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));
        await EndedAsync(launch);
        Assert.Empty(Alive(launch));
    }
}
