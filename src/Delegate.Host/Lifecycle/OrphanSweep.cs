using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Host.Lifecycle;

/// <summary>Once, when the host has started: ends what is left of attempts that are over.</summary>
internal sealed class OrphanSweep(IDelegateClient client, Orphans orphans, ILogger<OrphanSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        try
        {
            // Answered when the query tables are up to date: before that, what has ended is not known.
            if ((await client.GetHostAsync(stopping)).Orphans > 0)
                log.LogWarning("{Count} processes of ended attempts were still there, and were ended", await orphans.ReapAsync(stopping));
            else
                await orphans.ReapAsync(stopping);
        }
        catch (Exception failure) when (failure is OperationCanceledException or DelegateException)
        {
            // the host stops, or has no journal to ask: the next one looks
        }
    }
}
