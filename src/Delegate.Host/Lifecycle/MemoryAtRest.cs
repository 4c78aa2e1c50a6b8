namespace Delegate.Host.Lifecycle;

/// <summary>
/// Gives back what the last work has left behind, when the host has come to rest. The runtime collects only when somebody
/// allocates, so a host without work would keep its garbage for as long as it rests, beside agents that may need the memory.
/// </summary>
internal sealed class MemoryAtRest(ILogger<MemoryAtRest> log)
{
    /// <summary>Less is not worth a full collection.</summary>
    public const long Worth = 4 << 20;

    private long _allocated;

    /// <summary>How much has been allocated until now; the runtime's own count but for specs.</summary>
    public Func<long> Allocated { get; init; } = () => GC.GetTotalAllocatedBytes();

    /// <summary>Collects, and gives the pages back; the runtime does it but for specs.</summary>
    public Action Collect { get; init; } = () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    public void Give()
    {
        var before = Allocated();
        if (before - _allocated < Worth)
            return;
        Collect();
        log.LogDebug("at rest: collected after {Bytes} bytes of work", before - _allocated);
        _allocated = Allocated();
    }
}
