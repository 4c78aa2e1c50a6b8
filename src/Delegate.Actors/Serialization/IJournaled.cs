namespace Delegate.Actors.Serialization;

/// <summary>
/// Goes into the journal or a snapshot. Declaring an event cannot forget its serializer: the binding is on this
/// interface, and a type without a manifest fails at its first use (and in the architecture specs).
/// </summary>
public interface IJournaled;
