using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

/// <summary>retry, resume, pause, depend, queue.</summary>
public sealed class SteeringCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public SteeringCommandSpecs()
    {
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1), Sample.Task(Sample.Id2, TaskPhase.Failed), Sample.Task(Sample.Id3, TaskPhase.Waiting)]);
        _cli.Client.Host = _cli.Client.Host with
        {
            Capacity = _cli.Client.Host.Capacity with { Queues = [new("default", 1, 2, null, Paused: false), new("nightly", 3, 4, 3, Paused: true)] },
        };
    }

    public void Dispose() => _cli.Dispose();

    private TaskView Next(TaskId id, LineageKind kind) => Sample.Task(Sample.Id3, TaskPhase.Succeeded) with { Lineage = new(id, id, 2, kind) };

    [Fact]
    public async Task A_retry_prints_the_id_of_the_new_task()
    {
        _cli.Client.OnAgain = Next;
        Assert.Equal(0, await _cli.RunAsync("retry", "7k3"));
        Assert.Equal([(Sample.Id2, new SteerRequest("cli"))], _cli.Client.Steered);
        Assert.Equal($"{Sample.Id3}\n", _cli.Stdout);
        Assert.Equal($"{Sample.Id2}: goes on as {Sample.Id3} (number 2 of its line)\n", _cli.Stderr);
    }

    [Fact]
    public async Task A_resume_carries_what_the_agent_is_told_besides_and_as_json_is_the_new_task()
    {
        _cli.Client.OnAgain = Next;
        Assert.Equal(0, await _cli.RunAsync("resume", "7k3", "--context", "it is up again", "--json"));
        Assert.Equal([(Sample.Id2, new ResumeRequest("it is up again", "cli"))], _cli.Client.Steered);
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal(Sample.Id3.Value, json.RootElement[0].GetProperty("id").GetString());
        Assert.Equal(2, json.RootElement[0].GetProperty("lineage").GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task A_paused_task_goes_on_under_its_own_id()
    {
        _cli.Client.Tasks[0] = Sample.Task(Sample.Id1, TaskPhase.Paused);
        Assert.Equal(0, await _cli.RunAsync("resume", "7k2"));
        Assert.Equal($"{Sample.Id1}: goes on\n", _cli.Stderr);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("resume")]
    public async Task Followed_it_shows_the_new_task_and_exits_with_its_code(string verb)
    {
        _cli.Client.Tasks[2] = Sample.Task(Sample.Id3, TaskPhase.Failed);
        _cli.Client.OnAgain = Next;
        Assert.Equal(7, await _cli.RunAsync(verb, "7k3", "--follow"));
        Assert.Contains($"{Sample.Id3}: failed after", _cli.Stderr);
    }

    [Fact]
    public async Task A_task_that_has_not_ended_is_refused_and_does_not_spare_the_others()
    {
        _cli.Client.OnAgain = Next;
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("retry", "7k2", "7k3"));
        Assert.Contains($"error: {Sample.Id1} has not ended.", _cli.Stderr);
        Assert.Equal($"{Sample.Id3}\n", _cli.Stdout);
    }

    [Fact]
    public async Task A_pause_says_what_is_paused_and_what_is_being_paused_and_how_to_go_on()
    {
        Assert.Equal(0, await _cli.RunAsync("pause", "7k2", "zz"));
        Assert.Equal([(Sample.Id1, new SteerRequest("cli")), (Sample.Id3, new SteerRequest("cli"))], _cli.Client.Steered);
        Assert.Equal([$"{Sample.Id1}: being paused; delegate resume {Sample.Id1}", $"{Sample.Id3}: paused; delegate resume {Sample.Id3}"], _cli.Terminal.WordLines);
    }

    [Fact]
    public async Task A_queue_and_everything_are_paused_and_go_on()
    {
        foreach (var arguments in new[] { "pause --queue nightly", "resume --queue nightly", "pause --all", "resume --all" })
            Assert.Equal(0, await _cli.RunAsync(arguments.Split(' ')));
        Assert.Equal(
        [
            ("nightly", new QueueRequest(Paused: true, By: "cli")), ("nightly", new QueueRequest(Paused: false, By: "cli")),
            new PauseAllRequest(true, "cli"), new PauseAllRequest(false, "cli"),
        ], _cli.Client.Steered);
        Assert.Contains("nightly | 3 | 3 | 4 | paused", _cli.Terminal.OutLines);
        Assert.Contains("everything is paused; delegate resume --all", _cli.Stderr);
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("none", 0)]
    public async Task A_queue_gets_a_limit_or_none(string words, int limit)
    {
        Assert.Equal(0, await _cli.RunAsync("queue", "set", "nightly", "--concurrency", words));
        Assert.Equal([("nightly", new QueueRequest(Limit: limit, By: "cli"))], _cli.Client.Steered);
    }

    [Fact]
    public async Task Queues_are_a_table_and_as_json_one_object()
    {
        Assert.Equal(0, await _cli.RunAsync("queue", "list"));
        Assert.Equal(["QUEUE | RUNNING | LIMIT | WAITING | STATE", "default | 1 | none | 2 | open", "nightly | 3 | 3 | 4 | paused"], _cli.Terminal.OutLines);
        using var other = new Harness.Cli();
        Assert.Equal(0, await other.RunAsync("queue", "list", "--json"));
        Assert.Equal("""{"allPaused":false,"queues":[]}""" + "\n", other.Stdout);
    }

    [Fact]
    public async Task Other_dependencies_reach_the_host_as_one_wish()
    {
        Assert.Equal(0, await _cli.RunAsync("depend", "zz", "--add", "7k2,7k3", "--remove", "7k2", "--on-failure", "hold"));
        var (id, request) = Assert.IsType<(TaskId, DependencyChangeRequest)>(Assert.Single(_cli.Client.Steered));
        Assert.Equal(Sample.Id3, id);
        Assert.Equal([new(Sample.Id1.Value, DependencyPolicy.Hold), new(Sample.Id2.Value, DependencyPolicy.Hold)], request.Add);
        Assert.Equal([Sample.Id1], request.Remove);
    }

    [Theory]
    [InlineData("It must be one of", "pause")]
    [InlineData("It must be one of", "pause", "7k2", "--all")]
    [InlineData("It must be one of", "resume", "--queue", "nightly", "--all")]
    [InlineData("--context and --follow are for a task", "resume", "--all", "--context", "x")]
    [InlineData("--follow is for one task", "retry", "7k2", "7k3", "--follow")]
    [InlineData("--concurrency cannot be '0'", "queue", "set", "nightly", "--concurrency", "0")]
    [InlineData("--concurrency cannot be 'few'", "queue", "set", "nightly", "--concurrency", "few")]
    [InlineData("--concurrency", "queue", "set", "nightly")]
    [InlineData("--on-failure cannot be 'maybe'", "depend", "zz", "--add", "7k2", "--on-failure", "maybe")]
    public async Task What_is_not_clear_is_a_usage_error_and_nothing_is_done(string words, params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(arguments));
        Assert.Contains(words, _cli.Stderr);
        Assert.Contains("hint: ", _cli.Stderr);
        Assert.Empty(_cli.Client.Steered);
    }
}
