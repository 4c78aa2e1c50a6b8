using Delegate.Contracts;
using Delegate.Web.Agents;

namespace Delegate.Web.Specs.Pure;

public class TranscriptSpecs
{
    private static List<Piece> Read(params string[] lines)
    {
        var transcript = new Transcript(isClaude: true);
        foreach (var line in lines)
            transcript.Add(new("stdout", line));
        return transcript.Pieces;
    }

    [Fact]
    public void A_tools_answer_is_found_at_its_call_and_a_changed_file_as_lines_that_went_and_came()
    {
        var pieces = Read(
            """{"type":"system","subtype":"init","session_id":"s-1","model":"m-1"}""",
            """{"type":"assistant","message":{"content":[{"type":"text","text":"Now I change it."},{"type":"tool_use","id":"t1","name":"Edit","input":{"file_path":"/a/b.cs","old_string":"one\ntwo\n","new_string":"one\nthree\n"}}]}}""",
            """{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"no such file","is_error":true}]}}""",
            """{"type":"result","subtype":"success","is_error":false,"result":"Done.","total_cost_usd":0.25,"num_turns":3,"duration_ms":1500}""");
        Assert.Equal(new Piece.Begin("m-1", "s-1"), pieces[0]);
        Assert.Equal(new Piece.Message("Now I change it."), pieces[1]);
        var call = Assert.IsType<Piece.ToolCall>(pieces[2]);
        Assert.Equal(("Edit", "/a/b.cs", "no such file", true), (call.Name, call.About, call.Answer, call.Failed));
        Assert.Equal([new(' ', "one"), new('-', "two"), new('+', "three")], call.Diff);
        Assert.Equal(new Piece.End(false, "Done.", 0.25m, 3, TimeSpan.FromSeconds(1.5)), pieces[3]);
    }

    [Fact]
    public void What_is_no_event_is_a_line_and_a_command_writes_lines_only()
    {
        Assert.Equal([new Piece.Line("stdout", "{ torn"), new Piece.Line("stdout", "warning")], Read("{ torn", "warning"));
        var shell = new Transcript(isClaude: false);
        shell.Add(new("stdout", """{"type":"result"}"""));
        shell.Add(new("stderr", "oh") { Attempt = 2 });
        Assert.Equal([new Piece.Line("stdout", """{"type":"result"}"""), new Piece.NextAttempt(2), new Piece.Line("stderr", "oh")], shell.Pieces);
    }

    [Fact]
    public void A_diff_keeps_what_is_common()
    {
        Assert.Equal("-a| b|+x| c", string.Join('|', LineDiff.Of("a\nb\nc", "b\nx\nc").Select(line => $"{line.Sign}{line.Text}")));
        Assert.Equal("+a|+b", string.Join('|', LineDiff.Of("", "a\nb\n").Select(line => $"{line.Sign}{line.Text}")));
    }
}
