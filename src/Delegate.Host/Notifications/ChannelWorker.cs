using System.Threading.Channels;
using Delegate.Actors.Projections;
using Delegate.Contracts;

namespace Delegate.Host.Notifications;

/// <summary>
/// Tells one channel, in order and one at a time: whatever becomes of it holds up no other. Deliver, record, then move
/// on, so that the end of the host loses nothing, and repeats at most what was on its way, under the same id.
/// </summary>
internal sealed class ChannelWorker(
    string name, Func<NotificationRules> rules, NewsReader reader, DeliveryStore store, Senders senders, TimeProvider time, Func<double> luck, ILogger log)
{
    // Waiting for it takes nothing out of it: a wait that is called off swallows no news.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What it is trying again, when it is.</summary>
    public RetryingView? Retrying { get; private set; }

    /// <summary>There may be news, or other rules.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Ends when the channel is gone.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _wake.Reader.ReadAsync(stopping);
            if (store.PlaceOf(name) is not { } place)
                return;
            var (upto, news) = reader.After(place);
            foreach (var item in news)
            {
                // The rules of this moment: who has just been left out is told no more.
                if (Current() is { } channel && rules().Sends(item, name) && NotificationWords.Of(item) is var notification && !store.IsDone(name, notification.Id))
                    await DeliverAsync(channel, notification, item, stopping);
                // Several items can have one place; only behind the last of them it moves on.
                if (item != news[^1])
                    store.Advance(name, item.Position - 1);
            }
            store.Advance(name, upto);
        }
    }

    private ChannelSettings? Current() => rules().Channels.GetValueOrDefault(name);

    private async Task DeliverAsync(ChannelSettings channel, Notification notification, News item, CancellationToken stopping)
    {
        try
        {
            for (var attempts = 1; ; attempts++)
            {
                var tried = await senders.SendAsync(channel, notification, stopping);
                var now = time.GetUtcNow();
                if (tried.Outcome == TryOutcome.Delivered)
                {
                    store.Record(new(name, notification.Id, DeliveryResult.Delivered, attempts, now, tried.Detail));
                    log.LogDebug("notification {Id} to {Channel} was delivered", notification.Id, name);
                    return;
                }
                if (Tries.Next(channel, tried, attempts, now - notification.Timestamp, luck()) is not { } wait)
                {
                    store.Record(new(name, notification.Id, DeliveryResult.GivenUp, attempts, now, tried.Detail));
                    log.LogWarning("notification {Id} to {Channel} is given up after {Attempts} tries: {Detail}", notification.Id, name, attempts, tried.Detail);
                    return;
                }
                if (attempts == 1)
                    log.LogInformation("notification {Id} to {Channel} failed and is tried again: {Detail}", notification.Id, name, tried.Detail);
                Retrying = new(notification.Id, attempts, now + wait, tried.Detail);
                await WaitAsync(wait, channel, stopping);
                if (Current() is not { } next || !rules().Sends(item, name))
                    return; // nobody wants it any more
                channel = next;
            }
        }
        finally
        {
            Retrying = null;
        }
    }

    /// <summary>Until the time is over, or the channel is another one: who has corrected it need not wait.</summary>
    private async Task WaitAsync(TimeSpan wait, ChannelSettings channel, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var delay = Task.Delay(wait, time, over.Token);
        while (!delay.IsCompleted && ReferenceEquals(Current(), channel))
        {
            await Task.WhenAny(delay, _wake.Reader.WaitToReadAsync(over.Token).AsTask());
            _wake.Reader.TryRead(out _);
        }
        await over.CancelAsync();
        stopping.ThrowIfCancellationRequested();
        Wake(); // news that came meanwhile are looked at after this one
    }
}
