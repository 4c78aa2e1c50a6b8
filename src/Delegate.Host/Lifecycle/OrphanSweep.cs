using System.Diagnostics.Metrics;
using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Host.Lifecycle;

/// <summary>Once, when the host has started: ends what is left of attempts that are over. Their number is a metric, and is 0.</summary>
internal sealed class OrphanSweep : BackgroundService
{
    private readonly IDelegateClient _client;
    private readonly Orphans _orphans;
    private readonly ILogger<OrphanSweep> _log;
    private readonly Meter _meter = new("Delegate");

    public OrphanSweep(IDelegateClient client, Orphans orphans, ILogger<OrphanSweep> log)
    {
        (_client, _orphans, _log) = (client, orphans, log);
        _meter.CreateObservableGauge("delegate.orphans", _orphans.Count, "{process}", "Processes of attempts that are over.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        try
        {
            // Answered when the query tables are up to date: before that, what has ended is not known.
            if ((await _client.GetHostAsync(stopping)).Orphans > 0)
                _log.LogWarning("{Count} processes of ended attempts were still there, and were ended", await _orphans.ReapAsync(stopping));
            else
                await _orphans.ReapAsync(stopping);
        }
        catch (Exception failure) when (failure is OperationCanceledException or DelegateException)
        {
            // the host stops, or has no journal to ask: the next one looks
        }
    }
}
