using System.Threading.Channels;
using Delegate.Cli.Commands;
using Delegate.Cli.Hosting;
using Delegate.Contracts;

namespace Delegate.Cli.Top;

/// <summary>What goes on behind the screen: the feed, the chosen task's output, and wishes. It changes the model through one door only.</summary>
/// <param name="hosts">Ways to the host.</param>
/// <param name="change">Takes a step from one model to the next, on the screen's own thread.</param>
internal sealed class TopSession(IHosts hosts, Action<Func<TopModel, TopModel>> change)
{
    private const int MostUnfinished = 1000;
    private const int Tail = 200;
    private const int Batch = 200;
    private static readonly TaskPhase[] Ended = [.. Enum.GetValues<TaskPhase>().Where(phase => phase.IsTerminal())];
    private static readonly TaskPhase[] Unfinished = [.. Enum.GetValues<TaskPhase>().Except(Ended)];

    /// <summary>The chosen task, and whether it is open; the latest is the only one that matters.</summary>
    private readonly Channel<(TaskId? Id, bool IsOpen)> _choices =
        Channel.CreateBounded<(TaskId?, bool)>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private TaskCompletionSource<IDelegateClient> _client = NewClient();

    public void Choose(TaskId? id, bool isOpen) => _choices.Writer.TryWrite((id, isOpen));

    /// <summary>Runs until it is cancelled; fails only with what no new connection would mend.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(FollowAsync(cancel), ShowChosenAsync(cancel));

    /// <summary>Does something to a task, and says what became of it.</summary>
    public async Task DoAsync(string verb, TaskId id, Func<IDelegateClient, TaskId, Task<TaskView>> wish)
    {
        try
        {
            var task = await wish(await _client.Task, id);
            change(model => (model with { Notice = $"{verb}: {task.Id} is {Terminal.Words.Phase(task.Phase)}" }).With([task]));
        }
        catch (DelegateException refused)
        {
            change(model => model with { Notice = refused.Error.Hint is { } hint ? $"{refused.Error.Message} ({hint})" : refused.Error.Message });
        }
    }

    private async Task FollowAsync(CancellationToken cancel)
    {
        long? cursor = null;
        while (true)
        {
            try
            {
                var client = await hosts.ConnectAsync(cancel);
                var isFirst = true;
                await foreach (var news in client.FollowAsync(cursor, cancel))
                {
                    if (isFirst)
                    {
                        // From its first word on nothing is missed: what was before is read now. With a cursor the feed has it.
                        if (cursor is null)
                            await ReadAllAsync(client, cancel);
                        _client.TrySetResult(client);
                        isFirst = false;
                    }
                    cursor = news.Cursor;
                    change(model => model.Heard(news));
                }
            }
            catch (DelegateException lost) when (lost.Error.Code is ErrorCodes.HostUnreachable)
            {
                // below, as for one that stopped politely
            }
            _client = NewClient();
            change(model => model with { IsConnected = false });
        }
    }

    private async Task ReadAllAsync(IDelegateClient client, CancellationToken cancel)
    {
        var open = await ListCommand.ReadAsync(client, new(Unfinished), MostUnfinished, cancel);
        var ended = await ListCommand.ReadAsync(client, new(Ended) { Sort = TaskSort.Ended }, TopModel.MostEnded, cancel);
        change(model => model.With([.. open, .. ended]));
    }

    private async Task ShowChosenAsync(CancellationToken cancel)
    {
        var (shown, reading, stop) = ((TaskId?)null, Task.CompletedTask, new CancellationTokenSource());
        await foreach (var (id, isOpen) in _choices.Reader.ReadAllAsync(cancel))
        {
            if (id != shown)
            {
                await stop.CancelAsync();
                await reading;
                stop.Dispose();
                stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                shown = id;
                reading = id is { } chosen ? ReadOutputAsync(chosen, stop.Token) : Task.CompletedTask;
            }
            if (isOpen && id is { } opened)
                await AskWhyAsync(opened, cancel);
        }
    }

    private async Task AskWhyAsync(TaskId id, CancellationToken cancel)
    {
        try
        {
            var why = await (await _client.Task.WaitAsync(cancel)).WhyAsync(id, cancel);
            change(model => model.Selected == id ? model with { Why = why } : model);
        }
        catch (DelegateException none)
        {
            change(model => model with { Notice = none.Error.Message });
        }
    }

    private async Task ReadOutputAsync(TaskId id, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var client = await hosts.ConnectAsync(cancel);
                change(model => model.Selected == id ? model with { Output = [] } : model);
                try
                {
                    await CopyAsync(client, id, cancel);
                    if ((await client.GetTaskAsync(id, cancel)).Phase.IsTerminal())
                        return;
                }
                catch (DelegateException lost) when (lost.Error.Code == ErrorCodes.HostUnreachable)
                {
                    // the next host has it, whoever of us two notices first
                }
            }
        }
        catch (OperationCanceledException)
        {
            // another one was chosen
        }
        catch (DelegateException gone)
        {
            change(model => model.Wrote(id, [gone.Error.Message]));
        }
    }

    /// <summary>In batches as they come: a task that writes much does not make the screen do as much.</summary>
    private async Task CopyAsync(IDelegateClient client, TaskId id, CancellationToken cancel)
    {
        var lines = Channel.CreateBounded<string>(Batch);
        var reading = ReadAsync();
        while (await lines.Reader.WaitToReadAsync(cancel))
        {
            var batch = new List<string>();
            while (batch.Count < Batch && lines.Reader.TryRead(out var line))
                batch.Add(line);
            change(model => model.Wrote(id, batch));
        }
        await reading;

        async Task ReadAsync()
        {
            try
            {
                await foreach (var line in client.ReadLogsAsync(id, new LogQuery(Tail, Follow: true), cancel))
                    await lines.Writer.WriteAsync(line.Text, cancel);
            }
            finally
            {
                lines.Writer.Complete();
            }
        }
    }

    private static TaskCompletionSource<IDelegateClient> NewClient() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
