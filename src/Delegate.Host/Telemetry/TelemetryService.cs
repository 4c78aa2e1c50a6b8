using Delegate.Actors.Scaling;
using Delegate.Host.Lifecycle;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Delegate.Host.Telemetry;

/// <summary>
/// Metrics for whoever asks, and traces for a collector. A host that nobody scrapes, and that is told of no collector, has no instrument and loads
/// nothing of OpenTelemetry; counting begins with the first scrape, or with the start when a collector is named.
/// </summary>
internal sealed class TelemetryService : IHostedLifecycleService, IDisposable
{
    /// <summary>The standard's own variable: where a collector listens.</summary>
    public const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly bool _hasCollector;
    private readonly Lazy<Scraping> _scraping;
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public TelemetryService(IServiceProvider services, Func<string, string?> environment)
    {
        (_services, _time, _hasCollector) = (services, services.GetRequiredService<TimeProvider>(), !string.IsNullOrEmpty(environment(CollectorVariable)));
        _scraping = new(() => new(services, Instruments()));
    }

    /// <summary>Before the actors do anything.</summary>
    public Task StartingAsync(CancellationToken cancel)
    {
        if (_hasCollector)
            Export();
        return Task.CompletedTask;
    }

    /// <summary>While the actors can still be asked: what has not been sent yet is sent, and a collector that is gone delays nothing for long.</summary>
    public Task StoppingAsync(CancellationToken cancel) =>
        _metrics is null ? Task.CompletedTask : Task.WhenAny(Task.WhenAll(Task.Run(EndTraces, cancel), Task.Run(_metrics.Dispose, cancel)), Task.Delay(LastWords, _time, cancel));

    public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Answers a scrape in the format of Prometheus or OpenMetrics, as it asks for.</summary>
    public Task ScrapeAsync(HttpContext context) => _scraping.Value.Answer(context);

    public void Dispose()
    {
        if (_scraping.IsValueCreated)
            _scraping.Value.Dispose();
    }

    private void EndTraces()
    {
        _services.GetService<TaskTraces>()?.Dispose(); // its last spans, before they are sent
        _traces?.Dispose();
    }

    private void Export()
    {
        _metrics = Instruments().AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource(_services.GetRequiredService<HostIdentity>()))
            .AddSource(HostMetrics.Name).AddOtlpExporter().Build();
        _services.GetService<TaskTraces>();
    }

    private MeterProviderBuilder Instruments()
    {
        _services.GetRequiredService<HostMetrics>();
        _services.GetService<TaskMetrics>(); // where there are actors
        return Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource(_services.GetRequiredService<HostIdentity>()))
            .AddMeter(HostMetrics.Name, ScalerMetrics.Name, "System.Runtime");
    }

    internal static ResourceBuilder Resource(HostIdentity identity) => ResourceBuilder.CreateDefault()
        .AddService("delegate", serviceVersion: identity.Version, autoGenerateServiceInstanceId: false, serviceInstanceId: $"{Environment.MachineName}-{identity.Pid}");

    /// <summary>The exporter's middleware, made when it is first asked.</summary>
    private sealed class Scraping : IDisposable
    {
        private readonly MeterProvider _provider;

        public Scraping(IServiceProvider services, MeterProviderBuilder instruments)
        {
            _provider = instruments.AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0).Build(); // how things stand now, not a moment ago
            Answer = new ApplicationBuilder(services).UseOpenTelemetryPrometheusScrapingEndpoint(_provider, predicate: null, path: null, configureBranchedPipeline: null, optionsName: null).Build();
        }

        public RequestDelegate Answer { get; }

        public void Dispose() => _provider.Dispose();
    }
}
