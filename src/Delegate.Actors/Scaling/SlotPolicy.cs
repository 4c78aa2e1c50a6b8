using System.Globalization;
using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>Everything that the policy looks at.</summary>
/// <param name="InFlight">What runs already, added up.</param>
/// <param name="Next">What the first task in line is expected to need.</param>
/// <param name="LastSpacedGrant">When the last agent of a kind whose starts are spaced was granted a slot.</param>
/// <param name="Held">The rule that held the line the last time it was asked: it lets go later than it takes hold.</param>
public sealed record SlotQuestion(
    MachineReading Machine, Commitments InFlight, Footprint Next, DateTimeOffset? LastSpacedGrant, string? Held, DateTimeOffset Now);

/// <summary>May the first task in line start now?</summary>
/// <param name="Rule">Which rule says no, one of <see cref="Rules"/>; null when it may.</param>
/// <param name="Text">Why not; put into words only when somebody reads it.</param>
/// <param name="AskAgainAfter">When the answer may be another one, if nothing else happens before.</param>
public sealed record SlotAnswer(string? Rule, FormattableString? Text, TimeSpan AskAgainAfter)
{
    public bool IsGrant => Rule is null;

    /// <summary>Why not, with the numbers and with what would change it; null when it may.</summary>
    public string? Reason => Text?.ToString(CultureInfo.InvariantCulture);

    internal static SlotAnswer Grant { get; } = new(null, null, TimeSpan.Zero);
}

/// <summary>The names of the policy's rules.</summary>
public static class Rules
{
    public const string Slots = "slots";
    public const string Gap = "gap";
    public const string Settling = "settling";
    public const string Disk = "disk";
    public const string Pressure = "pressure";
    public const string Memory = "memory";
    public const string Processors = "processors";
}

/// <summary>
/// Who may start now. Pure. Readings lag behind starts: an agent shows its weight only after a while. So one that was
/// started within the settling window counts with what it is expected to need, on top of the readings; that is what
/// keeps a burst of work from becoming a burst of starts. The rules and their numbers: <c>docs/scaling.md</c>.
/// </summary>
public sealed class SlotPolicy(DelegateOptions options)
{
    private const long MiB = 1024 * 1024;
    private const long LeastReserve = 512 * MiB;
    private const int LeastSlots = 4;
    private const int SlotsPerCore = 4;

    // Where the kernel has no pressure readings: so many tasks for each processor are more than work in progress.
    private const int LoadPerCore = 4;

    // A rule that holds lets go only this far on the other side, or one agent more or less would turn it on and off.
    private const double CpuMargin = 0.05;
    private const int MemoryMarginPart = 50;

    // How soon new readings can differ enough to matter; a freed slot asks again at once anyway.
    private static readonly TimeSpan NextReading = TimeSpan.FromMilliseconds(500);

    /// <summary>As set, else four times the cores: model agents mostly wait for an answer.</summary>
    public int MaxSlots(double cores) =>
        options.MaxSlots > 0 ? options.MaxSlots : Math.Max(LeastSlots, (int)Math.Ceiling(cores) * SlotsPerCore);

    /// <summary>Memory that agents must leave free.</summary>
    public long Reserve(MachineReading machine) =>
        options.MemoryReserveMb > 0 ? options.MemoryReserveMb * MiB : Math.Max(LeastReserve, machine.MemoryTotal / 10);

    /// <summary>What one agent may take: as set, else all that the machine has behind the reserve.</summary>
    public long Ceiling(MachineReading machine) =>
        options.AgentMemoryMaxMb > 0 ? options.AgentMemoryMaxMb * MiB : machine.MemoryTotal - Reserve(machine);

    public SlotAnswer Ask(SlotQuestion question) =>
        Slots(question) ?? Gap(question) ?? Settling(question) ?? Disk(question) ?? Pressure(question) ?? Memory(question) ?? Processors(question)
        ?? SlotAnswer.Grant;

    private SlotAnswer? Slots(SlotQuestion q)
    {
        var max = MaxSlots(q.Machine.Cores);
        return q.InFlight.Running >= max ? Hold(Rules.Slots, $"slots: all {max} are in use") : null;
    }

