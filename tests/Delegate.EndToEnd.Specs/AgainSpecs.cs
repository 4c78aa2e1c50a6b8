using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>A task that failed is tried again: by itself, or by somebody's wish as a new task of the same line.</summary>
public sealed class AgainSpecs
{
    [Fact]
    public async Task A_retry_is_a_new_task_of_the_same_line_and_the_old_one_stays_as_it_ended()
    {
        await using var bench = new Bench();
        var first = await bench.Shell("test -f repaired && echo done");
        await bench.Wait(first);

        var second = await AgainAsync(bench, "retry", first);
        await bench.Wait(second);
        await File.WriteAllTextAsync(bench.PathOf("repaired"), "");
        var third = await AgainAsync(bench, "retry", second);
        var view = await bench.Succeeds(third);

        Assert.Equal(new(first, second, 2, LineageKind.Retry), view.Lineage);
        Assert.Equal(["done"], await bench.Logs(third));
        Assert.Equal([TaskPhase.Succeeded, TaskPhase.Failed, TaskPhase.Failed], (await bench.List()).Select(task => task.Phase));
        Assert.Contains($"number 2 of the line of {first}", (await bench.Do("status", third.Value)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_was_held_on_a_failed_one_runs_once_the_retry_has_succeeded()
    {
        await using var bench = new Bench();
        var parent = await bench.Shell("test -f repaired");
        var child = await bench.Shell("echo at last", "--after", parent.Value, "--on-failure", "hold");
        await bench.Wait(parent);
        Assert.Equal(TaskPhase.Waiting, (await bench.Status(child)).Phase);

        await File.WriteAllTextAsync(bench.PathOf("repaired"), "");
        var again = await AgainAsync(bench, "retry", parent);

        var view = await bench.Succeeds(child);
        Assert.Equal([again], view.After.Select(edge => edge.Id));
        Assert.Equal(["at last"], await bench.Logs(child));
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("resume")]
    public async Task A_task_that_has_not_ended_is_not_begun_a_second_time(string verb)
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();

        var refused = await bench.Try(verb, id.Value);
        using var client = new HttpDelegateClient(bench.Home);
        var error = await Assert.ThrowsAsync<DelegateException>(() => client.RetryTaskAsync(id, new("spec"), default));

        Assert.Equal((1, ""), (refused.ExitCode, refused.Out));
        Assert.Contains($"{id} has not ended", refused.Err, StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.NotEnded, error.Error.Code);
        Assert.Single(await bench.List());
        guest.LetGo();
        await bench.Succeeds(id);
    }

    [Fact]
    public async Task Followed_a_retry_shows_the_new_output_and_exits_with_the_new_code()
    {
        await using var bench = new Bench();
        var id = await bench.Shell("echo $(wc -l < runs); echo once >> runs; exit 7");
        await bench.Wait(id);

        var result = await bench.Try("retry", id.Value, "--follow");

        Assert.Equal(7, result.ExitCode);
        Assert.Equal(["1"], result.OutLines);
    }

    [Fact]
    public async Task Automatic_retries_are_attempts_of_the_same_task_and_whoever_follows_sees_them_all()
    {
        await using var bench = new Bench();

        var result = await bench.Try("run", "--agent", "shell", "--follow", "--retries", "2", "--retry-on", "agent_error", "--backoff", "1ms",
            "--", "echo line >> tries; n=$(wc -l < tries); echo try $n; echo complaint $n >&2; test $n -eq 3");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["try 1", "try 2", "try 3"], result.OutLines);
        Assert.Equal(["complaint 1", "complaint 2", "complaint 3"], result.Err.Split('\n').Where(line => line.StartsWith("complaint", StringComparison.Ordinal)));
        var task = Assert.Single(await bench.List());
        Assert.Equal((TaskPhase.Succeeded, 3, 3), (task.Phase, task.Attempt, task.MaxAttempts!.Value));
    }

    [Fact]
    public async Task Between_two_attempts_it_says_when_the_next_one_starts_and_after_what()
    {
        await using var bench = new Bench();
        var id = await bench.Shell("exit 3", "--max-attempts", "2", "--retry-on", "agent_error", "--backoff", "1h");

        var task = await bench.Until(id, view => view.Phase == TaskPhase.Retrying);

        Assert.Matches(@"^attempt 2 of 2 at (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d after agent_error: ", task.HoldReason);
        Assert.Contains(task.HoldReason!, (await bench.Do("list")).Out, StringComparison.Ordinal);
        Assert.Contains("retry at", (await bench.Do("status", id.Value)).Out, StringComparison.Ordinal);
        await bench.Do("pause", id.Value);
        Assert.Equal(TaskPhase.Paused, (await bench.Status(id)).Phase);
        await bench.Do("resume", id.Value);
        Assert.Equal(TaskPhase.Retrying, (await bench.Status(id)).Phase);
        await bench.Do("cancel", id.Value);
        Assert.Equal(TaskPhase.Cancelled, (await bench.Wait(id)).Task.Phase);
    }

    private static async Task<TaskId> AgainAsync(Bench bench, string verb, TaskId id) =>
        TaskId.Parse((string)(await bench.DoJson(verb, id.Value))[0]!["id"]!);
}
