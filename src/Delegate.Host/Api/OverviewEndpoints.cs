using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>The feed of everything, the past, decisions, checks.</summary>
internal static class OverviewEndpoints
{
    private const int MostDecisions = 1_000;

    public static void MapOverviewEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(OverviewRoutes.Feed, (HttpRequest request, [FromServices] IDelegateClient client) =>
        {
            var after = new QueryReader(request, "after").Whole("after", 0, long.MaxValue);
            return new NewlineJsonResult<FeedEntry>(cancel => client.FollowAsync(after, cancel), ContractsJson.Default.FeedEntry);
        });
        routes.MapGet(OverviewRoutes.Past, PastAsync);
        routes.MapGet(OverviewRoutes.Prompt, async (string id, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            TypedResults.Json(await client.GetPromptAsync(QueryReader.Id(id), cancel), ContractsJson.Default.TaskPrompt));
        routes.MapGet(OverviewRoutes.Decisions, DecisionsAsync);
        routes.MapPost(OverviewRoutes.Check, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.CheckAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.SubmitRequest), cancel)));
        routes.MapPost(OverviewRoutes.CheckFlow, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.CheckFlowAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.FlowRequest), cancel)));
    }

    private static async Task<IResult> PastAsync(HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var query = new QueryReader(request, "graph", "task", "since", "until", "most");
        var wanted = new PastQuery(query.Text("graph"), query.TaskId("task"), query.Time("since"), query.Time("until"),
            (int)(query.Whole("most", 1, PastQuery.MostTasks) ?? 1_000));
        return TypedResults.Json(await client.GetPastAsync(wanted, cancel), ContractsJson.Default.PastView);
    }

    private static async Task<IResult> DecisionsAsync(HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var query = new QueryReader(request, "most", "until", "task");
        var wanted = new DecisionQuery((int)(query.Whole("most", 1, MostDecisions) ?? 200), query.Time("until"), query.TaskId("task"));
        return TypedResults.Json(await client.GetDecisionsAsync(wanted, cancel), ContractsJson.Default.IReadOnlyListDecisionView);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<SubmissionCheck> Answer(SubmissionCheck check) =>
        TypedResults.Json(check, ContractsJson.Default.SubmissionCheck);
}
