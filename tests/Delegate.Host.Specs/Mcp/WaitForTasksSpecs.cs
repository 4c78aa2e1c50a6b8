using System.Runtime.CompilerServices;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

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
}
