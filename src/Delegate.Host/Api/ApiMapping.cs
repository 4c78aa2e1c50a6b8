using Delegate.Contracts;
using Delegate.Host.Door;
using Delegate.Host.Page;

namespace Delegate.Host.Api;

/// <summary>Everything the host answers; paths are in <see cref="Routes"/>.</summary>
internal static class ApiMapping
{
    public static void MapDelegateApi(this WebApplication app)
    {
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<DoorGuard>();
        app.UseMiddleware<PageMiddleware>();
        app.MapHostEndpoints();
        app.MapTaskEndpoints();
        app.MapSteeringEndpoints();
        app.MapFlowEndpoints();
        app.MapScheduleEndpoints();
        app.MapRecordEndpoints();
        app.MapWatchEndpoints();
        app.MapOverviewEndpoints();
        app.MapInboxEndpoints();
        app.MapNotificationEndpoints();
        app.MapMetricsEndpoint();
        app.MapMcpEndpoints();
        app.MapFallback((HttpRequest request) => ErrorMiddleware.Result(new(
            ErrorCodes.InvalidInput, $"There is no {request.Method} {request.Path}.", "is the client of the same version? delegate host status"),
            StatusCodes.Status404NotFound));
    }
}
