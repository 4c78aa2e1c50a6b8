using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>History, why, graph, prune.</summary>
internal static class RecordEndpoints
{
    private const int MostEntriesAPage = 1_000;

    public static void MapRecordEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.TaskHistory, HistoryAsync);
        routes.MapGet(Routes.WhyTask, WhyAsync);
        routes.MapGet(Routes.Graph, GraphAsync);
        routes.MapPost(Routes.Prune, PruneAsync);
    }

    private static async Task<IResult> HistoryAsync(string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var task = QueryReader.Id(id);
        var query = new QueryReader(request, "after", "limit");
        var page = new HistoryQuery(query.Whole("after", 0, long.MaxValue), (int)(query.Whole("limit", 1, MostEntriesAPage) ?? 200));
        return TypedResults.Json(await client.GetHistoryAsync(task, page, cancel), ContractsJson.Default.HistoryPage);
    }

    private static async Task<IResult> WhyAsync(string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        _ = new QueryReader(request);
        return TypedResults.Json(await client.WhyAsync(QueryReader.Id(id), cancel), ContractsJson.Default.WhyView);
    }

    private static async Task<IResult> GraphAsync(HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var query = new QueryReader(request, "task", "graph");
        var (task, graph) = (query.TaskId("task"), query.Text("graph"));
        if (task is not null && graph is not null)
            throw new DelegateException(new(ErrorCodes.InvalidInput, "Either a task or a graph, not both.", "delegate graph 7k2m", "graph"));
        return TypedResults.Json(await client.GetGraphAsync(new(task, graph), cancel), ContractsJson.Default.GraphView);
    }

    private static async Task<IResult> PruneAsync(HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var wish = await RequestBody.ReadAsync(request, ContractsJson.Default.PruneRequest);
        return TypedResults.Json(await client.PruneAsync(wish, cancel), ContractsJson.Default.PruneReply);
    }
}
