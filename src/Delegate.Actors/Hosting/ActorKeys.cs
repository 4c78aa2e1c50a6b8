namespace Delegate.Actors.Hosting;

/// <summary>Names the coordinator in the actor registry.</summary>
public sealed class DagCoordinatorKey;

/// <summary>Names the parent (or shard region) of all task actors in the actor registry.</summary>
public sealed class TasksKey;

/// <summary>Names the scaler in the actor registry.</summary>
public sealed class ScalerKey;

/// <summary>Names the projector in the actor registry.</summary>
public sealed class ProjectorKey;

/// <summary>Names the manager of the schedules in the actor registry.</summary>
public sealed class ScheduleManagerKey;

/// <summary>Names the inbox in the actor registry.</summary>
public sealed class InboxKey;
