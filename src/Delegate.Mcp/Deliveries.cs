using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;

namespace Delegate.Mcp;

/// <summary>
/// What a session was told, from the answer until it is known to have arrived. <c>delegate mcp</c> says of each answer to
/// a tool call when it is in the client's hands (ADR 0053); of a client without it, an answer that was sent has arrived.
/// </summary>
internal sealed class Deliveries(IDelegateClient client, bool confirmed, TimeProvider time)
{
    /// <summary>Long enough for a confirmation that is on its way, short enough for an answer that never arrived.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Delivery> _open = [];

    /// <summary>An answer is on its way.</summary>
    public async Task SendAsync(RequestId request, InboxSeen seen, CancellationToken cancel)
    {
        if (confirmed)
            _open[KeyOf(request)] = new(seen);
        else
            await client.InboxSeenAsync(seen, cancel);
    }

    /// <summary>What was sent before has arrived, or is not going to. A call that asks what is new waits for that.</summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        foreach (var (request, delivery) in _open)
        {
            try
            {
                await delivery.Noted.Task.WaitAsync(Patience, time, cancel);
            }
            catch (TimeoutException)
            {
                // it is told again: twice is better than never
            }
            _open.TryRemove(request, out _);
        }
    }

    /// <summary>The notification of <c>delegate mcp</c>.</summary>
    public async ValueTask ConfirmAsync(JsonRpcNotification notification, CancellationToken cancel)
    {
        if (notification.Params?["requestId"] is not JsonValue request || !_open.TryGetValue(request.ToJsonString(), out var delivery))
            return; // another tool's answer
        try
        {
            await client.InboxSeenAsync(delivery.Seen, cancel);
        }
        finally
        {
            delivery.Noted.TrySetResult();
        }
    }

    /// <summary>An id as it is written: 7 and "7" are two.</summary>
    private static string KeyOf(RequestId request) => JsonValue.Create(request.Id)!.ToJsonString();

    private sealed record Delivery(InboxSeen Seen)
    {
        public TaskCompletionSource Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
