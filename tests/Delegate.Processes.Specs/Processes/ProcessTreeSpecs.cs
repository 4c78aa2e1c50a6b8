using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;
using Microsoft.Extensions.Time.Testing;

namespace Delegate.Processes.Specs.Processes;

/// <summary>How a tree is ended, with a clock that stands still: nothing happens because time passed by itself.</summary>
public sealed class ProcessTreeSpecs : ProcessSpecs
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_deaf_tree_is_asked_and_left_alone_until_the_grace_is_over()
    {
        var clock = new WatchedClock();
        var (tree, supervisor, launch) = Started($"""
            trap 'echo asked >> asked' TERM
            setsid sh -c 'trap "" TERM; echo $$ >> deaf; while :; do tail -f /dev/null; done' &
            while [ ! -s deaf ]; do :; done
            echo >> ready
            while :; do tail -f /dev/null & wait; done
            """, clock);
        await LinesAsync("ready");
        var deaf = ProcessTable.Identify(int.Parse(Assert.Single(await LinesAsync("deaf")), null))!;
        var agent = FolderOf(launch).ReadIdentity()!.Agent;

        var end = tree.EndAsync(Grace, CancellationToken.None);
        await clock.Waited.InTime();
        await LinesAsync("asked");
        Assert.True(ProcessTable.IsAlive(deaf) && ProcessTable.IsAlive(agent));
        clock.Advance(Grace);
        await end.InTime();

        Assert.False(ProcessTable.IsAlive(deaf) || ProcessTable.IsAlive(agent));
        Assert.Empty(tree.Find());
        await Kernel.EndAsync(supervisor);
        Assert.Equal(new AgentExit(null, "SIGKILL"), FolderOf(launch).ReadExitRecord()?.Exit);
    }

    [Fact]
    public async Task A_tree_that_stands_still_is_woken_to_hear_that_it_shall_end()
    {
        var (tree, supervisor, launch) = Started("trap 'exit 3' TERM; kill -STOP $PPID; echo >> ready; kill -STOP $$; sleep infinity & wait", new FakeTimeProvider());
        await LinesAsync("ready");

        await tree.EndAsync(Grace, CancellationToken.None).InTime();

        await Kernel.EndAsync(supervisor);
        Assert.Equal(new AgentExit(3, null), FolderOf(launch).ReadExitRecord()?.Exit);
    }

    [Fact]
    public async Task A_child_that_was_left_behind_is_found_when_the_supervisor_is_long_gone()
    {
        var (tree, supervisor, launch) = Started($"setsid sh -c 'echo $$ >> left; exec tail -f /dev/null' & {Gate()}", new FakeTimeProvider());
        await AtGateAsync();
        var left = ProcessTable.Identify(int.Parse(Assert.Single(await LinesAsync("left")), null))!;
        foreach (var process in new[] { supervisor, FolderOf(launch).ReadIdentity()!.Agent })
            ProcessSignals.Kill(process);
        await Kernel.EndAsync(supervisor);
        await Kernel.EndAsync(FolderOf(launch).ReadIdentity()!.Agent);
        Native.Reap(supervisor.Pid);

        Assert.Equal([left], tree.Find());
        await tree.EndAsync(Grace, CancellationToken.None).InTime();

        Assert.False(ProcessTable.IsAlive(left));
    }

    [Fact]
    public async Task Who_left_the_session_and_cleared_its_environment_is_found_by_its_descent_alone()
    {
        var (tree, _, _) = Started($"env -i setsid sh -c 'echo $$ >> left; exec tail -f /dev/null' & {Gate()}", new FakeTimeProvider());
        await AtGateAsync();
        var left = ProcessTable.Identify(int.Parse(Assert.Single(await LinesAsync("left")), null))!;

        Assert.Contains(left, tree.Find());
        await tree.EndAsync(TimeSpan.Zero, CancellationToken.None).InTime();

        Assert.False(ProcessTable.IsAlive(left));
    }

    [Fact]
    public async Task A_signal_for_a_process_that_is_gone_is_not_given_to_whoever_has_its_number_now()
    {
        var (_, _, launch) = Started($"trap 'echo >> hit' TERM; {Gate()}; echo >> unharmed", new FakeTimeProvider());
        await AtGateAsync();
        var agent = FolderOf(launch).ReadIdentity()!.Agent;

        Assert.True(ProcessTree.Signal(agent with { StartTicks = agent.StartTicks - 1 }, Native.SIGKILL));
        Assert.True(ProcessTree.Signal(agent with { StartTicks = agent.StartTicks + 1 }, Native.SIGTERM));

        await OpenAsync();
        await LinesAsync("unharmed");
        Assert.False(File.Exists(Path.Combine(Work, "hit")));
    }

    [Fact]
    public async Task Nobody_is_touched_for_a_number_that_was_a_supervisors_once()
    {
        var (_, stranger, launch) = Started(Gate(), new FakeTimeProvider());
        await AtGateAsync();
        // As if the supervisor of another attempt had had the number that this one's has now.
        var tree = new ProcessTree(new(TaskId.New(), 1), stranger with { StartTicks = stranger.StartTicks - 1 }, Kernel, TimeProvider.System);

        Assert.Empty(tree.Find());
        await tree.EndAsync(TimeSpan.Zero, CancellationToken.None).InTime();

        Assert.True(ProcessTable.IsAlive(stranger) && ProcessTable.IsAlive(FolderOf(launch).ReadIdentity()!.Agent));
    }

    private (ProcessTree Tree, ProcessIdentity Supervisor, ProcessProtocol.Launch Launch) Started(string script, TimeProvider clock)
    {
        var launch = NewLaunch(script);
        var folder = FolderOf(launch);
        folder.Create(script);
        var command = Services.Agents.Find(launch.Spec.Agent).Command(launch.Spec, launch.SessionId, false, folder.Prompt, Options);
        var supervisor = AttemptLauncher.Start(launch.Attempt, launch.Spec, command, folder);
        return (new ProcessTree(launch.Attempt, supervisor, Kernel, clock), supervisor, launch);
    }

    /// <summary>Tells when somebody has begun to wait for it.</summary>
    private sealed class WatchedClock : FakeTimeProvider
    {
        private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waited => _waited.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waited.TrySetResult();
            return timer;
        }
    }
}
