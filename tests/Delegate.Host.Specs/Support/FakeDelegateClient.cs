using System.Runtime.CompilerServices;
using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

/// <summary>Answers what a spec tells it to, and remembers what it was asked. What a spec does not expect fails loudly.</summary>
internal sealed partial class FakeDelegateClient : IDelegateClient
{
    public Func<SubmitRequest, SubmitReply> OnSubmit { get; set; } = _ => throw Unexpected();
    public Func<FlowRequest, SubmitReply> OnSubmitFlow { get; set; } = _ => throw Unexpected();
    public Func<TaskId, TaskView> OnGetTask { get; set; } = _ => throw Unexpected();
    public Func<TaskFilter, TaskPage> OnListTasks { get; set; } = _ => throw Unexpected();
    public Func<TaskId, CancelRequest, TaskView> OnCancelTask { get; set; } = (_, _) => throw Unexpected();
    public Func<TaskId, LogQuery, CancellationToken, IAsyncEnumerable<LogLine>> OnReadLogs { get; set; } = (_, _, _) => throw Unexpected();
    public Func<IReadOnlyList<TaskId>, CancellationToken, IAsyncEnumerable<TaskView>> OnWatchTasks { get; set; } = (_, _) => throw Unexpected();
    public Func<HostView> OnGetHost { get; set; } = () => throw Unexpected();
    public Func<LoginLink> OnCreateLoginLink { get; set; } = () => throw Unexpected();

    public Task<SubmitReply> SubmitAsync(SubmitRequest request, CancellationToken cancel) => Answer(() => OnSubmit(request));

    public Task<SubmitReply> SubmitFlowAsync(FlowRequest request, CancellationToken cancel) => Answer(() => OnSubmitFlow(request));

    public Task<TaskView> GetTaskAsync(TaskId id, CancellationToken cancel) => Answer(() => OnGetTask(id));

    public Task<TaskPage> ListTasksAsync(TaskFilter filter, CancellationToken cancel) => Answer(() => OnListTasks(filter));

    public Task<TaskView> CancelTaskAsync(TaskId id, CancelRequest request, CancellationToken cancel) => Answer(() => OnCancelTask(id, request));

    public IAsyncEnumerable<LogLine> ReadLogsAsync(TaskId id, LogQuery query, CancellationToken cancel) => OnReadLogs(id, query, cancel);

    public IAsyncEnumerable<TaskView> WatchTasksAsync(IReadOnlyList<TaskId> ids, CancellationToken cancel) => OnWatchTasks(ids, cancel);

    public Task<HostView> GetHostAsync(CancellationToken cancel) => Answer(OnGetHost);

    public Task<LoginLink> CreateLoginLinkAsync(CancellationToken cancel) => Answer(OnCreateLoginLink);

    public Task StopHostAsync(CancellationToken cancel) => throw Unexpected();

    /// <summary>Gives the items, then ends.</summary>
    public static async IAsyncEnumerable<T> Ending<T>(params T[] items)
    {
        await Task.Yield();
        foreach (var item in items)
            yield return item;
    }

    /// <summary>Gives the items, then never ends: until it is cancelled, which completes <paramref name="cancelled"/>.</summary>
    public static async IAsyncEnumerable<T> Endless<T>(
        IEnumerable<T> items, TaskCompletionSource? cancelled = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        foreach (var item in items)
            yield return item;
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(cancel);
        }
        finally
        {
            cancelled?.TrySetResult();
        }
    }

    public static DelegateException NotFound(TaskId id) =>
        new(new(ErrorCodes.TaskNotFound, $"No task has the id {id}.", "delegate list"));

    private static async Task<T> Answer<T>(Func<T> answer)
    {
        await Task.Yield();
        return answer();
    }

    private static InvalidOperationException Unexpected([CallerMemberName] string? what = null) => new($"The spec did not expect this call: {what}");
}
