namespace Delegate.Contracts;

/// <summary>
/// Everything that can be asked of a host. Two implementations: <c>HttpDelegateClient</c> (any process, over the
/// socket) and the gateway inside the host (the MCP tools use it directly). An expected failure is thrown as
/// <see cref="DelegateException"/>. Reads see everything that was acknowledged before they were sent.
/// </summary>
public interface IDelegateClient : ITaskSteering, ITaskRecords, IScheduleClient, IInboxClient, IOverview, INotificationClient
{
    /// <summary>Accepts all tasks or none; answers once they are stored.</summary>
    Task<SubmitReply> SubmitAsync(SubmitRequest request, CancellationToken cancel);

    /// <summary>Accepts a flow file: all its tasks or none.</summary>
    Task<SubmitReply> SubmitFlowAsync(FlowRequest request, CancellationToken cancel);

    /// <summary>One task.</summary>
    Task<TaskView> GetTaskAsync(TaskId id, CancellationToken cancel);

    /// <summary>A page of tasks.</summary>
    Task<TaskPage> ListTasksAsync(TaskFilter filter, CancellationToken cancel);

    /// <summary>Asks for a task's end; answers once the wish is stored, with the task as it then stands.</summary>
    Task<TaskView> CancelTaskAsync(TaskId id, CancelRequest request, CancellationToken cancel);

    /// <summary>The task's output; with <see cref="LogQuery.Follow"/> the sequence ends when the task has ended.</summary>
    IAsyncEnumerable<LogLine> ReadLogsAsync(TaskId id, LogQuery query, CancellationToken cancel);

    /// <summary>
    /// The tasks as they stand now, then each of them again whenever it changes; the sequence ends when all
    /// have ended. A client that loses the host starts over: the first views bring it up to date.
    /// </summary>
    IAsyncEnumerable<TaskView> WatchTasksAsync(IReadOnlyList<TaskId> ids, CancellationToken cancel);

    /// <summary>The host itself.</summary>
    Task<HostView> GetHostAsync(CancellationToken cancel);

    /// <summary>Makes a link that signs a browser in, once.</summary>
    Task<LoginLink> CreateLoginLinkAsync(CancellationToken cancel);

    /// <summary>Asks the host to stop; running agents go on.</summary>
    Task StopHostAsync(CancellationToken cancel);
}
