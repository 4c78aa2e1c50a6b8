using System.Net;
using System.Net.Http.Json;
using System.Text;
using Delegate.Contracts;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

public sealed class NotificationEndpointsSpecs : IAsyncLifetime
{
    private static readonly NotificationsView View = new("/home/notifications.yaml",
        [new("phone", "webhook", "https://example.org", "no secret", new("msg_1", 2, DateTimeOffset.UnixEpoch, "503"))], ["failed -> phone"],
        [new("phone", "msg_0", DeliveryResult.Delivered, 1, DateTimeOffset.UnixEpoch, "204")], new(ErrorCodes.InvalidInput, "It is broken."));

    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Each_question_arrives_as_it_was_asked_and_the_answer_too()
    {
        var request = new NotificationsRequest("channels: {}", "n.yaml");
        _host.Fake.OnGetNotifications = () => View;
        _host.Fake.OnClearNotifications = () => View with { Channels = [] };
        _host.Fake.OnCheckNotifications = asked => asked == request ? View with { Rules = ["checked"] } : throw new InvalidOperationException();
        _host.Fake.OnSetNotifications = asked => asked == request ? View with { Rules = ["set"] } : throw new InvalidOperationException();
        _host.Fake.OnTestNotifications = asked => View.Recent.Where(_ => asked.Channel == "phone").ToList();

        var view = await _host.Client.GetNotificationsAsync(default);
        Assert.Equal((View.Channels[0], View.Rules[0], View.Recent[0], View.Problem), (view.Channels[0], view.Rules[0], view.Recent[0], view.Problem));
        Assert.Equal("checked", (await _host.Client.CheckNotificationsAsync(request, default)).Rules[0]);
        Assert.Equal("set", (await _host.Client.SetNotificationsAsync(request, default)).Rules[0]);
        Assert.Empty((await _host.Client.ClearNotificationsAsync(default)).Channels);
        Assert.Single(await _host.Client.TestNotificationsAsync(new("phone"), default));
        Assert.Empty(await _host.Client.TestNotificationsAsync(new(), default));
    }

    [Fact]
    public async Task A_body_with_a_slip_is_refused()
    {
        using var body = new StringContent("""{ "text": "x", "filename": "n.yaml" }""", Encoding.UTF8, "application/json");
        using var response = await _host.Http.PostAsync(NotificationRoutes.Notifications, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ErrorCodes.InvalidInput, (await response.Content.ReadFromJsonAsync(ContractsJson.Default.DelegateError))!.Code);
    }
}