    private SlotAnswer? Gap(SlotQuestion q)
    {
        var wait = q.Next.Gap && q.LastSpacedGrant is { } last ? last + options.SpawnGap - q.Now : TimeSpan.Zero;
        return wait <= TimeSpan.Zero ? null
            : new(Rules.Gap, $"spawn gap: the last agent was started less than {options.SpawnGap.TotalSeconds:0.0} s ago", Least(wait, options.SpawnGap));
    }

    private SlotAnswer? Settling(SlotQuestion q)
    {
        var most = options.MaxSettling > 0 ? options.MaxSettling : Math.Max(LeastSlots, (int)Math.Ceiling(q.Machine.Cores) * 2);
        return q.InFlight.Settling >= most
            ? Hold(Rules.Settling, $"settling: {q.InFlight.Settling} agents are fresher than {options.SettlingWindow.TotalSeconds:0.#} s, {most} at once are allowed")
            : null;
    }

    private SlotAnswer? Disk(SlotQuestion q) =>
        q.Machine.DiskFree is { } free && free < options.DiskReserveMb * MiB
            ? Hold(Rules.Disk, $"disk: {free / MiB} MiB free, {options.DiskReserveMb} MiB must stay free: make room, or set diskReserveMb")
            : null;

    private SlotAnswer? Pressure(SlotQuestion q)
    {
        if (q.InFlight.Running < options.MinSlots || options.MemoryPressurePercent >= 100)
            return null;
        if (q.Machine.MemoryPressure is { } pressure)
        {
            var limit = q.Held == Rules.Pressure ? options.MemoryPressurePercent / 2.0 : options.MemoryPressurePercent;
            return pressure > limit ? Hold(Rules.Pressure, $"pressure: somebody waited for memory in {pressure:0.#} % of the last 10 s, the limit is {limit:0.#} %") : null;
        }
        var most = q.Machine.Cores * LoadPerCore;
        return q.Machine.Load is { } load && load > most ? Hold(Rules.Pressure, $"load: {load:0.0}, the limit is {most:0.#}") : null;
    }

    private SlotAnswer? Memory(SlotQuestion q)
    {
        var (machine, next, others) = (q.Machine, q.Next, q.InFlight);
        var reserve = Reserve(machine);
        var free = machine.MemoryAvailable - reserve - others.MemoryOwed - others.Peaks.Bytes;
        var need = next.MemoryBytes + others.Peaks.And(Math.Max(0, next.PeakBytes - next.MemoryBytes)).Bytes - others.Peaks.Bytes;
        // Alone it gets what there is, or an agent that once took more than the machine has would wait for ever.
        if (others.Running == 0)
            need = Math.Min(need, Math.Max(0, (machine.MemoryTotal - reserve) / 2));
        var missing = need + (q.Held == Rules.Memory && others.Running > 0 ? machine.MemoryTotal / MemoryMarginPart : 0) - free;
        return missing <= 0 ? null
            : Hold(Rules.Memory, $"memory: {Math.Max(0, free) / MiB} MiB free after the reserve of {reserve / MiB} MiB and what {others.Running} agents may still take, this one is expected to need {need / MiB} MiB: it starts when {Math.Max(1, missing / MiB)} MiB more are free");
    }

    private SlotAnswer? Processors(SlotQuestion q)
    {
        var (machine, others) = (q.Machine, q.InFlight);
        // With nothing running the processors are busy with somebody else's work: so many agents may always go on.
        if (others.Running < options.MinSlots || options.TargetCpuPercent >= 100)
            return null;
        var busy = Math.Max(0, machine.BusyCores - others.CoresNow) + others.CoresExpected;
        var target = machine.Cores * ((options.TargetCpuPercent / 100.0) - (q.Held == Rules.Processors ? CpuMargin : 0));
        var over = busy + q.Next.Cores - target;
        return over <= 1e-9 ? null
            : Hold(Rules.Processors, $"processors: {busy:0.0} of {machine.Cores:0.#} busy or spoken for, this agent is expected to need {q.Next.Cores:0.0#}, the target is {options.TargetCpuPercent} %: it starts when {Math.Max(0.1, over):0.0} less are busy");
    }

    private static SlotAnswer Hold(string rule, FormattableString reason) => new(rule, reason, NextReading);

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
