using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;
using ModelContextProtocol;
using McpSession = Delegate.Host.Specs.Support.McpSession;

namespace Delegate.Host.Specs.Mcp;

public sealed class WaitForTasksSpecs : IAsyncLifetime
{
    private McpSession _session = null!;

    public async Task InitializeAsync() => _session = await McpSession.StartAsync();

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public async Task Waiting_ends_when_all_have_ended()
    {
        _session.Fake.OnWatchTasks = (_, _) => FakeDelegateClient.Ending(
            Samples.Task(), Samples.Task(Samples.Other), Samples.Task(phase: TaskPhase.Succeeded), Samples.Task(Samples.Other, TaskPhase.Failed));

        var answer = await _session.CallAsync("WaitForTasks", new { taskIds = new[] { Samples.Id.Value, Samples.Other.Value } });

        Assert.Equal("True", answer["done"]);
        Assert.Equal(["succeeded", "failed"], answer.Facts.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("phase").GetString()));
    }

    [Fact]
    public async Task Waiting_ends_when_the_time_is_up_and_says_what_is_known()
    {
        var watching = new TaskCompletionSource();
        _session.Fake.OnWatchTasks = (_, cancel) => Watch(cancel);

        var call = _session.CallAsync("WaitForTasks", new { taskIds = new[] { Samples.Id.Value }, seconds = 10 });
        await watching.Task.WaitAsync(Expect.Patience);
        _session.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(call.IsCompleted);
        _session.Time.Advance(TimeSpan.FromSeconds(1));

        var answer = await call;
        Assert.Equal((false, "False"), (answer.IsError, answer["done"]));
        Assert.Equal("running", answer.Facts.GetProperty("tasks")[0].GetProperty("phase").GetString());

        async IAsyncEnumerable<TaskView> Watch([EnumeratorCancellation] CancellationToken cancel)
        {
            yield return Samples.Task();
            watching.SetResult(); // the first view has been taken
            await new TaskCompletionSource().Task.WaitAsync(cancel);
        }
    }

    [Theory]
    [InlineData(McpSession.Handshake)]
    [InlineData(McpSession.Discovery)]
    public async Task Each_change_is_progress_where_a_token_was_given_and_nothing_is_sent_while_nothing_happens(string protocol)
    {
        await using var session = await McpSession.StartAsync(protocol);
        var feed = Channel.CreateUnbounded<TaskView>();
        feed.Writer.TryWrite(Samples.Task());
        feed.Writer.TryWrite(Samples.Task(Samples.Other, TaskPhase.Queued));
        session.Fake.OnWatchTasks = (_, cancel) => feed.Reader.ReadAllAsync(cancel);
        var told = Channel.CreateUnbounded<ProgressNotificationValue>();

        var call = session.Client.CallToolAsync(
            "WaitForTasks", new Dictionary<string, object?> { ["taskIds"] = new[] { Samples.Id.Value, Samples.Other.Value } }, new Told(told.Writer)).AsTask();
        feed.Writer.TryWrite(Samples.Task(phase: TaskPhase.Succeeded));
        var first = await told.Reader.ReadAsync().AsTask().WaitAsync(Expect.Patience); // while the call is open
        session.Time.Advance(TimeSpan.FromSeconds(30)); // and no tick
        Assert.False(call.IsCompleted);
        feed.Writer.TryWrite(Samples.Task(Samples.Other, TaskPhase.Failed));
        var second = await told.Reader.ReadAsync().AsTask().WaitAsync(Expect.Patience); // before the answer: the SDK's client drops what comes later
        feed.Writer.Complete();
        await call.WaitAsync(Expect.Patience);

        Assert.Equal((1f, $"1 of 2 ended; {Samples.Id}: succeeded, Exited with 0."), (first.Progress, first.Message));
        Assert.Equal((2f, $"2 of 2 ended; {Samples.Other}: failed, Exited with 2."), (second.Progress, second.Message));
        Assert.False(told.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData(McpSession.Handshake)]
    [InlineData(McpSession.Discovery)]
    public async Task A_call_that_is_cancelled_ends_and_the_task_goes_on(string protocol)
    {
        await using var session = await McpSession.StartAsync(protocol);
        var (watching, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        session.Fake.OnWatchTasks = (_, cancel) =>
        {
            watching.SetResult();
            return FakeDelegateClient.Endless([Samples.Task()], left, cancel);
        };
        session.Fake.OnGetTask = id => Samples.Task(id);
        using var giveUp = new CancellationTokenSource();
        var call = session.Client.CallToolAsync(
            "WaitForTasks", new Dictionary<string, object?> { ["taskIds"] = new[] { Samples.Id.Value } }, cancellationToken: giveUp.Token).AsTask();
        await watching.Task.WaitAsync(Expect.Patience);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await left.Task.WaitAsync(Expect.Patience); // the host no longer watches for it; a cancel of the task would have been refused by the fake
        Assert.Equal("running", (await session.CallAsync("TaskStatus", new { taskId = Samples.Id.Value }))["phase"]);
    }

    private sealed class Told(ChannelWriter<ProgressNotificationValue> told) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => told.TryWrite(value);
    }
}
