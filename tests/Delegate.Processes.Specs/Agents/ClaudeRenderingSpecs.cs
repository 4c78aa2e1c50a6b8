using Delegate.Actors.Agents;

namespace Delegate.Processes.Specs.Agents;

public sealed class ClaudeRenderingSpecs
{
    [Theory]
    [InlineData("""{"type":"assistant","message":{"content":[{"type":"text","text":"hello\nyou\n"}]}}""", "hello|you")]
    [InlineData("""{"type":"assistant","message":{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"so"}]}}""", "so")]
    [InlineData("""{"type":"assistant","message":{"content":[{"type":"tool_use","name":"Bash","input":{"description":"d","command":"ls -l"}}]}}""", "● Bash(ls -l)")]
    [InlineData("""{"type":"assistant","message":{"content":[{"type":"tool_use","name":"Odd","input":{"n":1}}]}}""", "● Odd({\"n\":1})")]
    [InlineData("""{"type":"assistant","message":{"content":[{"type":"tool_use","name":"None"}]}}""", "● None()")]
    [InlineData("""{"type":"assistant","message":{"content":[{"type":"tool_use","name":"Bash","input":{"command":"a\nb"}}]}}""", "● Bash(a b)")]
    public void What_was_said_and_done_is_shown(string line, string shown) => Assert.Equal(shown.Split('|'), ClaudeRendering.Render(line));

    [Theory]
    [InlineData("""{"type":"user","message":{"content":[{"type":"tool_result","is_error":true,"content":"no such file"}]}}""", "  ✗ no such file")]
    [InlineData("""{"type":"user","message":{"content":[{"type":"tool_result","is_error":true,"content":[{"type":"text","text":"denied"}]}]}}""", "  ✗ denied")]
    [InlineData("""{"type":"user","message":{"content":[{"type":"tool_result","is_error":true}]}}""", "  ✗ failed")]
    [InlineData("""{"type":"result","is_error":true,"result":"API Error: 500"}""", "✗ API Error: 500")]
    [InlineData("""{"type":"result","is_error":true,"subtype":"error_max_turns"}""", "✗ error_max_turns")]
    public void What_went_wrong_is_shown(string line, string shown) => Assert.Equal([shown], ClaudeRendering.Render(line));

    [Theory]
    [InlineData("""{"type":"system","subtype":"init","session_id":"s"}""")]
    [InlineData("""{"type":"user","message":{"content":[{"type":"tool_result","content":"fine"}]}}""")]
    [InlineData("""{"type":"user","message":{"content":"words"}}""")]
    [InlineData("""{"type":"assistant"}""")]
    [InlineData("""{"type":"assistant","message":{"content":["odd"]}}""")]
    [InlineData("""{"type":"result","is_error":false,"result":"was said before"}""")]
    [InlineData("""{"type":"of_tomorrow"}""")]
    public void Everything_else_is_not(string line) => Assert.Empty(ClaudeRendering.Render(line));

    [Theory, InlineData("Warning: something"), InlineData("{ broken"), InlineData("")]
    public void A_line_that_is_no_event_is_shown_as_it_is(string line) => Assert.Equal([line], ClaudeRendering.Render(line));

    [Fact]
    public void A_long_detail_is_cut_to_one_line()
    {
        var line = Assert.Single(ClaudeRendering.Render($$$"""{"type":"assistant","message":{"content":[{"type":"tool_use","name":"Bash","input":{"command":"{{{new string('x', 500)}}}"}}]}}"""));
        Assert.InRange(line.Length, 90, 115);
        Assert.EndsWith("…)", line, StringComparison.Ordinal);
    }
}
