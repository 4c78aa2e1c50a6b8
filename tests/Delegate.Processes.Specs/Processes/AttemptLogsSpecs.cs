using System.Threading.Channels;
using Delegate.Actors.Agents;
using Delegate.Actors.Processes;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;
using Delegate.Processes.Specs.Support;

namespace Delegate.Processes.Specs.Processes;

public sealed class AttemptLogsSpecs : IDisposable
{
    private readonly KernelEvents _kernel = new();
    private readonly TempFolder _temp = new();
    private readonly AttemptKey _attempt = new(TaskId.New(), 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AttemptFolder _folder;

    public AttemptLogsSpecs()
    {
        _folder = AttemptFolder.Of(new(_temp.Path), _attempt);
        _folder.Create("prompt");
    }

    public void Dispose()
    {
        _kernel.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Both_streams_are_given_each_in_its_order_with_a_last_line_that_has_no_end()
    {
        await File.WriteAllTextAsync(_folder.Stdout, "one\ntwo");
        await File.WriteAllTextAsync(_folder.Stderr, "oops\n");
        Assert.Equal([new("stdout", "one"), new("stdout", "two"), new("stderr", "oops")], await AllAsync(new()));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(3), InlineData(10)]
    public async Task A_tail_is_exact_for_each_stream(int tail)
    {
        await File.WriteAllTextAsync(_folder.Stdout, "1\n2\n3\n4");
        await File.WriteAllTextAsync(_folder.Stderr, "a\nb\n");
        var expected = new[] { "1", "2", "3", "4" }.TakeLast(tail).Concat(new[] { "a", "b" }.TakeLast(tail));
        Assert.Equal(expected, (await AllAsync(new(Tail: tail))).Select(line => line.Text));
    }

    [Fact]
    public async Task Events_are_rendered_for_people_unless_raw_ones_are_asked_for()
    {
        const string said = """{"type":"assistant","message":{"content":[{"type":"text","text":"hello\nyou"}]}}""";
        await File.WriteAllTextAsync(_folder.Stdout, $"{said}\n");
        Assert.Equal(["hello", "you"], (await AllAsync(new(), AgentNames.Claude)).Select(line => line.Text));
        Assert.Equal([said], (await AllAsync(new(Raw: true), AgentNames.Claude)).Select(line => line.Text));
    }

    [Fact]
    public async Task Following_gives_every_line_until_the_task_has_ended_and_then_stops()
    {
        const int count = 5000;
        var heard = Channel.CreateUnbounded<string>();
        var follower = Task.Run(async () =>
        {
            await foreach (var line in Logs.ReadAsync(_attempt, AgentNames.Shell, new(Follow: true), _ended.Task, default))
                heard.Writer.TryWrite(line.Text);
            heard.Writer.Complete();
        });
        using (var writer = new StreamWriter(new FileStream(_folder.Stdout, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true })
            for (var i = 0; i < count; i++)
            {
                // Written in two halves: a reader may come between them.
                await writer.WriteAsync($"line ");
                await writer.WriteAsync(i == count - 1 ? $"{i}" : $"{i}\n");
                if (i % 1000 == 0)
                    Assert.NotNull(await heard.Reader.ReadAsync().AsTask().InTime()); // it follows, it does not wait for the end
            }
        _ended.SetResult();
        await follower.InTime();

        var rest = await CollectAsync(heard.Reader.ReadAllAsync());
        Assert.Equal(Enumerable.Range(count / 1000, count - (count / 1000)).Select(i => $"line {i}"), rest);
    }

    [Fact]
    public async Task A_follower_who_goes_away_is_let_go()
    {
        using var cancel = new CancellationTokenSource();
        var following = AllAsync(new(Follow: true), cancel: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.InTime());
    }

    [Fact]
    public async Task An_attempt_that_never_had_a_folder_has_no_lines() =>
        Assert.Empty(await CollectAsync(Logs.ReadAsync(new(TaskId.New(), 1), AgentNames.Shell, new(Follow: true), _ended.Task, default)));

    private AttemptLogs Logs => new(new(new(_temp.Path), _kernel, AgentAdapters.Standard(), new(), TimeProvider.System));

    private Task<List<LogLine>> AllAsync(LogQuery query, string agent = AgentNames.Shell, CancellationToken cancel = default) =>
        CollectAsync(Logs.ReadAsync(_attempt, agent, query, _ended.Task, cancel));

    private static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }
}
