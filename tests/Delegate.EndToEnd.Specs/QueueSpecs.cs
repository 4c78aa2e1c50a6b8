using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>What is held back by somebody's wish: tasks that have not begun, queues, everything.</summary>
public sealed class QueueSpecs
{
    [Fact]
    public async Task A_queue_runs_no_more_than_its_limit_and_paused_it_starts_nothing()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await bench.Do("queue", "set", "slow", "--concurrency", "1");
        var first = await bench.Shell($"read go < {gate.Path}", "--queue", "slow");
        using var guest = await gate.ArrivalAsync();
        var second = await bench.Shell("echo second", "--queue", "slow");
        await bench.Succeeds(await bench.Shell("echo elsewhere")); // another queue is not held
        Assert.Equal((TaskPhase.Queued, "queue slow: 1 of 1 run"), Standing(await bench.Status(second)));

        await bench.Do("pause", "--queue", "slow");
        guest.LetGo();
        await bench.Succeeds(first); // what ran goes on

        Assert.Equal((TaskPhase.Queued, "queue slow is paused"), Standing(await bench.Status(second)));
        var queue = (await bench.DoJson("queue", "list"))["queues"]!.AsArray().Single(row => (string?)row!["name"] == "slow")!;
        Assert.Equal((0, 1, 1, true), ((int)queue["running"]!, (int)queue["waiting"]!, (int)queue["limit"]!, (bool)queue["paused"]!));
        await bench.Do("resume", "--queue", "slow");
        await bench.Succeeds(second);
    }

    [Fact]
    public async Task A_limit_and_a_pause_of_one_queue_that_are_set_at_once_are_both_kept()
    {
        await using var bench = new Bench();
        await bench.Do("host", "start");
        using var client = new HttpDelegateClient(bench.Home);

        await Task.WhenAll(Enumerable.Range(1, 50).SelectMany(n => new[]
        {
            client.SetQueueAsync("q", new(Limit: 7, By: "spec"), default), client.SetQueueAsync("q", new(Paused: true, By: "spec"), default),
        }));

        var capacity = (await client.GetHostAsync(default)).Capacity;
        Assert.Equal(new("q", 0, 0, 7, Paused: true), capacity.Queues.Single(queue => queue.Name == "q"));
    }

    [Fact]
    public async Task Everything_paused_starts_nothing_not_even_after_a_crash()
    {
        await using var bench = new Bench();
        await bench.Do("pause", "--all");
        var id = await bench.Shell("echo done");
        Assert.Equal((TaskPhase.Queued, "everything is paused"), Standing(await bench.Status(id)));

        await bench.KillHost();
        var later = await bench.Shell("echo done too");

        foreach (var task in new[] { id, later })
            Assert.Equal((TaskPhase.Queued, "everything is paused"), Standing(await bench.Status(task)));
        Assert.Contains("delegate resume --all", (await bench.Do("queue", "list")).Err, StringComparison.Ordinal);
        await bench.Do("resume", "--all");
        await bench.Succeeds(id);
        await bench.Succeeds(later);
    }

    [Fact]
    public async Task A_task_that_is_paused_before_it_began_does_not_start_until_it_is_resumed()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var parent = await bench.Shell($"read go < {gate.Path}");
        var child = await bench.Shell("echo done", "--after", parent.Value);
        using var guest = await gate.ArrivalAsync();

        var said = await bench.Do("pause", child.Value);
        guest.LetGo();
        await bench.Succeeds(parent);

        Assert.Contains($"delegate resume {child}", said.Err, StringComparison.Ordinal);
        var paused = await bench.Status(child);
        Assert.Equal((TaskPhase.Paused, TaskPhase.Waiting, "cli"), (paused.Phase, paused.PausedFrom!.Value, paused.PausedBy));
        Assert.Equal($"paused by cli; delegate resume {child}", paused.HoldReason);
        Assert.Equal(2, (await bench.Try("resume", child.Value, "--context", "hurry")).ExitCode); // nobody is there to hear it
        Assert.Equal(child.Value, (string?)(await bench.DoJson("resume", child.Value))[0]!["id"]);
        await bench.Succeeds(child);
    }

    private static (TaskPhase Phase, string? HoldReason) Standing(TaskView task) => (task.Phase, task.HoldReason);
}
