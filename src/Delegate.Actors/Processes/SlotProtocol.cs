namespace Delegate.Actors.Processes;

/// <summary>What a slot's actor tells the scaler, its parent.</summary>
public static class SlotProtocol
{
    /// <summary>No process of the attempt is left: the slot can take another one.</summary>
    public sealed record Freed(AttemptKey Attempt);

    /// <summary>The actor crashed and forgot which attempt it owned; tell it again what to adopt.</summary>
    public sealed record Restarted;
}
