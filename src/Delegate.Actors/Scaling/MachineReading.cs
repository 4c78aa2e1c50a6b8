namespace Delegate.Actors.Scaling;

/// <summary>The machine at one moment, container limits included where they are tighter.</summary>
/// <param name="Cores">Processors that we may use.</param>
/// <param name="BusyCores">Of them in use by anybody, over the last fraction of a second.</param>
/// <param name="MemoryAvailable">Bytes that can be taken without swapping.</param>
/// <param name="MemoryTotal">Bytes.</param>
public sealed record MachineReading(double Cores, double BusyCores, long MemoryAvailable, long MemoryTotal);

/// <summary>Reads the machine. Cheap enough to be asked before each start.</summary>
public interface IMachineReadings
{
    MachineReading Read();
}
