using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>The kernel's ceiling for one agent, and how its work is told from anybody else's. Needs a memory hierarchy that is open to us.</summary>
public sealed class OutOfMemorySpecs : ProcessSpecs
{
    private const long MiB = 1 << 20;

    // Should the ceiling not hold, the agent fails by itself before it has the machine.
    private const string Insurance = "ulimit -v 2000000";

    public OutOfMemorySpecs() => Ceiling = () => 64 * MiB;

    [SkippableTheory]
    [InlineData("tail /dev/zero")]
    [InlineData("exec tail /dev/zero")]
    [InlineData("tail /dev/zero | cat; kill -9 $$")]
    public async Task An_agent_that_takes_more_than_its_ceiling_is_ended_by_the_kernel_and_that_is_what_is_said(string greedy)
    {
        Skip.IfNot(AttemptMemory.IsAvailable, "no memory group can be made here");
        var launch = NewLaunch($"{Insurance}; {greedy}");
        NewSlot().Tell(launch, Facts);

        var (ended, memory) = await AfterAsync(launch);

        Assert.Equal(OutcomeCodes.OutOfMemory, ended.Report.Outcome.Code);
        Assert.Contains("It had 64 MiB", ended.Report.Outcome.Message, StringComparison.Ordinal);
        Assert.Equal(new MemoryAccount(1, 64 * MiB), memory);
        Assert.Null(AttemptMemory.Find(launch.Attempt, FolderOf(launch), null)); // nothing is left behind
    }

    [SkippableFact]
    public async Task Whoever_is_killed_by_somebody_else_has_not_run_out_of_memory()
    {
        Skip.IfNot(AttemptMemory.IsAvailable, "no memory group can be made here");
        var launch = NewLaunch("kill -9 $$");
        NewSlot().Tell(launch, Facts);

        var (ended, memory) = await AfterAsync(launch);

        Assert.Equal(OutcomeCodes.Killed, ended.Report.Outcome.Code);
        Assert.Equal(0, memory!.OomKills);
    }

    [SkippableFact]
    public async Task A_host_that_comes_after_the_groups_are_gone_still_knows_why()
    {
        Skip.IfNot(AttemptMemory.IsAvailable, "no memory group can be made here");
        var launch = NewLaunch($"{Insurance}; exec tail /dev/zero");
        var slot = NewSlot();
        slot.Tell(launch, Facts);
        await AfterAsync(launch);
        slot = await CrashAsync(slot);
        slot.Tell(new ProcessProtocol.Adopt(launch.Attempt, launch.Spec), Facts);

        Assert.Equal(OutcomeCodes.OutOfMemory, (await AfterAsync(launch)).Ended.Report.Outcome.Code);
    }

    private async Task<(ProcessProtocol.Ended Ended, MemoryAccount? Memory)> AfterAsync(ProcessProtocol.Launch launch)
    {
        var ended = (ProcessProtocol.Ended)await Facts.FishForMessageAsync(fact => fact is ProcessProtocol.Ended, Patience.Long);
        return (ended, (await Scaler.ExpectMsgAsync<SlotProtocol.Freed>(Patience.Long)).Memory);
    }
}
