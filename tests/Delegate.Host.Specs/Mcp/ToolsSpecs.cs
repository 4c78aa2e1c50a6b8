using System.Text.Json;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Mcp;

public sealed class ToolsSpecs : IAsyncLifetime
{
    private McpSession _session = null!;

    public async Task InitializeAsync() => _session = await McpSession.StartAsync();

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public async Task A_delegated_task_carries_all_its_parameters_and_its_caller()
    {
        SubmitRequest? seen = null;
        _session.Fake.OnSubmit = request => { seen = request; return Samples.Accepted; };

        var answer = await _session.CallAsync("DelegateTask", new
        {
            prompt = "Write the docs.",
            priority = "P0",
            workingDirectory = "/elsewhere",
            timeout = 60_000,
            dependsOn = new[] { Samples.Other.Value },
            onDependencyFailure = "run",
            agent = "claude",
            model = "opus",
            permissionMode = "acceptEdits",
            allowedTools = new[] { "Bash(git:*)" },
        });

        Assert.False(answer.IsError, answer.Text);
        Assert.Equal(Samples.Id.Value, answer["taskId"]);
        Assert.Contains(Samples.Id.Value, answer.Text, StringComparison.Ordinal);
        Assert.Equivalent(new SubmitRequest
        {
            Source = "mcp",
            CallerSession = "session-1",
            CallerProject = "/project",
            Tasks =
            [
                new()
                {
                    Prompt = "Write the docs.", Agent = AgentNames.Claude, Cwd = "/elsewhere", Priority = Priority.P0, TimeoutMs = 60_000,
                    After = [new(Samples.Other.Value, DependencyPolicy.Run)], Model = "opus", PermissionMode = "acceptEdits", AllowedTools = ["Bash(git:*)"],
                },
            ],
        }, seen, strict: true);
    }

    [Theory]
    [InlineData(null, "/project")]
    [InlineData("sub/folder", "/project/sub/folder")]
    [InlineData("../other", "/other")]
    [InlineData("/srv/repo", "/srv/repo")]
    public async Task Work_happens_in_the_callers_project_unless_the_call_says_otherwise(string? named, string folder)
    {
        string? seen = null;
        _session.Fake.OnSubmit = request => { seen = request.Tasks[0].Cwd; return Samples.Accepted; };

        var answer = await _session.CallAsync("DelegateTask", named is null ? new { prompt = "x" } : new { prompt = "x", workingDirectory = named });

        Assert.Equal((folder, folder), (seen, answer["workingDirectory"]));
    }

    [Fact]
    public async Task A_prompt_of_four_mebibytes_is_accepted_unchanged()
    {
        var prompt = new string('a', 4 * 1024 * 1024 - 2) + "\n\u2028";
        string? seen = null;
        _session.Fake.OnSubmit = request => { seen = request.Tasks[0].Prompt; return Samples.Accepted; };

        await _session.CallAsync("DelegateTask", new { prompt });

        Assert.Equal(prompt, seen);
    }

