using System.Text.Json;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>What can be asked of the past and the present: history, why, graph; and forgetting.</summary>
public sealed class RecordSpecs
{
    [Fact]
    public async Task A_held_task_is_explained_down_to_its_root_cause_and_its_past_is_told_also_after_a_crash()
    {
        await using var bench = new Bench();
        var build = await bench.Shell("exit 7");
        await bench.Wait(build);
        var ship = await bench.Shell("echo shipped", "--after", build.Value, "--on-failure", "hold");
        await bench.KillHost();

        var why = await bench.Do("why", ship.Value);
        Assert.Contains($"{ship}: Waits for one task.", why.Out, StringComparison.Ordinal);
        Assert.Contains($"└─ {build}: Failed:", why.Out, StringComparison.Ordinal);
        Assert.Contains($"→ delegate retry {build}", why.Out, StringComparison.Ordinal);

        var history = await bench.Do("history", build.Value);
        Assert.Contains("Attempt 1 runs, pid ", history.Out, StringComparison.Ordinal);
        Assert.Contains("exit 7", history.Out, StringComparison.Ordinal);
        var events = (await bench.DoJson("history", build.Value)).Deserialize<JsonElement[]>()!;
        Assert.Equal("graph-accepted", events[0].GetProperty("kind").GetString());
        Assert.Contains("ended", events.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.Equal(7, events.First(entry => entry.GetProperty("kind").GetString() == "ended").GetProperty("event").GetProperty("outcome").GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task A_graph_is_drawn_for_the_terminal_and_for_drawing_programs()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var build = await bench.Shell($"read go < {gate.Path}");
        var test = await bench.Shell("true", "--after", build.Value);
        using var guest = await gate.ArrivalAsync();

        var text = (await bench.Do("graph")).OutLines;
        Assert.StartsWith($"{build}  running", text[0], StringComparison.Ordinal);
        Assert.Equal($"└─ {test}  waiting", text[1]);
        Assert.Contains($"\"{build}\" -> \"{test}\"", (await bench.Do("graph", test.Value, "--format", "dot")).Out, StringComparison.Ordinal);
        Assert.Contains("t0 --> t1", (await bench.Do("graph", test.Value, "--format", "mermaid")).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await bench.DoJson("graph"))["tasks"]!.AsArray().Count);
        guest.LetGo();
        await bench.Succeeds(test);
        Assert.Contains("nothing unfinished", (await bench.Do("graph")).Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pruning_takes_the_old_and_leaves_what_is_needed_and_the_lists_find_what_is_left()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var old = await bench.Shell("echo something of the old one");
        await bench.Succeeds(old);
        var parent = await bench.Shell("true");
        await bench.Succeeds(parent);
        var child = await bench.Shell($"read go < {gate.Path}", "--after", parent.Value);
        using var guest = await gate.ArrivalAsync();

        var dry = await bench.DoJson("prune", "--keep", "0", "--dry-run");
        Assert.Equal(old.Value, (string)Assert.Single(dry["tasks"]!.AsArray())!["id"]!);
        Assert.Equal(1, (int)dry["kept"]!);
        Assert.True((long)dry["bytes"]! > 20);
        Assert.Equal(1, (await bench.Try("prune", "--keep", "0")).ExitCode); // nobody to ask
        Assert.Equal(3, (await bench.List()).Count);

        await bench.Do("prune", "--keep", "0", "--yes");

        await FolderWatch.UntilAsync(bench.Home.TasksFolder, () => !Directory.Exists(Path.Combine(bench.Home.TasksFolder, old.Value)));
        Assert.Equal([child, parent], (await bench.List()).Select(task => task.Id));
        Assert.Equal(4, (await bench.Try("history", old.Value)).ExitCode);
        await bench.KillHost();
        Assert.Equal([child], (await bench.DoJson("list", "--phase", "running", "--folder", ".", "--since", "1h", "--text", "READ GO"))
            .Deserialize(ContractsJson.Default.IReadOnlyListTaskView)!.Select(task => task.Id));
        guest.LetGo();
        await bench.Succeeds(child);
        await bench.Succeeds(await bench.Shell("true", "--after", parent.Value));
    }
}
