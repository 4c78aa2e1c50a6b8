namespace Delegate.Actors.Scaling;

/// <summary>The machine at one moment, container limits included where they are tighter. Null is what this kernel does not say.</summary>
/// <param name="Cores">Processors that we may use; a container's quota may be a part of one.</param>
/// <param name="BusyCores">Of them in use by anybody, over the last moments.</param>
/// <param name="MemoryAvailable">Bytes that can be taken without swapping.</param>
/// <param name="MemoryTotal">Bytes.</param>
public sealed record MachineReading(double Cores, double BusyCores, long MemoryAvailable, long MemoryTotal)
{
    /// <summary>Tasks that want a processor or wait for a disk, mean of a minute.</summary>
    public double? Load { get; init; }

    /// <summary>Percent of the last ten seconds in which some task waited for memory (pressure stall information).</summary>
    public double? MemoryPressure { get; init; }

    /// <summary>Percent of the last ten seconds in which every task waited for memory: the machine stood still.</summary>
    public double? MemoryStall { get; init; }

    /// <summary>Bytes free for us on the disk of the data folder.</summary>
    public long? DiskFree { get; init; }
}

/// <summary>Reads the machine: the one source of everybody who wants to know. Cheap enough to be asked before each start.</summary>
public interface IMachineReadings
{
    MachineReading Read();
}
