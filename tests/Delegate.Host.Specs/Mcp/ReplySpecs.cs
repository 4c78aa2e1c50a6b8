using System.Text.Json;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Mcp;

/// <summary>What a tool answers is what it publishes, and small enough for a model, whatever there is to say.</summary>
public sealed class ReplySpecs
{
    private const int MostBytes = 96 * 1024;

    private static readonly string Long = new('x', 200_000);


    /// <summary>A call of each tool; the first of them is its published example.</summary>
    private static readonly (string Tool, string Arguments)[] More =
    [
        ("TaskStatus", "{}"), ("ShowGraph", "{}"), ("CancelTasks", """{"taskIds":["task-7k2m9qx4h0ad","task-000000000001"]}"""), ("PauseQueue", "{}"), ("ResumeQueue", "{}"),
        ("SubmitGraph", """{"flow":"tasks: {a: {command: make}}"}"""), ("TaskLogs", """{"taskId":"task-7k2m9qx4h0ad","tail":10000}"""),
        ("WaitForTasks", """{"taskIds":["task-7k2m9qx4h0ad","task-000000000001"]}"""), ("ListTasks", """{"limit":100}"""), ("ListSchedules", """{"limit":100}"""),
        ("TaskHistory", """{"taskId":"task-7k2m9qx4h0ad","limit":200}"""),
    ];

    [Theory]
    [InlineData(McpSession.Handshake, false)]
    [InlineData(McpSession.Discovery, false)]
    [InlineData(McpSession.Discovery, true)]
    public async Task Every_reply_fits_its_published_schema_and_its_budget(string protocol, bool everythingIsLong)
    {
        await using var session = await McpSession.StartAsync(protocol);
        Answer(session.Fake, everythingIsLong);
        var tools = (await session.Client.ListToolsAsync()).ToDictionary(tool => tool.Name);
        var examples = tools.Values.Select(tool => (tool.Name, tool.Description.Split("Example: ")[1].Trim()));

        foreach (var (tool, arguments) in examples.Concat(More))
        {
            var answer = await session.CallAsync(tool, JsonElement.Parse(arguments));

            Assert.False(answer.IsError, $"{tool}: {answer.Text}");
            var problems = Published.Problems(answer.Facts, tools[tool].ProtocolTool.OutputSchema!.Value);
            Assert.True(problems.Count == 0, $"{tool}: {string.Join('\n', problems)}\n{answer.Facts.GetRawText()[..Math.Min(2_000, answer.Facts.GetRawText().Length)]}");
            Assert.True(answer.Facts.GetRawText().Length <= MostBytes, $"{tool}: {answer.Facts.GetRawText().Length} bytes of facts");
            Assert.True(answer.Text.Length <= MostBytes, $"{tool}: {answer.Text.Length} characters of text");
        }
    }

