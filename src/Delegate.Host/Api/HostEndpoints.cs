using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>The host itself: how it stands, and its end.</summary>
internal static class HostEndpoints
{
    public static void MapHostEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Host, async ([FromServices] IDelegateClient client, CancellationToken cancel) =>
            TypedResults.Json(await client.GetHostAsync(cancel), ContractsJson.Default.HostView));

        routes.MapPost(Routes.LoginLinks, async ([FromServices] IDelegateClient client, CancellationToken cancel) =>
            TypedResults.Json(await client.CreateLoginLinkAsync(cancel), ContractsJson.Default.LoginLink));

        // Answered before it happens: shutting down waits for this request.
        routes.MapPost(Routes.StopHost, (IHostApplicationLifetime lifetime) =>
        {
            lifetime.StopApplication();
            return TypedResults.StatusCode(StatusCodes.Status202Accepted);
        });
    }
}
