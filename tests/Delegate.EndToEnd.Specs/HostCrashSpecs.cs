using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>The host is killed while agents run: they go on, and the next host takes them back (N06).</summary>
public sealed class HostCrashSpecs
{
    [Fact]
    public async Task N06_Killed_with_two_agents_running_and_a_child_waiting_nothing_is_lost_and_nothing_runs_twice()
    {
        await using var bench = new Bench();
        var (first, second) = (bench.NewGate("first"), bench.NewGate("second"));
        // Output before and after, with characters whose bytes may be torn apart, and a last line without its end.
        var endsMeanwhile = await bench.Shell($"echo one >> starts; echo 'before ä€😀'; read go < {first.Path}; printf 'after ä€😀'");
        var goesOn = await bench.Shell($"echo two >> starts; echo 'before ö'; read go < {second.Path}; echo 'after ö' >&2; seq 1 20000; exit 3");
        var child = await bench.Shell("echo child >> starts; echo hello", "--after", $"{endsMeanwhile},{goesOn}", "--on-failure", "run");
        using var stands = await second.ArrivalAsync();
        using (var meanwhile = await first.ArrivalAsync())
        {
            await bench.KillHost();
            var agent = Assert.Single(Leftovers.Of(bench), process => CommandOf(process).Contains(endsMeanwhile.Value, StringComparison.Ordinal) && !IsSupervisor(process));
            meanwhile.LetGo();
            await agent.GoneAsync(Bench.Patience);
        }

        await bench.Do("host", "start");
        var adopted = await bench.Until(goesOn, task => task.Adoptions == 1);
        Assert.Equal(TaskPhase.Running, adopted.Phase);
        stands.LetGo();

        var started = await bench.Succeeds(child);
        var ended = await bench.Succeeds(endsMeanwhile);
        var (failed, code) = await bench.Wait(goesOn);
        Assert.Equal((TaskPhase.Failed, OutcomeCodes.AgentError, 3, 3), (failed.Phase, failed.Outcome?.Code, failed.Outcome?.ExitCode, code));
        Assert.Equal((1, 1), (failed.Attempt, failed.Adoptions));
        Assert.True(started.StartedAt >= failed.EndedAt && started.StartedAt >= ended.EndedAt);
        Assert.Equal(["child", "one", "two"], bench.Lines("starts").Order());

        Assert.Equal(["before ä€😀", "after ä€😀"], await bench.Logs(endsMeanwhile));
        Assert.Equal(Enumerable.Range(1, 20000).Select(number => $"{number}").Prepend("before ö"), await bench.Logs(goesOn));
        Assert.Equal(["hello"], await bench.Logs(child));
    }

    [Fact]
    public async Task Somebody_who_follows_a_task_is_told_of_the_new_host_and_sees_every_line_once()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var follower = bench.Start("run", "--agent", "shell", "--follow", "--", $"seq 1 500; read go < {gate.Path}; seq 501 1000; exit 5");
        await follower.LineAsync(line => line == "500");
        using var guest = await gate.ArrivalAsync();

        await bench.KillHost();
        await bench.Do("host", "start");
        guest.LetGo();

        var result = await follower.EndAsync();
        Assert.Equal(5, result.ExitCode);
        Assert.Equal(Enumerable.Range(1, 1000).Select(number => $"{number}"), result.OutLines);
    }

    [Fact]
    public async Task Killed_again_and_again_it_still_runs_each_task_of_a_chain_once()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var chain = new List<TaskId>();
        for (var i = 0; i < 5; i++)
            chain.Add(await bench.Shell($"echo {i} >> starts; read go < {gate.Path}; echo {i} >> ends", [.. chain.TakeLast(1).SelectMany(before => new[] { "--after", before.Value })]));

        foreach (var _ in chain)
        {
            using var guest = await gate.ArrivalAsync();
            await bench.KillHost();
            guest.LetGo(); // it ends with no host there, or just as one comes
            await bench.Do("host", "start");
        }

        await bench.Succeeds(chain[^1]);
        Assert.Equal(["0", "1", "2", "3", "4"], bench.Lines("starts"));
        Assert.Equal(["0", "1", "2", "3", "4"], bench.Lines("ends"));
        Assert.All(await bench.List(), task => Assert.Equal((TaskPhase.Succeeded, 1), (task.Phase, task.Attempt)));
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("SIGTERM")]
    public async Task A_host_that_stops_politely_leaves_its_agents_alone_too(string how)
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"echo started >> starts; read go < {gate.Path}; echo done");
        using var guest = await gate.ArrivalAsync();
        var host = await bench.HostProcess();

        if (how == "stop")
            await bench.Do("host", "stop");
        else
            host.Signal(Kernel.SigTerm);
        await host.GoneAsync(Bench.Patience);

        Assert.NotEmpty(Leftovers.Of(bench));
        Assert.Equal(3, (await bench.Try("host", "status")).ExitCode);
        guest.LetGo();
        await bench.Succeeds(id); // any verb starts the next host
        Assert.Equal(["done"], await bench.Logs(id));
        Assert.Equal(["started"], bench.Lines("starts"));
        Assert.NotEqual(host, await bench.HostProcess());
    }

    /// <summary>The shell agent's command line names its prompt file, which is in the task's folder.</summary>
    private static string CommandOf(Identity process) => File.ReadAllText($"/proc/{process.Pid}/cmdline").Replace('\0', ' ');

    private static bool IsSupervisor(Identity process) => CommandOf(process).Contains("delegate-supervisor", StringComparison.Ordinal);
}
