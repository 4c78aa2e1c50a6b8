using System.Net;
using System.Text;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

/// <summary>Retry, resume, pause, other dependencies and queues, from the client through the socket to whoever does it.</summary>
public sealed class SteeringEndpointsSpecs : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_retry_and_a_resume_answer_with_the_new_task()
    {
        var next = Samples.Task(Samples.Other, TaskPhase.Queued) with { Lineage = new(Samples.Id, Samples.Id, 1, LineageKind.Resume) };
        var seen = new List<object>();
        _host.Fake.OnRetryTask = (id, request) => { seen.Add((id, request)); return next; };
        _host.Fake.OnResumeTask = (id, request) => { seen.Add((id, request)); return next; };

        var retried = await _host.Client.RetryTaskAsync(Samples.Id, new("cli"), default);
        var resumed = await _host.Client.ResumeTaskAsync(Samples.Id, new("it works again – ü", "cli"), default);

        Assert.Equal([(Samples.Id, new SteerRequest("cli")), (Samples.Id, new ResumeRequest("it works again – ü", "cli"))], seen);
        Assert.Equivalent(next, retried, strict: true);
        Assert.Equivalent(next, resumed, strict: true);
    }

    [Fact]
    public async Task A_checkpoint_that_knows_next_to_nothing_arrives_as_it_is()
    {
        var task = Samples.Task() with { Checkpoint = new(DateTimeOffset.UnixEpoch, null, 0, null, null, new(null, null, [], 0), null), GitBefore = new(null, null, [], 0) };
        _host.Fake.OnGetTask = _ => task;

        Assert.Equivalent(task, await _host.Client.GetTaskAsync(Samples.Id, default), strict: true);
    }

    [Fact]
    public async Task A_pause_answers_with_the_task()
    {
        SteerRequest? seen = null;
        _host.Fake.OnPauseTask = (id, request) => { seen = request; return Samples.Task(id, TaskPhase.Paused) with { PausedBy = "cli", PausedFrom = TaskPhase.Running }; };

        var task = await _host.Client.PauseTaskAsync(Samples.Id, new("cli"), default);

        Assert.Equal(new("cli"), seen);
        Assert.Equal((Samples.Id, TaskPhase.Paused, "cli", TaskPhase.Running), (task.Id, task.Phase, task.PausedBy, task.PausedFrom!.Value));
    }

    [Fact]
    public async Task Other_dependencies_arrive_whole()
    {
        DependencyChangeRequest? seen = null;
        _host.Fake.OnChangeDependencies = (id, request) => { seen = request; return Samples.Task(id, TaskPhase.Waiting); };
        var wish = new DependencyChangeRequest("cli") { Add = [new(Samples.Other.Value, DependencyPolicy.Hold)], Remove = [Samples.Id] };

        await _host.Client.ChangeDependenciesAsync(Samples.Id, wish, default);

        Assert.Equivalent(wish, seen, strict: true);
    }

    [Fact]
    public async Task A_queue_is_set_by_its_name_and_everything_is_paused_without_one()
    {
        var seen = new List<object>();
        var capacity = new CapacityView(1, 2, 4, 12.5, 1_000, 2_000, "everything is paused") { AllPaused = true, Queues = [new("nightly", 1, 2, 3, Paused: true), new("default", 0, 0, null, Paused: false)] };
        _host.Fake.OnSetQueue = (name, request) => { seen.Add((name, request)); return capacity; };
        _host.Fake.OnPauseAll = request => { seen.Add(request); return capacity; };

        var set = await _host.Client.SetQueueAsync("nightly", new(Limit: 3, Paused: true, By: "cli"), default);
        var all = await _host.Client.PauseAllAsync(new(Paused: true, "cli"), default);

        Assert.Equal([("nightly", new QueueRequest(3, true, "cli")), new PauseAllRequest(true, "cli")], seen);
        Assert.Equivalent(capacity, set, strict: true);
        Assert.Equivalent(capacity, all, strict: true);
    }

    [Theory]
    [InlineData(Routes.RetryTask, """{"buy":"cli"}""", "buy")]
    [InlineData(Routes.ResumeTask, """{"context":7}""", "context")]
    [InlineData(Routes.TaskDependencies, """{"add":[{"onFailure":"run"}]}""", "add[0].on")]
    [InlineData(Routes.TaskDependencies, """{"remove":["task-1"]}""", "remove[0]")]
    [InlineData(Routes.PauseAll, "{}", "paused")]
    [InlineData("/v1/queues/nightly", """{"limit":true}""", "limit")]
    public async Task A_wish_that_does_not_fit_is_refused_with_the_field_named(string route, string body, string field)
    {
        using var response = await _host.Http.PostAsync(Routes.For(route, Samples.Id), new StringContent(body, Encoding.UTF8, "application/json"));

        var error = await Expect.ErrorAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.InvalidInput, field), (response.StatusCode, error.Code, error.Field));
    }
}
