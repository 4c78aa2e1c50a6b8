using Akka.Actor;
using Delegate.Actors.Processes;

namespace Delegate.TestKit;

/// <summary>
/// Stands where a process actor stands, and owns no process: it shows each command to the spec's probe, and says to
/// the task what the spec tells it to say. Like the real one it frees its slot when an attempt has ended.
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
    }
}
