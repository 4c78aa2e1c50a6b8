using System.Text.Json;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using ModelContextProtocol.Client;

namespace Delegate.Host.Specs.Mcp;

/// <summary>What a tool publishes is what it enforces.</summary>
public sealed class PublishedSchemaSpecs : IAsyncLifetime
{
    private McpSession _session = null!;
    internal static readonly string[] All =
    [
        "CancelTask", "DelegateTask", "PauseTask", "ResumeTask", "RetryTask", "TaskHistory", "TaskLogs", "TaskStatus", "WaitForTasks", "WhyTask",
        "CancelSchedule", "CreatePipeline", "EditSchedule", "GetSchedule", "Inbox", "ListSchedules", "PauseSchedule", "ResumeSchedule", "RunSchedule",
        "SchedulePipeline", "ScheduleStatus", "ScheduleTask",
        "SubmitGraph", "ShowGraph", "ListTasks", "CancelTasks", "ChangeDependencies",
        "ListQueues", "SetQueue", "PauseQueue", "ResumeQueue", "ListAgents", "HostStatus",
    ];

    private Dictionary<string, McpClientTool> _tools = null!;

    public async Task InitializeAsync()
    {
        _session = await McpSession.StartAsync();
        _tools = (await _session.Client.ListToolsAsync()).ToDictionary(tool => tool.Name);
    }

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public void These_are_the_tools_and_three_are_always_loaded()
    {
        Assert.Equal(All.Order(), _tools.Keys.Order());
        Assert.Equal(["DelegateTask", "SubmitGraph", "TaskStatus"],
            _tools.Values.Where(tool => tool.ProtocolTool.Meta?["anthropic/alwaysLoad"]?.GetValue<bool>() is true).Select(tool => tool.Name).Order());
    }

    [Fact]
    public void Every_tool_and_parameter_says_what_it_is_for_and_every_tool_has_an_example()
    {
        foreach (var tool in _tools.Values)
        {
            Assert.Contains("Example: {", tool.Description, StringComparison.Ordinal);
            foreach (var parameter in tool.JsonSchema.GetProperty("properties").EnumerateObject())
                Assert.True(parameter.Value.TryGetProperty("description", out _), $"{tool.Name}.{parameter.Name}");
        }
    }

    [Fact]
    public void The_example_of_each_tool_fits_its_schema()
    {
        foreach (var tool in _tools.Values)
        {
            var example = tool.Description.Split("Example: ")[1].Trim();
            Assert.Null(JsonShape.Check(JsonDocument.Parse(example).RootElement, tool.JsonSchema));
        }
    }

    [Fact]
    public void Only_keywords_that_are_enforced_are_published()
    {
        foreach (var tool in _tools.Values)
        {
            Assert.Equal(JsonValueKind.False, tool.JsonSchema.GetProperty("additionalProperties").ValueKind);
            Assert.All(KeywordsOf(tool.JsonSchema), keyword => Assert.Contains(keyword, JsonShape.Keywords));
        }
    }

    [Fact]
    public void Every_tool_has_a_title_says_what_it_does_to_the_world_and_publishes_its_reply()
    {
        foreach (var tool in _tools.Values.Select(tool => tool.ProtocolTool))
        {
            Assert.False(string.IsNullOrWhiteSpace(tool.Title ?? tool.Annotations?.Title), tool.Name);
            Assert.NotNull(tool.Annotations?.ReadOnlyHint);
            Assert.NotNull(tool.Annotations.DestructiveHint);
            Assert.NotNull(tool.Annotations.IdempotentHint);
            Assert.False(tool.Annotations.ReadOnlyHint.Value && tool.Annotations.DestructiveHint.Value, tool.Name);
            Assert.Equal("object", tool.OutputSchema!.Value.GetProperty("type").GetString());
            Assert.Equal(tool.Name == "WhyTask", tool.OutputSchema.Value.GetRawText().Contains("$ref", StringComparison.Ordinal)); // causes have causes
            Assert.DoesNotContain("\"items\":{}", tool.OutputSchema.Value.GetRawText(), StringComparison.Ordinal);
        }
        Assert.Equal(
            ["GetSchedule", "HostStatus", "ListAgents", "ListQueues", "ListSchedules", "ListTasks", "ScheduleStatus", "ShowGraph", "TaskHistory", "TaskLogs", "TaskStatus", "WaitForTasks", "WhyTask"],
            _tools.Values.Where(tool => tool.ProtocolTool.Annotations!.ReadOnlyHint is true).Select(tool => tool.Name).Order());
    }

