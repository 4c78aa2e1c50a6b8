using Akka.Cluster.Sharding;

namespace Delegate.Actors.Scheduling;

/// <summary>Which schedule a message is for: read by the local parent now, and by a shard region in a cluster.</summary>
public sealed class ScheduleMessageExtractor() : HashCodeMessageExtractor(maxNumberOfShards: 100)
{
    public override string? EntityId(object message) => (message as IWithScheduleId)?.ScheduleId.Value;
}