    [Fact]
    public async Task An_error_of_the_host_is_an_error_with_code_message_and_hint()
    {
        _session.Fake.OnSubmit = _ => throw new DelegateException(new(ErrorCodes.DependencyNotFound, "No task has that id.", "TaskStatus"));

        var answer = await _session.CallAsync("DelegateTask", new { prompt = "x" });

        Assert.True(answer.IsError);
        Assert.Equal((ErrorCodes.DependencyNotFound, "No task has that id.", "TaskStatus"), (answer["code"], answer["message"], answer["hint"]));
        Assert.StartsWith("dependency_not_found: ", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tasks[0].cwd", "workingDirectory", "delegate list", "ListTasks")]
    [InlineData("tasks[0].after[3].on", "dependsOn[3]", "delegate status task-000000000001", "TaskStatus with taskId task-000000000001")]
    [InlineData("tasks[0].prompt", "prompt", "mkdir -p /x", "mkdir -p /x")]
    public async Task An_error_names_the_parameter_and_the_tool_instead_of_the_submission_and_the_command(
        string field, string parameter, string hint, string tool)
    {
        _session.Fake.OnSubmit = _ => throw new DelegateException(new(ErrorCodes.InvalidInput, "No.", hint, field));

        var answer = await _session.CallAsync("DelegateTask", new { prompt = "x" });

        Assert.Equal((parameter, tool), (answer["field"], answer["hint"]));
    }

    [Fact]
    public async Task A_bug_of_ours_is_internal_and_shows_no_detail()
    {
        _session.Fake.OnGetTask = _ => throw new InvalidOperationException("secret detail");

        var answer = await _session.CallAsync("TaskStatus", new { taskId = Samples.Id.Value });

        Assert.Equal((true, ErrorCodes.Internal), (answer.IsError, answer["code"]));
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_of_a_task_tells_all_there_is()
    {
        _session.Fake.OnGetTask = id => Samples.Task(id, TaskPhase.Failed) with { Result = "partly" };

        var answer = await _session.CallAsync("TaskStatus", new { taskId = Samples.Id.Value });

        Assert.Equal(("failed", "partly"), (answer["phase"], answer["result"]));
        Assert.Equal("agent_error", answer.Facts.GetProperty("outcome").GetProperty("code").GetString());
        Assert.Equal($"{Samples.Id}: failed, Exited with 2.", answer.Text);
    }

    [Fact]
    public async Task The_status_of_an_unknown_task_is_an_error()
    {
        _session.Fake.OnGetTask = id => throw FakeDelegateClient.NotFound(id);

        var answer = await _session.CallAsync("TaskStatus", new { taskId = Samples.Id.Value });

        Assert.Equal((true, ErrorCodes.TaskNotFound), (answer.IsError, answer["code"]));
    }

    [Fact]
    public async Task Without_an_id_the_newest_tasks_are_listed_without_their_results()
    {
        TaskFilter? seen = null;
        _session.Fake.OnListTasks = filter => { seen = filter; return new([Samples.Task() with { Result = "long" }], 9); };

        var answer = await _session.CallAsync("TaskStatus", new { phases = new[] { "running" }, limit = 5 });

        Assert.Equal([TaskPhase.Running], seen!.Phases);
        Assert.Equal(5, seen.Limit);
        Assert.Equal("9", answer["next"]);
        Assert.False(Assert.Single(answer.Facts.GetProperty("tasks").EnumerateArray()).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Logs_come_by_stream_with_the_number_of_lines_asked_for()
    {
        LogQuery? seen = null;
        _session.Fake.OnReadLogs = (_, query, _) =>
        {
            seen = query;
            return FakeDelegateClient.Ending<LogLine>(new("stdout", "one"), new("stderr", "oops"), new("stdout", "two"));
        };

        var answer = await _session.CallAsync("TaskLogs", new { taskId = Samples.Id.Value, tail = 2 });

        Assert.Equal(new(2), seen);
        Assert.Equal(("one\ntwo", "oops", "2", "1"), (answer["output"], answer["errors"], answer["outputLines"], answer["errorLines"]));
        Assert.Equal("False", answer["cut"]);
    }

    [Fact]
    public async Task Long_logs_keep_their_end_and_say_where_the_rest_is()
    {
        _session.Fake.OnReadLogs = (_, _, _) => FakeDelegateClient.Ending(
            [.. Enumerable.Range(0, 5_000).Select(n => new LogLine("stdout", $"line {n} {new string('x', 20)}"))]);

        var answer = await _session.CallAsync("TaskLogs", new { taskId = Samples.Id.Value, tail = 10_000 });

        Assert.Equal("True", answer["cut"]);
        Assert.InRange(answer["output"]!.Length, 19_000, 20_000);
        Assert.EndsWith($"line 4999 {new string('x', 20)}", answer["output"], StringComparison.Ordinal);
        Assert.Contains($"delegate logs {Samples.Id}", answer["more"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancel_carries_its_reason_and_says_how_the_task_stands()
    {
        CancelRequest? seen = null;
        _session.Fake.OnCancelTask = (id, request) => { seen = request; return Samples.Task(id, TaskPhase.Stopping); };

        var answer = await _session.CallAsync("CancelTask", new { taskId = Samples.Id.Value, reason = "superseded" });

        Assert.Equal(new("superseded", "mcp"), seen);
        Assert.Equal((false, "stopping"), (answer.IsError, answer["phase"]));
    }

    [Fact]
    public async Task A_reason_is_told_as_a_tree_with_what_would_release_each_leaf()
    {
        _session.Fake.OnWhy = id => new(id, "ship", TaskPhase.Waiting, "Waits for one task.", null,
            [new(Samples.Other, null, TaskPhase.Failed, "Failed: no.", "delegate retry it", [])], 2);

        var answer = await _session.CallAsync("WhyTask", new { taskId = Samples.Id.Value });

        Assert.Equal($"{Samples.Id} (ship): Waits for one task.\n  {Samples.Other}: Failed: no. -> delegate retry it\n  and 2 more", answer.Text);
    }

    [Fact]
    public async Task A_history_is_told_in_sentences_and_goes_on_where_it_was_left()
    {
        HistoryQuery? seen = null;
        _session.Fake.OnGetHistory = (id, query) =>
        {
            seen = query;
            return new(id, [new(17, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "task-paused", "Paused by cli.", JsonElement.Parse("{}"))], 17);
        };

        var answer = await _session.CallAsync("TaskHistory", new { taskId = Samples.Id.Value, limit = 1, after = 12 });

        Assert.Equal(new HistoryQuery(12, 1), seen);
        Assert.Equal("2026-01-02 03:04:05Z Paused by cli.", answer.Text);
    }

    [Fact]
    public async Task A_list_is_filtered_as_the_call_says()
    {
        TaskFilter? seen = null;
        _session.Fake.OnListTasks = filter => { seen = filter; return new([]); };

        await _session.CallAsync("TaskStatus", new { text = "parser", folder = "/src", queue = "nightly", graphId = "graph-1" });

        Assert.Equal(("parser", "/src", "nightly", "graph-1"), (seen!.Text, seen.Folder, seen.Queue, seen.Graph));
        Assert.True((await _session.CallAsync("TaskStatus", new { folder = "src" })).IsError);
    }
}
