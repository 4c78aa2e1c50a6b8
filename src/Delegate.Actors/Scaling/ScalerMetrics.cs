using System.Diagnostics.Metrics;

namespace Delegate.Actors.Scaling;

/// <summary>Readings, slots and grants over time, for whoever listens to the meter (<c>dotnet-counters</c>, OpenTelemetry).</summary>
public static class ScalerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Delegate.Scaler";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Grants = Meter.CreateCounter<long>("delegate.scaler.grants", description: "Slots granted, by agent.");
    private static readonly Counter<long> Holds = Meter.CreateCounter<long>("delegate.scaler.holds", description: "Refusals, by rule.");
    private static readonly Gauge<int> Running = Meter.CreateGauge<int>("delegate.scaler.slots", description: "Slots in use.");
    private static readonly Gauge<int> Waiting = Meter.CreateGauge<int>("delegate.scaler.waiting", description: "Tasks that lack a slot.");
    private static readonly Gauge<double> Busy = Meter.CreateGauge<double>("delegate.machine.cores.busy", description: "Processors in use by anybody.");
    private static readonly Gauge<long> Available = Meter.CreateGauge<long>("delegate.machine.memory.available", "By", "Memory that can be taken.");
    private static readonly Gauge<double> Pressure = Meter.CreateGauge<double>("delegate.machine.memory.pressure", "%", "Time in which somebody waited for memory.");

    internal static void Count(string agent, string? rule)
    {
        if (rule is null)
            Grants.Add(1, new KeyValuePair<string, object?>("agent", agent));
        else
            Holds.Add(1, new KeyValuePair<string, object?>("rule", rule));
    }

    internal static void Show(MachineReading machine, int running, int waiting)
    {
        Running.Record(running);
        Waiting.Record(waiting);
        Busy.Record(machine.BusyCores);
        Available.Record(machine.MemoryAvailable);
        if (machine.MemoryPressure is { } pressure)
            Pressure.Record(pressure);
    }
}
