using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>What a task may depend on, and what is refused (N01 to N03).</summary>
public sealed class DependencySpecs
{
    private const string NoSuchTask = "task-000000000000";

    [Fact]
    public async Task After_a_task_that_has_succeeded_long_ago_it_runs_at_once()
    {
        await using var bench = new Bench();
        var parent = await bench.Shell("echo first");
        await bench.Succeeds(parent);

        var child = await bench.Shell("echo second", "--after", parent.Value);

        await bench.Succeeds(child);
        Assert.Equal(["second"], await bench.Logs(child));
    }

    [Fact]
    public async Task N01_a_task_that_continues_from_one_that_has_succeeded_long_ago_waits_for_nothing_and_runs_after_a_restart_too()
    {
        await using var bench = new Bench();
        var parent = await bench.Shell("echo first");
        await bench.Succeeds(parent);

        var child = await bench.Shell("echo second", "--continue-from", parent.Value);
        await bench.Succeeds(child);
        await bench.KillHost();
        var later = await bench.Shell("echo third", "--continue-from", $"{parent},{child}", "--after", child.Value);

        var view = await bench.Succeeds(later);
        Assert.Equal([(child, true), (parent, true)], view.After.Select(edge => (edge.Id, edge.Done)));
        Assert.Equal(["third"], await bench.Logs(later));
    }

