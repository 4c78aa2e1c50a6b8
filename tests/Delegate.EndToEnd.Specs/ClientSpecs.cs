using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>What a person at a terminal sees: streams, exit codes, a way back.</summary>
public sealed class ClientSpecs
{
    [Fact]
    public async Task Following_shows_each_stream_on_its_own_as_it_comes_and_exits_with_the_tasks_code()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var program = bench.Start("run", "--agent", "shell", "--follow", "--", $"echo first; read go < {gate.Path}; echo 'a complaint' >&2; echo last; exit 42");

        Assert.Equal("first", await program.LineAsync()); // while it still runs
        await gate.LetGoAsync();
        var result = await program.EndAsync();

        Assert.Equal(42, result.ExitCode);
        Assert.Equal(["first", "last"], result.OutLines);
        Assert.Contains("a complaint", result.Err.Split('\n'));
        Assert.DoesNotContain('\u001b', result.Out + result.Err); // no terminal, no colours
    }

    [Fact]
    public async Task In_a_folder_that_is_gone_it_says_so()
    {
        await using var bench = new Bench();
        await using var shell = bench.StartShell($"mkdir gone; cd gone; rmdir ../gone; exec {bench.Client} list");

        var result = await shell.EndAsync();

        Assert.Equal((1, ""), (result.ExitCode, result.Out));
        Assert.StartsWith("error: The current folder does not exist any more.\nhint:", result.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_it_detaches_and_says_how_to_cancel_and_how_to_come_back_while_the_task_goes_on()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var program = bench.Start("run", "--agent", "shell", "--follow", "--", $"echo first; read go < {gate.Path}; echo last");
        await program.LineAsync(line => line == "first");
        using var guest = await gate.ArrivalAsync();

        program.Identity!.Signal(Kernel.SigInt);
        var result = await program.EndAsync();

        var task = Assert.Single(await bench.List());
        Assert.Equal(130, result.ExitCode);
        Assert.Contains($"delegate cancel {task.Id}", result.Err, StringComparison.Ordinal);
        Assert.Contains($"delegate logs -f {task.Id}", result.Err, StringComparison.Ordinal);
        Assert.Equal(TaskPhase.Running, task.Phase);
        guest.LetGo();
        await bench.Succeeds(task.Id);
    }

    [Fact]
    public async Task Logs_give_the_last_lines_exactly_and_follow_a_running_task_to_its_end()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"seq 1 300; read go < {gate.Path}; printf 'no newline at the end'");
        using var guest = await gate.ArrivalAsync();

        Assert.Equal(["298", "299", "300"], await bench.Logs(id, "--tail", "3"));
        await using var follower = bench.Start("logs", "-f", "--tail", "2", id.Value);
        Assert.Equal("299", await follower.LineAsync());
        Assert.Equal("300", await follower.LineAsync());
        guest.LetGo();
        var result = await follower.EndAsync();

        Assert.Equal(["299", "300", "no newline at the end"], result.OutLines);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(302 - 1, (await bench.Logs(id)).Length);
        Assert.Empty(await bench.Logs(id, "--tail", "0"));
    }

    [Fact]
    public async Task The_beginning_of_an_id_is_enough_and_an_unknown_one_is_an_error_with_a_code_of_its_own()
    {
        await using var bench = new Bench();
        var id = await bench.Shell("echo hello");
        await bench.Succeeds(id);

        Assert.Equal(["hello"], (await bench.Do("logs", id.Value["task-".Length..][..6])).OutLines);
        foreach (var verb in new[] { "status", "logs", "cancel", "wait" })
        {
            var unknown = await bench.Try(verb, "task-000000000000");
            Assert.True(unknown.ExitCode == 4, unknown.ToString());
            Assert.Contains("hint:", unknown.Err, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_task_that_does_not_run_says_why()
    {
        await using var bench = new Bench().With("DELEGATE_MAX_SLOTS", "1");
        var gate = bench.NewGate("gate");
        await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        var normal = await bench.Shell("echo P2 >> order");
        var critical = await bench.Shell("echo P0 >> order", "--priority", "P0");

        foreach (var id in new[] { normal, critical })
        {
            var queued = await bench.Status(id);
            Assert.Equal(TaskPhase.Queued, queued.Phase);
            Assert.False(string.IsNullOrWhiteSpace(queued.HoldReason));
        }
        var overview = await bench.Do("status");
        Assert.Contains((await bench.Status(normal)).HoldReason!, overview.Out, StringComparison.Ordinal);
        guest.LetGo();
        await bench.Succeeds(normal);
        await bench.Succeeds(critical);
        Assert.Equal(["P0", "P2"], bench.Lines("order"));
    }
}
