using Akka.Cluster.Sharding;

namespace Delegate.Actors.Tasks;

/// <summary>Which task a message is for: read by the local parent now, and by a shard region in a cluster.</summary>
public sealed class TaskMessageExtractor() : HashCodeMessageExtractor(maxNumberOfShards: 100)
{
    public override string? EntityId(object message) => (message as IWithTaskId)?.TaskId.Value;
}
