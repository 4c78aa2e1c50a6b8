using Delegate.Contracts;
using Delegate.Host.Telemetry;
using Microsoft.AspNetCore.Mvc;

namespace Delegate.Host.Api;

/// <summary>Metrics for Prometheus.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetricsEndpoint(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Routes.Metrics, (HttpContext context, [FromServices] TelemetryService telemetry) => telemetry.ScrapeAsync(context));
}
