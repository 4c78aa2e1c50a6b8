using System.Globalization;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>An agent as the ladder sees it.</summary>
public sealed record Rung(TaskId Id, Priority Priority, DateTimeOffset GrantedAt, bool Frozen);

/// <summary>What is to be done to one agent because memory runs out, or has come back.</summary>
/// <param name="Reason">With the numbers.</param>
public sealed record ReliefStep(Relief Kind, TaskId Id, string Reason);

/// <summary>The steps of the ladder.</summary>
public enum Relief
{
    /// <summary>It stands still where it is: it takes no more.</summary>
    Freeze,

    /// <summary>It goes on.</summary>
    Thaw,

    /// <summary>It is ended, gives back what it holds, and goes on in its session when its turn comes.</summary>
    Requeue,
}

/// <summary>
/// What is done when memory runs out although nothing more is started: nothing, unless it was allowed
/// (<c>onPressure</c>). One step at a time, each given a settling window to show; the youngest of the lowest priority
/// first, never the last one that runs. Pure but for what it remembers.
/// </summary>
public sealed class PressureLadder(DelegateOptions options, SlotPolicy policy)
{
    private const long MiB = 1 << 20;
    private const double Stalled = 10;
    private const double Flowing = 5;

    private DateTimeOffset? _shortSince;
    private DateTimeOffset? _roomSince;
    private DateTimeOffset _lastStep;

    public ReliefStep? Next(MachineReading machine, IReadOnlyCollection<Rung> agents, DateTimeOffset now)
    {
        var reserve = policy.Reserve(machine);
        var isShort = machine.MemoryAvailable < reserve / 2 || machine.MemoryStall >= Stalled;
        var hasRoom = machine.MemoryAvailable >= reserve && machine.MemoryStall is not >= Flowing;
        _shortSince = isShort ? _shortSince ?? now : null;
        _roomSince = hasRoom ? _roomSince ?? now : null;
        if (now - _lastStep < options.SettlingWindow)
            return null;
        var step = isShort && now > _shortSince ? Down(machine, reserve, agents) // a second look says the same
            : hasRoom && now - _roomSince >= options.SettlingWindow ? Up(machine, agents)
            : null;
        if (step is not null)
            _lastStep = now;
        return step;
    }

    private ReliefStep? Down(MachineReading machine, long reserve, IReadOnlyCollection<Rung> agents)
    {
        if (options.OnPressure == "hold")
            return null;
        var reason = string.Create(CultureInfo.InvariantCulture,
            $"memory: {machine.MemoryAvailable / MiB} MiB available, {reserve / MiB} MiB must stay free; it is the youngest of the lowest priority");
        // A frozen one holds what it has: to end it is what gives room, if even that is allowed.
        if (options.OnPressure == "requeue" && Youngest(agents.Where(agent => agent.Frozen)) is { } frozen)
            return new(Relief.Requeue, frozen.Id, reason);
        return agents.Count(agent => !agent.Frozen) > 1 && Youngest(agents.Where(agent => !agent.Frozen)) is { } next ? new(Relief.Freeze, next.Id, reason) : null;
    }

    private static ReliefStep? Up(MachineReading machine, IReadOnlyCollection<Rung> agents) =>
        agents.Where(agent => agent.Frozen).OrderBy(agent => agent.Priority).ThenBy(agent => agent.GrantedAt).FirstOrDefault() is { } next
            ? new(Relief.Thaw, next.Id, string.Create(CultureInfo.InvariantCulture, $"memory: {machine.MemoryAvailable / MiB} MiB available again"))
            : null;

    private static Rung? Youngest(IEnumerable<Rung> agents) =>
        agents.OrderByDescending(agent => agent.Priority).ThenByDescending(agent => agent.GrantedAt).FirstOrDefault();
}
