using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>The same wish twice is one task.</summary>
public sealed class IdempotencySpecs
{
    [Fact]
    public async Task The_same_key_twice_is_one_task_at_once_and_after_a_crash_and_another_wish_of_that_name_is_refused()
    {
        await using var bench = new Bench();

        var ids = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bench.Shell("echo once >> runs", "--key", "release 7")));
        await bench.Succeeds(ids[0]);
        await bench.KillHost();
        var later = await bench.Shell("echo once >> runs", "--key", "release 7");
        var refused = await bench.Try("run", "--agent", "shell", "--key", "release 7", "--", "echo something else");

        Assert.Equal([later], ids.Distinct());
        Assert.Equal(["once"], bench.Lines("runs"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("release 7", refused.Err, StringComparison.Ordinal);
        Assert.Single(await bench.List());
    }

    [Fact]
    public async Task Over_MCP_a_use_of_the_tool_that_is_repeated_makes_no_second_task()
    {
        await using var bench = new Bench();
        bench.With("CLAUDE_CODE_SESSION_ID", "session-1");
        await using var mcp = await McpClient.StartAsync(bench);
        async Task<string?> Use(string id) => (string?)(await mcp.AskAsync("tools/call", new()
        {
            ["name"] = "DelegateTask",
            ["arguments"] = new JsonObject { ["agent"] = "shell", ["prompt"] = "echo once >> runs" },
            ["_meta"] = new JsonObject { ["claudecode/toolUseId"] = id },
        }))["structuredContent"]!["taskId"];

        var (first, again, another) = (await Use("toolu_1"), await Use("toolu_1"), await Use("toolu_2"));

        Assert.Equal(first, again);
        Assert.NotEqual(first, another);
        await mcp.WaitAsync(TaskId.Parse(first!), TaskId.Parse(another!));
        Assert.Equal(["once", "once"], bench.Lines("runs"));
    }
}
