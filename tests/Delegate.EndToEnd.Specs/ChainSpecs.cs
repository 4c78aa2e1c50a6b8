using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Build, test, deploy: three tasks, each after the one before it (N09).</summary>
public sealed class ChainSpecs
{
    private static readonly string[] Order = ["build", "test", "deploy"];

    [Fact]
    public async Task Through_the_command_line_alone_they_run_in_order_once_each_and_keep_their_output()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var build = await bench.Shell($"read go < {gate.Path}; {Step("build")}");
        var test = await bench.Shell(Step("test"), "--after", build.Value);
        var deploy = await bench.Shell(Step("deploy"), "--after", test.Value);

        await AssertWaitingAsync(bench.Status, build, test, deploy, gate);

        await bench.Succeeds(deploy);
        Assert.Equal(Order, bench.Lines("order"));
        Assert.Equal(["build says äöü ✓"], await bench.Logs(build));
        Assert.Equal(["test says äöü ✓"], await bench.Logs(test));
        Assert.Equal(["deploy says äöü ✓"], await bench.Logs(deploy));
        AssertOneAfterTheOther(await bench.Status(build), await bench.Status(test), await bench.Status(deploy));
        Assert.Equal([deploy, test, build], (await bench.List()).Select(task => task.Id));
    }

    [Theory]
    [InlineData(McpGeneration.Handshake)]
    [InlineData(McpGeneration.Stateless)]
    public async Task Through_MCP_alone_they_run_in_order_once_each_and_keep_their_output(McpGeneration generation)
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var mcp = await McpClient.StartAsync(bench, generation);
        var build = await mcp.DelegateShellAsync($"read go < {gate.Path}; {Step("build")}");
        var test = await mcp.DelegateShellAsync(Step("test"), build);
        var deploy = await mcp.DelegateShellAsync(Step("deploy"), test);

        await AssertWaitingAsync(mcp.StatusAsync, build, test, deploy, gate);

        await mcp.WaitAsync(build, test, deploy);
        Assert.Equal(Order, bench.Lines("order"));
        foreach (var (id, name) in new[] { (build, "build"), (test, "test"), (deploy, "deploy") })
        {
            var logs = await mcp.CallAsync("TaskLogs", new JsonObject { ["taskId"] = id.Value });
            Assert.Equal($"{name} says äöü ✓", ((string)logs["output"]!).TrimEnd('\n'));
        }
        AssertOneAfterTheOther(await mcp.StatusAsync(build), await mcp.StatusAsync(test), await mcp.StatusAsync(deploy));
        Assert.Equal(0, (await mcp.LeaveAsync()).ExitCode);
    }

    private static string Step(string name) => $"echo {name} >> order; echo '{name} says äöü ✓'";

    /// <summary>While the first one stands at its gate, the others wait for it and say so; then it is let go.</summary>
    private static async Task AssertWaitingAsync(Func<TaskId, Task<TaskView>> status, TaskId build, TaskId test, TaskId deploy, Gate gate)
    {
        using var guest = await gate.ArrivalAsync();
        foreach (var (id, on) in new[] { (test, build), (deploy, test) })
        {
            var waiting = await status(id);
            Assert.Equal(TaskPhase.Waiting, waiting.Phase);
            Assert.Equal([on], waiting.After.Select(edge => edge.Id));
            Assert.Contains(on.Value, waiting.HoldReason, StringComparison.Ordinal);
        }
        guest.LetGo();
    }

    private static void AssertOneAfterTheOther(params TaskView[] chain)
    {
        Assert.All(chain, task => Assert.Equal((TaskPhase.Succeeded, 1), (task.Phase, task.Attempt)));
        Assert.All(chain.Zip(chain.Skip(1)), pair => Assert.True(pair.First.EndedAt <= pair.Second.StartedAt));
    }
}
