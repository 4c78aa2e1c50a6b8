using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>Who is told when something ends or needs a person.</summary>
internal static class NotificationEndpoints
{
    public static void MapNotificationEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(NotificationRoutes.Notifications, async ([FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.GetNotificationsAsync(cancel)));
        routes.MapPost(NotificationRoutes.Notifications, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.SetNotificationsAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.NotificationsRequest), cancel)));
        routes.MapDelete(NotificationRoutes.Notifications, async ([FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.ClearNotificationsAsync(cancel)));
        routes.MapPost(NotificationRoutes.Check, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.CheckNotificationsAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.NotificationsRequest), cancel)));
        routes.MapPost(NotificationRoutes.Test, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            TypedResults.Json(await client.TestNotificationsAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.NotificationTest), cancel), ContractsJson.Default.IReadOnlyListDeliveryView));
    }

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<NotificationsView> Answer(NotificationsView view) =>
        TypedResults.Json(view, ContractsJson.Default.NotificationsView);
}
