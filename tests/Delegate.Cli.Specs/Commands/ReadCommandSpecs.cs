using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

/// <summary>list, status, logs: what can be read without changing anything.</summary>
public sealed class ReadCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public ReadCommandSpecs() => _cli.Client.Tasks.AddRange(
    [
        Sample.Task(Sample.Id1, TaskPhase.Running, "build"),
        Sample.Task(Sample.Id2, TaskPhase.Queued) with { HoldReason = "All 8 slots are in use." },
        Sample.Task(Sample.Id3, TaskPhase.Failed),
    ]);

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("list")]
    [InlineData("ls")]
    public async Task A_list_says_what_and_why(string verb)
    {
        Assert.Equal(0, await _cli.RunAsync(verb));
        Assert.Equal(
        [
            "ID | NAME | PHASE | PRI | AGENT | AGE | DURATION | WHAT",
            $"{Sample.Id1} | build | running | P2 | shell | 2m00s | 1m05s | make build",
            $"{Sample.Id2} |  | queued | P2 | shell | 2m00s |  | All 8 slots are in use.",
            $"{Sample.Id3} |  | failed | P2 | shell | 2m00s | 1m00s | Exited with 7.",
        ], _cli.Terminal.OutLines);
    }

    [Fact]
    public async Task A_list_as_json_is_an_array_of_the_phases_asked_for()
    {
        Assert.Equal(0, await _cli.RunAsync("list", "--phase", "failed,queued", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal([Sample.Id2.Value, Sample.Id3.Value], json.RootElement.EnumerateArray().Select(task => task.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_empty_list_as_json_is_an_empty_array()
    {
        _cli.Client.Tasks.Clear();
        Assert.Equal(0, await _cli.RunAsync("list", "--json"));
        Assert.Equal("[]\n", _cli.Stdout);
    }

    [Fact]
    public async Task A_limit_over_a_page_is_read_in_pages()
    {
        _cli.Client.Tasks.AddRange(Enumerable.Range(0, 2_400).Select(_ => Sample.Task(TaskId.New())));
        Assert.Equal(0, await _cli.RunAsync("list", "--limit", "2300", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal(2_300, json.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("'sleeping' is not a phase", "list", "--phase", "sleeping")]
    [InlineData("'3' is not a phase", "list", "--phase", "3")]
    [InlineData("--limit must be", "list", "--limit", "0")]
    [InlineData("--tail must be", "logs", "7k2", "--tail", "-1")]
    public async Task Bad_values_are_usage_errors(string words, params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(arguments));
        Assert.Contains(words, _cli.Stderr);
    }

    [Fact]
    public async Task Status_without_an_id_shows_the_host_and_the_unfinished_with_their_reasons()
    {
        Assert.Equal(0, await _cli.RunAsync("status"));
        Assert.Contains("0.1.0, pid 4242, up 3h00m", _cli.Stdout);
        Assert.Contains("1 of 8 in use, 2 queued", _cli.Stdout);
        Assert.Contains("held back | All slots are in use.", _cli.Stdout);
        Assert.Contains("All 8 slots are in use.", _cli.Stdout);
        Assert.DoesNotContain(Sample.Id3.Value, _cli.Stdout);
    }

    [Fact]
    public async Task Status_as_json_has_the_host_and_the_tasks()
    {
        Assert.Equal(0, await _cli.RunAsync("status", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal(4242, json.RootElement.GetProperty("host").GetProperty("pid").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("tasks").GetArrayLength());
    }

    [Fact]
    public async Task Status_of_one_task_tells_how_it_ended()
    {
        Assert.Equal(0, await _cli.RunAsync("status", "zz"));
        Assert.Contains("outcome | Exited with 7. (agent_error)", _cli.Stdout);
        Assert.Contains($"hint | delegate logs {Sample.Id3}", _cli.Stdout);
        Assert.Contains("duration | 1m00s", _cli.Stdout);
    }

    [Fact]
    public async Task Status_of_one_task_tells_of_its_attempts_its_line_and_how_far_it_was()
    {
        _cli.Client.Tasks[0] = Sample.Task(Sample.Id1, TaskPhase.Retrying) with
        {
            Attempt = 2, MaxAttempts = 4, RetryAt = Sample.Now + TimeSpan.FromSeconds(90), Outcome = new(OutcomeCodes.Overloaded, "The service is overloaded."),
            HoldReason = "attempt 3 of 4 at 05:07:37", Lineage = new(Sample.Id3, Sample.Id2, 3, LineageKind.Resume), Queue = "nightly",
            GitBefore = new("main", "0123456789abcdef", [], 0),
            Checkpoint = new(Sample.Now, "session-1", 7, "\n  Now I change the parser.\nAnd more.", "…", new("topic", "fedcba9876543210", ["a", "b"], 2), null),
            Structured = JsonDocument.Parse("""{"ok":true}""").RootElement,
        };

        Assert.Equal(0, await _cli.RunAsync("status", "7k2"));

        foreach (var row in new[]
        {
            "phase | retrying", "held back | attempt 3 of 4 at 05:07:37", "last failure | The service is overloaded. (overloaded)",
            $"line | resume of {Sample.Id2}, number 3 of the line of {Sample.Id3}", "queue | nightly", "git before | main at 0123456789, clean",
            "git then | topic at fedcba9876, 2 files changed", "said last | Now I change the parser.", """{"ok":true}""",
        })
            Assert.Contains(row, _cli.Terminal.OutLines);
        Assert.Contains(_cli.Terminal.OutLines, line => line.StartsWith("attempt | 2 of 4, started ", StringComparison.Ordinal));
        Assert.Contains(_cli.Terminal.OutLines, line => line.StartsWith("retry at | ", StringComparison.Ordinal) && line.EndsWith(" (in 1m30s)", StringComparison.Ordinal));
        Assert.Contains(_cli.Terminal.OutLines, line => line.StartsWith("checkpoint | ", StringComparison.Ordinal) && line.EndsWith(", after 7 turns", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_of_a_paused_task_tells_by_whom_and_what_it_was_doing()
    {
        _cli.Client.Tasks[0] = Sample.Task(Sample.Id1, TaskPhase.Paused) with { PausedBy = "mcp", PausedFrom = TaskPhase.Running };
        Assert.Equal(0, await _cli.RunAsync("status", "7k2"));
        Assert.Contains("paused | by mcp, while running", _cli.Terminal.OutLines);
    }

    [Fact]
    public async Task Status_of_one_task_as_json_is_the_task()
    {
        Assert.Equal(0, await _cli.RunAsync("status", "7k2", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal("running", json.RootElement.GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Logs_keep_the_two_streams_apart()
    {
        _cli.Client.Logs[Sample.Id1] = [new("stdout", "  a\tb  "), new("stderr", "warning"), new("stdout", "")];
        Assert.Equal(0, await _cli.RunAsync("logs", "7k2", "--tail", "5", "--raw"));
        Assert.Equal("  a\tb  \n\n", _cli.Stdout);
        Assert.Equal("warning\n", _cli.Stderr);
        Assert.Equal(new LogQuery(Tail: 5, Follow: false, Raw: true), Assert.Single(_cli.Client.LogQueries));
    }

    [Fact]
    public async Task Logs_as_json_are_one_object_a_line()
    {
        _cli.Client.Logs[Sample.Id1] = [new("stdout", "a"), new("stderr", "b")];
        Assert.Equal(0, await _cli.RunAsync("logs", "7k2", "--json"));
        Assert.Equal("""
            {"stream":"stdout","text":"a"}
            {"stream":"stderr","text":"b"}

            """, _cli.Stdout);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("logs")]
    [InlineData("wait")]
    [InlineData("cancel")]
    [InlineData("retry")]
    [InlineData("resume")]
    [InlineData("pause")]
    public async Task An_unknown_id_is_not_found_and_the_hint_is_the_list(string verb)
    {
        Assert.Equal(ExitCodes.NotFound, await _cli.RunAsync(verb, "task-000000000000"));
        Assert.Contains("hint: delegate list", _cli.Stderr);
        Assert.Equal("", _cli.Stdout);
    }
}
