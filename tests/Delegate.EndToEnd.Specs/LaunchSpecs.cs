using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Agents that cannot be started: that task fails with the reason, everything else goes on (N11, N12).</summary>
public sealed class LaunchSpecs
{
    [Fact]
    public async Task A_missing_program_fails_the_task_and_names_the_setting()
    {
        await using var bench = new Bench().With("DELEGATE_CLAUDE_PATH", "/nowhere/claude");

        var (task, code) = await bench.Wait(await bench.Claude("hello"));

        Assert.Equal((TaskPhase.Failed, OutcomeCodes.AgentNotFound, 1), (task.Phase, task.Outcome?.Code, code));
        Assert.Contains("/nowhere/claude", task.Outcome!.Message, StringComparison.Ordinal);
        Assert.Contains("claudePath", task.Outcome.Hint, StringComparison.Ordinal);
        await AssertHealthyAsync(bench);
    }

    [Fact]
    public async Task A_program_that_is_not_executable_fails_the_task_and_says_so()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.PathOf("claude"), "#!/bin/sh\n");
        bench.With("DELEGATE_CLAUDE_PATH", bench.PathOf("claude"));

        var (task, _) = await bench.Wait(await bench.Claude("hello"));

        Assert.Equal((TaskPhase.Failed, OutcomeCodes.AgentNotFound), (task.Phase, task.Outcome?.Code));
        Assert.Contains("not executable", task.Outcome!.Message, StringComparison.Ordinal);
        await AssertHealthyAsync(bench);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused_at_once()
    {
        await using var bench = new Bench();

        var refused = await bench.Try("run", "--cwd", "not/here", "--agent", "shell", "--", "echo never");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("not/here", refused.Err, StringComparison.Ordinal);
        Assert.Empty(await bench.List());
    }

    [Fact]
    public async Task A_folder_that_vanished_before_the_start_fails_the_task()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var folder = Directory.CreateDirectory(bench.PathOf("folder")).FullName;
        var parent = await bench.Shell($"read go < {gate.Path}; rmdir {folder}");
        var child = await bench.Shell("echo never", "--after", parent.Value, "--cwd", folder);
        await gate.LetGoAsync();

        var (task, _) = await bench.Wait(child);

        Assert.Equal((TaskPhase.Failed, OutcomeCodes.BadFolder), (task.Phase, task.Outcome?.Code));
        Assert.Contains(folder, task.Outcome!.Message, StringComparison.Ordinal);
        await AssertHealthyAsync(bench);
    }

    [Fact]
    public async Task Any_folder_of_the_user_may_be_worked_in()
    {
        await using var bench = new Bench();
        var other = Directory.CreateDirectory(Path.Combine(bench.Folder, "another repository ✓")).FullName;

        var id = await bench.Shell("pwd", "--cwd", other);

        await bench.Succeeds(id);
        Assert.Equal([other], await bench.Logs(id));
    }

    /// <summary>The next task runs, in the same host.</summary>
    private static async Task AssertHealthyAsync(Bench bench)
    {
        var host = await bench.HostProcess();
        await bench.Succeeds(await bench.Shell("echo healthy"));
        Assert.Equal(host, await bench.HostProcess());
    }
}
