using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>Make schedules, look at them, change them.</summary>
internal static class ScheduleEndpoints
{
    private const int MostAPage = 1_000;

    public static void MapScheduleEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ScheduleRoutes.Schedules, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.CreateScheduleAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.ScheduleRequest), cancel)));
        routes.MapGet(ScheduleRoutes.Schedules, ListAsync);
        routes.MapPost(ScheduleRoutes.Upcoming, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            TypedResults.Json(
                await client.GetUpcomingAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.UpcomingRequest), cancel),
                ContractsJson.Default.UpcomingRuns));
        routes.MapGet(ScheduleRoutes.OneSchedule, async (string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.GetScheduleAsync(Id(id), (int)(new QueryReader(request, "history").Whole("history", 0, MostAPage) ?? 0), cancel)));
        routes.MapGet(ScheduleRoutes.Watch, (string id, [FromServices] IDelegateClient client) =>
        {
            var watched = Id(id);
            return new NewlineJsonResult<ScheduleView>(cancel => client.WatchScheduleAsync(watched, cancel), ContractsJson.Default.ScheduleView);
        });
        routes.MapPost(ScheduleRoutes.Pause, async (string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.PauseScheduleAsync(Id(id), await RequestBody.ReadAsync(request, ContractsJson.Default.ScheduleWish), cancel)));
        routes.MapPost(ScheduleRoutes.Resume, async (string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.ResumeScheduleAsync(Id(id), await RequestBody.ReadAsync(request, ContractsJson.Default.ScheduleWish), cancel)));
        routes.MapPost(ScheduleRoutes.Run, async (string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            TypedResults.Json(
                await client.RunScheduleAsync(Id(id), await RequestBody.ReadAsync(request, ContractsJson.Default.ScheduleWish), cancel),
                ContractsJson.Default.OccurrenceView));
        routes.MapPost(ScheduleRoutes.Edit, async (string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.EditScheduleAsync(Id(id), await RequestBody.ReadAsync(request, ContractsJson.Default.EditScheduleRequest), cancel)));
        routes.MapPost(ScheduleRoutes.Cancel, async (string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
            Answer(await client.CancelScheduleAsync(Id(id), await RequestBody.ReadAsync(request, ContractsJson.Default.CancelScheduleRequest), cancel)));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var query = new QueryReader(request, "status", "limit", "offset");
        var limit = (int)(query.Whole("limit", 1, MostAPage) ?? ScheduleFilter.All.Limit);
        var filter = new ScheduleFilter(query.Word<ScheduleStatus>("status"), limit, (int)(query.Whole("offset", 0, int.MaxValue) ?? 0));
        return TypedResults.Json(await client.ListSchedulesAsync(filter, cancel), ContractsJson.Default.SchedulePage);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<ScheduleView> Answer(ScheduleView schedule) => TypedResults.Json(schedule, ContractsJson.Default.ScheduleView);

    private static ScheduleId Id(string text) => ScheduleId.TryParse(text, out var id)
        ? id
        : throw new DelegateException(new(ErrorCodes.InvalidInput,
            $"'{text}' is not a schedule id: that is 'schedule-' and 12 characters.", "delegate schedule list", "id"));
}
