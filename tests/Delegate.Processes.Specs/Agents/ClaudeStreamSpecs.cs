using System.Text.Json;
using CsCheck;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Processes.Specs.Agents;

/// <summary>Events as they come: several, unknown, broken, huge.</summary>
public sealed class ClaudeStreamSpecs
{
    private const string Init = """{"type":"system","subtype":"init","session_id":"s-1","model":"m-1"}""";

    [Fact]
    public void News_of_session_and_model_are_news_once()
    {
        var output = new ClaudeOutput();
        Assert.True(output.Read(Init));
        Assert.False(output.Read(Init)); // it is repeated at each turn
        Assert.True(output.Read(Init.Replace("m-1", "m-2", StringComparison.Ordinal)));
        Assert.Equal(("s-1", "m-2"), (output.SessionId, output.Model));
    }

    [Fact]
    public void Of_several_results_the_last_one_is_the_answer_tokens_are_added_up_and_cost_is_not()
    {
        var report = Report(
            """{"type":"result","subtype":"success","is_error":true,"result":"first","num_turns":2,"total_cost_usd":0.25,"usage":{"input_tokens":10,"output_tokens":20,"cache_read_input_tokens":30,"cache_creation_input_tokens":40}}""",
            """{"type":"result","subtype":"success","is_error":false,"result":"second","num_turns":1,"total_cost_usd":0.75,"usage":{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":3,"cache_creation_input_tokens":4},"session_id":"s-9"}""");

        Assert.Equal((OutcomeCodes.Succeeded, "second", "s-9"), (report.Outcome.Code, report.Result, report.SessionId));
        Assert.Equal(new UsageView(11, 22, 33, 44, 0.75m, 3), report.Usage);
    }

    [Fact]
    public void What_is_not_understood_is_passed_over()
    {
        var report = Report(
            "", "not json", "{", "{\"type\":\"result\",\"is_error\":fal", "[1,2]", "null", "{}", """{"type":7}""", """{"type":"result_of_tomorrow"}""",
            """{"type":"system","subtype":"init"}""", """{"type":"system","subtype":"init","session_id":5,"model":{}}""", """{"type":"rate_limit_event","rate_limit_info":"?"}""",
            """{"type":"result","result":{"not":"text"},"num_turns":"many","usage":[],"permission_denials":{"a":1},"errors":"x","total_cost_usd":"1","is_error":"yes"}""",
            """{"type":"result","subtype":"success","is_error":false,"result":"fine","new_field":[{}],"usage":{"input_tokens":1.5,"output_tokens":2}}""");
        Assert.Equal((OutcomeCodes.Succeeded, "fine"), (report.Outcome.Code, report.Result));
        Assert.Equal(new UsageView(0, 2, 0, 0, 0, 0), report.Usage);
    }

    [Fact]
    public void A_line_cut_anywhere_or_with_a_byte_gone_wrong_does_no_harm()
    {
        const string line = """{"type":"result","subtype":"success","is_error":true,"result":"a \ud83d\ude00 \u00e9","errors":[{"message":"m"}],"num_turns":3,"usage":{"input_tokens":1}}""";
        Gen.Int[0, line.Length].Select(Gen.Int[0, line.Length - 1], Gen.Char).Sample((cut, at, wrong) =>
        {
            var output = new ClaudeOutput();
            output.Read(line[..cut]);
            output.Read($"{line[..at]}{wrong}{line[(at + 1)..]}");
            output.Conclude(new(1, null), new(""));
        }, iter: 3000, threads: 1);
    }

    [Fact]
    public void Half_a_character_as_JavaScript_cuts_them_is_shown_as_a_replacement()
    {
        const string line = """{"type":"result","subtype":"success","is_error":false,"result":"cut \ud83d, whole \ud83d\ude00, \\ud83d","session_id":"s-1"}""";
        Assert.Equal("cut \ufffd, whole 😀, \\ud83d", Report(line).Result);
        Assert.Equal(["cut \ufffd"], ClaudeRendering.Render("""{"type":"assistant","message":{"content":[{"type":"text","text":"cut \ud83d"}]}}"""));
    }

    [Fact]
    public void An_answer_is_kept_up_to_64_Ki_and_says_that_it_was_cut()
    {
        var whole = new string('x', 64 * 1024);
        Assert.Equal(whole, Report(Result(whole)).Result);

        var cut = Report(Result(whole + "yz")).Result!;
        Assert.StartsWith(whole[..60_000], cut, StringComparison.Ordinal);
        Assert.EndsWith("[cut: 2 more bytes; the whole is in the task's raw output]", cut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_never_halves_a_character()
    {
        var cut = Report(Result(new string('x', (64 * 1024) - 1) + "😀")).Result!;
        Assert.Equal(cut, JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(cut)));
    }

    [Fact]
    public void The_message_of_a_failure_is_short_however_long_the_answer_is()
    {
        var report = Report(Result(new string('x', 100_000)).Replace("\"is_error\":false", "\"is_error\":true", StringComparison.Ordinal));
        Assert.InRange(report.Outcome.Message.Length, 1, 700);
    }

    private static string Result(string text) =>
        $$"""{"type":"result","subtype":"success","is_error":false,"result":{{JsonSerializer.Serialize(text)}}}""";

    private static AgentReport Report(params string[] lines)
    {
        var output = new ClaudeOutput();
        foreach (var line in lines)
            output.Read(line);
        return output.Conclude(new(0, null), new(""));
    }
}
