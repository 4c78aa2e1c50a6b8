using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>Submit a flow file.</summary>
internal static class FlowEndpoints
{
    public static void MapFlowEndpoints(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Routes.Flows, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
        {
            var flow = await RequestBody.ReadAsync(request, ContractsJson.Default.FlowRequest);
            return TypedResults.Json(await client.SubmitFlowAsync(flow, cancel), ContractsJson.Default.SubmitReply);
        });
}
