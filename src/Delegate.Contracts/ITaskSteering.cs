namespace Delegate.Contracts;

/// <summary>What can be done with tasks and queues besides handing over and ending: a part of <see cref="IDelegateClient"/>.</summary>
public interface ITaskSteering
{
    /// <summary>Makes a new task that begins an ended one anew; answers with the new one, once it is stored.</summary>
    Task<TaskView> RetryTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel);

    /// <summary>
    /// Lets a paused task go on, and answers with it; for an ended one makes a new task that goes on where it stopped,
    /// and answers with that.
    /// </summary>
    Task<TaskView> ResumeTaskAsync(TaskId id, ResumeRequest request, CancellationToken cancel);

    /// <summary>
    /// Lets a task stand still: it does not start, or its processes are frozen and keep their memory and their slot.
    /// Answers once the wish is stored, with the task as it then stands.
    /// </summary>
    Task<TaskView> PauseTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel);

    /// <summary>Changes what a task waits for that has not begun: all of it, or nothing.</summary>
    Task<TaskView> ChangeDependenciesAsync(TaskId id, DependencyChangeRequest request, CancellationToken cancel);

    /// <summary>Sets a queue; answers with how the machine and its queues then stand.</summary>
    Task<CapacityView> SetQueueAsync(string name, QueueRequest request, CancellationToken cancel);

    /// <summary>Stops starting anything, or starts again; what runs goes on.</summary>
    Task<CapacityView> PauseAllAsync(PauseAllRequest request, CancellationToken cancel);
}
