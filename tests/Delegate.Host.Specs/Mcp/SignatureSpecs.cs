using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using Delegate.Mcp;

namespace Delegate.Host.Specs.Mcp;

/// <summary>Whatever a session submits says who asked: without it a delegated session would escape its limits, and the inbox its reader.</summary>
public sealed class SignatureSpecs
{
    [Theory]
    [InlineData("DelegateTask", """{"prompt":"x","agent":"shell"}""")]
    [InlineData("SubmitGraph", """{"tasks":[{"key":"a","prompt":"x"}]}""")]
    [InlineData("SubmitGraph", """{"flow":"tasks: {a: {command: x}}"}""")]
    [InlineData("CreatePipeline", """{"steps":[{"prompt":"x"},{"prompt":"y"}]}""")]
    public async Task Every_tool_that_submits_names_session_project_and_attempt(string tool, string arguments)
    {
        await using var session = await McpSession.StartAsync(caller: new("session-1", "/project") { Attempt = "task-7k2m9qx4h0ad/1" });
        (string?, string?, string?) seen = default;
        session.Fake.OnSubmit = request => { seen = (request.CallerSession, request.CallerProject, request.CallerAttempt); return Samples.Accepted; };
        session.Fake.OnSubmitFlow = request => { seen = (request.CallerSession, request.CallerProject, request.CallerAttempt); return Samples.Accepted; };

        var answer = await session.CallAsync(tool, System.Text.Json.JsonElement.Parse(arguments));

        Assert.False(answer.IsError, answer.Text);
        Assert.Equal(("session-1", "/project", "task-7k2m9qx4h0ad/1"), seen);
    }

    [Theory]
    [InlineData("ScheduleTask", """{"prompt":"x","scheduleType":"cron","cronExpression":"* * * * *"}""")]
    [InlineData("SchedulePipeline", """{"steps":[{"prompt":"x"},{"prompt":"y"}],"scheduleType":"cron","cronExpression":"* * * * *"}""")]
    public async Task A_delegated_session_makes_no_schedules_which_would_outlive_it(string tool, string arguments)
    {
        await using var session = await McpSession.StartAsync(caller: new("session-1", "/project") { Attempt = "task-7k2m9qx4h0ad/1" });

        var answer = await session.CallAsync(tool, System.Text.Json.JsonElement.Parse(arguments));

        Assert.True(answer.IsError);
        Assert.Contains("would outlive it", answer.Text, StringComparison.Ordinal); // and the fake, which expects no call, got none
    }
}
