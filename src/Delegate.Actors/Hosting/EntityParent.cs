using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;

namespace Delegate.Actors.Hosting;

/// <summary>
/// One child per entity, on this machine: what a shard region is in a cluster, with the same extractor and the same
/// actor class, without the cluster's start-up and hops. Messages for a child that is just going away wait for the next one.
/// </summary>
public sealed class EntityParent : ReceiveActor, IWithTimers
{
    // A child that stopped by itself could not write its journal. It is brought back, since it may own a process.
    private static readonly TimeSpan RevivalDelay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, List<(object Message, IActorRef Sender)>> _leaving = [];

    public EntityParent(HashCodeMessageExtractor extractor, Func<string, Props> propsOf)
    {
        var log = Context.GetLogger();

        Receive<Passivate>(passivate =>
        {
            if (_leaving.TryAdd(Sender.Path.Name, []))
                Sender.Tell(passivate.StopMessage);
        });
        Receive<Terminated>(ended =>
        {
            var id = ended.ActorRef.Path.Name;
            if (!_leaving.Remove(id, out var waiting))
            {
                log.Warning("{Entity} stopped unasked and is brought back in {Delay}", id, RevivalDelay);
                Timers.StartSingleTimer(id, new Revive(id), RevivalDelay);
                return;
            }
            foreach (var (message, sender) in waiting)
                Child(id, propsOf).Tell(message, sender);
        });
        Receive<Revive>(revive => Child(revive.Id, propsOf).Tell(Revived.Instance));
        ReceiveAny(message =>
        {
            if (extractor.EntityId(message) is not { } id)
                Unhandled(message);
            else if (_leaving.TryGetValue(id, out var waiting))
                waiting.Add((extractor.EntityMessage(message) ?? message, Sender));
            else
                Child(id, propsOf).Tell(extractor.EntityMessage(message) ?? message, Sender);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props CreateProps(HashCodeMessageExtractor extractor, Func<string, Props> propsOf) =>
        Props.Create(() => new EntityParent(extractor, propsOf));

    private static IActorRef Child(string id, Func<string, Props> propsOf)
    {
        var child = Context.Child(id);
        return child.IsNobody() ? Context.Watch(Context.ActorOf(propsOf(id), id)) : child;
    }

    /// <summary>A child asks to be stopped: it has nothing more to do.</summary>
    /// <param name="StopMessage">Sent back to it once no new message can overtake.</param>
    public sealed record Passivate(object StopMessage);

    /// <summary>Told to a child that is back after it stopped by itself: what was on its way to it then is lost.</summary>
    public sealed record Revived
    {
        public static Revived Instance { get; } = new();
    }

    private sealed record Revive(string Id);
}
