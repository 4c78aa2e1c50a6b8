using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class WaitCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_exit_code_is_the_first_that_is_not_zero()
    {
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1, TaskPhase.Succeeded), Sample.Task(Sample.Id2, TaskPhase.Cancelled), Sample.Task(Sample.Id3, TaskPhase.Failed)]);
        Assert.Equal(130, await _cli.RunAsync("wait", "7k2", "7k3", "zz"));
        Assert.Equal(7, await _cli.RunAsync("wait", "zz", "7k3"));
        Assert.Equal(0, await _cli.RunAsync("wait", "7k2"));
        Assert.Equal("", _cli.Stdout);
        Assert.Contains($"{Sample.Id2}: cancelled after 1m00s: Cancelled by cli.", _cli.Stderr);
    }

    [Fact]
    public async Task Json_is_an_array_in_the_order_asked_for()
    {
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1, TaskPhase.Succeeded), Sample.Task(Sample.Id2, TaskPhase.Succeeded)]);
        Assert.Equal(0, await _cli.RunAsync("wait", "7k3", "7k2", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal([Sample.Id2.Value, Sample.Id1.Value], json.RootElement.EnumerateArray().Select(task => task.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Patience_has_an_end_when_asked_for()
    {
        var watching = new TaskCompletionSource();
        _cli.Client.OnWatch = (_, cancel) =>
        {
            watching.SetResult();
            return Streams.Endless([Sample.Task(Sample.Id1)], cancel);
        };
        var waiting = _cli.RunAsync("wait", Sample.Id1.Value, "--timeout", "5m");
        await watching.Task;
        _cli.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(ExitCodes.TimedOut, await waiting);
        Assert.Contains("not ended after 5m00s", _cli.Stderr);
    }

    [Fact]
    public async Task A_lost_host_is_waited_out()
    {
        var first = new FakeDelegateClient { OnWatch = (_, _) => Streams.CutAfter(Sample.Task(Sample.Id1)) };
        var second = new FakeDelegateClient { Tasks = { Sample.Task(Sample.Id1, TaskPhase.Failed) } };
        using var cli = new Harness.Cli(hosts: new FakeHosts(first, second));
        Assert.Equal(7, await cli.RunAsync("wait", Sample.Id1.Value));
        Assert.Contains("connected again", cli.Stderr);
    }
}
