using System.Globalization;
using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>An agent that runs, or was granted a slot and is about to.</summary>
public sealed record InFlight(Footprint Expected, DateTimeOffset GrantedAt);

/// <summary>Everything that the policy looks at.</summary>
/// <param name="Next">What the first task in line is expected to need.</param>
/// <param name="LastSpacedGrant">When the last agent of a kind whose starts are spaced was granted a slot.</param>
public sealed record SlotQuestion(
    MachineReading Machine, IReadOnlyCollection<InFlight> InFlight, Footprint Next, DateTimeOffset? LastSpacedGrant, DateTimeOffset Now);

/// <summary>May the first task in line start now?</summary>
/// <param name="Reason">Why not, with the numbers; null when it may.</param>
/// <param name="AskAgainAfter">When the answer may be another one, if nothing else happens before.</param>
public sealed record SlotAnswer(string? Reason, TimeSpan AskAgainAfter)
{
    public bool IsGrant => Reason is null;

    internal static SlotAnswer Grant { get; } = new(null, TimeSpan.Zero);
}

/// <summary>
/// Who may start now. Pure. Readings lag behind starts: an agent shows its weight only after a while. So one that was
/// started within the settling window counts with what it is expected to need, on top of the readings; that is what
/// keeps a burst of work from becoming a burst of starts.
/// </summary>
public sealed class SlotPolicy(DelegateOptions options)
{
    private const long MiB = 1024 * 1024;
    private const long LeastReserve = 512 * MiB;

    // How soon new readings can differ enough to matter; a freed slot asks again at once anyway.
    private static readonly TimeSpan NextReading = TimeSpan.FromMilliseconds(500);

    /// <summary>As set, else four times the cores: model agents mostly wait for an answer.</summary>
    public int MaxSlots(double cores) => options.MaxSlots > 0 ? options.MaxSlots : Math.Max(4, (int)Math.Ceiling(cores) * 4);

    public SlotAnswer Ask(SlotQuestion question)
    {
        var (machine, next) = (question.Machine, question.Next);
        var running = question.InFlight.Count;
        if (running >= MaxSlots(machine.Cores))
            return new($"slots: all {MaxSlots(machine.Cores)} are in use", NextReading);
        if (next.Gap && question.LastSpacedGrant is { } last && last + options.SpawnGap - question.Now is var wait && wait > TimeSpan.Zero)
            return new(Format($"spawn gap: the last agent was started less than {options.SpawnGap.TotalSeconds:0.0} s ago"), wait);

        var settling = question.InFlight.Where(agent => question.Now - agent.GrantedAt < options.SettlingWindow).ToList();
        var memoryFree = machine.MemoryAvailable - Reserve(machine) - settling.Sum(agent => agent.Expected.MemoryBytes);
        if (memoryFree < next.MemoryBytes)
            return new(Format($"memory: {Math.Max(0, memoryFree) / MiB} MiB free after the reserve and {settling.Count} settling agents, this one is expected to need {next.MemoryBytes / MiB} MiB"), NextReading);

        // With nothing running the processors are busy with somebody else's work: one agent may always go on.
        var busy = machine.BusyCores + settling.Sum(agent => agent.Expected.Cores);
        if (running > 0 && options.TargetCpuPercent < 100 && busy + next.Cores > machine.Cores * options.TargetCpuPercent / 100)
            return new(Format($"processors: {busy:0.0} of {machine.Cores:0.#} busy or spoken for, this agent is expected to need {next.Cores:0.0#}, the target is {options.TargetCpuPercent} %"), NextReading);
        return SlotAnswer.Grant;
    }

    private long Reserve(MachineReading machine) =>
        options.MemoryReserveMb > 0 ? options.MemoryReserveMb * MiB : Math.Max(LeastReserve, machine.MemoryTotal / 10);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
