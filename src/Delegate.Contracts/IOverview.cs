namespace Delegate.Contracts;

/// <summary>What somebody needs who watches everything at once: a part of <see cref="IDelegateClient"/>.</summary>
public interface IOverview
{
    /// <summary>
    /// Every task whenever it changes, and the host's pulse; never ends by itself. With a cursor: first what changed since
    /// then, so that whoever lost the connection goes on without a gap.
    /// </summary>
    /// <param name="after">The <see cref="FeedEntry.Cursor"/> of the last entry that was taken in; null = from now on.</param>
    /// <param name="cancel">Ends it.</param>
    IAsyncEnumerable<FeedEntry> FollowAsync(long? after, CancellationToken cancel);

    /// <summary>What happened to many tasks, as steps from one state to the next: see <see cref="Past"/>.</summary>
    Task<PastView> GetPastAsync(PastQuery query, CancellationToken cancel);

    /// <summary>What a task was asked to do, in full.</summary>
    Task<TaskPrompt> GetPromptAsync(TaskId id, CancellationToken cancel);

    /// <summary>What the scaler decided lately, oldest first.</summary>
    Task<IReadOnlyList<DecisionView>> GetDecisionsAsync(DecisionQuery query, CancellationToken cancel);

    /// <summary>Looks a submission over as accepting it would, and makes nothing.</summary>
    Task<SubmissionCheck> CheckAsync(SubmitRequest request, CancellationToken cancel);

    /// <summary>Reads a flow file, looks it over, and makes nothing.</summary>
    Task<SubmissionCheck> CheckFlowAsync(FlowRequest request, CancellationToken cancel);
}
