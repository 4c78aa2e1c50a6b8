using Akka.Actor;
using Delegate.Actors.Processes;

namespace Delegate.TestKit;

/// <summary>
/// Stands where a process actor stands, and owns no process: it shows each command to the spec's probe, and says to
/// the task what the spec tells it to say. Like the real one it frees its slot when an attempt has ended, and asks what
/// it owned when it comes back from a crash.
/// </summary>
public sealed class ScriptedSlotActor : ReceiveActor
{
    /// <summary>Wires one slot.</summary>
    public ScriptedSlotActor(IActorRef probe, IActorRef facts)
    {
        Receive<ProcessProtocol.ICommand>(command => probe.Tell(command, Self));
        Receive<ProcessProtocol.IFact>(fact =>
        {
            facts.Tell(fact);
            if (fact is ProcessProtocol.Ended or ProcessProtocol.LaunchFailed)
                Context.Parent.Tell(new SlotProtocol.Freed(fact.Attempt));
        });
        Receive<Crash>(_ => throw new InvalidOperationException("The spec crashes this slot."));
    }

    /// <inheritdoc/>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Context.Parent.Tell(new SlotProtocol.Restarted());
    }

    /// <summary>Makes the actor crash.</summary>
    public sealed record Crash
    {
        /// <summary>The one there is.</summary>
        public static Crash Instance { get; } = new();
    }
}
