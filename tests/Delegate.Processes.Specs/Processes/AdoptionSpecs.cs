using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>The host is gone and comes back: what became of the agent meanwhile is told as it is.</summary>
public sealed class AdoptionSpecs : ProcessSpecs
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task An_agent_that_still_runs_is_taken_back_and_its_end_is_told(bool byLaunch)
    {
        var launch = NewLaunch($"echo started >> starts; {Gate()}; exit 9");
        var (slot, before) = await StartedAsync(launch);

        slot = await CrashAsync(slot);
        slot.Tell(byLaunch ? launch : new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));
        var running = await RunningAsync(launch);
        Assert.True(running.Adopted);
        Assert.Equal(before.Identity, running.Identity);
        await OpenAsync();

        Assert.Equal(new AgentExit(9, null), (await EndedAsync(launch)).Exit);
        Assert.Equal(["started"], await LinesAsync("starts"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_agent_that_ended_meanwhile_has_its_true_status(bool byLaunch)
    {
        var launch = NewLaunch($"echo started >> starts; {Gate()}; exit 9");
        var (slot, before) = await StartedAsync(launch);

        slot = await CrashAsync(slot, async () =>
        {
            await OpenAsync();
            await Kernel.EndAsync(before.Identity.Supervisor);
        });
        slot.Tell(byLaunch ? launch : new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));

        Assert.Equal(new AgentExit(9, null), (await EndedAsync(launch)).Exit);
        Assert.Equal(["started"], await LinesAsync("starts"));
    }

    [Fact]
    public async Task An_agent_whose_supervisor_was_killed_too_is_lost_and_what_it_left_is_ended()
    {
        var launch = NewLaunch($"setsid tail -f /dev/null & {Gate()}");
        var (slot, before) = await StartedAsync(launch);

        slot = await CrashAsync(slot, async () =>
        {
            ProcessSignals.Kill(before.Identity.Supervisor);
            await Kernel.EndAsync(before.Identity.Supervisor);
            Native.Reap(before.Identity.Supervisor.Pid);
        });
        Assert.NotEmpty(Alive(launch));
        slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));

        var ended = await EndedAsync(launch);
        Assert.Null(ended.Exit);
        Assert.Equal(OutcomeCodes.Lost, ended.Report.Outcome.Code);
        Assert.Empty(Alive(launch));
    }

    [Fact]
    public async Task A_supervisor_that_is_killed_under_our_eyes_makes_the_attempt_lost()
    {
        var launch = NewLaunch(Gate());
        var (_, before) = await StartedAsync(launch);
        ProcessSignals.Kill(before.Identity.Supervisor);

        Assert.Equal(OutcomeCodes.Lost, (await EndedAsync(launch)).Report.Outcome.Code);
        Assert.Empty(Alive(launch));
    }

    [Fact]
    public async Task An_attempt_that_never_came_to_a_process_is_lost_when_adopted_and_started_when_launched()
    {
        var (adopted, launched) = (NewLaunch("exit 0"), NewLaunch("exit 4"));
        NewSlot().Tell(new ProcessProtocol.Adopt(adopted.Attempt, adopted.Spec));
        Assert.Equal(OutcomeCodes.Lost, (await EndedAsync(adopted)).Report.Outcome.Code);

        FolderOf(launched).Create("an earlier host came as far as this");
        NewSlot().Tell(launched);
        await RunningAsync(launched);
        Assert.Equal(new AgentExit(4, null), (await EndedAsync(launched)).Exit);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_stranger_who_has_got_the_pid_is_never_touched(bool otherBoot)
    {
        using var stranger = System.Diagnostics.Process.Start("/bin/sh", ["-c", "read forever < /dev/zero"]);
        try
        {
            var it = ProcessTable.Identify(stranger.Id)!;
            var launch = NewLaunch("exit 0");
            var (boot, start) = otherBoot ? ("00000000-0000-0000-0000-000000000000", it.StartTicks) : (it.BootId, it.StartTicks - 1);
            FolderOf(launch).Create("");
            await File.WriteAllTextAsync(
                FolderOf(launch).Identity, $"delegate-identity v1\nboot {boot}\nsupervisor {it.Pid} {start}\nagent {it.Pid} {start}\nend\n");
            var slot = NewSlot();
            slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec));
            slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.Zero));

            Assert.Equal(OutcomeCodes.Lost, (await EndedAsync(launch)).Report.Outcome.Code);
            Assert.True(ProcessTable.IsAlive(it));
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task An_identity_that_was_cut_short_is_not_believed()
    {
        var launch = NewLaunch(Gate());
        var (slot, before) = await StartedAsync(launch);
        var whole = await File.ReadAllTextAsync(FolderOf(launch).Identity);

        // As a full disk leaves it. The supervisor is found by its mark all the same.
        slot = await CrashAsync(slot, () => File.WriteAllTextAsync(FolderOf(launch).Identity, whole[..^5]));
        slot.Tell(launch);
        ProcessSignals.Kill(before.Identity.Agent);

        Assert.Equal(new AgentExit(null, "SIGKILL"), (await EndedAsync(launch)).Exit);
    }

    [Fact]
    public async Task The_agent_does_not_notice_that_its_owner_stops()
    {
        var launch = NewLaunch($"{Gate()}; echo still here; exit 6");
        var (slot, before) = await StartedAsync(launch);
        await slot.GracefulStop(Patience.Long);
        Assert.True(ProcessTable.IsAlive(before.Identity.Agent));

        await OpenAsync();
        await Kernel.EndAsync(before.Identity.Supervisor);
        Assert.Equal(new AgentExit(6, null), FolderOf(launch).ReadExitRecord()?.Exit);
        Assert.Equal("still here\n", await File.ReadAllTextAsync(FolderOf(launch).Stdout));
    }

    private async Task<(IActorRef Slot, ProcessProtocol.Running Running)> StartedAsync(ProcessProtocol.Launch launch)
    {
        var slot = NewSlot();
        slot.Tell(launch);
        var running = await RunningAsync(launch);
        await AtGateAsync();
        return (slot, running);
    }
}
