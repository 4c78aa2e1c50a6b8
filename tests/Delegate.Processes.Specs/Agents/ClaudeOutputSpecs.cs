using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Processes.Specs.Agents;

/// <summary>What the stream of a Claude Code session adds up to: how it has been seen to end, case by case.</summary>
public sealed class ClaudeOutputSpecs
{
    private const string Done = """{"type":"result","subtype":"success","is_error":false,"terminal_reason":"completed","result":"the answer"}""";

    [Fact]
    public void A_result_without_an_error_and_status_0_is_a_success()
    {
        var report = Report(new(0, null), Done);
        Assert.Equal((OutcomeCodes.Succeeded, 0, "the answer"), (report.Outcome.Code, report.Outcome.ExitCode, report.Result));
    }

    /// <summary>The service's errors all call themselves "success" and exit with 1.</summary>
    [Theory]
    [InlineData("api_error", "\"api_error_status\":529", OutcomeCodes.Overloaded)]
    [InlineData("api_error", "\"api_error_status\":429", OutcomeCodes.ApiError)]
    [InlineData("api_error", "\"api_error_status\":500", OutcomeCodes.ApiError)]
    [InlineData("api_error", "\"api_error_status\":503", OutcomeCodes.ApiError)]
    [InlineData("api_error", "\"api_error_status\":408", OutcomeCodes.ApiError)]
    [InlineData("api_error", "\"api_error\":\"connection_failed\"", OutcomeCodes.ApiError)]
    [InlineData("api_error", "\"api_error_status\":null", OutcomeCodes.ApiError)] // a request that timed out
    [InlineData("completed", "\"api_error_status\":500", OutcomeCodes.ApiError)] // as older versions say it
    [InlineData("completed", "\"api_error_status\":null", OutcomeCodes.ApiError)]
    [InlineData("api_error", "\"api_error_status\":400", OutcomeCodes.BadConfiguration)]
    [InlineData("api_error", "\"api_error_status\":401", OutcomeCodes.BadConfiguration)]
    [InlineData("api_error", "\"api_error_status\":403", OutcomeCodes.BadConfiguration)]
    [InlineData("api_error", "\"api_error_status\":404", OutcomeCodes.BadConfiguration)]
    [InlineData("image_error", "\"api_error_status\":413", OutcomeCodes.BadConfiguration)]
    [InlineData("prompt_too_long", "\"api_error_status\":400", OutcomeCodes.BadConfiguration)]
    [InlineData("api_error", "\"api_error\":\"max_output_tokens\"", OutcomeCodes.AgentError)] // a refusal says so too
    [InlineData("aborted_tools", "\"api_error_status\":null", OutcomeCodes.AgentError)]
    [InlineData("api_error", "\"api_error\":\"usage_limit_reached\"", OutcomeCodes.UsageLimit)]
    public void An_error_of_the_service_is_an_error_whatever_its_subtype_says(string reason, string extra, string code)
    {
        var outcome = Report(new(1, null), $$"""{"type":"result","subtype":"success","is_error":true,"terminal_reason":"{{reason}}","result":"what went wrong",{{extra}}}""").Outcome;
        Assert.Equal((code, 1), (outcome.Code, outcome.ExitCode));
        Assert.StartsWith("what went wrong", outcome.Message, StringComparison.Ordinal);
        Assert.NotNull(outcome.Hint);
    }

