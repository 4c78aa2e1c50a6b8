using System.Net;
using System.Text;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

public sealed class ScheduleEndpointsSpecs : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_schedule_arrives_whole_and_its_view_comes_back()
    {
        object? seen = null;
        _host.Fake.OnSchedule = (_, request) => { seen = request; return ScheduleSamples.View; };
        var view = await _host.Client.CreateScheduleAsync(ScheduleSamples.Request, default);
        Assert.Equivalent(ScheduleSamples.Request, seen, strict: true);
        Assert.Equivalent(ScheduleSamples.View, view, strict: true);
    }

    [Fact]
    public async Task Every_wish_arrives_with_the_schedule_that_it_is_about()
    {
        var seen = new List<(string, object?)>();
        _host.Fake.OnSchedule = (name, what) => { seen.Add((name, what)); return ScheduleSamples.View; };
        var id = ScheduleSamples.Id;
        var (wish, cancel, edit) = (new ScheduleWish("why", "cli"), new CancelScheduleRequest(true, "why", "cli"), new EditScheduleRequest(ScheduleSamples.Request, 2));
        await _host.Client.PauseScheduleAsync(id, wish, default);
        await _host.Client.ResumeScheduleAsync(id, wish, default);
        var run = await _host.Client.RunScheduleAsync(id, wish, default);
        await _host.Client.EditScheduleAsync(id, edit, default);
        await _host.Client.CancelScheduleAsync(id, cancel, default);
        await _host.Client.GetScheduleAsync(id, 25, default);
        Assert.Equal(["pause", "resume", "run", "edit", "cancel", "get"], seen.Select(call => call.Item1));
        Assert.Equal([(id, wish), (id, wish), (id, wish)], seen.Take(3).Select(call => ((ScheduleId, ScheduleWish))call.Item2!));
        Assert.Equivalent((id, edit), seen[3].Item2);
        Assert.Equal((id, cancel), ((ScheduleId, CancelScheduleRequest))seen[4].Item2!);
        Assert.Equal((id, 25), ((ScheduleId, int))seen[5].Item2!);
        Assert.Equivalent(ScheduleSamples.View.History[0], run, strict: true);
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged_and_times_are_looked_ahead()
    {
        ScheduleFilter? filter = null;
        UpcomingRequest? asked = null;
        _host.Fake.OnListSchedules = what => { filter = what; return new([ScheduleSamples.View], 7); };
        _host.Fake.OnUpcoming = what => { asked = what; return new([what.From!.Value], "words"); };
        Assert.Equal(7, (await _host.Client.ListSchedulesAsync(new(ScheduleStatus.Paused, 5, 10), default)).Total);
        Assert.Equal(new ScheduleFilter(ScheduleStatus.Paused, 5, 10), filter);
        var request = new UpcomingRequest(new() { Cron = "@daily" }, 3, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal("words", (await _host.Client.GetUpcomingAsync(request, default)).When);
        Assert.Equal(request, asked);
    }

    [Theory]
    [InlineData("/v1/schedules", """{"when":{"cron":"@daily"},"work":{},"overlaps":"skip"}""", "overlaps")]
    [InlineData("/v1/schedules", """{"when":{"corn":"@daily"},"work":{}}""", "when.corn")]
    [InlineData("/v1/schedules", """{"when":{"cron":"@daily"},"work":{"steps":[{"prompt":"x","cwd":"/","colour":"red"}]}}""", "work.steps[0].colour")]
    [InlineData("/v1/schedules", """{"when":{"cron":"@daily"},"work":{},"after":"schedule-1"}""", "after")]
    [InlineData("/v1/schedules", """{"when":{"cron":"@daily"},"work":{},"missedRuns":"maybe"}""", "missedRuns")]
    [InlineData("/v1/schedules/schedule-7/pause", "{}", "id")]
    [InlineData("/v1/schedules/schedule-7k2m9qx4h0ad/pause", """{"why":"x"}""", "why")]
    public async Task What_does_not_fit_is_refused_with_the_field_named(string path, string body, string field)
    {
        var response = await _host.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorCodes.ScheduleNotFound, HttpStatusCode.NotFound)]
    [InlineData(ErrorCodes.ScheduleState, HttpStatusCode.Conflict)]
    [InlineData(ErrorCodes.ScheduleChanged, HttpStatusCode.Conflict)]
    [InlineData(ErrorCodes.InvalidRecurrence, HttpStatusCode.UnprocessableEntity)]
    [InlineData(ErrorCodes.InvalidTimezone, HttpStatusCode.UnprocessableEntity)]
    [InlineData(ErrorCodes.ScheduleCycle, HttpStatusCode.UnprocessableEntity)]
    public async Task Each_error_has_its_status_and_comes_back_as_it_was(string code, HttpStatusCode status)
    {
        var error = new DelegateError(code, "It is so.", "do this", "when");
        _host.Fake.OnSchedule = (_, _) => throw new DelegateException(error);
        Assert.Equal(error, (await Assert.ThrowsAsync<DelegateException>(() => _host.Client.GetScheduleAsync(ScheduleSamples.Id, 0, default))).Error);
        Assert.Equal(status, (await _host.Http.GetAsync($"/v1/schedules/{ScheduleSamples.Id}")).StatusCode);
    }
}
