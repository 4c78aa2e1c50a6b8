using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>Retry, resume, pause, other dependencies; queues.</summary>
internal static class SteeringEndpoints
{
    public static void MapSteeringEndpoints(this IEndpointRouteBuilder routes)
    {
        MapTask(routes, Routes.RetryTask, ContractsJson.Default.SteerRequest, (client, id, wish, cancel) => client.RetryTaskAsync(id, wish, cancel));
        MapTask(routes, Routes.ResumeTask, ContractsJson.Default.ResumeRequest, (client, id, wish, cancel) => client.ResumeTaskAsync(id, wish, cancel));
        MapTask(routes, Routes.PauseTask, ContractsJson.Default.SteerRequest, (client, id, wish, cancel) => client.PauseTaskAsync(id, wish, cancel));
        MapTask(routes, Routes.TaskDependencies, ContractsJson.Default.DependencyChangeRequest,
            (client, id, wish, cancel) => client.ChangeDependenciesAsync(id, wish, cancel));
        routes.MapPost(Routes.OneQueue, async (string name, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
        {
            var wish = await RequestBody.ReadAsync(request, ContractsJson.Default.QueueRequest);
            return TypedResults.Json(await client.SetQueueAsync(name, wish, cancel), ContractsJson.Default.CapacityView);
        });
        routes.MapPost(Routes.PauseAll, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
        {
            var wish = await RequestBody.ReadAsync(request, ContractsJson.Default.PauseAllRequest);
            return TypedResults.Json(await client.PauseAllAsync(wish, cancel), ContractsJson.Default.CapacityView);
        });
    }

    private static void MapTask<TWish>(
        IEndpointRouteBuilder routes, string route, JsonTypeInfo<TWish> type, Func<ITaskSteering, TaskId, TWish, CancellationToken, Task<TaskView>> steer) =>
        routes.MapPost(route, async (string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
        {
            var task = QueryReader.Id(id);
            var wish = await RequestBody.ReadAsync(request, type);
            return TypedResults.Json(await steer(client, task, wish, cancel), ContractsJson.Default.TaskView);
        });
}
