using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Json.Schema;

namespace Delegate.EndToEnd.Specs;

/// <summary>Everything at once over <c>delegate mcp</c> and a real host, in both generations of the protocol.</summary>
public sealed class McpHomeSpecs
{
    [Theory]
    [InlineData(McpGeneration.Handshake)]
    [InlineData(McpGeneration.Stateless)]
    public async Task A_graph_goes_through_and_every_real_reply_fits_what_is_published(McpGeneration generation)
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var client = await McpClient.StartAsync(bench, generation);
        var schemas = (await client.AskAsync("tools/list", []))["tools"]!.AsArray().ToDictionary(tool => (string)tool!["name"]!, tool => JsonSchema.FromText(tool!["outputSchema"]!.ToJsonString()));
        var called = new HashSet<string>();

        var graph = await Call("SubmitGraph", $$$"""
            {"agent": "shell", "workingDirectory": "{{{bench.Work}}}", "queue": "q",
             "tasks": [{"key": "build", "prompt": "read go < {{{gate.Path}}}; echo built"}, {"key": "test", "prompt": "test \"${{ tasks.build.output }}\" = built", "dependsOn": ["build"]},
                       {"key": "clean", "prompt": "echo clean", "dependsOn": ["test"]}, {"key": "never", "prompt": "exit 3"}],
             "edges": [{"from": "never", "to": "clean", "onFailure": "run"}]}
            """);
        var (build, test, clean, never) = (Id(0), Id(1), Id(2), Id(3));
        using var guest = await gate.ArrivalAsync();
        await Call("ShowGraph", $$"""{"taskId": "{{build}}"}""");
        await Call("WhyTask", $$"""{"taskId": "{{test}}"}""");
        await Call("SetQueue", """{"queue": "q", "limit": 3}""");
        await Call("PauseQueue", """{"queue": "q"}""");
        Assert.True((bool)(await Call("ListQueues", "{}"))["items"]!.AsArray().Single(queue => (string)queue!["name"]! == "q")!["paused"]!);
        await Call("ResumeQueue", """{"queue": "q"}""");
        await Call("ChangeDependencies", $$"""{"taskId": "{{clean}}", "add": ["{{build}}"]}""");
        await Call("ChangeDependencies", $$"""{"taskId": "{{clean}}", "remove": ["{{build}}"]}""");
        var circle = await client.TryCallAsync("ChangeDependencies", JsonNode.Parse($$"""{"taskId": "{{test}}", "add": ["{{clean}}"]}""")!.AsObject());
        Assert.Equal(ErrorCodes.DependencyCycle, (string?)circle["_meta"]!["delegate/error"]!["code"]);
        await Call("PauseTask", $$"""{"taskId": "{{build}}"}""");
        await Call("ResumeTask", $$"""{"taskId": "{{build}}"}""");

        guest.LetGo();
        var waited = await WaitAsync(build, test, clean, never);
        Assert.Equal(["succeeded", "succeeded", "succeeded", "failed"], waited["tasks"]!.AsArray().Select(task => (string)task!["phase"]!));
        await Call("TaskStatus", $$"""{"taskId": "{{clean}}"}""");
        await Call("TaskStatus", "{}");
        await Call("TaskLogs", $$"""{"taskId": "{{build}}"}""");
        await Call("TaskHistory", $$"""{"taskId": "{{build}}"}""");
        var again = await Call("RetryTask", $$"""{"taskId": "{{never}}"}""");
        await WaitAsync(TaskId.Parse((string)again["taskId"]!));
        Assert.Single((await Call("ListTasks", """{"phases": ["failed"], "sort": "ended", "limit": 1}"""))["tasks"]!.AsArray());
        var delegated = await Call("DelegateTask", $$"""{"agent": "shell", "prompt": "read go < {{gate.Path}}", "workingDirectory": "{{bench.Work}}"}""");
        await Call("CancelTask", $$"""{"taskId": "{{delegated["taskId"]}}"}""");
        await Call("CancelTasks", $$"""{"taskIds": ["{{delegated["taskId"]}}", "{{build}}"]}""");
        await Call("CreatePipeline", $$"""{"agent": "shell", "workingDirectory": "{{bench.Work}}", "steps": [{"prompt": "true"}, {"prompt": "true"}]}""");
        await Call("ListAgents", "{}");
        await Call("HostStatus", "{}");

        var when = $$"""
            "scheduleType": "cron", "cronExpression": "0 0 1 1 *", "agent": "shell", "workingDirectory": "{{bench.Work}}"
            """;
        var schedule = (await Call("ScheduleTask", $$"""{"prompt": "true", {{when}}}"""))["id"]!;
        await Call("SchedulePipeline", $$"""{"steps": [{"prompt": "true"}, {"prompt": "true"}], {{when}}}""");
        await Call("RunSchedule", $$"""{"scheduleId": "{{schedule}}"}""");
        await Call("EditSchedule", $$"""{"scheduleId": "{{schedule}}", "maxRuns": 3}""");
        await Call("PauseSchedule", $$"""{"scheduleId": "{{schedule}}"}""");
        await Call("ResumeSchedule", $$"""{"scheduleId": "{{schedule}}"}""");
        await Call("ScheduleStatus", $$"""{"scheduleId": "{{schedule}}"}""");
        await Call("GetSchedule", $$"""{"scheduleId": "{{schedule}}"}""");
        await Call("ListSchedules", "{}");
        await Call("CancelSchedule", $$"""{"scheduleId": "{{schedule}}"}""");
        Assert.Equal(schemas.Keys.Except(NotHere).Order(), called.Order()); // no tool is left out

