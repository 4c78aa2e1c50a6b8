using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>What a task waits for can be changed until it begins.</summary>
public sealed class OtherDependenciesSpecs
{
    [Fact]
    public async Task A_task_waits_for_what_was_added_and_no_longer_for_what_was_removed()
    {
        await using var bench = new Bench();
        var (one, two) = (bench.NewGate("one"), bench.NewGate("two"));
        var (first, second) = (await bench.Shell($"read go < {one.Path}"), await bench.Shell($"read go < {two.Path}"));
        using var guest = await one.ArrivalAsync();
        using var other = await two.ArrivalAsync();
        var child = await bench.Shell("echo done", "--after", first.Value);

        await bench.Do("depend", child.Value, "--add", second.Value, "--remove", first.Value);

        Assert.Equal([second], (await bench.Status(child)).After.Select(edge => edge.Id));
        other.LetGo();
        await bench.Succeeds(child);
        Assert.Equal(TaskPhase.Running, (await bench.Status(first)).Phase);
        Assert.Contains("has ended", (await bench.Try("depend", child.Value, "--add", first.Value)).Err, StringComparison.Ordinal);
        guest.LetGo();
        await bench.Succeeds(first);
    }

    [Fact]
    public async Task A_circle_is_refused_naming_its_path_and_nothing_changes()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var root = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        var first = await bench.Shell("echo first", "--after", root.Value);
        var second = await bench.Shell("echo second", "--after", first.Value);
        var third = await bench.Shell("echo third", "--after", second.Value);

        var refused = await bench.Try("depend", first.Value, "--add", third.Value, "--remove", root.Value);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{first} -> {third} -> {second} -> {first}", refused.Err, StringComparison.Ordinal);
        Assert.Equal([root], (await bench.Status(first)).After.Select(edge => edge.Id));
        guest.LetGo();
        await bench.Succeeds(third);
    }

    [Fact]
    public async Task Of_a_task_that_has_begun_they_are_not_changed()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var id = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        var other = await bench.Shell("echo other");

        var refused = await bench.Try("depend", id.Value, "--add", other.Value);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("has begun", refused.Err, StringComparison.Ordinal);
        guest.LetGo();
        await bench.Succeeds(id);
    }
}
