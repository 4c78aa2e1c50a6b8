using System.Threading.Channels;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Following;

/// <summary><c>--watch</c>: shown again by news alone, and no clock is asked.</summary>
public sealed class WatchSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();
    private readonly Channel<FeedEntry> _feed = Channel.CreateUnbounded<FeedEntry>();

    public WatchSpecs()
    {
        _cli.Client.Tasks.Add(Sample.Task(Sample.Id1, TaskPhase.Running));
        _cli.Client.OnFeed = cancel => _feed.Reader.ReadAllAsync(cancel);
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_watched_task_ends_the_watch_with_its_own_exit_code()
    {
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cli.Terminal.OnLine(_ => shown.TrySetResult());
        var watch = _cli.RunAsync("status", "7k2m", "--watch", "--json");
        await shown.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _cli.Client.Tasks[0] = Sample.Task(Sample.Id1, TaskPhase.Failed);
        _feed.Writer.TryWrite(new(1, Sample.Now, _cli.Client.Tasks[0]));
        Assert.Equal(7, await watch.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2, _cli.Terminal.OutLines.Length);
        Assert.Contains("\"phase\":\"running\"", _cli.Terminal.OutLines[0]);
        Assert.Contains("\"phase\":\"failed\"", _cli.Terminal.OutLines[1]);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("status")]
    [InlineData("graph")]
    public async Task A_watch_shows_each_state_once_and_ends_with_the_code_of_ctrl_c(string verb)
    {
        using var stop = new CancellationTokenSource();
        var lines = Channel.CreateUnbounded<string>();
        _cli.Client.Graph = new(_cli.Client.Tasks, []);
        _cli.Terminal.OnLine(line => lines.Writer.TryWrite(line));
        var watch = _cli.RunAsync(stop.Token, verb, "--watch", "--json");
        var before = await NextAsync();
        _feed.Writer.TryWrite(new(1, Sample.Now)); // nothing new: nothing is printed
        _cli.Client.Tasks[0] = Sample.Task(Sample.Id1, TaskPhase.Paused);
        _feed.Writer.TryWrite(new(2, Sample.Now, _cli.Client.Tasks[0]));
        var after = await NextAsync();
        await stop.CancelAsync();
        Assert.Equal(ExitCodes.Interrupted, await watch);
        Assert.Contains("running", before);
        Assert.Contains("paused", after);
        Assert.Equal(2, _cli.Terminal.OutLines.Length);

        async Task<string> NextAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            return await lines.Reader.ReadAsync(limit.Token);
        }
    }

    [Fact]
    public async Task A_watch_outlives_its_host()
    {
        var second = new FakeDelegateClient();
        second.Tasks.Add(Sample.Task(Sample.Id1, TaskPhase.Succeeded));
        using var cli = new Harness.Cli(hosts: new FakeHosts(_cli.Client, _cli.Client, second));
        _feed.Writer.Complete(); // it stops politely
        Assert.Equal(0, await cli.RunAsync("status", Sample.Id1.Value, "--watch"));
        Assert.Contains("the host is gone", cli.Stderr);
        Assert.Contains("succeeded", cli.Stdout);
    }
}
