using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using ModelContextProtocol.Protocol;

namespace Delegate.Host.Specs.Mcp;

/// <summary>Retry, resume, pause; and what a delegated task can be told of its life.</summary>
public sealed class SteeringToolsSpecs : IAsyncLifetime
{
    private McpSession _session = null!;

    public async Task InitializeAsync() => _session = await McpSession.StartAsync();

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public async Task A_retry_answers_with_the_new_task_and_its_number_in_the_line()
    {
        SteerRequest? seen = null;
        _session.Fake.OnRetryTask = (id, request) => { seen = request; return Next(id, LineageKind.Retry); };

        var answer = await _session.CallAsync("RetryTask", new { taskId = Samples.Id.Value });

        Assert.Equal(new("mcp"), seen);
        Assert.Equal((Samples.Other.Value, Samples.Id.Value, "2", "queued"), (answer["taskId"], answer["previousTaskId"], answer["number"], answer["phase"]));
    }

    [Fact]
    public async Task A_resume_carries_its_context_and_answers_with_the_new_task()
    {
        ResumeRequest? seen = null;
        _session.Fake.OnResumeTask = (id, request) => { seen = request; return Next(id, LineageKind.Resume); };

        var answer = await _session.CallAsync("ResumeTask", new { taskId = Samples.Id.Value, additionalContext = "it is up again" });

        Assert.Equal(new("it is up again", "mcp"), seen);
        Assert.Equal((Samples.Other.Value, "2"), (answer["taskId"], answer["number"]));
    }

    [Fact]
    public async Task A_paused_task_goes_on_under_its_own_id()
    {
        _session.Fake.OnPauseTask = (id, _) => Samples.Task(id, TaskPhase.Paused) with { HoldReason = "paused by mcp" };
        _session.Fake.OnResumeTask = (id, _) => Samples.Task(id);

        var paused = await _session.CallAsync("PauseTask", new { taskId = Samples.Id.Value });
        var resumed = await _session.CallAsync("ResumeTask", new { taskId = Samples.Id.Value });

        Assert.Equal((Samples.Id.Value, "paused"), (paused["taskId"], paused["phase"]));
        Assert.Equal((Samples.Id.Value, null, null), (resumed["taskId"], resumed["previousTaskId"], resumed["number"]));
    }

    [Fact]
    public async Task A_task_that_has_not_ended_is_an_error_that_names_the_tools()
    {
        _session.Fake.OnRetryTask = (id, _) => throw new DelegateException(
            new(ErrorCodes.NotEnded, $"{id} has not ended, so it cannot be retried.", $"delegate cancel {id}, or delegate wait {id}"));

        var answer = await _session.CallAsync("RetryTask", new { taskId = Samples.Id.Value });

        Assert.Equal((true, ErrorCodes.NotEnded), (answer.IsError, answer["code"]));
        Assert.Equal($"CancelTask with taskId {Samples.Id}, or WaitForTasks with {Samples.Id}", answer["hint"]);
    }

    [Fact]
    public async Task A_delegated_task_can_be_told_of_its_whole_life()
    {
        SubmitRequest? seen = null;
        _session.Fake.OnSubmit = request => { seen = request; return Samples.Accepted; };

        var answer = await _session.CallAsync("DelegateTask", new
        {
            prompt = "x",
            continueFrom = new[] { Samples.Other.Value },
            idleTimeout = 60_000,
            maxAttempts = 5,
            queue = "nightly",
            shareFolder = true,
            jsonSchema = new { type = "object", properties = new { ok = new { type = "boolean" } } },
        });

        Assert.False(answer.IsError, answer.Text);
        Assert.Equivalent(new TaskRequest
        {
            Prompt = "x", Cwd = "/project", ContinueFrom = [Samples.Other.Value], IdleMs = 60_000, Retry = new() { MaxAttempts = 5 }, Queue = "nightly",
            ShareFolder = true, JsonSchema = """{"type":"object","properties":{"ok":{"type":"boolean"}}}""",
        }, Assert.Single(seen!.Tasks), strict: true);
    }

    [Fact]
    public async Task A_repeated_use_of_the_tool_carries_the_same_idempotency_key_and_another_use_another_one()
    {
        var keys = new List<string?>();
        _session.Fake.OnSubmit = request => { keys.Add(request.IdempotencyKey); return Samples.Accepted; };

        foreach (var use in new[] { "toolu_1", "toolu_1", "toolu_2", null })
            await _session.Client.CallToolAsync(new CallToolRequestParams
            {
                Name = "DelegateTask",
                Arguments = new Dictionary<string, System.Text.Json.JsonElement> { ["prompt"] = System.Text.Json.JsonSerializer.SerializeToElement("x") },
                Meta = use is null ? null : new JsonObject { ["claudecode/toolUseId"] = use },
            }).AsTask().WaitAsync(Expect.Patience);

        Assert.Equal(["mcp:session-1:toolu_1", "mcp:session-1:toolu_1", "mcp:session-1:toolu_2", null], keys);
    }

    private static TaskView Next(TaskId previous, LineageKind kind) =>
        Samples.Task(Samples.Other, TaskPhase.Queued) with { Lineage = new(previous, previous, 2, kind) };
}
