using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

/// <summary>What the agent is told, and in which session.</summary>
public sealed class ResumeSpecs : ProcessSpecs
{
    [Fact]
    public async Task An_agent_is_told_what_the_launch_says_and_else_what_the_task_says()
    {
        var launch = NewFakeLaunch("say as the task has it");
        Assert.Equal("as the task has it", (await RunAsync(launch)).Report.Result);
        Assert.Equal("as the launch has it", (await RunAsync(NewFakeLaunch("say as the task has it") with { Prompt = "say as the launch has it" })).Report.Result);
    }

    [Fact]
    public async Task A_session_that_the_agent_still_has_is_gone_on_with()
    {
        var first = NewFakeLaunch("say hello");
        await RunAsync(first);
        var second = NewFakeLaunch("say again", first.SessionId) with { Resume = true, Prompt = "recall", FreshPrompt = "say from the beginning" };

        var ended = await RunAsync(second);
        Assert.Equal((OutcomeCodes.Succeeded, "1 before: say hello", first.SessionId), (ended.Report.Outcome.Code, ended.Report.Result, ended.Report.SessionId));
    }

    [Fact]
    public async Task Where_the_session_is_gone_a_new_one_is_opened_told_its_own_prompt_and_named()
    {
        var first = NewFakeLaunch("say hello");
        await RunAsync(first);
        AgentHome.Forget(first.SessionId);
        var second = NewFakeLaunch("say hello", first.SessionId) with { Resume = true, Prompt = "recall", FreshPrompt = "recall\nsay from the beginning" };

        NewSlot().Tell(second, Facts);
        var running = await RunningAsync(second);
        var reported = await Facts.ExpectMsgAsync<ProcessProtocol.Reported>(Patience.Long);
        var ended = await EndedAsync(second);
        Assert.NotNull(running.NewSessionId);
        Assert.NotEqual(first.SessionId, running.NewSessionId);
        Assert.Equal((running.NewSessionId, running.NewSessionId), (reported.SessionId, ended.Report.SessionId));
        Assert.Equal("0 before: \nfrom the beginning", ended.Report.Result);
    }

    [Fact]
    public async Task A_command_has_no_session_and_is_simply_run_again()
    {
        var launch = NewLaunch("echo again") with { Resume = true, FreshPrompt = "echo never" };
        NewSlot().Tell(launch, Facts);
        Assert.Null((await RunningAsync(launch)).NewSessionId);
        Assert.Equal("again", (await EndedAsync(launch)).Report.Result);
    }

    [Fact]
    public async Task Two_processes_in_one_session_would_be_seen()
    {
        var first = NewFakeLaunch("await gate");
        NewSlot().Tell(first, Facts);
        await RunningAsync(first);
        await Facts.ExpectMsgAsync<ProcessProtocol.Reported>(Patience.Long);

        // The stand-in of claude keeps watch, so that a spec of tasks can prove that this never happens.
        var second = NewFakeLaunch("say I am the second writer", first.SessionId) with { Resume = true };
        NewSlot().Tell(second, Facts);
        await RunningAsync(second);
        Assert.Equal(OutcomeCodes.BadConfiguration, (await EndedAsync(second)).Report.Outcome.Code);
        Assert.Contains(await File.ReadAllLinesAsync(Path.Combine(AgentHome.Path, "two-writers")), line => line.StartsWith(first.SessionId, StringComparison.Ordinal));

        await File.WriteAllTextAsync(Path.Combine(Work, "gate"), "");
        Assert.Equal(OutcomeCodes.Succeeded, (await EndedAsync(first)).Report.Outcome.Code);
    }

    [Theory]
    [InlineData("api_error 529", OutcomeCodes.Overloaded)]
    [InlineData("api_error 500", OutcomeCodes.ApiError)]
    [InlineData("api_error 429", OutcomeCodes.ApiError)]
    [InlineData("api_error 0", OutcomeCodes.ApiError)]
    [InlineData("api_error 401", OutcomeCodes.BadConfiguration)]
    [InlineData("max_turns", OutcomeCodes.AgentError)]
    public async Task A_failure_has_its_class(string step, string code) =>
        Assert.Equal(code, (await RunAsync(NewFakeLaunch($"say first\n{step}"))).Report.Outcome.Code);

    [Fact]
    public async Task A_usage_limit_says_when_to_come_back()
    {
        var report = (await RunAsync(NewFakeLaunch("usage_limit 1795429997"))).Report;
        Assert.Equal((OutcomeCodes.UsageLimit, DateTimeOffset.FromUnixTimeSeconds(1795429997)), (report.Outcome.Code, report.RetryAt));
    }

    [Theory, InlineData("json {\"answer\":42}", OutcomeCodes.Succeeded, "{\"answer\":42}"), InlineData("say 42", OutcomeCodes.AgentError, null)]
    public async Task A_schema_is_asked_for_and_its_answer_travels_or_the_attempt_has_failed(string step, string code, string? json)
    {
        var launch = NewFakeLaunch(step);
        var report = (await RunAsync(launch with { Spec = launch.Spec with { JsonSchema = """{"type":"object"}""" } })).Report;
        Assert.Equal((code, json), (report.Outcome.Code, report.ResultJson));
    }

    private async Task<ProcessProtocol.Ended> RunAsync(ProcessProtocol.Launch launch)
    {
        NewSlot().Tell(launch, Facts);
        await RunningAsync(launch);
        await Facts.FishForMessageAsync(fact => fact is ProcessProtocol.Reported, Patience.Long);
        return await EndedAsync(launch);
    }
}
