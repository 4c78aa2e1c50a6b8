using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

internal sealed partial class FakeDelegateClient
{
    public List<InboxQuery> Looks { get; } = [];

    public List<InboxSeen> Seen { get; } = [];

    public Queue<InboxView> Inbox { get; } = [];

    public Task<InboxView> GetInboxAsync(InboxQuery query, CancellationToken cancel)
    {
        Check();
        Looks.Add(query);
        return Task.FromResult(Inbox.Dequeue());
    }

    public Task InboxSeenAsync(InboxSeen seen, CancellationToken cancel)
    {
        Check();
        Seen.Add(seen);
        return Task.CompletedTask;
    }
}