    [Fact]
    public async Task What_was_cut_says_where_it_is_whole()
    {
        await using var session = await McpSession.StartAsync();
        Answer(session.Fake, everythingIsLong: true);

        var status = await session.CallAsync("TaskStatus", new { taskId = Samples.Id.Value });
        var schedule = await session.CallAsync("GetSchedule", new { scheduleId = ScheduleSamples.Id.Value });
        var graph = await session.CallAsync("ShowGraph", new { });
        var history = await session.CallAsync("TaskHistory", new { taskId = Samples.Id.Value });

        Assert.EndsWith($"(cut; whole in the resource delegate://tasks/{Samples.Id})", status["result"], StringComparison.Ordinal);
        Assert.Contains($"delegate://schedules/{ScheduleSamples.Id}", schedule.Facts.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(("257", "the rest: ListTasks with graphId, or the resource delegate://graphs/graph-1"), (graph["left"], graph["more"]));
        Assert.Equal((history.Facts.GetProperty("entries").GetArrayLength() - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), history["next"]);
    }

    [Fact]
    public async Task An_error_is_words_for_the_model_and_its_parts_are_beside_it()
    {
        await using var session = await McpSession.StartAsync();
        session.Fake.OnGetTask = id => throw FakeDelegateClient.NotFound(id);

        var result = await session.Client.CallToolAsync("TaskStatus", new Dictionary<string, object?> { ["taskId"] = Samples.Id.Value });

        Assert.True(result.IsError);
        Assert.Null(result.StructuredContent); // it would have to fit the output schema
        Assert.Equal($"task_not_found: No task has the id {Samples.Id}.\nhint: ListTasks", Assert.IsType<ModelContextProtocol.Protocol.TextContentBlock>(Assert.Single(result.Content)).Text);
        Assert.Equal(ErrorCodes.TaskNotFound, result.Meta!["delegate/error"]!["code"]!.GetValue<string>());
    }

    private static void Answer(FakeDelegateClient fake, bool everythingIsLong)
    {
        var (many, words) = everythingIsLong ? (200, Long) : (2, "words");
        var task = Full(words);
        IReadOnlyList<TaskView> tasks = [Samples.Task(), .. Enumerable.Repeat(task, Math.Min(many, 99))];
        fake.OnSubmit = request => new("graph-1", [.. request.Tasks.Select(one => new SubmittedTask(one.Key, Samples.Id))]);
        fake.OnSubmitFlow = _ => Samples.Accepted;
        fake.OnGetInbox = query => new() { Ended = [.. tasks.Take(query.Limit)], More = everythingIsLong, Open = [.. tasks.Take(50)], OpenTotal = many, Cursor = 7, OwnFrom = 0, FolderFrom = 0 };
        fake.OnInboxSeen = _ => { };
        fake.OnGetTask = _ => task;
        fake.OnListTasks = _ => new(tasks, 7);
        fake.OnCancelTask = (id, _) => id == Samples.Id ? Samples.Task(id, TaskPhase.Stopping) : throw FakeDelegateClient.NotFound(id);
        fake.OnPauseTask = (_, _) => task;
        fake.OnResumeTask = (_, _) => task;
        fake.OnRetryTask = (_, _) => Samples.Task(Samples.Other) with { Lineage = new(Samples.Id, Samples.Id, 1, LineageKind.Retry) };
        fake.OnChangeDependencies = (_, _) => task;
        fake.OnSetQueue = (_, _) => Capacity(many);
        fake.OnPauseAll = _ => Capacity(0);
        fake.OnGetHost = () => Samples.Host with { Capacity = Capacity(Math.Min(many, 99)), Url = "http://127.0.0.1:1/" };
        fake.OnGetHistory = (id, query) => new(id, [.. Enumerable.Range(0, query.Limit).Select(n => new HistoryEntry(n, task.CreatedAt, "task-paused", everythingIsLong ? Long[..1_000] : words, JsonElement.Parse("{}")))], null);
        fake.OnWhy = id => new(id, null, null, "Because.", null, [new(Samples.Other, "build", TaskPhase.Failed, "It failed.", "RetryTask", [])], 3);
        fake.OnGetGraph = _ => new([.. Enumerable.Repeat(task, everythingIsLong ? 300 : 2)],
            [.. Enumerable.Repeat(new GraphEdge(Samples.Id, Samples.Other, GraphEdgeKind.Dependency, DependencyPolicy.Hold, true), many * 3), new(Samples.Id, Samples.Other, GraphEdgeKind.Lineage)], everythingIsLong ? 7 : 0);
        fake.OnReadLogs = (_, _, _) => FakeDelegateClient.Ending<LogLine>([.. Enumerable.Repeat(new LogLine("stdout", words), many), new("stderr", words)]);
        fake.OnWatchTasks = (ids, _) => FakeDelegateClient.Ending([.. ids.Select(id => task with { Id = id })]);
        var schedule = ScheduleSamples.View with
        {
            Schedule = ScheduleSamples.Request with { Work = new() { Steps = [.. Enumerable.Repeat(new TaskRequest { Prompt = words, Cwd = "/", Expressions = true, Retry = new() }, everythingIsLong ? 20 : 1)] } },
            Earlier = [.. Enumerable.Repeat(new ScheduleVersion(1, ScheduleSamples.Request with { Work = new() { Task = new() { Prompt = words, Cwd = "/" } } }, task.CreatedAt), many)],
        };
        fake.OnSchedule = (_, _) => schedule;
        fake.OnListSchedules = filter => new([.. Enumerable.Repeat(schedule, everythingIsLong ? filter.Limit : 1)], 100);
    }

    /// <summary>A task of which everything is known.</summary>
    private static TaskView Full(string words) => Samples.Task(phase: TaskPhase.Failed) with
    {
        Key = "build", HoldReason = words, Model = "opus", TimeoutMs = 1_000, Attempt = 2, SessionId = "session", Pid = 7, StartedAt = Samples.Task().CreatedAt, Result = words,
        Usage = new(1, 2, 3, 4, 0.5m, 6), Adoptions = 1, Structured = JsonSerializer.SerializeToElement(words), Queue = "nightly", Lineage = new(Samples.Id, Samples.Other, 2, LineageKind.Resume),
        Checkpoint = new(Samples.Task().CreatedAt, null, 3, words, words, new("main", null, [.. Enumerable.Repeat("file.cs", 100)], 200), null),
        GitBefore = new(null, "abc", [], 0), PausedBy = "cli", PausedFrom = TaskPhase.Running, RetryAt = Samples.Task().CreatedAt, MaxAttempts = 3, PeakMemoryBytes = 1, IdleMs = 10_000,
    };

    private static CapacityView Capacity(int queues) => Samples.Host.Capacity with
    {
        HoldReason = "memory", MemoryReserveBytes = 1, Load = 0.5, MemoryPressure = 1.5, DiskFreeBytes = 3,
        Queues = [.. Enumerable.Range(0, queues).Select(n => new QueueView($"q{n}", 1, 2, n % 2 == 0 ? null : 4, true))],
    };
}
