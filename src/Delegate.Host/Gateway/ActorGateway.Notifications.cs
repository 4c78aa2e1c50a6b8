using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>Who is told of what: all of it is the notifier's.</summary>
internal sealed partial class ActorGateway
{
    /// <summary>Completes when the query tables are there, and are up to date.</summary>
    public async Task ViewsReadyAsync(CancellationToken cancel)
    {
        while (true)
            try
            {
                await CatchUpAsync(cancel);
                return;
            }
            catch (DelegateException)
            {
                // A long journal is still being read into them: each try is as long as the gateway's patience.
            }
    }

    public Task<NotificationsView> GetNotificationsAsync(CancellationToken cancel) => Task.FromResult(setup.Notifier.View());

    public Task<NotificationsView> CheckNotificationsAsync(NotificationsRequest request, CancellationToken cancel) => Task.FromResult(setup.Notifier.Check(request));

    public Task<NotificationsView> SetNotificationsAsync(NotificationsRequest request, CancellationToken cancel) => setup.Notifier.SetAsync(request, cancel);

    public Task<NotificationsView> ClearNotificationsAsync(CancellationToken cancel) => setup.Notifier.ClearAsync(cancel);

    public Task<IReadOnlyList<DeliveryView>> TestNotificationsAsync(NotificationTest request, CancellationToken cancel) => setup.Notifier.TestAsync(request.Channel, cancel);
}
