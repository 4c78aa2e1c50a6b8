using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>Follow tasks until all of them have ended.</summary>
internal static class WatchEndpoints
{
    public static void MapWatchEndpoints(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Routes.Watch, async (HttpRequest request, [FromServices] IDelegateClient client) =>
        {
            var ids = await RequestBody.ReadAsync(request, ContractsJson.Default.IReadOnlyListTaskId);
            return new NewlineJsonResult<TaskView>(cancel => client.WatchTasksAsync(ids, cancel), ContractsJson.Default.TaskView);
        });
}