    [Fact]
    public void The_limits_are_in_the_schema()
    {
        var task = _tools["DelegateTask"].JsonSchema.GetProperty("properties");
        Assert.Equal(4 * 1024 * 1024, task.GetProperty("prompt").GetProperty("maxLength").GetInt32());
        Assert.Equal((1_000, 86_400_000), (task.GetProperty("timeout").GetProperty("minimum").GetInt32(), task.GetProperty("timeout").GetProperty("maximum").GetInt32()));
        Assert.Equal(["P0", "P1", "P2"], Words(task.GetProperty("priority")).Order());
        Assert.Equal(["cancel", "run", "hold"], Words(task.GetProperty("onDependencyFailure")));
        Assert.Equal(["claude", "shell"], Words(task.GetProperty("agent")));
        Assert.Equal(TaskIdSchema.Pattern, task.GetProperty("dependsOn").GetProperty("items").GetProperty("pattern").GetString());
        Assert.Equal(TaskIdSchema.Pattern, task.GetProperty("continueFrom").GetProperty("items").GetProperty("pattern").GetString());
        Assert.Equal((10_000, 86_400_000), (task.GetProperty("idleTimeout").GetProperty("minimum").GetInt32(), task.GetProperty("idleTimeout").GetProperty("maximum").GetInt32()));
        Assert.Equal((1, 100), (task.GetProperty("maxAttempts").GetProperty("minimum").GetInt32(), task.GetProperty("maxAttempts").GetProperty("maximum").GetInt32()));
        Assert.Equal(64, task.GetProperty("queue").GetProperty("maxLength").GetInt32());
        Assert.Equal("boolean", task.GetProperty("shareFolder").GetProperty("type").GetString());
        Assert.Equal("object", task.GetProperty("jsonSchema").GetProperty("type").GetString());
        Assert.False(task.GetProperty("jsonSchema").TryGetProperty("additionalProperties", out _)); // any schema
        Assert.False(task.TryGetProperty("call", out _)); // not the caller's to fill in
        Assert.Equal(["prompt"], _tools["DelegateTask"].JsonSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("DelegateTask", "{}", "prompt")]
    [InlineData("DelegateTask", """{"prompt":""}""", "prompt")]
    [InlineData("DelegateTask", """{"prompt":7}""", "prompt")]
    [InlineData("DelegateTask", """{"prompt":"x","priority":"P9"}""", "priority")]
    [InlineData("DelegateTask", """{"prompt":"x","agent":"gpt"}""", "agent")]
    [InlineData("DelegateTask", """{"prompt":"x","timeout":999}""", "timeout")]
    [InlineData("DelegateTask", """{"prompt":"x","timeout":"60000"}""", "timeout")]
    [InlineData("DelegateTask", """{"prompt":"x","dependsOn":"task-7k2m9qx4h0ad"}""", "dependsOn")]
    [InlineData("DelegateTask", """{"prompt":"x","dependsOn":["task-1"]}""", "dependsOn[0]")]
    [InlineData("DelegateTask", """{"prompt":"x","permissionMode":"yolo"}""", "permissionMode")]
    [InlineData("DelegateTask", """{"prompt":"x","cwd":"/"}""", "cwd")]
    [InlineData("DelegateTask", """{"prompt":"x","model":null}""", "model")]
    [InlineData("DelegateTask", """{"prompt":"x","continueFrom":["task-1"]}""", "continueFrom[0]")]
    [InlineData("DelegateTask", """{"prompt":"x","idleTimeout":9999}""", "idleTimeout")]
    [InlineData("DelegateTask", """{"prompt":"x","maxAttempts":0}""", "maxAttempts")]
    [InlineData("DelegateTask", """{"prompt":"x","queue":"no spaces"}""", "queue")]
    [InlineData("DelegateTask", """{"prompt":"x","jsonSchema":"{}"}""", "jsonSchema")]
    [InlineData("RetryTask", "{}", "taskId")]
    [InlineData("RetryTask", """{"taskId":"task-7k2m9qx4h0ad","additionalContext":"x"}""", "additionalContext")]
    [InlineData("ResumeTask", """{"taskId":"7"}""", "taskId")]
    [InlineData("ResumeTask", """{"taskId":"task-7k2m9qx4h0ad","additionalContext":""}""", "additionalContext")]
    [InlineData("PauseTask", """{"taskId":null}""", "taskId")]
    [InlineData("TaskStatus", """{"taskId":"7"}""", "taskId")]
    [InlineData("TaskStatus", """{"phases":["done"]}""", "phases[0]")]
    [InlineData("TaskStatus", """{"limit":101}""", "limit")]
    [InlineData("TaskLogs", """{"taskId":"task-7k2m9qx4h0ad","tail":0}""", "tail")]
    [InlineData("CancelTask", "{}", "taskId")]
    [InlineData("ScheduleTask", """{"prompt":"x"}""", "scheduleType")]
    [InlineData("ScheduleTask", """{"prompt":"x","scheduleType":"daily"}""", "scheduleType")]
    [InlineData("ScheduleTask", """{"prompt":"x","scheduleType":"cron","missedRunPolicy":"maybe"}""", "missedRunPolicy")]
    [InlineData("ScheduleTask", """{"prompt":"x","scheduleType":"cron","maxRuns":0}""", "maxRuns")]
    [InlineData("ScheduleTask", """{"prompt":"x","scheduleType":"cron"}""", "cronExpression")]
    [InlineData("ScheduleTask", """{"prompt":"x","scheduleType":"one_time"}""", "scheduledAt")]
    [InlineData("SchedulePipeline", """{"steps":[{"prompt":"x"}],"scheduleType":"cron"}""", "steps")]
    [InlineData("CreatePipeline", """{"steps":[{"prompt":"x"},{"promt":"y"}]}""", "steps[1].prompt")]
    [InlineData("GetSchedule", """{"scheduleId":"task-7k2m9qx4h0ad"}""", "scheduleId")]
    [InlineData("ScheduleStatus", """{"scheduleId":"schedule-7k2m9qx4h0ad","historyLimit":101}""", "historyLimit")]
    [InlineData("ListSchedules", """{"status":"over"}""", "status")]
    [InlineData("CancelSchedule", "{}", "scheduleId")]
    [InlineData("WhyTask", "{}", "taskId")]
    [InlineData("TaskHistory", """{"taskId":"task-7k2m9qx4h0ad","limit":201}""", "limit")]
    [InlineData("SubmitGraph", "{}", "tasks")]
    [InlineData("SubmitGraph", """{"tasks":[]}""", "tasks")]
    [InlineData("SubmitGraph", """{"tasks":[{"key":"a","prompt":"x"}],"flow":"tasks: {}"}""", "tasks")]
    [InlineData("SubmitGraph", """{"tasks":[{"prompt":"x"}]}""", "tasks[0].key")]
    [InlineData("SubmitGraph", """{"tasks":[{"key":"a b","prompt":"x"}]}""", "tasks[0].key")]
    [InlineData("SubmitGraph", """{"tasks":[{"key":"a","prompt":"x","needs":["b"]}]}""", "tasks[0].needs")]
    [InlineData("SubmitGraph", """{"tasks":[{"key":"a","prompt":"x","timeout":null}]}""", "tasks[0].timeout")]
    [InlineData("SubmitGraph", """{"tasks":[{"key":"a","prompt":"x"}],"edges":[{"from":"a","to":"a","onFailure":"stop"}]}""", "edges[0].onFailure")]
    [InlineData("SubmitGraph", """{"tasks":[{"key":"a","prompt":"x"}],"edges":[{"from":"a","to":"b"}]}""", "edges[0].to")]
    [InlineData("ListTasks", """{"limit":0}""", "limit")]
    [InlineData("ListTasks", """{"since":5}""", "since")]
    [InlineData("ListTasks", """{"folder":"src"}""", "folder")]
    [InlineData("ShowGraph", """{"taskId":"graph-1"}""", "taskId")]
    [InlineData("CancelTasks", "{}", "taskIds")]
    [InlineData("CancelTasks", """{"taskIds":["x"]}""", "taskIds[0]")]
    [InlineData("ChangeDependencies", """{"taskId":"task-7k2m9qx4h0ad","add":["build"]}""", "add[0]")]
    [InlineData("SetQueue", """{"queue":"nightly"}""", "limit")]
    [InlineData("SetQueue", """{"queue":"no spaces","limit":1}""", "queue")]
    [InlineData("PauseQueue", """{"queue":""}""", "queue")]
    [InlineData("HostStatus", """{"verbose":true}""", "verbose")]
    [InlineData("WaitForTasks", """{"taskIds":[]}""", "taskIds")]
    [InlineData("WaitForTasks", """{"taskIds":["task-7k2m9qx4h0ad"],"seconds":46}""", "seconds")]
    public async Task Arguments_that_do_not_fit_are_refused_with_the_field_named(string tool, string arguments, string field)
    {
        var answer = await _session.CallAsync(tool, JsonDocument.Parse(arguments).RootElement);

        Assert.True(answer.IsError);
        Assert.Equal((ErrorCodes.InvalidInput, field), (answer["code"], answer["field"]));
        Assert.NotNull(answer["hint"]);
    }

    private static IEnumerable<string?> Words(JsonElement schema) => schema.GetProperty("enum").EnumerateArray().Select(word => word.GetString());

    private static IEnumerable<string> KeywordsOf(JsonElement schema) => schema.ValueKind != JsonValueKind.Object ? [] :
        schema.EnumerateObject().SelectMany(entry => entry.Name switch
        {
            "properties" => entry.Value.EnumerateObject().SelectMany(property => KeywordsOf(property.Value)).Append(entry.Name),
            "items" => KeywordsOf(entry.Value).Append(entry.Name),
            _ => [entry.Name],
        });
}
