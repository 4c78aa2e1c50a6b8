using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Scaling;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>What real agents take, as the kernel has it.</summary>
public class LinuxAttemptMeterSpecs : ProcessSpecs
{
    private const long MiB = 1 << 20;

    [Fact]
    public async Task Memory_and_processes_of_a_whole_tree_are_added_up_also_of_a_child_that_left_its_session()
    {
        var launch = NewLaunch($"x=$(head -c 30000000 /dev/zero | tr '\\0' a); setsid sh -c 'y=$(head -c 30000000 /dev/zero | tr \"\\0\" b); {Gate("inner")}' & {Gate()}; wait");
        var other = NewLaunch(Gate("other"));
        NewSlot().Tell(launch);
        NewSlot().Tell(other);
        await AtGateAsync();
        await AtGateAsync("inner");
        await AtGateAsync("other");

        var uses = new LinuxAttemptMeter(Services.Home, TimeProvider.System).Measure([launch.Attempt, other.Attempt, new(launch.Attempt.Task, 7)], 0);

        Assert.Equal(2, uses.Count);
        var use = uses.Single(entry => entry.Attempt == launch.Attempt);
        Assert.InRange(use.MemoryBytes, 55 * MiB, 250 * MiB);
        Assert.True(use.Processes >= 2, $"{use}");
        Assert.InRange(uses.Single(entry => entry.Attempt == other.Attempt).MemoryBytes, 1, 20 * MiB);
        foreach (var gate in new[] { "gate", "inner", "other" })
            await OpenAsync(gate);
    }

    [Fact]
    public async Task Use_of_the_processors_is_the_difference_between_two_looks()
    {
        var launch = NewLaunch($"i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; {Gate()}");
        var meter = new LinuxAttemptMeter(Services.Home, TimeProvider.System);
        meter.Measure([launch.Attempt], 0);
        NewSlot().Tell(launch);
        await AtGateAsync();
        Assert.InRange(Assert.Single(meter.Measure([launch.Attempt], 0)).Cores, 0.001, Environment.ProcessorCount);
        await OpenAsync();
    }

    [Fact]
    public async Task An_agent_goes_before_the_host_when_memory_runs_out()
    {
        var launch = NewLaunch(Gate());
        NewSlot().Tell(launch);
        await AtGateAsync();
        new LinuxAttemptMeter(Services.Home, TimeProvider.System).Measure([launch.Attempt], 0);
        Assert.All(Alive(launch), process => Assert.Equal("500", File.ReadAllText($"/proc/{process.Pid}/oom_score_adj").Trim()));
        Assert.NotEqual("500", File.ReadAllText("/proc/self/oom_score_adj").Trim());
        await OpenAsync();
    }
}
