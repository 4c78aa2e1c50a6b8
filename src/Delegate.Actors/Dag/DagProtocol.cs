using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Dag;

/// <summary>The messages of the coordinator: which task waits for which. Its events are in the other half.</summary>
public static partial class DagProtocol
{
    // ---- commands -------------------------------------------------------------------------------------------------

    /// <summary>Accept these tasks, all or none. Answered by <see cref="SubmitAnswer"/>, once they are stored.</summary>
    /// <param name="Request">Checked for shape already (<see cref="SubmissionRules"/>).</param>
    /// <param name="GraphId">Names the submission.</param>
    /// <param name="Ids">One new id a task, in order.</param>
    public sealed record Submit(SubmitRequest Request, string GraphId, IReadOnlyList<TaskId> Ids)
    {
        /// <summary>For each task the root of the working tree that its folder is in; null where nobody looked.</summary>
        public IReadOnlyList<string?>? Trees { get; init; }
    }

    /// <summary>End a task, whatever it is doing. Answered by <see cref="TaskProtocol.CancelReply"/>, once the wish is stored.</summary>
    public sealed record Cancel(TaskId TaskId, StopCause Cause);

    /// <summary>
    /// Make a new task out of one that has ended: a retry begins clean, a resume goes on where it stopped. Answered by
    /// <see cref="SubmitAnswer"/>.
    /// </summary>
    /// <param name="NewId">Of the new task.</param>
    /// <param name="Context">What whoever resumes has to add.</param>
    /// <param name="By"><c>cli</c>, <c>mcp</c>.</param>
    public sealed record Again(TaskId TaskId, LineageKind Kind, TaskId NewId, string GraphId, string? Context, string By);

    /// <summary>Let a task stand still (or not start) until it is continued. Answered by <see cref="Answer"/>.</summary>
    public sealed record PauseTask(TaskId TaskId, string By);

    /// <summary>Let a paused task go on. Answered by <see cref="Answer"/>.</summary>
    public sealed record ContinueTask(TaskId TaskId, string By)
    {
        /// <summary>Only if this one has paused it; null = whoever has.</summary>
        public string? Of { get; init; }
    }

    /// <summary>Change what a task waits for that has not begun. Answered by <see cref="Answer"/>.</summary>
    /// <param name="Add">Ids of existing tasks.</param>
    /// <param name="Remove">Dependencies that it has.</param>
    public sealed record ChangeDependencies(TaskId TaskId, IReadOnlyList<DependencyRequest> Add, IReadOnlyList<TaskId> Remove, string By);

    /// <summary>Set a queue: its concurrency (null = no limit), and whether it hands out work. Answered by <see cref="Answer"/>.</summary>
    public sealed record ChangeQueueSettings(string Name, int? Concurrency, bool Paused, string By);

    /// <summary>Stop starting anything, or start again; what runs goes on. Answered by <see cref="Answer"/>.</summary>
    public sealed record PauseAll(bool Paused, string By);

    /// <summary>Forget tasks that have ended, for good. Answered by <see cref="PruneAnswer"/>.</summary>
    /// <param name="DryRun">Only say which would be.</param>
    public sealed record Prune(IReadOnlyList<TaskId> TaskIds, string By, bool DryRun = false);

    /// <summary>How are the queues set? Answered by <see cref="QueuesDescription"/>.</summary>
    public sealed record DescribeQueues;

    // ---- replies --------------------------------------------------------------------------------------------------

    /// <param name="Error">Null when all were accepted.</param>
    public sealed record SubmitAnswer(SubmitReply? Reply, DelegateError? Error);

    /// <param name="Error">Null when it was done, or was so already.</param>
    public sealed record Answer(DelegateError? Error);

    /// <param name="Pruned">Those that were forgotten: never one that an unfinished task refers to.</param>
    public sealed record PruneAnswer(IReadOnlyList<TaskId> Pruned, DelegateError? Error);

    /// <param name="Queues">Those that were ever set.</param>
    public sealed record QueuesDescription(IReadOnlyDictionary<string, Scaling.ScalingProtocol.QueueSetting> Queues, bool AllPaused);
}
