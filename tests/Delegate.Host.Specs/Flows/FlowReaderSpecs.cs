using Delegate.Contracts;
using Delegate.Host.Flows;

namespace Delegate.Host.Specs.Flows;

public sealed class FlowReaderSpecs
{
    [Fact]
    public void A_chain_keeps_the_order_of_the_file_and_its_needs()
    {
        var request = Read("""
            tasks:
              build:
                command: make
              test:
                needs: build
                command: make test
              deploy:
                needs: [build, test]
                prompt: Deploy it.
            """);

        Assert.Equal(["build", "test", "deploy"], request.Tasks.Select(task => task.Key));
        Assert.Equal([AgentNames.Shell, AgentNames.Shell, AgentNames.Claude], request.Tasks.Select(task => task.Agent));
        Assert.Equal(["make", "make test", "Deploy it."], request.Tasks.Select(task => task.Prompt));
        Assert.Equal([new("build"), new("test")], request.Tasks[2].After);
        Assert.Equal("flow:flow.yaml", request.Source);
    }

    [Fact]
    public void Every_key_of_a_task_arrives()
    {
        var task = Read("""
            tasks:
              one:
                prompt: |
                  First line.
                  Second line.
                agent: claude
                cwd: tmp
                priority: P0
                timeout: 10m
                model: opus
                permission-mode: acceptEdits
                allowed-tools: [Edit, "Bash(git:*)"]
                on-failure: run
                needs: task-7k2m9qx4h0ad
                continue-from: [task-7k2m9qx4h0ad, task-7k2m9qx4h0ae]
                retry: { attempts: 5, backoff: 2s, max-backoff: 1h, on: [agent_error, lost], on-lost: rerun }
                idle: 5m
                queue: reviews
                share-folder: true
                schema: { type: object, required: [ok], properties: { ok: { type: boolean, default: false }, "n": { enum: ["1", 2, null, -0.5e3] } } }
            """, "/").Tasks[0];

        Assert.Equivalent(new TaskRequest
        {
            Key = "one", Agent = AgentNames.Claude, Prompt = "First line.\nSecond line.\n", Cwd = "/tmp", Priority = Priority.P0,
            TimeoutMs = 600_000, Model = "opus", PermissionMode = "acceptEdits", AllowedTools = ["Edit", "Bash(git:*)"],
            After = [new("task-7k2m9qx4h0ad", DependencyPolicy.Run), new("task-7k2m9qx4h0ae", DependencyPolicy.Run)],
            ContinueFrom = ["task-7k2m9qx4h0ad", "task-7k2m9qx4h0ae"], IdleMs = 300_000, Queue = "reviews", ShareFolder = true,
            Retry = new() { MaxAttempts = 5, BackoffMs = 2_000, MaxBackoffMs = 3_600_000, On = [FailureClass.AgentError, FailureClass.Lost], OnLost = LostPolicy.Rerun },
            JsonSchema = """{"type":"object","required":["ok"],"properties":{"ok":{"type":"boolean","default":false},"n":{"enum":["1",2,null,-0.5e3]}}}""",
        }, task, strict: true);
    }

    [Fact]
    public void Defaults_hold_where_a_task_is_silent()
    {
        var request = Read("""
            defaults: { priority: P1, timeout: 2h, model: sonnet, on-failure: hold, cwd: / }
            tasks:
              a: { command: "true" }
              b: { prompt: Go., needs: [a, { task: task-7k2m9qx4h0ad, on-failure: cancel }], priority: P0 }
            """);

        Assert.Equal([Priority.P1, Priority.P0], request.Tasks.Select(task => task.Priority));
        Assert.All(request.Tasks, task => Assert.Equal((7_200_000L, "sonnet", "/"), (task.TimeoutMs!.Value, task.Model, task.Cwd)));
        Assert.Equal([new("a", DependencyPolicy.Hold), new("task-7k2m9qx4h0ad")], request.Tasks[1].After);
    }

    [Fact]
    public void A_retry_policy_says_what_it_says_over_the_defaults()
    {
        var request = Read("""
            defaults: { retry: { attempts: 2, backoff: 1m }, idle: 10m, queue: builds, share-folder: true }
            tasks:
              a: { command: make }
              b: { command: make, retry: 7, idle: 20s, queue: other, share-folder: false }
            """);

        Assert.Equal([new() { MaxAttempts = 2, BackoffMs = 60_000 }, new() { MaxAttempts = 7, BackoffMs = 60_000 }], request.Tasks.Select(task => task.Retry));
        Assert.Equal([(600_000L, "builds", true), (20_000L, "other", false)], request.Tasks.Select(task => (task.IdleMs!.Value, task.Queue!, task.ShareFolder)));
    }

    [Fact]
    public void A_schema_may_be_in_a_file_beside_the_flow()
    {
        var folder = Directory.CreateTempSubdirectory("flow-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "answer.json"), """{ "type": "object" }""");
            Assert.Equal("""{"type":"object"}""", Read("tasks: { a: { prompt: Go., schema: answer.json } }", folder).Tasks[0].JsonSchema);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Whose_result_a_task_takes_up_it_waits_for_under_its_own_policy_and_only_once()
    {
        var request = Read("""
            tasks:
              build: { command: make }
              lint: { command: make lint }
              test: { command: 'echo "${{ tasks.build.result }}" "${{ tasks.lint.output }}" "${{ tasks.build.json.a }}"', needs: build, on-failure: run }
              notes: { prompt: Write., continue-from: test, needs: { task: test, on-failure: hold } }
            """);

        Assert.Equal([new("build", DependencyPolicy.Run), new("lint", DependencyPolicy.Run)], request.Tasks[2].After);
        Assert.Equal([false, false, true, false], request.Tasks.Select(task => task.Expressions));
        Assert.Equal(["test"], request.Tasks[3].ContinueFrom);
        Assert.Equal([new("test", DependencyPolicy.Hold)], request.Tasks[3].After);
    }

    [Fact]
    public void A_command_goes_to_the_shell_whatever_the_default_agent_is()
    {
        Assert.Equal(AgentNames.Shell, Read("defaults: { agent: claude }\ntasks: { a: { command: make } }").Tasks[0].Agent);
    }

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1500", 1_500)]
    [InlineData("1500ms", 1_500)]
    public void A_timeout_can_be_written_in_several_ways(string text, long milliseconds) =>
        Assert.Equal(milliseconds, Read($"tasks: {{ a: {{ command: make, timeout: {text} }} }}").Tasks[0].TimeoutMs);

    [Fact]
    public void An_anchor_stands_for_what_it_names()
    {
        var request = Read("""
            tasks:
              a: { command: &line make }
              b: { command: *line }
            """);

        Assert.Equal("make", request.Tasks[1].Prompt);
    }

    [Fact]
    public void A_chain_of_ten_thousand_tasks_is_read()
    {
        var lines = Enumerable.Range(0, 10_000).Select(n => n == 0 ? "  t0: { command: x }" : $"  t{n}: {{ command: x, needs: t{n - 1} }}");

        Assert.Equal(10_000, Read("tasks:\n" + string.Join('\n', lines)).Tasks.Count);
    }

    [Fact]
    public void A_base_folder_that_is_not_absolute_is_refused()
    {
        var error = Assert.Throws<DelegateException>(() => Read("tasks: { a: { command: x } }", "src")).Error;

        Assert.Equal((ErrorCodes.InvalidFolder, "baseFolder"), (error.Code, error.Field));
    }

    internal static SubmitRequest Read(string text, string folder = "/tmp") => FlowReader.Read(new(text, "flow.yaml", folder));
}
