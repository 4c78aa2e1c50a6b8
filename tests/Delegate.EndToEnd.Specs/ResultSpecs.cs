using System.Text;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Results on their way from task to task, through real programs.</summary>
public sealed class ResultSpecs
{
    [Fact]
    public async Task A_flow_hands_results_on_and_what_they_hold_is_never_run()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.PathOf("flow.yaml"), """
            tasks:
              build:
                command: |
                  echo "built; \$(touch pwned) '; touch pwned; '"
              data:
                command: |
                  echo '{"list":[{"name":"it'\''s \"one\" `touch pwned`"}]}'
              test:
                command: |
                  printf '[%s]\n' "${{ tasks.build.result }}" "${{ tasks.data.json.list[0].name }}"
                  echo ${{ tasks.build.result }}
              report:
                continue-from: [test, build]
                agent: claude
                prompt: "Report on ${{ tasks.data.json.list }}."
            """);

        var run = await bench.Try("flow", "run", "flow.yaml", "--follow");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.False(File.Exists(bench.PathOf("pwned")), "a result was run");
        var tasks = (await bench.List()).ToDictionary(task => task.Key!);
        const string built = "built; $(touch pwned) '; touch pwned; '";
        Assert.Equal([$"[{built}]", "[it's \"one\" `touch pwned`]", built], await bench.Logs(tasks["test"].Id));
        var report = (await bench.Status(tasks["report"].Id)).Result!; // a list has no results
        Assert.Contains($"test ({tasks["test"].Id}, shell) succeeded (its result)\n[{built}]", report, StringComparison.Ordinal);
        Assert.EndsWith("Report on [{\"name\":\"it's \\\"one\\\" `touch pwned`\"}].", report, StringComparison.Ordinal);
        Assert.Equal(["build", "data", "test"], tasks["report"].After.Select(edge => tasks.Values.Single(task => task.Id == edge.Id).Key).Order());
    }

    [Fact]
    public async Task A_task_whose_source_has_failed_and_that_runs_anyway_reads_why()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.PathOf("flow.yaml"), """
            tasks:
              build: { command: "echo compiling; echo 'main.c: no such file' >&2; exit 3" }
              explain: { continue-from: build, on-failure: run, prompt: "What went wrong?" }
              count: { continue-from: build, on-failure: run, command: 'echo "$delegate_outcome_1: $delegate_result_1"' }
            """);

        await bench.Try("flow", "run", "flow.yaml", "--follow");

        var tasks = (await bench.List()).ToDictionary(task => task.Key!);
        Assert.Contains("failed: It exited with status 3: main.c: no such file. (its result)\ncompiling\n", (await bench.Status(tasks["explain"].Id)).Result, StringComparison.Ordinal);
        Assert.Equal(["agent_error: compiling"], await bench.Logs(tasks["count"].Id));
    }

    [Fact]
    public async Task A_flow_that_names_what_is_not_there_is_refused_with_line_and_column_and_nothing_is_stored()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.PathOf("flow.yaml"), """
            tasks:
              build: { command: "echo built" }
              test:
                command: |
                  echo one
                  echo "${{ tasks.biuld.result }}"
            """);

        var refused = await bench.Try("flow", "run", "flow.yaml");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("flow.yaml:6:13", refused.Err, StringComparison.Ordinal);
        Assert.Contains("did you mean 'build'?", refused.Err, StringComparison.Ordinal);
        Assert.Empty(await bench.List());
    }

    [Fact]
    public async Task A_chain_of_fifty_agents_that_repeat_all_they_are_told_stays_bounded()
    {
        await using var bench = new Bench();
        bench.With("DELEGATE_RESULT_BUDGET_KB", "4");
        var links = Enumerable.Range(0, 50).Select(n => n == 0
            ? $"  l0: {{ prompt: {new string('x', 10_000)} }}\n"
            : $"  l{n}: {{ continue-from: l{n - 1}, prompt: Link {n}. }}\n");
        await File.WriteAllTextAsync(bench.PathOf("flow.yaml"), $"tasks:\n{string.Concat(links)}");

        var run = await bench.Try("flow", "run", "flow.yaml", "--follow");

        Assert.True(run.ExitCode == 0, run.ToString());
        var tasks = (await bench.List()).Where(task => task.Key != "l0").ToList();
        Assert.Equal(49, tasks.Count);
        Assert.All(tasks, task =>
        {
            var prompt = File.ReadAllText(Path.Combine(bench.Home.TasksFolder, task.Id.Value, "1", "prompt"));
            Assert.InRange(Encoding.UTF8.GetByteCount(prompt), 4_096, 4_096 + 500);
            Assert.EndsWith($"Your task\nLink {task.Key![1..]}.", prompt, StringComparison.Ordinal);
            Assert.Contains("more bytes are left out; delegate logs task-", prompt, StringComparison.Ordinal);
        });
    }
}
