using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Following;

public sealed class FollowSpecs
{
    private static readonly LogLine[] Lines = [new("stdout", "one"), new("stderr", "uh"), new("stdout", "two"), new("stdout", "two")];

    private static FakeDelegateClient Ended(TaskPhase phase) => new()
    {
        Tasks = { Sample.Task(Sample.Id1, phase) },
        Logs = { [Sample.Id1] = Lines },
    };

    [Fact]
    public async Task Output_goes_where_the_agent_wrote_it_and_the_exit_code_is_the_tasks_own()
    {
        using var cli = new Harness.Cli(hosts: new FakeHosts(Ended(TaskPhase.Failed)));
        Assert.Equal(7, await cli.RunAsync("run", "go", "--follow"));
        Assert.Equal("one\ntwo\ntwo\n", cli.Stdout);
        Assert.Contains("uh", cli.Terminal.WordLines);
        Assert.Contains($"{Sample.Id1}: failed after 1m00s: Exited with 7.", cli.Stderr);
    }

    [Fact]
    public async Task Why_a_task_does_not_run_yet_is_said_once()
    {
        var client = Ended(TaskPhase.Succeeded);
        client.OnWatch = (_, _) => Streams.Of<TaskView>(
        [
            Sample.Task(Sample.Id1, TaskPhase.Queued) with { HoldReason = "cpu is at 97 %" },
            Sample.Task(Sample.Id1, TaskPhase.Queued) with { HoldReason = "cpu is at 96 %" },
            Sample.Task(Sample.Id1, TaskPhase.Running) with { Pid = 77 },
            Sample.Task(Sample.Id1, TaskPhase.Succeeded),
        ]);
        using var cli = new Harness.Cli(hosts: new FakeHosts(client));
        Assert.Equal(0, await cli.RunAsync("logs", "-f", Sample.Id1.Value));
        Assert.Contains("queued: cpu is at 97 %", cli.Stderr);
        Assert.DoesNotContain("96", cli.Stderr);
        Assert.Contains("started (pid 77)", cli.Stderr);
    }

