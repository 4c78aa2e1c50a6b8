using System.Globalization;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>A running task that is paused stands still, all of it, and goes on where it stood.</summary>
public sealed class PauseSpecs
{
    [Fact]
    public async Task The_processes_of_a_running_task_are_stopped_and_go_on_where_they_stood()
    {
        await using var bench = new Bench();
        var (gate, inner, last) = (bench.NewGate("gate"), bench.NewGate("inner"), bench.NewGate("last"));
        var id = await bench.Shell($"echo $$ > pids; setsid sh -c 'echo $$ >> pids; read go < {inner.Path}; echo inner' & read go < {gate.Path}; echo outer; read go < {last.Path}; wait");
        using var first = await gate.ArrivalAsync();
        using var second = await inner.ArrivalAsync();
        var tree = bench.Lines("pids").Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();

        await bench.Do("pause", id.Value);
        var paused = await bench.Until(id, view => view.Phase == TaskPhase.Paused);

        Assert.Equal(("cli", TaskPhase.Running), (paused.PausedBy, paused.PausedFrom!.Value));
        Assert.Equal(2, tree.Count);
        await StoppedAsync(bench, id, tree);
        first.LetGo();
        second.LetGo();
        Assert.All(tree, pid => Assert.Equal('T', StateOf(pid))); // let through, and they do not move

        await bench.Do("resume", id.Value);
        await last.LetGoAsync();

        var ended = await bench.Succeeds(id);
        Assert.Equal((1, null), (ended.Attempt, ended.PausedBy));
        Assert.Equal(["inner", "outer"], (await bench.Logs(id)).Order());
    }

    [Fact]
    public async Task A_paused_task_that_is_cancelled_is_gone()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"echo $$ > pids; read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        await bench.Do("pause", id.Value);
        await bench.Until(id, view => view.Phase == TaskPhase.Paused);

        await bench.Do("cancel", id.Value);
        var (task, code) = await bench.Wait(id);

        Assert.Equal((TaskPhase.Cancelled, 130), (task.Phase, code));
        Assert.Equal([await bench.HostProcess()], Leftovers.Of(bench));
    }

    [Fact]
    public async Task A_resume_of_an_ended_session_goes_on_in_it_with_what_was_added()
    {
        await using var bench = new Bench();
        var first = await bench.Claude("say half of it\nexit 3", "--retries", "0");
        var (failed, _) = await bench.Wait(first);

        var second = TaskId.Parse((string)(await bench.DoJson("resume", first.Value, "--context", "the database is up again"))[0]!["id"]!);

        var view = await bench.Succeeds(second);
        Assert.Equal(new(first, first, 1, LineageKind.Resume), view.Lineage);
        Assert.Equal(failed.SessionId, view.SessionId);
        Assert.Contains("the database is up again", view.Result, StringComparison.Ordinal);
        Assert.DoesNotContain("say half of it", view.Result, StringComparison.Ordinal); // the conversation has it
    }

    /// <summary>The view says what was decided; the signals follow it. Each look is a round trip to the host.</summary>
    private static async Task StoppedAsync(Bench bench, TaskId id, List<int> tree)
    {
        using var limit = new CancellationTokenSource(Bench.Patience);
        while (!tree.TrueForAll(pid => StateOf(pid) == 'T'))
        {
            limit.Token.ThrowIfCancellationRequested();
            Assert.Equal(TaskPhase.Paused, (await bench.Status(id)).Phase);
        }
    }

    /// <summary>The kernel's letter for what a process does: T is stopped.</summary>
    private static char StateOf(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }
}
