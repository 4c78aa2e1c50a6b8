using System.Runtime.CompilerServices;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

/// <summary>A host without actors: it remembers what it was asked, and answers from what the spec put in.</summary>
internal sealed partial class FakeDelegateClient : IDelegateClient
{
    public List<TaskView> Tasks { get; } = [];

    public List<SubmitRequest> Submitted { get; } = [];

    public List<FlowRequest> Flows { get; } = [];

    public List<(TaskId Id, CancelRequest Request)> Cancelled { get; } = [];

    public List<LogQuery> LogQueries { get; } = [];

    public HostView Host { get; set; } = Sample.Host();

    public bool Stopped { get; private set; }

    /// <summary>Thrown by every call when set.</summary>
    public DelegateError? Refusal { get; set; }

    public SubmitReply Reply { get; set; } = new("graph-1", [new(null, Sample.Id1)]);

    /// <summary>What following a task yields; by default its lines in <see cref="Logs"/>.</summary>
    public Func<TaskId, LogQuery, CancellationToken, IAsyncEnumerable<LogLine>>? OnLogs { get; set; }

    public Dictionary<TaskId, LogLine[]> Logs { get; } = [];

    /// <summary>What watching yields; by default the tasks as they stand.</summary>
    public Func<IReadOnlyList<TaskId>, CancellationToken, IAsyncEnumerable<TaskView>>? OnWatch { get; set; }

    public Task<SubmitReply> SubmitAsync(SubmitRequest request, CancellationToken cancel)
    {
        Check();
        Submitted.Add(request);
        return Task.FromResult(Reply);
    }

    public Task<SubmitReply> SubmitFlowAsync(FlowRequest request, CancellationToken cancel)
    {
        Check();
        Flows.Add(request);
        return Task.FromResult(Reply);
    }

    public Task<TaskView> GetTaskAsync(TaskId id, CancellationToken cancel)
    {
        Check();
        return Task.FromResult(Find(id));
    }

    public Task<TaskPage> ListTasksAsync(TaskFilter filter, CancellationToken cancel)
    {
        Check();
        var skip = (int)(filter.Before ?? 0);
        Filters.Add(filter);
        var fitting = Tasks.Where(task => (filter.Phases.Count == 0 || filter.Phases.Contains(task.Phase))
            && task.Id.Value.StartsWith(filter.Id ?? "", StringComparison.Ordinal)).ToList();
        var page = fitting.Skip(skip).Take(filter.Limit).ToList();
        return Task.FromResult(new TaskPage(page, skip + page.Count < fitting.Count ? skip + page.Count : null));
    }

    public Task<TaskView> CancelTaskAsync(TaskId id, CancelRequest request, CancellationToken cancel)
    {
        Check();
        var task = Find(id);
        if (task.Phase.IsTerminal())
            throw new DelegateException(new(ErrorCodes.AlreadyEnded, $"{id} has ended.", $"delegate status {id}"));
        Cancelled.Add((id, request));
        return Task.FromResult(task with { Phase = TaskPhase.Stopping });
    }

    public IAsyncEnumerable<LogLine> ReadLogsAsync(TaskId id, LogQuery query, CancellationToken cancel)
    {
        Check();
        lock (LogQueries)
            LogQueries.Add(query);
        return OnLogs?.Invoke(id, query, cancel) ?? Streams.Of(Logs.GetValueOrDefault(Find(id).Id, []));
    }

    public IAsyncEnumerable<TaskView> WatchTasksAsync(IReadOnlyList<TaskId> ids, CancellationToken cancel)
    {
        Check();
        return OnWatch?.Invoke(ids, cancel) ?? Streams.Of([.. ids.Select(Find)]);
    }

    public Task<HostView> GetHostAsync(CancellationToken cancel)
    {
        Check();
        return Task.FromResult(Host);
    }

    public Task<LoginLink> CreateLoginLinkAsync(CancellationToken cancel)
    {
        Check();
        return Task.FromResult(new LoginLink("http://127.0.0.1:4711/login?code=c0de", DateTimeOffset.UnixEpoch));
    }

    public Task StopHostAsync(CancellationToken cancel)
    {
        Check();
        Stopped = true;
        return Task.CompletedTask;
    }

    private TaskView Find(TaskId id) => Tasks.FirstOrDefault(task => task.Id == id)
        ?? throw new DelegateException(new(ErrorCodes.TaskNotFound, $"No task has the id {id}.", "delegate list"));

    private void Check()
    {
        if (Refusal is { } error)
            throw new DelegateException(error);
    }
}

internal static class Streams
{
    public static async IAsyncEnumerable<T> Of<T>(IReadOnlyList<T> items)
    {
        foreach (var item in items)
            yield return item;
        await Task.CompletedTask;
    }

    /// <summary>The items, and then the host is gone.</summary>
    public static async IAsyncEnumerable<T> CutAfter<T>(params T[] items)
    {
        foreach (var item in items)
            yield return item;
        await Task.CompletedTask;
        throw new DelegateException(new(ErrorCodes.HostUnreachable, "The host does not answer.", "delegate host start"));
    }

    /// <summary>The items, and then nothing until somebody gives up.</summary>
    public static async IAsyncEnumerable<T> Endless<T>(T[] items, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var item in items)
            yield return item;
        await Task.Delay(Timeout.Infinite, cancel);
    }
}
