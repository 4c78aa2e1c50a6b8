using Delegate.Contracts;

namespace Delegate.Host.Specs.Support;

internal sealed partial class FakeDelegateClient
{
    public Func<NotificationsView> OnGetNotifications { get; set; } = () => throw Unexpected();
    public Func<NotificationsRequest, NotificationsView> OnCheckNotifications { get; set; } = _ => throw Unexpected();
    public Func<NotificationsRequest, NotificationsView> OnSetNotifications { get; set; } = _ => throw Unexpected();
    public Func<NotificationsView> OnClearNotifications { get; set; } = () => throw Unexpected();
    public Func<NotificationTest, IReadOnlyList<DeliveryView>> OnTestNotifications { get; set; } = _ => throw Unexpected();

    public Task<NotificationsView> GetNotificationsAsync(CancellationToken cancel) => Answer(() => OnGetNotifications());

    public Task<NotificationsView> CheckNotificationsAsync(NotificationsRequest request, CancellationToken cancel) => Answer(() => OnCheckNotifications(request));

    public Task<NotificationsView> SetNotificationsAsync(NotificationsRequest request, CancellationToken cancel) => Answer(() => OnSetNotifications(request));

    public Task<NotificationsView> ClearNotificationsAsync(CancellationToken cancel) => Answer(() => OnClearNotifications());

    public Task<IReadOnlyList<DeliveryView>> TestNotificationsAsync(NotificationTest request, CancellationToken cancel) => Answer(() => OnTestNotifications(request));
}
