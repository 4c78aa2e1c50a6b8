using Delegate.Actors.Processes.Linux;

namespace Delegate.Actors.Processes;

/// <summary>What a slot's actor tells the scaler, its parent.</summary>
public static class SlotProtocol
{
    /// <summary>No process of the attempt is left: the slot can take another one.</summary>
    /// <param name="Memory">What the kernel counted; null when it did not.</param>
    public sealed record Freed(AttemptKey Attempt, MemoryAccount? Memory = null);

    /// <summary>The actor crashed and forgot which attempt it owned; tell it again what to adopt.</summary>
    public sealed record Restarted;
}
