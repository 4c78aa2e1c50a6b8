using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal sealed partial class FakeDelegateClient
{
    public Func<TaskId, SteerRequest, TaskView> OnRetryTask { get; set; } = (_, _) => throw Unexpected();
    public Func<TaskId, ResumeRequest, TaskView> OnResumeTask { get; set; } = (_, _) => throw Unexpected();
    public Func<TaskId, SteerRequest, TaskView> OnPauseTask { get; set; } = (_, _) => throw Unexpected();
    public Func<TaskId, DependencyChangeRequest, TaskView> OnChangeDependencies { get; set; } = (_, _) => throw Unexpected();
    public Func<string, QueueRequest, CapacityView> OnSetQueue { get; set; } = (_, _) => throw Unexpected();
    public Func<PauseAllRequest, CapacityView> OnPauseAll { get; set; } = _ => throw Unexpected();

    public Task<TaskView> RetryTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel) => Answer(() => OnRetryTask(id, request));

    public Task<TaskView> ResumeTaskAsync(TaskId id, ResumeRequest request, CancellationToken cancel) => Answer(() => OnResumeTask(id, request));

    public Task<TaskView> PauseTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel) => Answer(() => OnPauseTask(id, request));

    public Task<TaskView> ChangeDependenciesAsync(TaskId id, DependencyChangeRequest request, CancellationToken cancel) =>
        Answer(() => OnChangeDependencies(id, request));

    public Task<CapacityView> SetQueueAsync(string name, QueueRequest request, CancellationToken cancel) => Answer(() => OnSetQueue(name, request));

    public Task<CapacityView> PauseAllAsync(PauseAllRequest request, CancellationToken cancel) => Answer(() => OnPauseAll(request));
}
