using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal sealed partial class FakeDelegateClient
{
    public Func<long?, IEnumerable<FeedEntry>> OnFollow { get; set; } = _ => throw Unexpected();
    public Func<PastQuery, PastView> OnGetPast { get; set; } = _ => throw Unexpected();
    public Func<TaskId, TaskPrompt> OnGetPrompt { get; set; } = _ => throw Unexpected();
    public Func<DecisionQuery, IReadOnlyList<DecisionView>> OnGetDecisions { get; set; } = _ => throw Unexpected();
    public Func<SubmitRequest, SubmissionCheck> OnCheck { get; set; } = _ => throw Unexpected();
    public Func<FlowRequest, SubmissionCheck> OnCheckFlow { get; set; } = _ => throw Unexpected();

    public async IAsyncEnumerable<FeedEntry> FollowAsync(long? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var entry in OnFollow(after))
            yield return entry;
    }

    public Task<PastView> GetPastAsync(PastQuery query, CancellationToken cancel) => Answer(() => OnGetPast(query));

    public Task<TaskPrompt> GetPromptAsync(TaskId id, CancellationToken cancel) => Answer(() => OnGetPrompt(id));

    public Task<IReadOnlyList<DecisionView>> GetDecisionsAsync(DecisionQuery query, CancellationToken cancel) => Answer(() => OnGetDecisions(query));

    public Task<SubmissionCheck> CheckAsync(SubmitRequest request, CancellationToken cancel) => Answer(() => OnCheck(request));

    public Task<SubmissionCheck> CheckFlowAsync(FlowRequest request, CancellationToken cancel) => Answer(() => OnCheckFlow(request));
}
