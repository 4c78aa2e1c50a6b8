using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class ScheduleCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Create_hands_over_everything_that_the_options_say()
    {
        _cli.Client.Schedules.Add(Sample.Schedule(id: Sample.Schedule2));
        Assert.Equal(0, await _cli.RunAsync(
            "schedule", "create", "--cron", "30 2 * * MON", "--timezone", "Europe/Berlin", "--name", "nightly", "--agent", "shell", "-p", "P1", "--timeout", "10m",
            "--missed", "all", "--most-missed", "3", "--missed-spacing", "5m", "--missed-after", "1m", "--overlap", "cancel-running", "--jitter", "30s", "--max-runs", "7",
            "--not-before", "2027-01-01T00:00", "--expires-at", "2027-07-01T00:00Z", "--after", "7k3", "--queue", "night", "--", "make", "all tests"));

        var asked = Assert.Single(_cli.Client.Scheduled);
        Assert.Equivalent(new ScheduleRequest
        {
            Name = "nightly", When = new() { Cron = "30 2 * * MON", Timezone = "Europe/Berlin" },
            Work = new()
            {
                Task = new()
                {
                    Agent = AgentNames.Shell, Prompt = "make 'all tests'", Cwd = _cli.Folder.Path, Priority = Priority.P1, TimeoutMs = 600_000, Queue = "night",
                },
            },
            MissedRuns = MissedPolicy.All, MostMissedRuns = 3, MissedSpacingMs = 300_000, MissedAfterMs = 60_000, Overlap = OverlapPolicy.CancelRunning,
            JitterMs = 30_000, MaxRuns = 7, NotBefore = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.FromHours(1)),
            ExpiresAt = new DateTimeOffset(2027, 7, 1, 0, 0, 0, TimeSpan.Zero), After = Sample.Schedule2, Source = "cli",
        }, asked, strict: true);
        Assert.Equal(Sample.Schedule1.Value + "\n", _cli.Stdout);
        Assert.Contains("next at 2026-03-05 02:30:00+01:00", _cli.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_are_an_interval_single_instants_or_so_long_from_now()
    {
        await _cli.RunAsync("schedule", "create", "--every", "90m", "go");
        await _cli.RunAsync("schedule", "create", "--at", "2027-03-28T01:30", "--at", "2027-03-28T04:30", "--timezone", "Europe/Berlin", "go");
        await _cli.RunAsync("schedule", "create", "--in", "3s", "go");
        await _cli.RunAsync("schedule", "create", "--cron", "*/10 * * * * *", "--seconds", "go");
        Assert.Equal(5_400_000, _cli.Client.Scheduled[0].When.EveryMs);
        Assert.Equal([1, 2], _cli.Client.Scheduled[1].When.At!.Select(instant => instant.Offset.Hours)); // clocks jump in between
        Assert.Equal([Sample.Now.AddSeconds(3)], _cli.Client.Scheduled[2].When.At);
        Assert.True(_cli.Client.Scheduled[3].When.Seconds);
    }

    [Fact]
    public async Task Work_is_a_pipeline_or_the_text_of_a_flow_file()
    {
        await _cli.RunAsync("schedule", "create", "--cron", "@daily", "--step", "one", "--step", "two", "--model", "opus");
        _cli.Folder.Write("build.yaml", "tasks: { a: { command: make } }");
        await _cli.RunAsync("schedule", "create", "--cron", "@daily", "--flow", "build.yaml");
        Assert.Equal([("one", "opus"), ("two", "opus")], _cli.Client.Scheduled[0].Work.Steps!.Select(step => (step.Prompt, step.Model!)));
        Assert.Equal(new FlowRequest("tasks: { a: { command: make } }", "build.yaml", _cli.Folder.Path), _cli.Client.Scheduled[1].Work.Flow);
    }

    [Theory]
    [InlineData("more than one of --cron", "create", "--cron", "@daily", "--every", "1h", "go")]
    [InlineData("no time", "create", "go")]
    [InlineData("no prompt", "create", "--cron", "@daily")]
    [InlineData("more than one of a prompt", "create", "--cron", "@daily", "--step", "a", "go")]
    [InlineData("not an instant", "create", "--at", "tomorrow", "go")]
    [InlineData("no time zone 'Mars/Base'", "create", "--at", "2027-01-01T00:00", "--timezone", "Mars/Base", "go")]
    [InlineData("--overlap cannot be 'often'", "create", "--cron", "@daily", "--overlap", "often", "go")]
    [InlineData("nothing to look ahead", "next")]
    public async Task Nonsense_is_a_usage_error_in_words(string words, params string[] arguments)
    {
        Assert.NotEqual(0, await _cli.RunAsync(["schedule", .. arguments]));
        Assert.Contains(words, _cli.Stderr, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("hint: ", _cli.Stderr, StringComparison.Ordinal);
        Assert.Empty(_cli.Client.Scheduled);
    }

    [Fact]
    public async Task List_shows_a_row_each_and_json_the_views()
    {
        _cli.Client.Schedules.AddRange([Sample.Schedule(), Sample.Schedule(id: Sample.Schedule2) with { Status = ScheduleStatus.Paused, NextRunAt = null }]);
        Assert.Equal(0, await _cli.RunAsync("schedule", "list"));
        Assert.Equal("ID | NAME | STATUS | NEXT | RUNS | WHEN | WHAT", _cli.Terminal.OutLines[0]);
        Assert.Equal($"{Sample.Schedule1} | nightly | active | in 20h23m | 2 | cron 30 2 * * *, Europe/Berlin | make", _cli.Terminal.OutLines[1]);

        using var json = new Harness.Cli();
        json.Client.Schedules.AddRange(_cli.Client.Schedules);
        await json.RunAsync("schedule", "list", "--status", "paused", "--json");
        Assert.Equal(Sample.Schedule2, Assert.Single(JsonSerializer.Deserialize(json.Stdout, ContractsJson.Default.IReadOnlyListScheduleView)!).Id);
    }

    [Theory]
    [InlineData("nightly")]
    [InlineData("7k2m")]
    [InlineData("schedule-7k2m9qx4h0ad")]
    public async Task Show_finds_it_by_name_or_id_and_shows_what_has_become_of_each_occurrence(string name)
    {
        _cli.Client.Schedules.AddRange([Sample.Schedule(), Sample.Schedule(new() { When = new() { Cron = "@daily" }, Work = new() }, Sample.Schedule2)]);
        Assert.Equal(0, await _cli.RunAsync("schedule", "show", name));
        Assert.Contains("fates | 2 ran, 1 missed\n", _cli.Stdout, StringComparison.Ordinal);
        Assert.Contains("| ran | failed | 3 | task-7k2m9qx4h0ad | Exited with 7.\n", _cli.Stdout, StringComparison.Ordinal);
        Assert.Contains(" and 3 more | missed |  | 3 |  | Nobody was there.\n", _cli.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_or_doubtful_name_is_an_error()
    {
        _cli.Client.Schedules.AddRange([Sample.Schedule(), Sample.Schedule(id: Sample.Schedule2)]);
        Assert.NotEqual(0, await _cli.RunAsync("schedule", "pause", "nobody"));
        Assert.Contains("nobody", _cli.Stderr, StringComparison.Ordinal);
        Assert.NotEqual(0, await _cli.RunAsync("schedule", "pause", "7k"));
        Assert.Contains("more than one", _cli.Stderr, StringComparison.Ordinal);
        Assert.Empty(_cli.Client.ScheduleWishes);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public async Task A_wish_carries_its_reason_and_says_what_became_of_it(string verb)
    {
        _cli.Client.Schedules.Add(Sample.Schedule());
        Assert.Equal(0, await _cli.RunAsync("schedule", verb, "nightly", "--reason", "holidays", "--json"));
        var (id, wish) = Assert.Single(_cli.Client.ScheduleWishes);
        Assert.Equal(Sample.Schedule1, id);
        Assert.Equal(verb == "cancel" ? new CancelScheduleRequest(false, "holidays", "cli") : new ScheduleWish("holidays", "cli"), wish);
        Assert.NotNull(JsonSerializer.Deserialize(_cli.Stdout, ContractsJson.Default.ScheduleView));
        Assert.Contains($"{Sample.Schedule1}: ", _cli.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_takes_the_tasks_along_only_when_asked()
    {
        _cli.Client.Schedules.Add(Sample.Schedule());
        await _cli.RunAsync("schedule", "cancel", "nightly", "--cancel-tasks");
        Assert.True(((CancelScheduleRequest)_cli.Client.ScheduleWishes[0].Wish).CancelTasks);
    }

    [Fact]
    public async Task Run_prints_the_tasks_that_it_has_started()
    {
        _cli.Client.Schedules.Add(Sample.Schedule());
        Assert.Equal(0, await _cli.RunAsync("schedule", "run", "nightly"));
        Assert.Equal(Sample.Id1 + "\n", _cli.Stdout);
    }

    [Fact]
    public async Task Edit_changes_what_is_named_and_keeps_the_rest_and_the_version_that_it_was_read_with()
    {
        _cli.Client.Schedules.Add(Sample.Schedule());
        Assert.Equal(0, await _cli.RunAsync("schedule", "edit", "nightly", "--cron", "0 3 * * *", "--max-runs", "5", "--model", "opus"));
        var edit = Assert.IsType<EditScheduleRequest>(Assert.Single(_cli.Client.ScheduleWishes).Wish);
        var before = Sample.Schedule().Schedule;
        Assert.Equal(3, edit.IfVersion);
        Assert.Equivalent(before with
        {
            When = new() { Cron = "0 3 * * *", Timezone = "Europe/Berlin" }, MaxRuns = 5, Work = new() { Task = before.Work.Task! with { Model = "opus" } }, Source = "cli",
        }, edit.Schedule, strict: true);
    }

    [Fact]
    public async Task Next_looks_ahead_for_an_expression_an_interval_or_a_schedule()
    {
        _cli.Client.Schedules.Add(Sample.Schedule());
        Assert.Equal(0, await _cli.RunAsync("schedule", "next", "30 2 * * *", "--timezone", "Europe/Berlin", "--count", "2"));
        Assert.Equal(2, _cli.Terminal.OutLines.Length);
        await _cli.RunAsync("schedule", "next", "--every", "1h");
        await _cli.RunAsync("schedule", "next", "nightly");
        Assert.Equal(
            [new RecurrenceRequest { Cron = "30 2 * * *", Timezone = "Europe/Berlin" }, new() { EveryMs = 3_600_000 }, Sample.Schedule().Schedule.When],
            _cli.Client.Upcoming.Select(request => request.When));
    }

    [Fact]
    public async Task A_pipeline_is_one_submission_in_which_each_step_waits_for_the_one_before()
    {
        Assert.Equal(0, await _cli.RunAsync("pipeline", "--agent", "shell", "-p", "P0", "make", "make test", "make deploy"));
        var tasks = Assert.Single(_cli.Client.Submitted).Tasks;
        Assert.Equal(["step-1", "step-2", "step-3"], tasks.Select(task => task.Key!));
        Assert.Equal(["make", "make test", "make deploy"], tasks.Select(task => task.Prompt));
        Assert.All(tasks, task => Assert.Equal((Priority.P0, "shell"), (task.Priority, task.Agent)));
        Assert.Equal(["", "step-1", "step-2"], tasks.Select(task => string.Join(',', task.After.Select(edge => edge.On))));
    }

    [Fact]
    public async Task A_pipeline_of_one_step_or_of_too_many_is_refused()
    {
        Assert.NotEqual(0, await _cli.RunAsync("pipeline", "alone"));
        Assert.NotEqual(0, await _cli.RunAsync(["pipeline", .. Enumerable.Repeat("step", 21)]));
        Assert.Contains("2 to 20 steps", _cli.Stderr, StringComparison.Ordinal);
        Assert.Empty(_cli.Client.Submitted);
    }
}
