using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Mcp;

public sealed class ScheduleToolsSpecs : IAsyncLifetime
{
    private readonly List<(string Name, object? What)> _seen = [];
    private McpSession _session = null!;

    public async Task InitializeAsync()
    {
        _session = await McpSession.StartAsync();
        _session.Fake.OnSchedule = (name, what) => { _seen.Add((name, what)); return ScheduleSamples.View; };
    }

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public async Task A_scheduled_task_carries_all_its_parameters_and_its_caller()
    {
        var answer = await _session.CallAsync("ScheduleTask", new
        {
            prompt = "Check the build of ${{ schedule.due }}.", scheduleType = "cron", cronExpression = "0 30 2 * * *", withSeconds = true, timezone = "Europe/Berlin",
            missedRunPolicy = "catchup", overlap = "cancel-running", jitterMs = 1_000, maxRuns = 5, notBefore = "2027-01-01T00:00:00+01:00", expiresAt = "2027-06-01T00:00:00Z",
            afterSchedule = "schedule-000000000001", name = "nightly", agent = "shell", workingDirectory = "sub", priority = "P1", timeout = 60_000, queue = "night",
        });
        Assert.False(answer.IsError, answer.Text);
        Assert.Equal(ScheduleSamples.Id.Value, answer["id"]);
        Assert.Equivalent(new ScheduleRequest
        {
            Name = "nightly", When = new() { Cron = "0 30 2 * * *", Seconds = true, Timezone = "Europe/Berlin" },
            Work = new()
            {
                Task = new()
                {
                    Prompt = "Check the build of ${{ schedule.due }}.", Agent = "shell", Cwd = "/project/sub", Priority = Priority.P1, TimeoutMs = 60_000, Queue = "night",
                },
            },
            MissedRuns = MissedPolicy.Catchup, Overlap = OverlapPolicy.CancelRunning, JitterMs = 1_000, MaxRuns = 5,
            NotBefore = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.FromHours(1)), ExpiresAt = new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero),
            After = ScheduleId.Parse("schedule-000000000001"), Source = "mcp", CallerSession = "session-1",
        }, Assert.Single(_seen).What, strict: true);
    }

    [Fact]
    public async Task A_scheduled_pipeline_has_steps_each_with_its_own_agent_folder_and_priority()
    {
        await _session.CallAsync("SchedulePipeline", new
        {
            steps = new object[] { new { prompt = "one" }, new { prompt = "two", agent = "shell", workingDirectory = "/srv", priority = "P0", model = "m" } },
            scheduleType = "one_time", scheduledAt = "2027-01-01T00:00:00Z", model = "opus",
        });
        var request = Assert.IsType<ScheduleRequest>(Assert.Single(_seen).What);
        Assert.Equal([("one", "claude", "/project", Priority.P2, "opus"), ("two", "shell", "/srv", Priority.P0, "m")],
            request.Work.Steps!.Select(step => (step.Prompt, step.Agent, step.Cwd, step.Priority, step.Model!)));
        Assert.Equal([new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)], request.When.At);
    }

    [Fact]
    public async Task A_pipeline_is_one_submission()
    {
        SubmitRequest? seen = null;
        _session.Fake.OnSubmit = request => { seen = request; return new("graph-1", [new("step-1", Samples.Id), new("step-2", Samples.Other)]); };
        var answer = await _session.CallAsync("CreatePipeline", new { steps = new object[] { new { prompt = "one" }, new { prompt = "two" } }, agent = "shell" });
        Assert.False(answer.IsError, answer.Text);
        Assert.Equal([0, 1], seen!.Tasks.Select(task => task.After.Count));
        Assert.Equal("step-1", seen.Tasks[1].After[0].On);
        Assert.Contains(Samples.Other.Value, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PauseSchedule", "pause")]
    [InlineData("ResumeSchedule", "resume")]
    [InlineData("RunSchedule", "run")]
    public async Task A_wish_goes_to_its_schedule_with_its_reason(string tool, string call)
    {
        var answer = await _session.CallAsync(tool, new { scheduleId = ScheduleSamples.Id.Value, reason = "why" });
        Assert.False(answer.IsError, answer.Text);
        Assert.Equal((call, (ScheduleSamples.Id, new ScheduleWish("why", "mcp"))), (_seen[0].Name, ((ScheduleId, ScheduleWish))_seen[0].What!));
    }

    [Fact]
    public async Task Cancel_says_whether_the_tasks_go_too()
    {
        await _session.CallAsync("CancelSchedule", new { scheduleId = ScheduleSamples.Id.Value, cancelTasks = true });
        Assert.Equal(new CancelScheduleRequest(true, null, "mcp"), (((ScheduleId, CancelScheduleRequest))_seen[0].What!).Item2);
    }

    [Theory]
    [InlineData("GetSchedule", 0)]
    [InlineData("ScheduleStatus", 10)]
    public async Task A_schedule_is_shown_and_its_history_when_asked_or_by_its_status(string tool, int history)
    {
        var answer = await _session.CallAsync(tool, new { scheduleId = ScheduleSamples.Id.Value });
        Assert.Equal(history, (((ScheduleId, int))_seen[0].What!).Item2);
        Assert.Contains("The schedule was paused.", answer.Text, StringComparison.Ordinal);
        Assert.Equal("paused", answer["status"]);
    }

    [Fact]
    public async Task An_edit_keeps_what_it_does_not_name()
    {
        await _session.CallAsync("EditSchedule", new { scheduleId = ScheduleSamples.Id.Value, cronExpression = "0 3 * * *", maxRuns = 9 });
        var edit = (((ScheduleId, EditScheduleRequest))_seen[1].What!).Item2;
        Assert.Equivalent(ScheduleSamples.Request with { When = new() { Cron = "0 3 * * *", Timezone = "Europe/Berlin" }, MaxRuns = 9 }, edit.Schedule, strict: true);
        Assert.Equal(2, edit.IfVersion);
        Assert.True((await _session.CallAsync("EditSchedule", new { scheduleId = ScheduleSamples.Id.Value, prompt = "x" })).IsError);
    }

    [Fact]
    public async Task Lists_have_the_originals_limits()
    {
        ScheduleFilter? filter = null;
        _session.Fake.OnListSchedules = what => { filter = what; return new([ScheduleSamples.View], 1); };
        var answer = await _session.CallAsync("ListSchedules", new { status = "paused", limit = 5, offset = 10 });
        Assert.Equal(new ScheduleFilter(ScheduleStatus.Paused, 5, 10), filter);
        Assert.Contains("nightly", answer.Text, StringComparison.Ordinal);
    }
}