        async Task<JsonObject> Call(string tool, string arguments)
        {
            var reply = await client.CallAsync(tool, JsonNode.Parse(arguments)!.AsObject());
            var results = schemas[tool].Evaluate(reply, new() { OutputFormat = OutputFormat.List });
            Assert.True(results.IsValid, $"{tool}: {string.Join('\n', results.Details.Where(detail => detail.HasErrors).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value}")))}\n{reply}");
            called.Add(tool);
            return reply;
        }

        async Task<JsonObject> WaitAsync(params TaskId[] ids)
        {
            JsonObject answer;
            do
                answer = await Call("WaitForTasks", $$"""{"taskIds": [{{string.Join(", ", ids.Select(id => $"\"{id}\""))}}]}""");
            while (!(bool)answer["done"]!);
            return answer;
        }

        TaskId Id(int index) => TaskId.Parse((string)graph["tasks"]![index]!["id"]!);
    }

    [Theory]
    [InlineData(McpGeneration.Handshake)]
    [InlineData(McpGeneration.Stateless)]
    public async Task A_wait_tells_each_change_can_be_given_up_and_leaves_the_task_alone(McpGeneration generation)
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var client = await McpClient.StartAsync(bench, generation);
        var id = await client.DelegateShellAsync($"read go < {gate.Path}");
        var after = await client.DelegateShellAsync("true", id);
        using var guest = await gate.ArrivalAsync();
        await bench.Until(id, task => task.Phase == TaskPhase.Running);

        var givenUp = await client.BeginAsync("tools/call", new() { ["name"] = "WaitForTasks", ["arguments"] = new JsonObject { ["taskIds"] = new JsonArray(id.Value) } });
        await client.CancelAsync(givenUp);
        Assert.Equal(TaskPhase.Running, (await client.StatusAsync(id)).Phase); // the next answer: there is none to the call that was given up
        await client.BeginAsync("tools/call", new()
        {
            ["name"] = "WaitForTasks",
            ["arguments"] = new JsonObject { ["taskIds"] = new JsonArray(id.Value, after.Value) },
            ["_meta"] = new JsonObject { ["progressToken"] = "wait-1" },
        });
        guest.LetGo();
        var first = await client.NewsAsync("notifications/progress");

        Assert.Equal("wait-1", (string?)first["progressToken"]);
        Assert.Equal(1, (double)first["progress"]!);
        Assert.Contains(" of 2 ended; task-", (string?)first["message"], StringComparison.Ordinal);
        await bench.Succeeds(after);
    }

    [Theory]
    [InlineData(McpGeneration.Handshake)]
    [InlineData(McpGeneration.Stateless)]
    public async Task Who_subscribes_to_a_task_hears_of_its_end(McpGeneration generation)
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var client = await McpClient.StartAsync(bench, generation);
        var id = await client.DelegateShellAsync($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        await bench.Until(id, task => task.Phase == TaskPhase.Running);
        var uri = $"delegate://tasks/{id}";

        int? stream = null;
        if (generation == McpGeneration.Handshake)
        {
            Assert.Null((await client.AskAsync("resources/subscribe", new() { ["uri"] = uri }))["error"]);
        }
        else
        {
            stream = await client.BeginAsync("subscriptions/listen", new()
            {
                ["notifications"] = new JsonObject { ["toolsListChanged"] = true, ["resourceSubscriptions"] = new JsonArray(uri, "delegate://tasks/task-000000000000", "file:///x") },
            });
            var granted = await client.NewsAsync("notifications/subscriptions/acknowledged");
            Assert.Equal($$"""{"resourceSubscriptions":["{{uri}}"]}""", granted["notifications"]!.ToJsonString());
        }
        guest.LetGo();

        do
        {
            var news = await client.NewsAsync("notifications/resources/updated");
            Assert.Equal((uri, stream), ((string?)news["uri"], (int?)news["_meta"]?["io.modelcontextprotocol/subscriptionId"]));
        }
        while ((await client.StatusAsync(id)).Phase != TaskPhase.Succeeded);
        var read = await client.AskAsync("resources/read", new() { ["uri"] = uri });
        Assert.Contains("\"phase\":\"succeeded\"", (string?)read["contents"]![0]!["text"], StringComparison.Ordinal);
        Assert.Contains($"{id}", (string?)(await client.AskAsync("prompts/get", new() { ["name"] = "what-happened" }))["messages"]![0]!["content"]!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_subscribes_to_a_schedule_hears_of_its_runs()
    {
        await using var bench = new Bench();
        await using var client = await McpClient.StartAsync(bench);
        var schedule = await client.CallAsync("ScheduleTask", JsonNode.Parse($$"""{"agent": "shell", "prompt": "true", "workingDirectory": "{{bench.Work}}", "scheduleType": "cron", "cronExpression": "0 0 1 1 *"}""")!.AsObject());
        var (id, uri) = ((string)schedule["id"]!, $"delegate://schedules/{schedule["id"]}");
        Assert.Null((await client.AskAsync("resources/subscribe", new() { ["uri"] = uri }))["error"]);

        await client.CallAsync("RunSchedule", new() { ["scheduleId"] = id });

        JsonNode run;
        do
        {
            Assert.Equal(uri, (string?)(await client.NewsAsync("notifications/resources/updated"))["uri"]);
            var read = await client.AskAsync("resources/read", new() { ["uri"] = uri });
            run = JsonNode.Parse((string)read["contents"]![0]!["text"]!)!["history"]![0]!;
        }
        while ((string?)run["outcome"]?["code"] != "succeeded");
    }

    /// <summary>Tools with specs of their own over a real host.</summary>
    private static readonly string[] NotHere = ["Inbox"];
}
