using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

internal sealed partial class FakeDelegateClient
{
    public NotificationsView Notifications { get; set; } = new("/home/notifications.yaml", [], [], []);

    public List<NotificationsRequest> Checked { get; } = [];

    public List<NotificationsRequest> Set { get; } = [];

    public List<string?> Tested { get; } = [];

    public IReadOnlyList<DeliveryView> TestAnswers { get; set; } = [];

    public int Cleared { get; private set; }

    public Task<NotificationsView> GetNotificationsAsync(CancellationToken cancel) => Told(() => Notifications);

    public Task<NotificationsView> CheckNotificationsAsync(NotificationsRequest request, CancellationToken cancel) => Told(() =>
    {
        Checked.Add(request);
        return Notifications;
    });

    public Task<NotificationsView> SetNotificationsAsync(NotificationsRequest request, CancellationToken cancel) => Told(() =>
    {
        Set.Add(request);
        return Notifications;
    });

    public Task<NotificationsView> ClearNotificationsAsync(CancellationToken cancel) => Told(() =>
    {
        Cleared++;
        return Notifications;
    });

    public Task<IReadOnlyList<DeliveryView>> TestNotificationsAsync(NotificationTest request, CancellationToken cancel) => Told(() =>
    {
        Tested.Add(request.Channel);
        return TestAnswers;
    });

    private Task<T> Told<T>(Func<T> answer)
    {
        Check();
        return Task.FromResult(answer());
    }
}
