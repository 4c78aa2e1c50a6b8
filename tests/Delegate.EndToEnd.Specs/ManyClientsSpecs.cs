using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Several clients of both kinds, one host (N07, N10).</summary>
public sealed class ManyClientsSpecs
{
    [Fact]
    public async Task Two_command_lines_and_two_MCP_clients_that_start_together_share_one_host_and_each_task_runs_once()
    {
        await using var bench = new Bench();
        async Task<TaskId> ByMcp(int number)
        {
            await using var mcp = await McpClient.StartAsync(bench, (McpGeneration)number);
            var id = await mcp.DelegateShellAsync($"echo mcp{number} >> runs; echo by mcp{number}");
            await mcp.WaitAsync(id);
            await mcp.LeaveAsync();
            return id;
        }
        async Task<TaskId> ByCli(int number)
        {
            var id = await bench.Shell($"echo cli{number} >> runs; echo by cli{number}");
            await bench.Succeeds(id);
            return id;
        }

        var ids = await Task.WhenAll(ByMcp(0), ByMcp(1), ByCli(0), ByCli(1));

        Assert.Equal(["cli0", "cli1", "mcp0", "mcp1"], bench.Lines("runs").Order());
        Assert.Single(Leftovers.Of(bench)); // the one host
        Assert.Equal(4, (await bench.List()).Count);
        await using var another = await McpClient.StartAsync(bench);
        foreach (var (id, name) in ids.Zip(["mcp0", "mcp1", "cli0", "cli1"]))
        {
            Assert.Equal([$"by {name}"], await bench.Logs(id));
            Assert.Equal($"by {name}", ((string)(await another.CallAsync("TaskLogs", new JsonObject { ["taskId"] = id.Value }))["output"]!).TrimEnd('\n'));
        }
    }

    [Fact]
    public async Task What_one_kind_of_client_started_the_other_can_cancel()
    {
        await using var bench = new Bench();
        await using var mcp = await McpClient.StartAsync(bench);
        var (first, second) = (bench.NewGate("first"), bench.NewGate("second"));
        var byCli = await bench.Shell($"read go < {first.Path}");
        var byMcp = await mcp.DelegateShellAsync($"read go < {second.Path}");
        using var one = await first.ArrivalAsync();
        using var two = await second.ArrivalAsync();

        await mcp.CallAsync("CancelTask", new JsonObject { ["taskId"] = byCli.Value, ["reason"] = "superseded" });
        await bench.Do("cancel", byMcp.Value);

        var (cancelledByMcp, code) = await bench.Wait(byCli);
        await mcp.WaitAsync(byMcp);
        Assert.Equal((TaskPhase.Cancelled, "mcp", 130), (cancelledByMcp.Phase, cancelledByMcp.Outcome?.By, code));
        Assert.Equal("cli", (await mcp.StatusAsync(byMcp)).Outcome?.By);
        var again = await mcp.TryCallAsync("CancelTask", new JsonObject { ["taskId"] = byCli.Value });
        Assert.Equal(ErrorCodes.AlreadyEnded, (string?)again["_meta"]!["delegate/error"]!["code"]);
    }

    [Fact]
    public async Task Twelve_clients_that_race_start_one_host()
    {
        await using var bench = new Bench();

        var hosts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => bench.DoJson("host", "start")));

        Assert.Single(hosts.Select(host => (int)host["pid"]!).Distinct());
        Assert.Equal([await bench.HostProcess()], Leftovers.Of(bench));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_MCP_client_that_goes_leaves_host_and_tasks_alone(bool politely)
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var mcp = await McpClient.StartAsync(bench);
        var id = await mcp.DelegateShellAsync($"read go < {gate.Path}; echo done");
        using var guest = await gate.ArrivalAsync();
        var host = await bench.HostProcess();

        if (politely)
            Assert.Equal(0, (await mcp.LeaveAsync()).ExitCode);
        else
            mcp.Program.Identity!.Signal(Kernel.SigKill);
        await mcp.Program.Identity!.GoneAsync(Bench.Patience);

        Assert.Equal(TaskPhase.Running, (await bench.Status(id)).Phase);
        guest.LetGo();
        await bench.Succeeds(id);
        Assert.Equal(["done"], await bench.Logs(id));
        Assert.Equal(host, await bench.HostProcess());
    }

    [Theory]
    [InlineData(McpGeneration.Handshake)]
    [InlineData(McpGeneration.Stateless)]
    public async Task An_MCP_client_notices_no_more_than_a_delay_when_the_host_is_killed_between_two_calls(McpGeneration generation)
    {
        await using var bench = new Bench();
        await using var mcp = await McpClient.StartAsync(bench, generation);
        var id = await mcp.DelegateShellAsync("echo done");
        await mcp.WaitAsync(id);

        await bench.KillHost();
        await mcp.Program.ErrLineAsync(line => line.Contains("connected again", StringComparison.Ordinal));

        Assert.Equal(TaskPhase.Succeeded, (await mcp.StatusAsync(id)).Phase);
        await mcp.WaitAsync(await mcp.DelegateShellAsync("echo again"));
    }

    [Fact]
    public async Task A_call_that_the_host_does_not_live_to_answer_ends_with_a_word_on_what_to_do_and_the_next_one_works()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        await using var mcp = await McpClient.StartAsync(bench);
        var id = await mcp.DelegateShellAsync($"read go < {gate.Path}; echo done");
        using var guest = await gate.ArrivalAsync();

        var waiting = mcp.TryCallAsync("WaitForTasks", new JsonObject { ["taskIds"] = new JsonArray(id.Value) });
        await bench.KillHost();

        Assert.Contains("TaskStatus", (string?)(await waiting)["error"]!["message"], StringComparison.Ordinal);
        guest.LetGo();
        await mcp.WaitAsync(id);
        Assert.Equal(TaskPhase.Succeeded, (await mcp.StatusAsync(id)).Phase);
    }

    [Fact]
    public async Task Claude_Code_finds_all_tools_with_schemas_and_a_word_on_when_to_use_them()
    {
        await using var bench = new Bench();
        await using var mcp = await McpClient.StartAsync(bench);

        var tools = (await mcp.AskAsync("tools/list", []))["tools"]!.AsArray();

        // The whole list is held by PublishedSchemaSpecs; here it is that the bridge carries it.
        var names = tools.Select(tool => (string)tool!["name"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "CancelTask", "DelegateTask", "ResumeTask", "RetryTask", "ScheduleTask", "TaskLogs", "TaskStatus", "WaitForTasks" }, names);
        Assert.All(tools, tool => Assert.Equal("object", (string?)tool!["inputSchema"]!["type"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)mcp.Welcome["instructions"]));
        Assert.Equal("delegate", (string?)mcp.Welcome["serverInfo"]!["name"]);
    }
}
