using Delegate.Actors.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>What the manager of the schedules writes down: which there are, and which follows which.</summary>
public static class RegistryProtocol
{
    public interface IRegistryEvent : IJournaled, IWithScheduleId;

    /// <summary>A schedule is about to be made.</summary>
    public sealed record Registered(ScheduleId ScheduleId, ScheduleId? After, DateTimeOffset At) : IRegistryEvent;

    /// <summary>It follows another one now, or none.</summary>
    public sealed record Following(ScheduleId ScheduleId, ScheduleId? After, DateTimeOffset At) : IRegistryEvent;

    /// <summary>Nothing happens to it by itself any more: no need to wake it after a restart.</summary>
    public sealed record Retired(ScheduleId ScheduleId, DateTimeOffset At) : IRegistryEvent;
}
