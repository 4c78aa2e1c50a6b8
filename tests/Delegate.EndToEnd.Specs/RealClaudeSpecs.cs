using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.ScriptedApi;

namespace Delegate.EndToEnd.Specs;

/// <summary>The real Claude Code program against a scripted Messages API: what goes in, and what comes of it (N20).</summary>
public sealed class RealClaudeSpecs
{
    [SkippableFact]
    public async Task A_prompt_goes_in_its_tool_call_is_executed_and_result_session_usage_and_cost_come_out()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api);

        var id = await bench.Claude("[[tool Bash touch made-by-claude]] [[say It is made — ✓]]", "--allowed-tools", "Bash(touch:*)");
        var task = await bench.Succeeds(id);

        Assert.True(File.Exists(bench.PathOf("made-by-claude")));
        Assert.Equal("It is made — ✓", task.Result);
        Assert.True(task.Usage is { CostUsd: > 0, InputTokens: 2000, OutputTokens: 100, Turns: 2 }, $"{task.Usage}");
        Assert.All(api.Requests, request => Assert.Equal(task.SessionId, request.Session));
        var logs = await bench.Logs(id);
        Assert.Contains(logs, line => line.Contains("Bash(touch made-by-claude)", StringComparison.Ordinal));
        Assert.Contains("It is made — ✓", logs);
        Assert.Contains(await bench.Logs(id, "--raw"), line => line.Contains("\"subtype\":\"init\"", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task An_error_of_the_API_fails_the_task_with_what_the_API_said()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api);

        var (task, code) = await bench.Wait(await bench.Claude("[[api-error 400]]"));

        Assert.Equal((TaskPhase.Failed, OutcomeCodes.BadConfiguration, 1), (task.Phase, task.Outcome?.Code, code));
        Assert.Contains("Scripted failure 400", task.Outcome!.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_denied_tool_fails_the_task_although_the_program_exits_with_0_and_the_hint_says_how_to_allow_it()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api);

        var (task, code) = await bench.Wait(await bench.Claude("[[tool Bash touch forbidden]] [[say I could not]]"));

        Assert.Equal((TaskPhase.Failed, OutcomeCodes.PermissionDenied), (task.Phase, task.Outcome?.Code));
        Assert.Equal(1, code);
        Assert.Contains("Bash", task.Outcome!.Message, StringComparison.Ordinal);
        Assert.Contains("--allowed-tools", task.Outcome.Hint, StringComparison.Ordinal);
        Assert.False(File.Exists(bench.PathOf("forbidden")));
    }

    [SkippableFact]
    public async Task A_used_up_subscription_is_told_apart_from_other_failures_and_the_task_waits_for_the_reset()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api).With("ANTHROPIC_API_KEY", null).With("CLAUDE_CODE_OAUTH_TOKEN", "fake");

        var before = TimeProvider.System.GetUtcNow();
        var waiting = await bench.Until(await bench.Claude("[[usage-limit 1800]]"), task => task.Phase == TaskPhase.Retrying);
        Assert.InRange(waiting.RetryAt!.Value, before.AddSeconds(1795), before.AddHours(1));

        var (task, _) = await bench.Wait(await bench.Claude("[[usage-limit]]", "--retry-on", "timed_out"));
        Assert.Equal((TaskPhase.Failed, OutcomeCodes.UsageLimit), (task.Phase, task.Outcome?.Code));
    }

    [SkippableFact]
    public async Task A_session_that_hangs_is_ended_by_its_timeout_with_all_its_processes()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api);

        var id = await bench.Claude("[[hang]]", "--timeout", "3s");
        var (task, code) = await bench.Wait(id);

        Assert.Equal((TaskPhase.Failed, OutcomeCodes.TimedOut, 124), (task.Phase, task.Outcome?.Code, code));
        Assert.Equal([await bench.HostProcess()], Leftovers.Of(bench));
    }

    [SkippableFact]
    public async Task The_example_with_Claude_steps_runs_as_it_is_written()
    {
        RealClaude.OrSkip();
        await using var api = await ScriptedMessagesApi.StartAsync();
        await using var bench = RealClaude.On(new Bench(), api);
        var flow = Path.Combine(Examples.CopyTo(bench), "build-test-deploy.claude.yaml");

        var result = await bench.Do("flow", "run", flow, "--follow");

        Assert.Equal(3, result.OutLines.Count(line => line.EndsWith(Script.Otherwise, StringComparison.Ordinal)));
        Assert.Equal(["deploy", "test", "build"], (await bench.List()).Select(task => task.Key));
    }
}
