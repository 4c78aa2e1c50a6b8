namespace Delegate.Contracts;

/// <summary>The paths behind <see cref="INotificationClient"/>.</summary>
public static class NotificationRoutes
{
    /// <summary>GET: <see cref="NotificationsView"/>. POST <see cref="NotificationsRequest"/>: puts it in force. DELETE: nobody is told any more.</summary>
    public const string Notifications = "/v1/notifications";

    /// <summary>POST <see cref="NotificationsRequest"/>: <see cref="NotificationsView"/>.</summary>
    public const string Check = "/v1/notifications/check";

    /// <summary>POST <see cref="NotificationTest"/>: a list of <see cref="DeliveryView"/>.</summary>
    public const string Test = "/v1/notifications/test";
}
