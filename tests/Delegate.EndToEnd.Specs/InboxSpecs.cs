using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Since you were away: what ended is told to each session once, whatever dies in between.</summary>
public sealed class InboxSpecs
{
    [Theory]
    [InlineData(McpGeneration.Handshake)]
    [InlineData(McpGeneration.Stateless)]
    public async Task A_session_that_comes_back_is_told_of_each_end_once_also_after_a_crash_of_the_host(McpGeneration generation)
    {
        await using var bench = new Bench();
        bench.With("CLAUDE_CODE_SESSION_ID", "session-1");
        var gate = bench.NewGate("gate");
        TaskId done, open;
        await using (var before = await McpClient.StartAsync(bench, generation))
        {
            done = await before.DelegateShellAsync("echo done");
            open = await before.DelegateShellAsync($"read go < {gate.Path}");
            await before.WaitAsync(done);
            await before.LeaveAsync();
        }

        await using var mcp = await McpClient.StartAsync(bench, generation);
        var first = await mcp.CallAsync("Inbox", []);
        var second = await mcp.CallAsync("Inbox", []);
        await bench.KillHost();
        await gate.LetGoAsync();
        await bench.Succeeds(open);
        await using var later = await McpClient.StartAsync(bench, generation);
        var third = await later.CallAsync("Inbox", []);

        Assert.Equal([done.Value], Ids(first, "ended"));
        Assert.Equal([open.Value], Ids(first, "open"));
        Assert.Equal("succeeded", (string?)first["ended"]![0]!["phase"]);
        Assert.Empty(Ids(second, "ended"));
        Assert.Equal([open.Value], Ids(second, "open"));
        Assert.Equal([open.Value], Ids(third, "ended"));
        Assert.Equal(0, (int)third["openTotal"]!);
    }

    [Fact]
    public async Task Another_session_of_the_folder_is_told_what_nobody_there_was_told_and_from_then_on_what_ends()
    {
        await using var bench = new Bench();
        await using var one = await McpClient.StartAsync(bench.With("CLAUDE_CODE_SESSION_ID", "session-1"));
        await one.WaitAsync(await one.DelegateShellAsync("echo first"));
        await one.CallAsync("Inbox", []);
        var overnight = await one.DelegateShellAsync("echo overnight");
        await one.WaitAsync(overnight);

        await using var two = await McpClient.StartAsync(bench.With("CLAUDE_CODE_SESSION_ID", "session-2"));
        var toTwo = await two.CallAsync("Inbox", []);
        var toOne = await one.CallAsync("Inbox", []);
        await using var elsewhere = await McpClient.StartAsync(bench.With("CLAUDE_CODE_SESSION_ID", "session-3").With("CLAUDE_PROJECT_DIR", bench.Folder + "/other"));
        var toOther = await elsewhere.CallAsync("Inbox", []);

        Assert.Equal([overnight.Value], Ids(toTwo, "ended"));
        Assert.Equal([overnight.Value], Ids(toOne, "ended"));
        Assert.Empty(Ids(toOther, "ended"));
        Assert.Empty(Ids(await two.CallAsync("Inbox", []), "ended"));
    }

    [Fact]
    public async Task What_was_delegated_to_another_folder_and_what_was_retried_belong_to_whoever_asked()
    {
        await using var bench = new Bench();
        var other = Directory.CreateDirectory(Path.Combine(bench.Folder, "other")).FullName;
        await using var mcp = await McpClient.StartAsync(bench.With("CLAUDE_CODE_SESSION_ID", "session-1"));
        var failed = (string)(await mcp.CallAsync("DelegateTask", new() { ["agent"] = "shell", ["prompt"] = "exit 3", ["workingDirectory"] = other }))["taskId"]!;
        await mcp.WaitAsync(TaskId.Parse(failed));
        var retried = (string)(await bench.DoJson("retry", failed))[0]!["id"]!;
        await mcp.WaitAsync(TaskId.Parse(retried));

        Assert.Equal([failed, retried], Ids(await mcp.CallAsync("Inbox", []), "ended"));
        await using var colleague = await McpClient.StartAsync(bench.With("CLAUDE_CODE_SESSION_ID", "session-2"));
        Assert.Empty(Ids(await colleague.CallAsync("Inbox", []), "ended")); // session-1 was told, here
    }

