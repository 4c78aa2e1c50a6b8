using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Mcp;

public sealed class GraphToolsSpecs : IAsyncLifetime
{
    private McpSession _session = null!;

    public async Task InitializeAsync() => _session = await McpSession.StartAsync();

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public async Task A_graph_is_one_submission_with_keys_edges_policies_and_defaults()
    {
        SubmitRequest? seen = null;
        _session.Fake.OnSubmit = request => { seen = request; return new("graph-1", [new("build", Samples.Id), new("test", Samples.Other)]); };

        var answer = await _session.CallAsync("SubmitGraph", new
        {
            agent = "shell", workingDirectory = "sub", priority = "P1", timeout = 60_000, queue = "nightly", allowedTools = new[] { "Edit" },
            tasks = new object[]
            {
                new { key = "build", prompt = "make" },
                new
                {
                    key = "test", prompt = "Test ${{ tasks.build.result }}.", agent = "claude", dependsOn = new[] { "build" }, onDependencyFailure = "hold", continueFrom = new[] { Samples.Other.Value },
                    workingDirectory = "/srv", priority = "P0", timeout = 2_000, idleTimeout = 20_000, maxAttempts = 4, model = "opus", permissionMode = "plan", allowedTools = new[] { "Bash(git:*)" },
                    queue = "day", shareFolder = true, jsonSchema = new { type = "object" },
                },
            },
            edges = new object[] { new { from = Samples.Id.Value, to = "test", onFailure = "run" } },
        });

        Assert.False(answer.IsError, answer.Text);
        Assert.Equal("Accepted 2 tasks as graph-1: build = task-7k2m9qx4h0ad, test = task-000000000001.", answer.Text);
        Assert.Equivalent(new SubmitRequest
        {
            Source = "mcp", CallerSession = "session-1", CallerProject = "/project",
            Tasks =
            [
                new() { Key = "build", Prompt = "make", Agent = "shell", Cwd = "/project/sub", Priority = Priority.P1, TimeoutMs = 60_000, Queue = "nightly", AllowedTools = ["Edit"] },
                new()
                {
                    Key = "test", Prompt = "Test ${{ tasks.build.result }}.", Expressions = true, Agent = "claude", Cwd = "/srv", Priority = Priority.P0,
                    After = [new("build", DependencyPolicy.Hold), new(Samples.Id.Value, DependencyPolicy.Run)], ContinueFrom = [Samples.Other.Value],
                    TimeoutMs = 2_000, IdleMs = 20_000, Retry = new() { MaxAttempts = 4 }, Model = "opus", PermissionMode = "plan", AllowedTools = ["Bash(git:*)"],
                    Queue = "day", ShareFolder = true, JsonSchema = """{"type":"object"}""",
                },
            ],
        }, seen, strict: true);
    }

    [Fact]
    public async Task A_flow_is_handed_over_as_it_is_and_starts_from_the_project()
    {
        FlowRequest? seen = null;
        _session.Fake.OnSubmitFlow = request => { seen = request; return Samples.Accepted; };

        await _session.CallAsync("SubmitGraph", new { flow = "tasks: {}" });

        Assert.Equal(new("tasks: {}", "flow", "/project") { CallerSession = "session-1", CallerProject = "/project" }, seen);
    }

    [Theory]
    [InlineData("SubmitGraph", "tasks[1].cwd", "tasks[1].workingDirectory")]
    [InlineData("SubmitGraph", "tasks[2].after[3].on", "tasks[2].dependsOn[3]")]
    [InlineData("CreatePipeline", "tasks[1].prompt", "steps[1].prompt")]
    public async Task An_error_names_the_entry_of_the_call_that_is_wrong(string tool, string field, string named)
    {
        _session.Fake.OnSubmit = _ => throw new DelegateException(new(ErrorCodes.InvalidInput, "No.", "delegate graph", field));

        var answer = tool == "SubmitGraph"
            ? await _session.CallAsync(tool, new { tasks = new[] { new { key = "a", prompt = "x" } } })
            : await _session.CallAsync(tool, new { steps = new[] { new { prompt = "x" }, new { prompt = "y" } } });

        Assert.Equal((named, "ShowGraph"), (answer["field"], answer["hint"]));
    }

