namespace Delegate.Contracts;

/// <summary>Who is told when something ends or needs a person: a part of <see cref="IDelegateClient"/>.</summary>
public interface INotificationClient
{
    /// <summary>What is in force, how the channels are, and what was delivered lately.</summary>
    Task<NotificationsView> GetNotificationsAsync(CancellationToken cancel);

    /// <summary>Reads rules, looks at what they need of the machine, and changes nothing.</summary>
    Task<NotificationsView> CheckNotificationsAsync(NotificationsRequest request, CancellationToken cancel);

    /// <summary>Puts rules in force and keeps them, all or nothing. A channel that is new hears of what happens from now on.</summary>
    Task<NotificationsView> SetNotificationsAsync(NotificationsRequest request, CancellationToken cancel);

    /// <summary>Tells nobody anything any more, and takes the file away.</summary>
    Task<NotificationsView> ClearNotificationsAsync(CancellationToken cancel);

    /// <summary>Sends a test by one channel or by all, once.</summary>
    Task<IReadOnlyList<DeliveryView>> TestNotificationsAsync(NotificationTest request, CancellationToken cancel);
}
