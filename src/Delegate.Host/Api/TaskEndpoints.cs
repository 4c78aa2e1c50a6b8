using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>Submit, list, look at, cancel, read.</summary>
internal static class TaskEndpoints
{
    private const int MostTasksAPage = 1_000;
    private const int FewTasks = 100; // whose answer is short enough to be made whole

    public static void MapTaskEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routes.Tasks, SubmitAsync);
        routes.MapGet(Routes.Tasks, ListAsync);
        routes.MapGet(Routes.OneTask, GetAsync);
        routes.MapPost(Routes.CancelTask, CancelAsync);
        routes.MapGet(Routes.TaskLogs, ReadLogs);
    }

    private static async Task<IResult> SubmitAsync(HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var submission = await RequestBody.ReadAsync(request, ContractsJson.Default.SubmitRequest);
        return SubmitResult(await client.SubmitAsync(submission, cancel));
    }

    private static IResult SubmitResult(SubmitReply reply) => reply.Tasks.Count > FewTasks
        ? TypedResults.Json(reply, ContractsJson.Default.SubmitReply)
        : new WholeJsonResult<SubmitReply>(reply, ContractsJson.Default.SubmitReply);

    private static async Task<IResult> ListAsync(HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var query = new QueryReader(request,
            "phase", "limit", "before", "id", "queue", "folder", "text", "graph", "agent", "line", "since", "until", "sort", "oldestFirst");
        var limit = (int)(query.Whole("limit", 1, MostTasksAPage) ?? TaskFilter.All.Limit);
        var filter = new TaskFilter(query.Phases("phase"), limit, query.Whole("before", 0, long.MaxValue))
        {
            Id = query.Text("id"), Queue = query.Text("queue"), Folder = query.Folder("folder"), Text = query.Text("text"), Graph = query.Text("graph"),
            Agent = query.Text("agent"), Line = query.TaskId("line"), Since = query.Time("since"), Until = query.Time("until"),
            Sort = query.Word<TaskSort>("sort") ?? TaskSort.Created, OldestFirst = query.Flag("oldestFirst"),
        };
        return TypedResults.Json(await client.ListTasksAsync(filter, cancel), ContractsJson.Default.TaskPage);
    }

    private static async Task<IResult> GetAsync(string id, [FromServices] IDelegateClient client, CancellationToken cancel) =>
        TypedResults.Json(await client.GetTaskAsync(QueryReader.Id(id), cancel), ContractsJson.Default.TaskView);

    private static async Task<IResult> CancelAsync(string id, HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel)
    {
        var task = QueryReader.Id(id);
        var wish = await RequestBody.ReadAsync(request, ContractsJson.Default.CancelRequest);
        return TypedResults.Json(await client.CancelTaskAsync(task, wish, cancel), ContractsJson.Default.TaskView);
    }

    private static NewlineJsonResult<LogLine> ReadLogs(string id, HttpRequest request, [FromServices] IDelegateClient client)
    {
        var task = QueryReader.Id(id);
        var query = new QueryReader(request, "tail", "follow", "raw", "all");
        var lines = new LogQuery((int?)query.Whole("tail", 0, int.MaxValue), query.Flag("follow"), query.Flag("raw"), query.Flag("all"));
        return new(cancel => client.ReadLogsAsync(task, lines, cancel), ContractsJson.Default.LogLine);
    }
}
