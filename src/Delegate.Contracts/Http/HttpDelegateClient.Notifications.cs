namespace Delegate.Contracts;

public sealed partial class HttpDelegateClient
{
    /// <inheritdoc/>
    public Task<NotificationsView> GetNotificationsAsync(CancellationToken cancel) =>
        GetAsync(NotificationRoutes.Notifications, ContractsJson.Default.NotificationsView, cancel);

    /// <inheritdoc/>
    public Task<NotificationsView> CheckNotificationsAsync(NotificationsRequest request, CancellationToken cancel) =>
        PostAsync(NotificationRoutes.Check, request, ContractsJson.Default.NotificationsRequest, ContractsJson.Default.NotificationsView, cancel);

    /// <inheritdoc/>
    public Task<NotificationsView> SetNotificationsAsync(NotificationsRequest request, CancellationToken cancel) =>
        PostAsync(NotificationRoutes.Notifications, request, ContractsJson.Default.NotificationsRequest, ContractsJson.Default.NotificationsView, cancel);

    /// <inheritdoc/>
    public async Task<NotificationsView> ClearNotificationsAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, NotificationRoutes.Notifications);
        using var response = await SendAsync(request, cancel).ConfigureAwait(false);
        return await ReadAsync(response, ContractsJson.Default.NotificationsView, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryView>> TestNotificationsAsync(NotificationTest request, CancellationToken cancel) =>
        PostAsync(NotificationRoutes.Test, request, ContractsJson.Default.NotificationTest, ContractsJson.Default.IReadOnlyListDeliveryView, cancel);
}
