using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

internal sealed partial class FakeDelegateClient
{
    /// <summary>Every wish in order: <c>(id or name, request)</c>, or the request alone.</summary>
    public List<object> Steered { get; } = [];

    /// <summary>The task that comes of a retry or a resume; by default the same one, with a line.</summary>
    public Func<TaskId, LineageKind, TaskView>? OnAgain { get; set; }

    public Task<TaskView> RetryTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel) => Again(id, LineageKind.Retry, request);

    public Task<TaskView> ResumeTaskAsync(TaskId id, ResumeRequest request, CancellationToken cancel) => Again(id, LineageKind.Resume, request);

    public Task<TaskView> PauseTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel)
    {
        Check();
        var task = Find(id);
        if (task.Phase.IsTerminal())
            throw new DelegateException(new(ErrorCodes.AlreadyEnded, $"{id} has ended.", $"delegate status {id}"));
        Steered.Add((id, request));
        return Task.FromResult(task.Phase == TaskPhase.Running ? task with { PausedBy = "cli" } : task with { Phase = TaskPhase.Paused, PausedBy = "cli" });
    }

    public Task<TaskView> ChangeDependenciesAsync(TaskId id, DependencyChangeRequest request, CancellationToken cancel)
    {
        Check();
        Steered.Add((id, request));
        return Task.FromResult(Find(id));
    }

    public Task<CapacityView> SetQueueAsync(string name, QueueRequest request, CancellationToken cancel)
    {
        Check();
        Steered.Add((name, request));
        return Task.FromResult(Host.Capacity);
    }

    public Task<CapacityView> PauseAllAsync(PauseAllRequest request, CancellationToken cancel)
    {
        Check();
        Steered.Add(request);
        return Task.FromResult(Host.Capacity with { AllPaused = request.Paused });
    }

    private Task<TaskView> Again<T>(TaskId id, LineageKind kind, T request)
    {
        Check();
        var task = Find(id);
        if (task.Phase is not TaskPhase.Paused && !task.Phase.IsTerminal())
            throw new DelegateException(new(ErrorCodes.NotEnded, $"{id} has not ended.", $"delegate cancel {id}"));
        Steered.Add((id, request));
        return Task.FromResult(OnAgain?.Invoke(id, kind) ?? task with { Lineage = new(id, id, 1, kind) });
    }
}
