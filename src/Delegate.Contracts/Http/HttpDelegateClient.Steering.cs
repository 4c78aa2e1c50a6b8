namespace Delegate.Contracts;

public sealed partial class HttpDelegateClient
{
    /// <inheritdoc/>
    public Task<TaskView> RetryTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel) =>
        PostAsync(Routes.For(Routes.RetryTask, id), request, ContractsJson.Default.SteerRequest, ContractsJson.Default.TaskView, cancel);

    /// <inheritdoc/>
    public Task<TaskView> ResumeTaskAsync(TaskId id, ResumeRequest request, CancellationToken cancel) =>
        PostAsync(Routes.For(Routes.ResumeTask, id), request, ContractsJson.Default.ResumeRequest, ContractsJson.Default.TaskView, cancel);

    /// <inheritdoc/>
    public Task<TaskView> PauseTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel) =>
        PostAsync(Routes.For(Routes.PauseTask, id), request, ContractsJson.Default.SteerRequest, ContractsJson.Default.TaskView, cancel);

    /// <inheritdoc/>
    public Task<TaskView> ChangeDependenciesAsync(TaskId id, DependencyChangeRequest request, CancellationToken cancel) =>
        PostAsync(Routes.For(Routes.TaskDependencies, id), request, ContractsJson.Default.DependencyChangeRequest, ContractsJson.Default.TaskView, cancel);

    /// <inheritdoc/>
    public Task<CapacityView> SetQueueAsync(string name, QueueRequest request, CancellationToken cancel) =>
        PostAsync(Routes.ForQueue(name), request, ContractsJson.Default.QueueRequest, ContractsJson.Default.CapacityView, cancel);

    /// <inheritdoc/>
    public Task<CapacityView> PauseAllAsync(PauseAllRequest request, CancellationToken cancel) =>
        PostAsync(Routes.PauseAll, request, ContractsJson.Default.PauseAllRequest, ContractsJson.Default.CapacityView, cancel);
}
