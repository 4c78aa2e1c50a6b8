using System.Diagnostics;
using Akka.Actor;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>After a stop nobody is left, wherever they went.</summary>
public sealed class StopSpecs : ProcessSpecs
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task An_agent_that_listens_ends_by_the_polite_signal_without_waiting_for_the_grace()
    {
        var launch = NewLaunch($"trap 'echo bye; exit 0' TERM; {Gate()}");
        var slot = await StartedAsync(launch);
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));

        Assert.Equal(new AgentExit(0, null), (await EndedAsync(launch)).Exit);
        Assert.Equal("bye\n", await File.ReadAllTextAsync(FolderOf(launch).Stdout));
    }

    [Fact]
    public async Task A_deaf_agent_and_the_grandchildren_that_it_sent_away_are_gone_soon_after_the_grace()
    {
        var launch = NewLaunch($"""
            trap '' TERM
            setsid sh -c 'echo $$ >> pids; exec tail -f /dev/null' &
            ( ( setsid sh -c 'echo $$ >> pids; tail -f /dev/null & wait' & ) & )
            ( nohup tail -f /dev/null > nohup 2>&1 & echo $! >> pids )
            while [ "$(wc -l < pids)" -lt 3 ]; do :; done
            {Gate()}
            """);
        var slot = await StartedAsync(launch);
        var pids = await LinesAsync("pids", 3);
        var strays = pids.Select(pid => ProcessTable.Identify(int.Parse(pid, null))!).ToList();
        Assert.All(strays, stray => Assert.True(ProcessTable.IsAlive(stray)));

        var watch = Stopwatch.StartNew();
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, Grace));
        var ended = await EndedAsync(launch);

        Assert.InRange(watch.Elapsed, Grace, Grace + TimeSpan.FromSeconds(1));
        Assert.Equal(new AgentExit(null, "SIGKILL"), ended.Exit);
        Assert.All(strays, stray => Assert.False(ProcessTable.IsAlive(stray)));
        Assert.Empty(Alive(launch));
    }

    [Fact]
    public async Task The_end_is_told_only_when_all_are_gone()
    {
        // The agent itself goes at once; its child is deaf, and elsewhere.
        var launch = NewLaunch($"(trap '' TERM; setsid sh -c 'echo $$ > child; exec tail -f /dev/null') & while [ ! -s child ]; do :; done; {Gate()}");
        var slot = await StartedAsync(launch);
        var child = ProcessTable.Identify(int.Parse((await LinesAsync("child"))[0], null))!;
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));

        await TempFolder.LinesAsync(Kernel, FolderOf(launch).Exit, 3);
        await Facts.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        Assert.True(ProcessTable.IsAlive(child));
        ProcessSignals.Kill(child);
        Assert.Equal("SIGTERM", (await EndedAsync(launch)).Exit?.Signal);
    }

    [Fact]
    public async Task A_stop_right_after_the_launch_leaves_nobody_behind()
    {
        foreach (var _ in Enumerable.Range(0, 100))
        {
            var launch = NewLaunch("exec tail -f /dev/null");
            var slot = NewSlot();
            slot.Tell(launch);
            slot.Tell(new ProcessProtocol.Stop(launch.Attempt, TimeSpan.FromHours(1)));

            var ended = await Facts.FishForMessageAsync(fact => fact is ProcessProtocol.Ended, Patience.Long);
            Assert.Equal(launch.Attempt, ((ProcessProtocol.Ended)ended).Attempt);
            await Scaler.ExpectMsgAsync<SlotProtocol.Freed>(Patience.Long);
            Assert.Empty(Alive(launch));
        }
    }

    [Fact]
    public async Task A_stop_that_comes_again_is_one_stop()
    {
        var launch = NewLaunch($"trap 'echo term >> terms' TERM; {Gate()}; exit 0");
        var slot = await StartedAsync(launch);
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, Grace));
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, Grace));

        await EndedAsync(launch);
        Assert.Equal(["term"], await LinesAsync("terms"));
        await Facts.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_stop_finds_the_processes_of_an_earlier_host()
    {
        var launch = NewLaunch($"setsid tail -f /dev/null & {Gate()}");
        var slot = await CrashAsync(await StartedAsync(launch));
        slot.Tell(new ProcessProtocol.Stop(launch.Attempt, Grace));

        await RunningAsync(launch);
        Assert.Equal("SIGTERM", (await EndedAsync(launch)).Exit?.Signal);
        Assert.Empty(Alive(launch));
    }

    [Fact]
    public async Task A_stop_of_what_never_began_is_answered_too()
    {
        var launch = NewLaunch("exit 0");
        NewSlot().Tell(new ProcessProtocol.Stop(launch.Attempt, Grace));

        Assert.Null((await EndedAsync(launch)).Exit);
        Assert.False(FolderOf(launch).Exists);
    }

    private async Task<IActorRef> StartedAsync(ProcessProtocol.Launch launch)
    {
        var slot = NewSlot();
        slot.Tell(launch);
        await RunningAsync(launch);
        await AtGateAsync();
        return slot;
    }
}
