using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>What the coordinator and the scaler say to each other. Everything here can be said again after a restart.</summary>
public static class ScalingProtocol
{
    /// <summary>A task that only lacks a slot. Answered, some time, by <see cref="Granted"/>.</summary>
    /// <param name="Sequence">Order of acceptance: first come, first served inside a priority.</param>
    public sealed record Offer(TaskId TaskId, string Agent, Priority Priority, long Sequence)
    {
        /// <summary>Where it waits; <c>default</c> for most.</summary>
        public string Queue { get; init; } = DefaultQueue;

        /// <summary>The working tree that no other agent may be in meanwhile; null = no such limit.</summary>
        public string? Tree { get; init; }

        /// <summary>The project that it works in: the working tree, else the folder. Projects share what there is; what an agent needs is learned for each.</summary>
        public string Folder { get; init; } = "";

        /// <summary>The submission that it came with: those of one graph must not starve the others.</summary>
        public string GraphId { get; init; } = "";

        /// <summary>Among the <see cref="Occupied"/>: who has paused it.</summary>
        public string? PausedBy { get; init; }

        /// <summary>Since when it lacks nothing but a slot; who waits long goes up in priority.</summary>
        public DateTimeOffset Since { get; init; }
    }

    /// <summary>What the scaler calls itself where it says who did something.</summary>
    public const string Name = "scaler";

    /// <summary>The queue of tasks that name none.</summary>
    public const string DefaultQueue = "default";

    /// <summary>
    /// How the queues are set, complete; sent after a restart before any offer, and at each change. A queue that is not
    /// named has no limit and is not paused.
    /// </summary>
    /// <param name="AllPaused">Nothing is started at all.</param>
    public sealed record QueuesSet(IReadOnlyDictionary<string, QueueSetting> Queues, bool AllPaused);

    /// <param name="Concurrency">Tasks of the queue that may run at once; null = as many as the machine allows.</param>
    /// <param name="Paused">Nothing of it is started; what runs goes on.</param>
    public sealed record QueueSetting(int? Concurrency, bool Paused);

    /// <summary>A slot is yours: start.</summary>
    public sealed record Granted(TaskId TaskId);

    /// <summary>The task needs no slot (any more): take it out of the queue, or take back a slot that it never used.</summary>
    public sealed record Withdraw(TaskId TaskId);

    /// <summary>
    /// Sent once after a restart, before any offer: these were granted slots by an earlier host and may be running.
    /// They keep them, or a restart would grant as many again on top.
    /// </summary>
    public sealed record Occupied(IReadOnlyList<Offer> Tasks);

    /// <summary>The scaler crashed and has forgotten everything; told to the coordinator, which tells it all again.</summary>
    public sealed record Forgot;

    /// <summary>How do things stand? Answered by <see cref="Capacity"/>.</summary>
    /// <param name="Queued">Tasks whose hold reason is wanted.</param>
    public sealed record DescribeCapacity(IReadOnlyCollection<TaskId> Queued);

    /// <param name="HoldReasons">For each queued task that was asked for: why it does not run yet.</param>
    public sealed record Capacity(CapacityView View, IReadOnlyDictionary<TaskId, string> HoldReasons);
}
