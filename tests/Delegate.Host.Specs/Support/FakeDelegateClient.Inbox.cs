using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal sealed partial class FakeDelegateClient
{
    public Func<InboxQuery, InboxView> OnGetInbox { get; set; } = _ => throw Unexpected();
    public Action<InboxSeen> OnInboxSeen { get; set; } = _ => throw Unexpected();

    public Task<InboxView> GetInboxAsync(InboxQuery query, CancellationToken cancel) => Answer(() => OnGetInbox(query));

    public Task InboxSeenAsync(InboxSeen seen, CancellationToken cancel) => Answer(() =>
    {
        OnInboxSeen(seen);
        return true;
    });
}
