using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

/// <summary>What only the web page asks for: no command may.</summary>
internal sealed partial class FakeDelegateClient
{
    public IAsyncEnumerable<FeedEntry> FollowAsync(long? after, CancellationToken cancel) => throw new NotSupportedException();

    public Task<PastView> GetPastAsync(PastQuery query, CancellationToken cancel) => throw new NotSupportedException();

    public Task<TaskPrompt> GetPromptAsync(TaskId id, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<DecisionView>> GetDecisionsAsync(DecisionQuery query, CancellationToken cancel) => throw new NotSupportedException();

    public Task<SubmissionCheck> CheckAsync(SubmitRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public Task<SubmissionCheck> CheckFlowAsync(FlowRequest request, CancellationToken cancel) => throw new NotSupportedException();
}
