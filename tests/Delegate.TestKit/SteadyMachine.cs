using Delegate.Actors.Scaling;

namespace Delegate.TestKit;

/// <summary>A machine whose readings are what the spec says they are.</summary>
public sealed class SteadyMachine : IMachineReadings
{
    /// <summary>Returned until it is replaced. At first: 64 idle cores and 256 GiB, so nothing is held back.</summary>
    public MachineReading Reading { get; set; } = new(64, 0, 256L << 30, 256L << 30);

    /// <summary>Thrown by the next reading, once.</summary>
    public Exception? Failure { get; set; }

    /// <inheritdoc/>
    public MachineReading Read()
    {
        if (Failure is not { } failure)
            return Reading;
        Failure = null;
        throw failure;
    }
}