    [Fact]
    public async Task Tasks_are_found_by_everything_that_the_host_filters_by()
    {
        TaskFilter? seen = null;
        _session.Fake.OnListTasks = filter => { seen = filter; return new([]); };

        await _session.CallAsync("ListTasks", new
        {
            phases = new[] { "failed", "cancelled" }, text = "parser", folder = "/src", queue = "nightly", graphId = "graph-1", agent = "shell", lineOf = Samples.Id.Value,
            since = "2027-01-01T00:00:00Z", until = "2027-01-02T00:00:00Z", sort = "ended", oldestFirst = true, limit = 5, before = 9,
        });

        Assert.Equivalent(new TaskFilter([TaskPhase.Failed, TaskPhase.Cancelled], 5, 9)
        {
            Text = "parser", Folder = "/src", Queue = "nightly", Graph = "graph-1", Agent = "shell", Line = Samples.Id, Sort = TaskSort.Ended, OldestFirst = true,
            Since = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Until = new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero),
        }, seen, strict: true);
    }

    [Fact]
    public async Task Many_are_cancelled_at_once_and_each_says_what_came_of_it()
    {
        _session.Fake.OnListTasks = filter =>
        {
            Assert.Equal("graph-1", filter.Graph);
            Assert.DoesNotContain(filter.Phases, phase => phase.IsTerminal());
            return new([Samples.Task(), Samples.Task(Samples.Other)]);
        };
        _session.Fake.OnCancelTask = (id, request) => id == Samples.Id && request == new CancelRequest("late", "mcp")
            ? Samples.Task(id, TaskPhase.Cancelled) : throw new DelegateException(new(ErrorCodes.AlreadyEnded, "It has ended."));

        var answer = await _session.CallAsync("CancelTasks", new { graphId = "graph-1", reason = "late" });

        Assert.Equal("1 of 2 are cancelled or stopping.", answer.Text);
        Assert.Equal(["cancelled", ""], answer.Facts.GetProperty("tasks").EnumerateArray().Select(task => task.TryGetProperty("phase", out var phase) ? phase.GetString() : ""));
        Assert.Equal("It has ended.", answer.Facts.GetProperty("tasks")[1].GetProperty("error").GetString());
    }

    [Fact]
    public async Task Dependencies_change_as_the_call_says()
    {
        DependencyChangeRequest? seen = null;
        _session.Fake.OnChangeDependencies = (id, request) => { seen = request; return Samples.Task(id, TaskPhase.Waiting); };

        await _session.CallAsync("ChangeDependencies", new { taskId = Samples.Id.Value, add = new[] { Samples.Other.Value }, onDependencyFailure = "run", remove = new[] { Samples.Id.Value } });

        Assert.Equivalent(new DependencyChangeRequest("mcp") { Add = [new(Samples.Other.Value, DependencyPolicy.Run)], Remove = [Samples.Id] }, seen, strict: true);
    }

    [Theory]
    [InlineData("PauseQueue", true)]
    [InlineData("ResumeQueue", false)]
    public async Task One_queue_or_everything_is_paused_and_resumed(string tool, bool paused)
    {
        var seen = new List<object>();
        _session.Fake.OnSetQueue = (name, request) => { seen.Add((name, request)); return Samples.Host.Capacity; };
        _session.Fake.OnPauseAll = request => { seen.Add(request); return Samples.Host.Capacity with { AllPaused = paused }; };

        await _session.CallAsync(tool, new { queue = "nightly" });
        var all = await _session.CallAsync(tool, new { });

        Assert.Equal([("nightly", new QueueRequest(null, paused, "mcp")), new PauseAllRequest(paused, "mcp")], seen);
        Assert.Equal(paused, all.Text.Contains("everything is paused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_queue_gets_its_limit()
    {
        (string, QueueRequest)? seen = null;
        _session.Fake.OnSetQueue = (name, request) =>
        {
            seen = (name, request);
            return Samples.Host.Capacity with { Queues = [new("nightly", 1, 4, 2, false)] };
        };

        var answer = await _session.CallAsync("SetQueue", new { queue = "nightly", limit = 2 });

        Assert.Equal(("nightly", new QueueRequest(2, null, "mcp")), seen);
        Assert.Equal("1 of 4 slots in use, 0 waiting.\nnightly: 1 running, 4 waiting, at most 2 at once", answer.Text);
    }
}