    [Fact]
    public async Task A_lost_host_is_found_again_and_no_line_is_printed_twice()
    {
        var first = new FakeDelegateClient
        {
            OnWatch = (_, _) => Streams.CutAfter(Sample.Task(Sample.Id1)),
            OnLogs = (_, _, _) => Streams.CutAfter(Lines[..3]),
        };
        var hosts = new FakeHosts(first, first, Ended(TaskPhase.Succeeded));
        using var cli = new Harness.Cli(hosts: hosts);

        Assert.Equal(0, await cli.RunAsync("run", "go", "-f"));

        Assert.Equal("one\ntwo\ntwo\n", cli.Stdout);
        Assert.Single(cli.Terminal.WordLines, line => line == "uh");
        Assert.Single(cli.Terminal.WordLines, line => line.Contains("the host is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_attempts_lines_are_printed_once_though_the_reading_begins_again_at_the_latest()
    {
        var second = new LogLine("stdout", "one") { Attempt = 2 };
        var first = new FakeDelegateClient
        {
            OnWatch = (_, _) => Streams.CutAfter(Sample.Task(Sample.Id1)),
            OnLogs = (_, _, _) => Streams.CutAfter([new("stdout", "one"), new("stdout", "two"), second]),
        };
        var next = Ended(TaskPhase.Succeeded);
        next.Logs[Sample.Id1] = [second, second with { Text = "three" }];
        using var cli = new Harness.Cli(hosts: new FakeHosts(first, first, next));

        Assert.Equal(0, await cli.RunAsync("run", "go", "-f"));

        Assert.Equal("one\ntwo\none\nthree\n", cli.Stdout);
    }

    [Fact]
    public async Task A_pause_and_a_wait_for_the_next_attempt_are_said_once_each()
    {
        var client = Ended(TaskPhase.Succeeded);
        client.OnWatch = (_, _) => Streams.Of<TaskView>(
        [
            Sample.Task(Sample.Id1, TaskPhase.Retrying) with { HoldReason = "attempt 2 of 3 at 05:06:09" },
            Sample.Task(Sample.Id1, TaskPhase.Retrying) with { HoldReason = "attempt 2 of 3, about to start" },
            Sample.Task(Sample.Id1, TaskPhase.Paused) with { HoldReason = "paused by cli" },
            Sample.Task(Sample.Id1, TaskPhase.Succeeded),
        ]);
        using var cli = new Harness.Cli(hosts: new FakeHosts(client));
        Assert.Equal(0, await cli.RunAsync("logs", "-f", Sample.Id1.Value));
        Assert.Single(cli.Terminal.WordLines, line => line.EndsWith("retrying: attempt 2 of 3 at 05:06:09", StringComparison.Ordinal));
        Assert.Single(cli.Terminal.WordLines, line => line.EndsWith("paused: paused by cli", StringComparison.Ordinal));
        Assert.DoesNotContain("about to start", cli.Stderr);
    }

    [Fact]
    public async Task A_host_that_stops_politely_in_the_middle_is_found_again_too()
    {
        var first = new FakeDelegateClient
        {
            OnWatch = (_, _) => Streams.Of<TaskView>([Sample.Task(Sample.Id1)]), // ends, and the task has not
            OnLogs = (_, _, _) => Streams.Of(Lines[..1]),
        };
        using var cli = new Harness.Cli(hosts: new FakeHosts(first, first, Ended(TaskPhase.Failed)));
        Assert.Equal(7, await cli.RunAsync("logs", "-f", Sample.Id1.Value));
        Assert.Equal("one\ntwo\ntwo\n", cli.Stdout);
    }

    [Fact]
    public async Task The_tail_is_counted_once_however_often_the_host_is_lost()
    {
        LogLine[] whole = [.. Enumerable.Range(1, 6).Select(n => new LogLine("stdout", $"line {n}"))];
        var first = new FakeDelegateClient
        {
            OnWatch = (_, _) => Streams.CutAfter(Sample.Task(Sample.Id1)),
            OnLogs = (_, query, _) => query.Follow ? Streams.CutAfter(whole[..5]) : Streams.Of(whole[..4]),
        };
        var second = Ended(TaskPhase.Succeeded);
        second.Logs[Sample.Id1] = whole;
        using var cli = new Harness.Cli(hosts: new FakeHosts(first, first, second));
        Assert.Equal(0, await cli.RunAsync("logs", "-f", "--tail", "2", Sample.Id1.Value));
        Assert.Equal("line 3\nline 4\nline 5\nline 6\n", cli.Stdout);
    }

    [Fact]
    public async Task Ctrl_c_detaches_and_says_how_to_come_back_and_how_to_end_it()
    {
        using var keys = new CancellationTokenSource();
        var client = new FakeDelegateClient
        {
            OnWatch = (_, cancel) => Streams.Endless([Sample.Task(Sample.Id1)], cancel),
            OnLogs = (_, _, cancel) => Streams.Endless([new LogLine("stdout", "working")], cancel),
        };
        using var cli = new Harness.Cli(hosts: new FakeHosts(client));
        cli.Terminal.OnLine(line =>
        {
            if (line == "working")
                keys.Cancel();
        });
        Assert.Equal(ExitCodes.Interrupted, await cli.RunAsync(keys.Token, "run", "go", "-f"));
        Assert.Contains($"delegate logs -f {Sample.Id1}", cli.Stderr);
        Assert.Contains($"delegate cancel {Sample.Id1}", cli.Stderr);
        Assert.Empty(client.Cancelled);
    }

    [Fact]
    public async Task With_json_stdout_is_the_ended_task_and_nothing_else()
    {
        using var cli = new Harness.Cli(hosts: new FakeHosts(Ended(TaskPhase.Failed)));
        Assert.Equal(7, await cli.RunAsync("run", "go", "-f", "--json"));
        using var json = JsonDocument.Parse(cli.Stdout);
        Assert.Equal(Sample.Id1.Value, json.RootElement.GetProperty("id").GetString());
        Assert.Contains("two", cli.Terminal.WordLines);
    }

    [Fact]
    public async Task A_task_that_never_began_has_no_output_to_wait_for()
    {
        var client = Ended(TaskPhase.Succeeded);
        client.Tasks[0] = Sample.Task(Sample.Id1, TaskPhase.Cancelled) with { Attempt = 0, StartedAt = null };
        using var cli = new Harness.Cli(hosts: new FakeHosts(client));
        Assert.Equal(130, await cli.RunAsync("logs", "-f", Sample.Id1.Value));
        Assert.Empty(client.LogQueries);
    }
}
