using Delegate.Actors.Scaling;

namespace Delegate.TestKit;

/// <summary>A machine whose readings are what the spec says they are.</summary>
public sealed class SteadyMachine : IMachineReadings
{
    /// <summary>Returned until it is replaced. At first: 64 idle cores and 256 GiB, so nothing is held back.</summary>
    public MachineReading Reading { get; set; } = new(64, 0, 256L << 30, 256L << 30);

    /// <inheritdoc/>
    public MachineReading Read() => Reading;
}
