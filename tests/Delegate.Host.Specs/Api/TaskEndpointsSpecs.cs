using System.Net;
using System.Text;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

public sealed class TaskEndpointsSpecs : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_submission_arrives_whole_and_its_reply_comes_back()
    {
        SubmitRequest? seen = null;
        _host.Fake.OnSubmit = request => { seen = request; return Samples.Accepted; };
        var request = new SubmitRequest
        {
            Source = "cli",
            CallerSession = "session-1",
            Tasks =
            [
                new()
                {
                    Key = "build", Agent = AgentNames.Shell, Prompt = "make", Cwd = "/src", Priority = Priority.P0,
                    After = [new("task-000000000001", DependencyPolicy.Run)], TimeoutMs = 5_000, Model = "opus", PermissionMode = "plan",
                    AllowedTools = ["Bash(git:*)"],
                },
            ],
        };

        var reply = await _host.Client.SubmitAsync(request, default);

        Assert.Equal("graph-1", reply.GraphId);
        Assert.Equal(Samples.Accepted.Tasks, reply.Tasks);
        Assert.Equivalent(request, seen, strict: true);
    }

    [Fact]
    public async Task A_prompt_of_four_mebibytes_arrives_unchanged()
    {
        var prompt = string.Concat(Enumerable.Repeat("–ü\n", 1024 * 1024 * 4 / 6));
        string? seen = null;
        _host.Fake.OnSubmit = request => { seen = request.Tasks[0].Prompt; return Samples.Accepted; };

        await _host.Client.SubmitAsync(new() { Tasks = [new() { Prompt = prompt, Cwd = "/" }] }, default);

        Assert.Equal(prompt, seen);
    }

    [Fact]
    public async Task A_task_is_shown_as_it_stands()
    {
        _host.Fake.OnGetTask = id => Samples.Task(id, TaskPhase.Failed);

        Assert.Equivalent(Samples.Task(Samples.Id, TaskPhase.Failed), await _host.Client.GetTaskAsync(Samples.Id, default), strict: true);
    }

    [Fact]
    public async Task A_task_that_does_not_exist_is_not_found_with_the_clients_next_step()
    {
        _host.Fake.OnGetTask = id => throw FakeDelegateClient.NotFound(id);

        var error = await Expect.ErrorAsync(() => _host.Client.GetTaskAsync(Samples.Id, default));

        Assert.Equal(FakeDelegateClient.NotFound(Samples.Id).Error, error);
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Http.GetAsync(Routes.For(Routes.OneTask, Samples.Id))).StatusCode);
    }

    [Fact]
    public async Task A_list_is_filtered_by_phases_limit_and_cursor()
    {
        TaskFilter? seen = null;
        _host.Fake.OnListTasks = filter => { seen = filter; return new([Samples.Task()], 17); };

        var page = await _host.Client.ListTasksAsync(new([TaskPhase.Running, TaskPhase.Queued], 5, 99), default);

        Assert.Equal([TaskPhase.Running, TaskPhase.Queued], seen!.Phases);
        Assert.Equal((5, 99L), (seen.Limit, seen.Before!.Value));
        Assert.Equal((Samples.Id, 17L), (Assert.Single(page.Tasks).Id, page.Next!.Value));
    }

    [Theory]
    [InlineData("?phase=runing", "phase", "did you mean 'running'?")]
    [InlineData("?phase=3", "phase", "'3' is not a phase")]
    [InlineData("?limit=0", "limit", "from 1 to 1000")]
    [InlineData("?limit=1001", "limit", "from 1 to 1000")]
    [InlineData("?limit=1&limit=2", "limit", "twice")]
    [InlineData("?before=x", "before", "whole number")]
    [InlineData("?phse=running", "phse", "did you mean 'phase'?")]
    public async Task A_bad_query_is_refused_with_the_field_named(string query, string field, string words)
    {
        using var response = await _host.Http.GetAsync(Routes.Tasks + query);

        var error = await Expect.ErrorAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.InvalidInput, field), (response.StatusCode, error.Code, error.Field));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", null, "line 1")]
    [InlineData("", null, "not JSON")]
    [InlineData("null", null, "must be an object")]
    [InlineData("{}", "tasks", "is missing")]
    [InlineData("""{"tasks":[{"cwd":"/"}]}""", "tasks[0].prompt", "is missing")]
    [InlineData("""{"tasks":[{"cwd":"/","prompt":"x"},{"cwd":"/","prompt":null}]}""", "tasks[1].prompt", "must be text, not null")]
    [InlineData("""{"tasks":[{"cwd":"/","prompt":"x","priority":"P3"}]}""", "tasks[0].priority", "P0, P1, P2")]
    [InlineData("""{"tasks":[{"cwd":"/","prompt":"x","priority":1}]}""", "tasks[0].priority", "P0, P1, P2")]
    [InlineData("""{"tasks":[{"cwd":"/","prompt":"x","timeout":5}]}""", "tasks[0].timeout", "did you mean 'timeoutMs'?")]
    [InlineData("""{"tasks":[{"cwd":"/","prompt":"x","timeoutMs":1e30}]}""", "tasks[0].timeoutMs", "whole number")]
    [InlineData("""{"tasks":[{"cwd":"/","prompt":"x","after":[{"on":"a","onFailure":"go"}]}]}""", "tasks[0].after[0].onFailure", "cancel, hold, run")]
    public async Task A_bad_submission_is_refused_with_the_field_named(string body, string? field, string words)
    {
        using var response = await _host.Http.PostAsync(Routes.Tasks, new StringContent(body, Encoding.UTF8, "application/json"));

        var error = await Expect.ErrorAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.InvalidInput, field), (response.StatusCode, error.Code, error.Field));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("task-7")]
    [InlineData("TASK-7k2m9qx4h0ad")]
    [InlineData("%2e%2e%2fetc")]
    public async Task A_text_that_is_not_an_id_is_refused_before_anybody_is_asked(string id)
    {
        using var response = await _host.Http.GetAsync($"{Routes.Tasks}/{id}");

        var error = await Expect.ErrorAsync(response);
        Assert.Equal((HttpStatusCode.BadRequest, "id"), (response.StatusCode, error.Field));
    }

    [Fact]
    public async Task A_cancel_carries_its_reason_and_answers_with_the_task()
    {
        CancelRequest? seen = null;
        _host.Fake.OnCancelTask = (id, request) => { seen = request; return Samples.Task(id, TaskPhase.Stopping); };

        var task = await _host.Client.CancelTaskAsync(Samples.Id, new("enough", "cli"), default);

        Assert.Equal((TaskPhase.Stopping, new CancelRequest("enough", "cli")), (task.Phase, seen));
    }

    [Theory]
    [InlineData(ErrorCodes.AlreadyEnded, 409)]
    [InlineData(ErrorCodes.NotEnded, 409)]
    [InlineData(ErrorCodes.NotPaused, 409)]
    [InlineData(ErrorCodes.AlreadyStarted, 409)]
    [InlineData(ErrorCodes.DuplicateKey, 409)]
    [InlineData(ErrorCodes.InvalidInput, 400)]
    [InlineData(ErrorCodes.DependencyCycle, 422)]
    [InlineData(ErrorCodes.InvalidFolder, 422)]
    [InlineData(ErrorCodes.JournalUnusable, 503)]
    public async Task An_error_has_the_status_of_its_code_and_arrives_unchanged(string code, int status)
    {
        var sent = new DelegateError(code, "words", "hint", "field");
        _host.Fake.OnCancelTask = (_, _) => throw new DelegateException(sent);

        Assert.Equal(sent, await Expect.ErrorAsync(() => _host.Client.CancelTaskAsync(Samples.Id, new(), default)));
        using var response = await _host.Http.PostAsync(Routes.For(Routes.CancelTask, Samples.Id), new StringContent("{}"));
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_bug_of_ours_is_internal_and_never_shows_its_stack()
    {
        _host.Fake.OnGetTask = _ => throw new InvalidOperationException("secret detail");

        using var response = await _host.Http.GetAsync(Routes.For(Routes.OneTask, Samples.Id));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(ErrorCodes.Internal, text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Contains("secret detail", _host.Log, StringComparison.Ordinal);
    }
}
