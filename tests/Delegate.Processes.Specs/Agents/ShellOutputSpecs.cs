using System.Text;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Agents;

/// <summary>A command's result is what it wrote last.</summary>
public sealed class ShellOutputSpecs : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("one\ntwo\n", "one\ntwo")]
    [InlineData("no end", "no end")]
    [InlineData("two ends\n\n", "two ends\n")]
    [InlineData("", null)]
    [InlineData("\n", null)]
    public void The_result_is_the_output_without_its_last_line_end(string stdout, string? result) => Assert.Equal(result, Report(stdout).Result);

    [Theory]
    [InlineData("""{"a": 1}""" + "\n", """{"a": 1}""")]
    [InlineData(" [1,\n2] \n\n", "[1,\n2]")]
    [InlineData("42\n", null)] // what any command may write without meaning JSON
    [InlineData("\"word\"\n", null)]
    [InlineData("{\"a\": 1}\n{\"a\": 2}\n", null)]
    [InlineData("{ broken\n", null)]
    [InlineData("log line\n{}\n", null)]
    public void An_output_that_is_one_JSON_object_or_array_is_a_structured_result(string stdout, string? json) => Assert.Equal(json, Report(stdout).ResultJson);

    [Fact]
    public void A_failure_has_its_output_too()
    {
        var report = Report("half done\n", new(3, null));
        Assert.Equal((OutcomeCodes.AgentError, "half done"), (report.Outcome.Code, report.Result));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "é")]
    [InlineData("x", "é")]
    [InlineData("x", "😀")]
    [InlineData("xy", "😀")]
    [InlineData("xyz", "😀")]
    public void Of_a_long_output_the_last_64_KiB_are_kept_with_a_mark_and_no_character_is_cut(string before, string character)
    {
        var text = before + string.Concat(Enumerable.Repeat(character.Length == 0 ? "x" : character, 40_000)) + string.Concat(Enumerable.Repeat("y", 40_000));
        var report = Report(text);

        var lines = report.Result!.Split('\n', 2);
        var kept = Encoding.UTF8.GetByteCount(lines[1]);
        Assert.InRange(kept, LastWords.LongestStdout - 3, LastWords.LongestStdout);
        Assert.Equal($"[cut: {Encoding.UTF8.GetByteCount(text) - kept} bytes before this; the whole is in the task's raw output]", lines[0]);
        Assert.EndsWith(lines[1], text, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', lines[1]);
    }

    [Fact]
    public void What_was_cut_is_not_taken_for_JSON() => Assert.Null(Report(new string(' ', 70_000) + "{}").ResultJson);

    [Fact]
    public void Bytes_that_are_no_text_are_kept_within_the_limit_too()
    {
        File.WriteAllBytes(_temp.File("stdout"), [.. Enumerable.Repeat((byte)0xFE, 100_000)]);
        var kept = Conclude(new(0, null)).Result!.Split('\n', 2)[1];
        Assert.InRange(Encoding.UTF8.GetByteCount(kept), 1, LastWords.LongestStdout);
    }

    private AgentReport Report(string stdout, AgentExit? exit = null)
    {
        File.WriteAllText(_temp.File("stdout"), stdout);
        return Conclude(exit ?? new(0, null));
    }

    private AgentReport Conclude(AgentExit exit)
    {
        var tail = LastLines.Tail(_temp.File("stdout"), LastWords.LongestStdout, out var cut);
        return new ShellOutput().Conclude(exit, new("", tail, cut));
    }
}
