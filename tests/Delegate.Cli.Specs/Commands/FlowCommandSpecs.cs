using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class FlowCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public FlowCommandSpecs()
    {
        _cli.Folder.Write("flow.yaml", "tasks: {}\n");
        _cli.Client.Reply = new("graph-9", [new("build", Sample.Id1), new("test", Sample.Id2)]);
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_file_is_sent_with_its_name_and_its_folder()
    {
        Assert.Equal(0, await _cli.RunAsync("flow", "run", "flow.yaml"));
        Assert.Equal(new FlowRequest("tasks: {}\n", "flow.yaml", _cli.Folder.Path), Assert.Single(_cli.Client.Flows));
        Assert.Equal(["NAME | ID", $"build | {Sample.Id1}", $"test | {Sample.Id2}"], _cli.Terminal.OutLines);
    }

    [Fact]
    public async Task Json_names_the_graph_and_its_tasks()
    {
        Assert.Equal(0, await _cli.RunAsync("flow", "run", "flow.yaml", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal("graph-9", json.RootElement.GetProperty("graphId").GetString());
        Assert.Equal("test", json.RootElement.GetProperty("tasks")[1].GetProperty("key").GetString());
    }

    [Fact]
    public async Task Following_prefixes_each_line_tells_each_start_and_end_and_ends_with_a_summary()
    {
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1), Sample.Task(Sample.Id2)]);
        _cli.Client.OnWatch = (_, _) => Streams.Of<TaskView>(
        [
            Sample.Task(Sample.Id1, TaskPhase.Running, "build") with { Pid = 11 },
            Sample.Task(Sample.Id2, TaskPhase.Waiting, "test"),
            Sample.Task(Sample.Id1, TaskPhase.Succeeded, "build") with { Usage = new(1, 2, 3, 4, 0.1234m, 5) },
            Sample.Task(Sample.Id2, TaskPhase.Running, "test"),
            Sample.Task(Sample.Id2, TaskPhase.Failed, "test"),
        ]);
        _cli.Client.Logs[Sample.Id1] = [new("stdout", "compiling")];
        _cli.Client.Logs[Sample.Id2] = [new("stderr", "assertion")];

        Assert.Equal(7, await _cli.RunAsync("flow", "run", "flow.yaml", "--follow"));

        Assert.Equal("build | compiling\n", _cli.Stdout);
        Assert.Equal(
        [
            $"build | accepted as {Sample.Id1}",
            $"test  | accepted as {Sample.Id2}",
            "build | started (pid 11)",
            "build | succeeded after 1m00s",
            "test  | started",
            "test  | assertion",
            "test  | failed after 1m00s: Exited with 7.",
            $"test  | hint: delegate logs {Sample.Id2}",
            "NAME | ID | PHASE | DURATION | COST | OUTCOME",
            $"build | {Sample.Id1} | succeeded | 1m00s | $0.1234 | Exited with 0.",
            $"test | {Sample.Id2} | failed | 1m00s |  | Exited with 7.",
        ], _cli.Terminal.WordLines);
    }

    [Fact]
    public async Task Following_with_json_prints_one_object_with_the_ended_tasks()
    {
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1, TaskPhase.Succeeded, "build"), Sample.Task(Sample.Id2, TaskPhase.Succeeded, "test")]);
        Assert.Equal(0, await _cli.RunAsync("flow", "run", "flow.yaml", "-f", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal("succeeded", json.RootElement.GetProperty("tasks")[1].GetProperty("phase").GetString());
    }

    [Fact]
    public async Task A_fault_in_the_file_is_told_with_its_place()
    {
        _cli.Client.Refusal = new(ErrorCodes.InvalidInput, "'neds' is not known here; did you mean 'needs'?", "see docs/flows.md", "flow.yaml:3:5");
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("flow", "run", "flow.yaml"));
        Assert.Contains("error: flow.yaml:3:5: 'neds' is not known here", _cli.Stderr);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("flow", "run", "other.yaml"));
        Assert.Contains("'other.yaml' cannot be read", _cli.Stderr);
    }
}