    [Fact]
    public async Task A_use_of_the_tool_that_is_repeated_is_answered_as_before_and_a_cursor_says_what_the_caller_knows()
    {
        await using var bench = new Bench();
        await using var mcp = await McpClient.StartAsync(bench.With("CLAUDE_CODE_SESSION_ID", "session-1"));
        async Task<JsonObject> Use(string id, JsonObject arguments) => (await mcp.AskAsync("tools/call", new()
        {
            ["name"] = "Inbox",
            ["arguments"] = arguments,
            ["_meta"] = new JsonObject { ["claudecode/toolUseId"] = id },
        }))["structuredContent"]!.AsObject();
        var ids = new List<string>();
        foreach (var word in new[] { "one", "two", "three" })
        {
            var id = await mcp.DelegateShellAsync($"echo {word}");
            await mcp.WaitAsync(id);
            ids.Add(id.Value);
        }

        var page = await Use("toolu_1", new() { ["limit"] = 2 });
        var again = await Use("toolu_1", new() { ["limit"] = 2 });
        var rest = await Use("toolu_2", []);
        var fromCursor = await Use("toolu_3", new() { ["after"] = page["cursor"]!.DeepClone() });

        Assert.Equal(ids[..2], Ids(page, "ended"));
        Assert.True((bool)page["more"]!);
        Assert.Equal(ids[..2], Ids(again, "ended"));
        Assert.Equal(ids[2..], Ids(rest, "ended"));
        Assert.Equal(ids[2..], Ids(fromCursor, "ended"));
    }

    [Fact]
    public async Task At_a_shell_the_inbox_is_that_of_the_folder_and_can_be_looked_into_without_being_emptied()
    {
        await using var bench = new Bench();
        var id = await bench.Shell("echo done");
        await bench.Succeeds(id);

        var kept = await bench.DoJson("inbox", "--keep");
        var table = await bench.Do("inbox");
        var empty = await bench.Do("inbox");
        var other = await bench.DoJson("inbox", "--folder", bench.Folder + "/home");

        Assert.Equal(id.Value, (string?)Assert.Single(kept["ended"]!.AsArray())!["id"]);
        Assert.Contains(id.Value, table.Out, StringComparison.Ordinal);
        Assert.Empty(empty.Out);
        Assert.Contains("nothing ended", empty.Err, StringComparison.Ordinal);
        Assert.Empty(other["ended"]!.AsArray());
    }

    [Fact]
    public async Task A_hook_tells_a_session_once_what_ended_and_each_time_what_is_open()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var done = await bench.Shell("echo done");
        await bench.Succeeds(done);
        var open = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        var input = new JsonObject { ["session_id"] = "session-1", ["cwd"] = bench.Work, ["hook_event_name"] = "SessionStart", ["source"] = "startup" }.ToJsonString();

        var first = await bench.TryWithInput(input, "inbox", "--hook", "session-start");
        var second = await bench.TryWithInput(input, "inbox", "--hook", "session-start");
        var compact = await bench.TryWithInput(input, "inbox", "--hook", "pre-compact");
        var inWorker = await bench.With("DELEGATE_ATTEMPT", "task-7k2m9qx4h0ad/1").TryWithInput(input, "inbox", "--hook", "session-start");
        bench.With("DELEGATE_ATTEMPT", null);

        Assert.Contains(done.Value, Context(first), StringComparison.Ordinal);
        Assert.Contains(open.Value, Context(first), StringComparison.Ordinal);
        Assert.DoesNotContain(done.Value, Context(second), StringComparison.Ordinal);
        Assert.Contains(open.Value, Context(second), StringComparison.Ordinal);
        Assert.Contains(open.Value, compact.Out, StringComparison.Ordinal);
        Assert.Equal("", inWorker.Out);
        guest.LetGo();
        await bench.Succeeds(open);
    }

    [Theory]
    [InlineData("session-start", """{"session_id":"session-1","cwd":"/"}""")]
    [InlineData("session-start", "no JSON at all")]
    [InlineData("pre-compact", "")]
    public async Task Without_a_host_or_with_words_it_does_not_understand_a_hook_is_silent_starts_nothing_and_succeeds(string kind, string input)
    {
        await using var bench = new Bench();

        var result = await bench.TryWithInput(input, "inbox", "--hook", kind);

        Assert.Equal((0, "", ""), (result.ExitCode, result.Out, result.Err));
        Assert.Empty(Leftovers.Of(bench));
    }

    private static string Context(ProgramResult hook)
    {
        Assert.True(hook.ExitCode == 0, hook.ToString());
        var output = JsonNode.Parse(hook.Out)!["hookSpecificOutput"]!;
        Assert.Equal("SessionStart", (string?)output["hookEventName"]);
        return (string)output["additionalContext"]!;
    }

    private static string[] Ids(JsonNode reply, string list) => [.. reply[list]!.AsArray().Select(task => (string)task!["taskId"]!)];
}
