using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

/// <summary>The feed, and what only the web page asks for: no command may.</summary>
internal sealed partial class FakeDelegateClient
{
    /// <summary>What the feed says; by default nothing until it is given up.</summary>
    public Func<CancellationToken, IAsyncEnumerable<FeedEntry>>? OnFeed { get; set; }

    public IAsyncEnumerable<FeedEntry> FollowAsync(long? after, CancellationToken cancel)
    {
        Check();
        return OnFeed?.Invoke(cancel) ?? Streams.Endless<FeedEntry>([], cancel);
    }

    public Task<PastView> GetPastAsync(PastQuery query, CancellationToken cancel) => throw new NotSupportedException();

    public Task<TaskPrompt> GetPromptAsync(TaskId id, CancellationToken cancel) => throw new NotSupportedException();

    public Task<IReadOnlyList<DecisionView>> GetDecisionsAsync(DecisionQuery query, CancellationToken cancel) => throw new NotSupportedException();

    public Task<SubmissionCheck> CheckAsync(SubmitRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public Task<SubmissionCheck> CheckFlowAsync(FlowRequest request, CancellationToken cancel) => throw new NotSupportedException();
}
