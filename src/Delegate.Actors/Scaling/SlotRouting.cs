using Akka.Actor;
using Akka.Routing;

namespace Delegate.Actors.Scaling;

/// <summary>A message for one slot; the router takes the envelope off.</summary>
public sealed class SlotEnvelope(IActorRef slot, object message) : RouterEnvelope(message)
{
    public IActorRef Slot { get; } = slot;
}

/// <summary>
/// Every slot owns one process, so which slot gets a message is decided by what it is about, never by whose turn it is.
/// </summary>
public sealed class SlotRoutingLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        message is SlotEnvelope envelope
            ? Array.Find(routees, routee => routee is ActorRefRoutee slot && slot.Actor.Equals(envelope.Slot)) ?? Routee.NoRoutee
            : Routee.NoRoutee;
}