    [Fact]
    public void Credit_that_is_too_low_is_named_by_the_session_and_is_no_failure_that_passes()
    {
        var outcome = Report(
            new(1, null), """{"type":"assistant","error":"billing_error","message":{"model":"<synthetic>","content":[{"type":"text","text":"Credit balance is too low"}]}}""",
            """{"type":"result","subtype":"success","is_error":true,"terminal_reason":"api_error","result":"Credit balance is too low"}""").Outcome;
        Assert.Equal(OutcomeCodes.BadConfiguration, outcome.Code);
        Assert.Contains("credit", outcome.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",\"structured_output\":{\"answer\": 42}", OutcomeCodes.Succeeded, "{\"answer\": 42}")]
    [InlineData("", OutcomeCodes.AgentError, null)]
    public void An_answer_that_had_to_fit_a_schema_comes_as_JSON_or_the_session_has_failed(string output, string code, string? json)
    {
        var read = new ClaudeOutput(wantsJson: true);
        read.Read(Done.Replace("\"the answer\"", "\"the answer\"" + output, StringComparison.Ordinal));
        var report = read.Conclude(new(0, null), new(""));
        Assert.Equal((code, json), (report.Outcome.Code, report.ResultJson));
        Assert.True(code == OutcomeCodes.Succeeded || report.Outcome.Message.Contains("schema", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_schema_nobody_misses_the_JSON() => Assert.Equal(OutcomeCodes.Succeeded, Report(new(0, null), Done).Outcome.Code);

    [Theory]
    [InlineData("error_max_turns", "max_turns", 1)]
    [InlineData("error_max_budget_usd", "budget_exhausted", 1)]
    [InlineData("error_during_execution", "aborted_tools", 0)] // an interrupted session exits with 0
    public void An_end_before_the_answer_is_an_error_and_says_which(string subtype, string reason, int status)
    {
        var outcome = Report(new(status, null), $$"""{"type":"result","subtype":"{{subtype}}","is_error":true,"terminal_reason":"{{reason}}"}""").Outcome;
        Assert.Equal((OutcomeCodes.AgentError, status), (outcome.Code, outcome.ExitCode));
        Assert.Contains(reason, outcome.Message, StringComparison.Ordinal);

        var worded = Report(new(status, null), $$"""{"type":"result","subtype":"{{subtype}}","is_error":true,"errors":["these words"]}""").Outcome;
        Assert.Equal("these words", worded.Message);
    }

    [Fact]
    public void Status_0_without_a_result_is_no_success() =>
        Assert.Equal(OutcomeCodes.AgentError, Report(new(0, null)).Outcome.Code);

    [Theory]
    [InlineData("", OutcomeCodes.BadConfiguration)] // it did not come as far as a session: a flag, a setting, a session's id
    [InlineData("""{"type":"system","subtype":"init","session_id":"s-1"}""", OutcomeCodes.AgentError)]
    public void An_exit_without_a_result_says_its_status_and_the_last_words(string before, string code)
    {
        var output = new ClaudeOutput();
        output.Read(before);
        var outcome = output.Conclude(new(1, null), new("No conversation found with session ID: x")).Outcome;
        Assert.Equal((code, 1), (outcome.Code, outcome.ExitCode));
        Assert.NotNull(outcome.Hint);
        Assert.Contains("status 1", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("No conversation found", outcome.Message, StringComparison.Ordinal);
    }

    /// <summary>Claude Code catches these signals, cleans up, and exits as a shell would report them.</summary>
    [Theory, InlineData(143, "SIGTERM"), InlineData(129, "SIGHUP")]
    public void An_exit_that_stands_for_a_signal_is_told_as_that_signal(int status, string signal)
    {
        var outcome = Report(new(status, null)).Outcome;
        Assert.Equal(OutcomeCodes.Killed, outcome.Code);
        Assert.Contains(signal, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_counts_more_than_a_result_that_came_before_it()
    {
        var outcome = Report(new(null, "SIGKILL"), Done).Outcome;
        Assert.Equal((OutcomeCodes.Killed, "SIGKILL"), (outcome.Code, outcome.Signal));
    }

    [Fact]
    public void A_status_counts_more_than_a_result_without_an_error() =>
        Assert.Equal(OutcomeCodes.AgentError, Report(new(2, null), Done).Outcome.Code);

    [Fact]
    public void When_nobody_knows_how_it_ended_it_is_lost_but_its_answer_is_kept()
    {
        var report = Report(null, Done);
        Assert.Equal((OutcomeCodes.Lost, "the answer"), (report.Outcome.Code, report.Result));
    }

    [Fact]
    public void A_refused_tool_is_named_once_with_what_to_do()
    {
        var outcome = Report(new(0, null), """
            {"type":"result","subtype":"success","is_error":false,"result":"I could not","permission_denials":[{"tool_name":"Bash"},{"tool_name":"Write"},{"tool_name":"Bash"},{}]}
            """).Outcome;
        Assert.Equal(OutcomeCodes.PermissionDenied, outcome.Code);
        Assert.Contains("Bash, Write,", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("--permission-mode", outcome.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_call_that_a_hook_deferred_is_no_success()
    {
        var outcome = Report(new(0, null), """
            {"type":"result","subtype":"success","is_error":false,"terminal_reason":"tool_deferred","deferred_tool_use":{"name":"Bash"}}
            """).Outcome;
        Assert.Equal(OutcomeCodes.PermissionDenied, outcome.Code);
        Assert.Contains("deferred", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1795429997", "2026-11-23 10:33:17Z")]
    [InlineData("1795429997000", null)] // milliseconds: no time that there is
    [InlineData("\"soon\"", null)]
    [InlineData("null", null)]
    public void A_usage_limit_says_when_it_resets_if_that_can_be_known(string resetsAt, string? said)
    {
        var report = Report(
            new(1, null),
            """{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":AT,"rateLimitType":"five_hour"}}""".Replace("AT", resetsAt, StringComparison.Ordinal),
            """{"type":"result","subtype":"success","is_error":true,"terminal_reason":"api_error","api_error":"usage_limit_reached","result":"limit reached"}""");
        Assert.Equal(OutcomeCodes.UsageLimit, report.Outcome.Code);
        Assert.Equal(said is null ? "limit reached" : $"limit reached (resets at {said})", report.Outcome.Message);
        Assert.Equal(said is null ? null : DateTimeOffset.FromUnixTimeSeconds(1795429997), report.RetryAt);
    }

    [Fact]
    public void A_warning_of_the_limit_is_not_the_limit() =>
        Assert.Equal(OutcomeCodes.Succeeded, Report(
            new(0, null), """{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","resetsAt":1795429997}}""", Done).Outcome.Code);

    private static AgentReport Report(AgentExit? exit, params string[] lines)
    {
        var output = new ClaudeOutput();
        foreach (var line in lines)
            output.Read(line.Trim());
        return output.Conclude(exit, new(""));
    }
}
