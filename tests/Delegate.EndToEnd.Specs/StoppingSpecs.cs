using System.Globalization;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>How agents are ended, and what is left of them: nothing (N04, N05).</summary>
public sealed class StoppingSpecs
{
    /// <summary>The bench's grace (see there) and a second: the promise.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task N04_A_killed_agent_is_a_failed_task_that_names_the_signal()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"echo $$ > pid; read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();

        PidsIn(bench, "pid").Single().Signal(Kernel.SigKill);
        var (task, code) = await bench.Wait(id);

        Assert.Equal((TaskPhase.Failed, OutcomeCodes.Killed, "SIGKILL"), (task.Phase, task.Outcome?.Code, task.Outcome?.Signal));
        Assert.Equal(137, code);
    }

    [Fact]
    public async Task N05_Cancelled_a_tree_that_ignores_SIGTERM_is_gone_within_the_grace_and_a_second_and_only_then_the_task_says_so()
    {
        await using var bench = new Bench();
        var (id, tree) = await StubbornTreeAsync(bench);

        await bench.Do("cancel", id.Value, "--reason", "changed my mind");
        var asked = TimeProvider.System.GetUtcNow();
        var (task, code) = await bench.Wait(id);

        Assert.All(tree, process => Assert.False(process.Lives));
        Assert.Equal((TaskPhase.Cancelled, OutcomeCodes.Cancelled, "cli"), (task.Phase, task.Outcome?.Code, task.Outcome?.By));
        Assert.Contains("changed my mind", task.Outcome!.Message, StringComparison.Ordinal);
        Assert.Equal(130, code);
        Assert.True(task.EndedAt - asked < Promise, $"it took {task.EndedAt - asked}");
        Assert.Equal([await bench.HostProcess()], Leftovers.Of(bench));
    }

    [Fact]
    public async Task N05_Timed_out_a_tree_that_ignores_SIGTERM_is_gone_within_the_grace_and_a_second()
    {
        await using var bench = new Bench();
        var (id, tree) = await StubbornTreeAsync(bench, "--timeout", "3s");

        var (task, code) = await bench.Wait(id);

        Assert.All(tree, process => Assert.False(process.Lives));
        Assert.Equal((TaskPhase.Failed, OutcomeCodes.TimedOut, 124), (task.Phase, task.Outcome?.Code, code));
        var ran = task.EndedAt - task.StartedAt;
        Assert.InRange(ran!.Value, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3) + Promise);
        Assert.Equal([await bench.HostProcess()], Leftovers.Of(bench));
    }

    [Fact]
    public async Task What_a_finished_agent_left_running_is_ended_before_the_task_ends()
    {
        await using var bench = new Bench();
        var (own, background) = (bench.NewGate("own"), bench.NewGate("background"));
        var id = await bench.Shell($"setsid sh -c 'echo $$ > pid; read go < {background.Path}; exec tail -f /dev/null' > /dev/null 2>&1 & read go < {own.Path}; echo done");
        await background.LetGoAsync();
        var child = PidsIn(bench, "pid").Single();
        await own.LetGoAsync();

        await bench.Succeeds(id);

        Assert.False(child.Lives);
    }

    [Fact]
    public async Task A_waiting_task_is_cancelled_at_once_and_those_after_it_with_the_reason()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var first = await bench.Shell($"read go < {gate.Path}");
        var second = await bench.Shell("touch never", "--after", first.Value);
        var third = await bench.Shell("touch never", "--after", second.Value);
        using var guest = await gate.ArrivalAsync();

        await bench.Do("cancel", second.Value);

        Assert.Equal((TaskPhase.Cancelled, OutcomeCodes.Cancelled), Ending((await bench.Wait(second)).Task));
        var (last, _) = await bench.Wait(third);
        Assert.Equal((TaskPhase.Cancelled, OutcomeCodes.DependencyFailed), Ending(last));
        Assert.Contains(second.Value, last.Outcome!.Message, StringComparison.Ordinal);
        guest.LetGo();
        await bench.Succeeds(first);
        Assert.False(File.Exists(bench.PathOf("never")));
        Assert.NotEqual(0, (await bench.Try("cancel", first.Value)).ExitCode); // it has ended: that is said, not swallowed
    }

    private static (TaskPhase Phase, string? Code) Ending(TaskView task) => (task.Phase, task.Outcome?.Code);

    /// <summary>An agent that ignores SIGTERM, a child of it, and a grandchild in a session of its own that does so too; all run.</summary>
    private static async Task<(TaskId Id, IReadOnlyList<Identity> Tree)> StubbornTreeAsync(Bench bench, params string[] options)
    {
        var (own, child, grandchild) = (bench.NewGate("own"), bench.NewGate("child"), bench.NewGate("grandchild"));
        var id = await bench.Shell(
            $"""
            trap '' TERM
            sh -c 'setsid sh -c "echo \$\$ >> pids; read go < {grandchild.Path}; exec tail -f /dev/null" & echo $$ >> pids; read go < {child.Path}; exec tail -f /dev/null' &
            echo $$ >> pids
            read go < {own.Path}
            exec tail -f /dev/null
            """, options);
        foreach (var gate in new[] { own, child, grandchild })
            await gate.LetGoAsync();
        var tree = PidsIn(bench, "pids");
        Assert.Equal(3, tree.Count);
        return (id, tree);
    }

    private static List<Identity> PidsIn(Bench bench, string file) =>
        [.. bench.Lines(file).Select(line => Identity.Of(int.Parse(line, CultureInfo.InvariantCulture)))];
}
