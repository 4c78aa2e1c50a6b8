namespace Delegate.Contracts;

/// <summary>What is kept of tasks, and what can be asked of it beyond how they stand; and forgetting it.</summary>
public interface ITaskRecords
{
    /// <summary>Everything that happened to a task, oldest first, a page at a time.</summary>
    Task<HistoryPage> GetHistoryAsync(TaskId id, HistoryQuery query, CancellationToken cancel);

    /// <summary>Why a task stands where it stands, down to the root cause, and what would change that.</summary>
    Task<WhyView> WhyAsync(TaskId id, CancellationToken cancel);

    /// <summary>Tasks and what connects them.</summary>
    Task<GraphView> GetGraphAsync(GraphQuery query, CancellationToken cancel);

    /// <summary>Forgets tasks that have ended, or says which it would forget.</summary>
    Task<PruneReply> PruneAsync(PruneRequest request, CancellationToken cancel);
}
