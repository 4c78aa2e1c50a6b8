using Delegate.Contracts;

namespace Delegate.Actors.Tasks;

/// <summary>A message that finds its way to one task's actor: a child of the local parent, or an entity of a shard.</summary>
public interface IWithTaskId
{
    TaskId TaskId { get; }
}
