using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

/// <summary>history, why, graph, prune, and the filters of list.</summary>
public sealed class RecordCommandSpecs : IDisposable
{
    private Harness.Cli _cli = new();

    public RecordCommandSpecs() => _cli.Client.Tasks.AddRange(
        [Sample.Task(Sample.Id1, TaskPhase.Running, "build"), Sample.Task(Sample.Id3, TaskPhase.Failed)]);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Every_filter_of_a_list_is_asked_of_the_host()
    {
        Assert.Equal(0, await _cli.RunAsync(
            "list", "--queue", "nightly", "--folder", "sub", "--text", "Parser", "--graph", "7k2", "--agent", "claude", "--line", "zz",
            "--since", "2h", "--until", "2026-03-04T05:00:00Z", "--sort", "ended", "--oldest-first"));
        var filter = _cli.Client.Filters[^1];
        Assert.Equal(TaskFilter.All with
        {
            Phases = filter.Phases, Limit = 50, Queue = "nightly", Folder = Path.Combine(_cli.Folder.Path, "sub"), Text = "Parser", Graph = "graph-1",
            Agent = "claude", Line = Sample.Id3, Since = Sample.Now.AddHours(-2), Until = new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero), Sort = TaskSort.Ended, OldestFirst = true,
        }, filter);
    }

    [Theory]
    [InlineData("--since cannot be 'yesterday'", "list", "--since", "yesterday")]
    [InlineData("--since cannot be '-2h'", "list", "--since", "-2h")]
    [InlineData("--max-size cannot be 'much'", "prune", "--max-size", "much")]
    [InlineData("--keep must be", "prune", "--keep", "-1")]
    [InlineData("--older-than cannot be", "prune", "--older-than", "long")]
    [InlineData("--json asks nobody", "prune", "--older-than", "30d", "--json")]
    public async Task Bad_values_are_usage_errors(string words, params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(arguments));
        Assert.Contains(words, _cli.Stderr);
    }

    [Fact]
    public async Task A_history_is_read_to_its_end_and_told_in_sentences_with_times_apart()
    {
        for (var i = 1; i <= 1_200; i++)
            _cli.Client.History.Add(new(i, Sample.Now.AddSeconds(i - 1_300), "checkpoint-taken", $"Turn {i}.", JsonElement.Parse($"{{\"turn\":{i}}}")));
        Assert.Equal(0, await _cli.RunAsync("history", "7k2"));
        Assert.Equal(1_201, _cli.Terminal.OutLines.Length);
        Assert.Equal("AGO | AFTER | WHAT HAPPENED", _cli.Terminal.OutLines[0]);
        Assert.Equal("21m39s | +0.0s | Turn 1.", _cli.Terminal.OutLines[1]);
        Assert.Equal("1m40s | +19m59s | Turn 1200.", _cli.Terminal.OutLines[^1]);

        using var again = new Harness.Cli();
        again.Client.Tasks.AddRange(_cli.Client.Tasks);
        again.Client.History.AddRange(_cli.Client.History);
        Assert.Equal(0, await again.RunAsync("history", "7k2", "--json"));
        using var json = JsonDocument.Parse(again.Stdout);
        Assert.Equal(1_200, json.RootElement[1_199].GetProperty("event").GetProperty("turn").GetInt32());
        Assert.Equal(Sample.Now.AddSeconds(-100), json.RootElement[1_199].GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_reason_is_drawn_as_a_tree_whose_rails_stay_whole_at_any_width()
    {
        _cli.Dispose();
        _cli = new(width: 40);
        _cli.Client.Tasks.Add(Sample.Task(Sample.Id1));
        _cli.Client.Why = new(Sample.Id1, "ship", TaskPhase.Waiting, "Waits for 3 tasks.", null,
        [
            new(Sample.Id2, "test", TaskPhase.Waiting, "Waits for one task that takes a long time to say.", null,
                [new(Sample.Id3, null, TaskPhase.Failed, "Failed:\u001b[2J exit 7.", "delegate retry zz", [])]),
        ], 2);
        Assert.Equal(0, await _cli.RunAsync("why", "7k2"));
        Assert.Equal(
        [
            "ship (task-7k2m9qx4h0ad): Waits for 3",
            "│ tasks.",
            "├─ test (task-7k3aaaaaaaaa): Waits for",
            "│  │ one task that takes a long time to",
            "│  │ say.",
            "│  └─ task-zzzzzzzzzzzz: Failed: [2J",
            "│     │ exit 7.",
            "│     └─ → delegate retry zz",
            "└─ and 2 more",
        ], _cli.Terminal.OutLines);
        Assert.All(_cli.Terminal.OutLines, line => Assert.InRange(line.Length, 1, 40));
    }

    [Theory]
    [InlineData("2026-01-02T03:15:00Z", "Waits for a slot.", "of it: hold, memory: 1 MiB free (3 running, 7 waiting)")]
    [InlineData("2026-01-02T03:25:00Z", "Waits for a slot.", "of task-zzzzzzzzzzzz, then the first in line: hold, slots: all 3 are in use")]
    [InlineData("2026-01-02T03:45:00Z", "Runs.", "of it: grant (3 running, 7 waiting)")]
    [InlineData("2026-01-02T03:05:00Z", "it was not there yet", null)]
    public async Task Why_at_a_moment_is_told_from_what_had_happened_and_what_was_decided_by_then(string at, string state, string? decision)
    {
        _cli.Dispose();
        _cli = new(width: 200);
        _cli.Client.Tasks.Add(Sample.Task(Sample.Id1));
        using var any = System.Text.Json.JsonDocument.Parse("{}");
        _cli.Client.History.Add(new(1, DateTimeOffset.Parse("2026-01-02T03:10:00Z", null), "accepted", "Waits for a slot.", any.RootElement));
        _cli.Client.History.Add(new(2, DateTimeOffset.Parse("2026-01-02T03:40:00Z", null), "attempt-running", "Runs.", any.RootElement));
        static string Line(int minute, string kind, TaskId task, string reason) =>
            $$"""{"at":"2026-01-02T03:{{minute:00}}:00Z","kind":"{{kind}}","taskId":"{{task}}","agent":"claude","folder":"/repo","queue":"default","running":3,"waiting":7{{(reason.Length > 0 ? $",\"reason\":\"{reason}\"" : "")}}}""";
        Directory.CreateDirectory(_cli.Home.LogsFolder);
        await File.WriteAllLinesAsync(_cli.Home.DecisionsFile,
        [
            Line(11, "hold", Sample.Id1, "memory: 1 MiB free"), Line(12, "grant", Sample.Id2, ""), Line(20, "hold", Sample.Id3, "slots: all 3 are in use"), Line(40, "grant", Sample.Id1, ""),
        ]);

        Assert.Equal(0, await _cli.RunAsync("why", "7k2", "--at", at));
        Assert.Contains(state, _cli.Terminal.OutLines[0], StringComparison.Ordinal);
        if (decision is not null)
            Assert.Contains(decision, _cli.Terminal.OutLines[1], StringComparison.Ordinal);
        else
            Assert.Single(_cli.Terminal.OutLines);
    }

    [Theory]
    [InlineData(new[] { "graph" }, null, null)]
    [InlineData(new[] { "graph", "7k2" }, "task-7k2m9qx4h0ad", null)]
    [InlineData(new[] { "graph", "graph-1" }, null, "graph-1")]
    public async Task A_graph_is_asked_for_by_a_task_by_a_submission_or_whole(string[] arguments, string? task, string? graph)
    {
        Assert.Equal(0, await _cli.RunAsync(arguments));
        Assert.Equal(new GraphQuery(task is null ? null : TaskId.Parse(task), graph), Assert.Single(_cli.Client.GraphQueries));
        Assert.Contains("nothing unfinished", _cli.Stderr);
    }

    [Fact]
    public async Task Pruning_shows_what_would_go_and_does_nothing_unless_it_is_told_yes()
    {
        _cli.Client.OnPrune = request => new([new(Sample.Id3, null, TaskPhase.Failed, Sample.Now.AddDays(-40), 3 << 20)], 3 << 20, 1, request.DryRun);
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("prune", "--older-than", "30d", "--keep", "10", "--max-size", "2G"));
        Assert.Equal(new PruneRequest { OlderThanMs = 30L * 86_400_000, Keep = 10, MaxBytes = 2L << 30, DryRun = true, By = "cli" }, Assert.Single(_cli.Client.Pruned));
        Assert.Contains($"{Sample.Id3} |  | failed | 40d00h ago | 3 MiB", _cli.Stdout);
        Assert.Contains("1 task with 3 MiB of output would be forgotten", _cli.Stderr);
        Assert.Contains("1 task kept", _cli.Stderr);
        Assert.Contains("nothing was forgotten", _cli.Stderr);
    }

    [Theory]
    [InlineData("yes\n", true)]
    [InlineData("no\n", false)]
    [InlineData("", false)]
    public async Task Somebody_at_a_terminal_is_asked(string answer, bool goes)
    {
        _cli.Dispose();
        _cli = new(answer, canAsk: true);
        _cli.Client.OnPrune = request => new([new(Sample.Id3, null, TaskPhase.Failed, Sample.Now, 1)], 1, 0, request.DryRun);
        Assert.Equal(goes ? 0 : ExitCodes.Failure, await _cli.RunAsync("prune", "--keep", "0"));
        Assert.Equal(goes ? [true, false] : [true], _cli.Client.Pruned.Select(request => request.DryRun));
    }

    [Fact]
    public async Task Told_yes_it_asks_nobody_and_a_dry_run_is_dry_whatever_else_is_said()
    {
        Assert.Equal(0, await _cli.RunAsync("prune", "--graph", "7k2", "--yes", "--json"));
        Assert.Equal(0, await _cli.RunAsync("prune", "--keep", "5", "--yes", "--dry-run"));
        Assert.Equal([new() { Graph = "graph-1", By = "cli" }, new() { Keep = 5, DryRun = true, By = "cli" }], _cli.Client.Pruned);
    }
}