    [Fact]
    public async Task N02_what_a_task_continues_from_has_failed_so_it_is_refused_and_nothing_is_stored()
    {
        await using var bench = new Bench();
        var parent = await bench.Shell("exit 9");
        await bench.Wait(parent);

        var refused = await bench.Try("run", "--agent", "shell", "--continue-from", parent.Value, "--", "echo never");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"delegate retry {parent}", refused.Err, StringComparison.Ordinal);
        Assert.Single(await bench.List());
    }

    [Fact]
    public async Task N03_what_a_task_continues_from_is_not_known_so_it_is_refused_and_nothing_is_stored()
    {
        await using var bench = new Bench();

        var refused = await bench.Try("run", "--agent", "shell", "--continue-from", NoSuchTask, "--", "echo never");

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains(NoSuchTask, refused.Err, StringComparison.Ordinal);
        Assert.Empty(await bench.List());
    }

    [Fact]
    public async Task After_a_task_that_has_failed_the_policy_decides_refused_run_or_held()
    {
        await using var bench = new Bench();
        var parent = await bench.Shell("exit 9");
        Assert.Equal(9, (await bench.Wait(parent)).ExitCode);

        var refused = await bench.Try("run", "--agent", "shell", "--after", parent.Value, "--", "echo never");
        var runs = await bench.Shell("echo anyway", "--after", parent.Value, "--on-failure", "run");
        var held = await bench.Shell("echo never", "--after", parent.Value, "--on-failure", "hold");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(parent.Value, refused.Err, StringComparison.Ordinal);
        await bench.Succeeds(runs);
        var waiting = await bench.Status(held);
        Assert.Equal(TaskPhase.Waiting, waiting.Phase);
        Assert.Contains(parent.Value, waiting.HoldReason, StringComparison.Ordinal);
        Assert.Equal(3, (await bench.List()).Count); // the refused one left no trace
    }

    [Fact]
    public async Task After_a_task_that_was_cancelled_it_is_refused_too()
    {
        await using var bench = new Bench();
        var gate = bench.NewGate("gate");
        var parent = await bench.Shell($"read go < {gate.Path}");
        using var guest = await gate.ArrivalAsync();
        await bench.Do("cancel", parent.Value);
        await bench.Wait(parent);

        var refused = await bench.Try("run", "--agent", "shell", "--after", parent.Value, "--", "echo never");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("cancelled", refused.Err, StringComparison.OrdinalIgnoreCase);
        Assert.Single(await bench.List());
    }

    [Fact]
    public async Task An_unknown_id_is_refused_and_nothing_is_stored()
    {
        await using var bench = new Bench();

        var refused = await bench.Try("run", "--agent", "shell", "--after", NoSuchTask, "--", "echo never");

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains(NoSuchTask, refused.Err, StringComparison.Ordinal);
        Assert.Contains("hint:", refused.Err, StringComparison.Ordinal);
        Assert.Empty(refused.Out);
        Assert.Empty(await bench.List());
    }

    [Fact]
    public async Task Over_MCP_an_unknown_and_a_doubled_id_are_errors_that_name_it_and_nothing_is_stored()
    {
        await using var bench = new Bench();
        await using var mcp = await McpClient.StartAsync(bench);
        var parent = await bench.Shell("echo first");
        JsonObject After(params string[] ids) =>
            new() { ["agent"] = "shell", ["prompt"] = "echo never", ["dependsOn"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };

        var unknown = await mcp.TryCallAsync("DelegateTask", After(NoSuchTask));
        var doubled = await mcp.TryCallAsync("DelegateTask", After(parent.Value, parent.Value));

        foreach (var (reply, code, name) in new[] { (unknown, ErrorCodes.DependencyNotFound, NoSuchTask), (doubled, ErrorCodes.DuplicateDependency, parent.Value) })
        {
            Assert.True((bool?)reply["isError"], reply.ToJsonString());
            Assert.Equal(code, (string?)reply["_meta"]!["delegate/error"]!["code"]);
            Assert.Contains(name, (string?)reply["_meta"]!["delegate/error"]!["message"], StringComparison.Ordinal);
        }
        Assert.Single(await bench.List());
    }

    [Fact]
    public async Task A_task_that_needs_itself_and_a_longer_circle_are_refused_naming_the_path_and_nothing_is_stored()
    {
        await using var bench = new Bench();
        await bench.Do("host", "start");
        using var client = new HttpDelegateClient(bench.Home);
        TaskRequest Shell(string key, string after) =>
            new() { Key = key, Agent = AgentNames.Shell, Prompt = "echo never", Cwd = bench.Work, After = [new(after)] };

        var self = await Assert.ThrowsAsync<DelegateException>(() => client.SubmitAsync(new() { Tasks = [Shell("a", "a")] }, default));
        var circle = await Assert.ThrowsAsync<DelegateException>(
            () => client.SubmitAsync(new() { Tasks = [Shell("a", "b"), Shell("b", "c"), Shell("c", "a")] }, default));

        Assert.Equal([ErrorCodes.DependencyCycle, ErrorCodes.DependencyCycle], new[] { self.Error.Code, circle.Error.Code });
        Assert.Contains("a -> a", self.Error.Message, StringComparison.Ordinal);
        Assert.Matches("a -> [bc] -> [bc] -> a|b -> [ac] -> [ac] -> b|c -> [ab] -> [ab] -> c", circle.Error.Message);
        Assert.Empty(await bench.List());
    }

    [Fact]
    public async Task A_flow_file_is_accepted_whole_or_refused_whole_with_the_line()
    {
        await using var bench = new Bench();
        await File.WriteAllTextAsync(bench.PathOf("circle.yaml"), """
            defaults: { agent: shell }
            tasks:
              good: { command: "touch never" }
              a: { needs: c, command: "true" }
              b: { needs: a, command: "true" }
              c: { needs: b, command: "true" }
            """);
        await File.WriteAllTextAsync(bench.PathOf("unknown.yaml"), """
            defaults: { agent: shell }
            tasks:
              good: { command: "touch never" }
              bad: { needs: godo, command: "true" }
            """);

        var circle = await bench.Try("flow", "run", "circle.yaml");
        var unknown = await bench.Try("flow", "run", "unknown.yaml");

        Assert.Equal((2, 4), (circle.ExitCode, unknown.ExitCode)); // not well formed; not found
        Assert.Matches(" -> .* -> .* -> ", circle.Err);
        Assert.Contains("unknown.yaml:4:", unknown.Err, StringComparison.Ordinal);
        Assert.Contains("godo", unknown.Err, StringComparison.Ordinal);
        Assert.Contains("good", unknown.Err, StringComparison.Ordinal); // what was probably meant
        Assert.Empty(await bench.List());
        Assert.False(File.Exists(bench.PathOf("never")));
    }
}
