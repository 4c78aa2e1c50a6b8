using Delegate.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>What has happened since somebody last looked.</summary>
internal static class InboxEndpoints
{
    private const int MostEnds = 200;

    public static void MapInboxEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routes.Inbox, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
        {
            var query = new QueryReader(request, "session", "folder", "after", "use", "limit");
            var reader = new InboxQuery(query.Text("session"), query.Folder("folder")) { After = query.Whole("after", 0, long.MaxValue), Use = query.Text("use") };
            reader = reader with { Limit = (int)(query.Whole("limit", 1, MostEnds) ?? reader.Limit) };
            return TypedResults.Json(await client.GetInboxAsync(reader, cancel), ContractsJson.Default.InboxView);
        });
        routes.MapPost(Routes.InboxSeen, async (HttpRequest request, [FromServices] IDelegateClient client, CancellationToken cancel) =>
        {
            await client.InboxSeenAsync(await RequestBody.ReadAsync(request, ContractsJson.Default.InboxSeen), cancel);
            return TypedResults.NoContent();
        });
    }
}
