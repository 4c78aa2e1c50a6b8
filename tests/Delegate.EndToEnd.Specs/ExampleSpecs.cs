using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>The README's main command.</summary>
public sealed class ExampleSpecs
{
    [Fact]
    public async Task The_main_example_really_builds_tests_and_deploys_a_program_with_live_output_and_a_summary()
    {
        await using var bench = new Bench();
        var examples = Examples.CopyTo(bench);

        await using var program = bench.Start("flow", "run", Path.Combine(examples, "build-test-deploy.yaml"), "--follow");
        var result = await program.EndAsync(TimeSpan.FromMinutes(3)); // three runs of the SDK, perhaps beside another spec

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains(result.OutLines, line => line.StartsWith("build ", StringComparison.Ordinal) && line.Contains("Build succeeded", StringComparison.Ordinal));
        Assert.Contains(result.OutLines, line => line.StartsWith("test ", StringComparison.Ordinal) && line.EndsWith("all checks passed", StringComparison.Ordinal));
        Assert.EndsWith("Hello, from the deployed program!", result.OutLines[^1], StringComparison.Ordinal);
        Assert.Matches(@"NAME\s+ID\s+PHASE", result.Err);
        Assert.True(File.Exists(bench.PathOf("artifacts/examples/hello/deployed/hello")));
        var tasks = (await bench.List()).OrderBy(task => task.StartedAt).ToList();
        Assert.Equal(["build", "test", "deploy"], tasks.Select(task => task.Key));
        Assert.All(tasks, task => Assert.Equal(TaskPhase.Succeeded, task.Phase));
    }

    [Fact]
    public async Task The_example_of_results_that_travel_writes_its_notes()
    {
        await using var bench = new Bench();
        var examples = Examples.CopyTo(bench);

        var result = await bench.Try("flow", "run", Path.Combine(examples, "release-notes.yaml"), "--follow");

        Assert.True(result.ExitCode == 0, result.ToString());
        var tasks = (await bench.List()).ToDictionary(task => task.Key!);
        var version = tasks["version"].Structured!.Value.GetProperty("version").GetString();
        Assert.Equal(
            ["# hello " + version, "", "- greets by name", "- isn't shy any more", "", $"The build succeeded: {$"hello {version}\n".Length} bytes."],
            bench.Lines("artifacts/examples/notes/notes.md"));
        Assert.Equal([tasks["build"].Id, tasks["version"].Id], tasks["notes"].After.Select(edge => edge.Id));
    }

    [Fact]
    public async Task A_step_that_fails_stops_the_chain_and_the_client_exits_with_its_code()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.PathOf("flow.yaml"), """
            defaults:
              agent: shell
            tasks:
              build:
                command: "echo built"
              test:
                needs: build
                command: "echo 'two tests failed' >&2; exit 7"
              deploy:
                needs: [test]
                command: "touch deployed"
              report:
                needs: [{ task: test, on-failure: run }]
                command: "echo reported"
            """);

        var result = await bench.Try("flow", "run", "flow.yaml", "--follow");

        Assert.Equal(7, result.ExitCode);
        Assert.False(File.Exists(bench.PathOf("deployed")));
        Assert.Contains("two tests failed", result.Err, StringComparison.Ordinal);
        Assert.Contains(result.OutLines, line => line.EndsWith("reported", StringComparison.Ordinal));
        var tasks = (await bench.List()).ToDictionary(task => task.Key!);
        Assert.Equal((OutcomeCodes.AgentError, 7), (tasks["test"].Outcome?.Code, tasks["test"].Outcome?.ExitCode));
        Assert.Equal((TaskPhase.Cancelled, OutcomeCodes.DependencyFailed), (tasks["deploy"].Phase, tasks["deploy"].Outcome?.Code));
        Assert.Equal(TaskPhase.Succeeded, tasks["report"].Phase);
    }
}
