using System.Net.Http.Json;

namespace Delegate.Contracts;

public sealed partial class HttpDelegateClient
{
    /// <inheritdoc/>
    public Task<InboxView> GetInboxAsync(InboxQuery query, CancellationToken cancel) => GetAsync(
        Routes.Inbox + Query(
        [
            Pair("session", query.Session), Pair("folder", query.Folder), Pair("after", query.After), Pair("use", query.Use), Pair("limit", query.Limit),
        ]), ContractsJson.Default.InboxView, cancel);

    /// <inheritdoc/>
    public async Task InboxSeenAsync(InboxSeen seen, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.InboxSeen) { Content = JsonContent.Create(seen, ContractsJson.Default.InboxSeen) };
        using var response = await SendAsync(request, cancel).ConfigureAwait(false);
    }
}
