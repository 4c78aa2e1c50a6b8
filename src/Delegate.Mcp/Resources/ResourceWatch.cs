using System.Collections.Concurrent;
using Delegate.Contracts;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Delegate.Mcp;

/// <summary>
/// The subscriptions of one session: each is a watch on the host's feed, so that a change is told when it happens and
/// nothing is sent otherwise. A task's output counts as changed when the task does, not at each line.
/// </summary>
internal sealed class ResourceWatch(IDelegateClient client, ILogger log, CancellationToken ended)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _watched = [];

    /// <summary>Answers once nothing can be missed any more; a second wish for the same resource changes nothing.</summary>
    public async Task SubscribeAsync(string uri, Func<Task> tell, CancellationToken cancel)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(ended);
        if (!_watched.TryAdd(uri, end))
        {
            end.Dispose();
            return;
        }
        try
        {
            var changes = await BeginAsync(uri, end.Token, cancel);
            _ = PumpAsync(uri, changes, tell, end);
        }
        catch
        {
            Unsubscribe(uri);
            throw;
        }
    }

    public void Unsubscribe(string uri)
    {
        if (_watched.TryRemove(uri, out var end))
            end.Cancel();
    }

    /// <summary>True when somebody can be told of its changes.</summary>
    public static bool CanBeWatched(string uri) => ResourceUri.TryParse(uri) is not null;

    /// <summary>
    /// Past the first look at each, with which a watch begins. It is read to its end by <see cref="PumpAsync"/>.
    /// </summary>
    private async Task<IAsyncEnumerator<object>> BeginAsync(string uri, CancellationToken end, CancellationToken cancel)
    {
        var resource = ResourceUri.TryParse(uri)
            ?? throw new McpProtocolException($"'{uri}' cannot be subscribed to: there is no such resource.", McpErrorCode.InvalidParams);
        IReadOnlyList<TaskId> tasks = resource.Kind switch
        {
            ResourceKind.Schedule => [],
            ResourceKind.Graph => [.. (await client.GetGraphAsync(new(null, resource.Id), cancel)).Tasks.Select(task => task.Id)],
            _ => [TaskId.Parse(resource.Id)],
        };
        IAsyncEnumerable<object> watch = resource.Kind == ResourceKind.Schedule
            ? client.WatchScheduleAsync(ScheduleId.Parse(resource.Id), end)
            : client.WatchTasksAsync(tasks, end);
        var firstLooks = Math.Max(tasks.Count, 1);
        var changes = watch.GetAsyncEnumerator(end);
        try
        {
            for (var seen = 0; seen < firstLooks && await changes.MoveNextAsync(); seen++)
                continue;
            return changes;
        }
        catch
        {
            await changes.DisposeAsync();
            throw;
        }
    }

    private async Task PumpAsync(string uri, IAsyncEnumerator<object> changes, Func<Task> tell, CancellationTokenSource end)
    {
        try
        {
            while (await changes.MoveNextAsync())
                await tell();
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // unsubscribed, or nobody is there any more
        }
        catch (Exception unforeseen)
        {
            log.LogWarning(unforeseen, "the subscription to {Uri} ended", uri);
        }
        finally
        {
            await changes.DisposeAsync();
            _watched.TryRemove(KeyValuePair.Create(uri, end));
        }
    }
}
