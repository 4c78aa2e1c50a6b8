using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

public sealed class StreamingSpecs : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Log_lines_come_in_order_and_unchanged()
    {
        var lines = new LogLine[] { new("stdout", "a \"quoted\" line"), new("stderr", ""), new("stdout", "ünïcode \u2028 and \t tab") };
        LogQuery? seen = null;
        _host.Fake.OnReadLogs = (_, query, _) => { seen = query; return FakeDelegateClient.Ending(lines); };

        var read = await Expect.AllAsync(_host.Client.ReadLogsAsync(Samples.Id, new(7, Follow: true, Raw: true), default));

        Assert.Equal(lines, read);
        Assert.Equal(new(7, Follow: true, Raw: true), seen);
    }

    [Fact]
    public async Task A_task_without_output_gives_an_empty_stream()
    {
        _host.Fake.OnReadLogs = (_, _, _) => FakeDelegateClient.Ending<LogLine>();

        Assert.Empty(await Expect.AllAsync(_host.Client.ReadLogsAsync(Samples.Id, new(), default)));
    }

    [Fact]
    public async Task Logs_of_an_unknown_task_are_an_error_and_not_an_empty_stream()
    {
        _host.Fake.OnReadLogs = (id, _, _) => throw FakeDelegateClient.NotFound(id);

        var error = await Expect.ErrorAsync(() => Expect.AllAsync(_host.Client.ReadLogsAsync(Samples.Id, new(), default)));

        Assert.Equal(ErrorCodes.TaskNotFound, error.Code);
    }

    [Fact]
    public async Task Each_line_is_there_before_the_next_one_is_written()
    {
        _host.Fake.OnReadLogs = (_, _, cancel) => FakeDelegateClient.Endless([new LogLine("stdout", "first")], cancel: cancel);
        using var enough = new CancellationTokenSource(Expect.Patience);

        await foreach (var line in _host.Client.ReadLogsAsync(Samples.Id, new(Follow: true), enough.Token))
        {
            Assert.Equal("first", line.Text); // and the source is still open
            break;
        }
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_what_was_done_for_it()
    {
        var cancelled = new TaskCompletionSource();
        _host.Fake.OnWatchTasks = (_, cancel) => FakeDelegateClient.Endless([Samples.Task()], cancelled, cancel);

        await foreach (var _ in _host.Client.WatchTasksAsync([Samples.Id], default))
            break;

        await cancelled.Task.WaitAsync(Expect.Patience);
    }

    [Fact]
    public async Task Watching_names_its_tasks_and_ends_when_the_source_ends()
    {
        IReadOnlyList<TaskId>? seen = null;
        _host.Fake.OnWatchTasks = (ids, _) =>
        {
            seen = ids;
            return FakeDelegateClient.Ending(Samples.Task(), Samples.Task(phase: TaskPhase.Succeeded));
        };

        var views = await Expect.AllAsync(_host.Client.WatchTasksAsync([Samples.Id, Samples.Other], default));

        Assert.Equal([TaskPhase.Running, TaskPhase.Succeeded], views.Select(view => view.Phase));
        Assert.Equal([Samples.Id, Samples.Other], seen!);
    }

    [Fact]
    public async Task A_host_that_stops_cuts_the_stream_so_that_nobody_takes_it_for_the_end()
    {
        var cancelled = new TaskCompletionSource();
        _host.Fake.OnReadLogs = (_, _, cancel) => FakeDelegateClient.Endless([new LogLine("stdout", "first")], cancelled, cancel);
        var lines = _host.Client.ReadLogsAsync(Samples.Id, new(Follow: true), default).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync());

        await _host.Client.StopHostAsync(default);

        var error = await Expect.ErrorAsync(async () => await lines.MoveNextAsync());
        Assert.Equal(ErrorCodes.HostUnreachable, error.Code);
        await cancelled.Task.WaitAsync(Expect.Patience);
    }

    [Fact]
    public void A_reader_that_pauses_for_a_long_time_is_not_cut_off()
    {
        Assert.Null(_host.Limits.MinResponseDataRate);
    }

    [Fact]
    public async Task A_source_that_breaks_in_the_middle_cuts_the_stream_too()
    {
        _host.Fake.OnReadLogs = (_, _, _) => Breaking();

        var error = await Expect.ErrorAsync(() => Expect.AllAsync(_host.Client.ReadLogsAsync(Samples.Id, new(), default)));

        Assert.Equal(ErrorCodes.HostUnreachable, error.Code);

        static async IAsyncEnumerable<LogLine> Breaking()
        {
            yield return new("stdout", "first");
            await Task.Yield();
            throw new InvalidOperationException("the file is gone");
        }
    }
}
