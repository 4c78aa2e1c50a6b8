using System.Diagnostics.Metrics;
using Delegate.Contracts;

namespace Delegate.Host.Telemetry;

/// <summary>How the host stands, looked at when somebody collects, and never otherwise: one look for all of it.</summary>
internal sealed class HostMetrics : IDisposable
{
    /// <summary>The meter's name, and that of the source of traces.</summary>
    public const string Name = "Delegate";

    private static readonly TimeSpan OneCollection = TimeSpan.FromMilliseconds(500);

    private readonly IDelegateClient _client;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private HostView? _view;
    private long _seenAt;

    public HostMetrics(IDelegateClient client, TimeProvider time)
    {
        (_client, _time) = (client, time);
        Meter.CreateObservableGauge("delegate.tasks", () => Look().Counts.Select(entry => new Measurement<long>(entry.Value, Tag("phase", entry.Key))), "{task}", "Tasks that are kept, by phase.");
        Gauge("delegate.slots.used", "{slot}", "Slots in use.", host => host.Capacity.Running);
        Gauge("delegate.slots.limit", "{slot}", "Slots that there are at the most.", host => host.Capacity.MaxSlots);
        Gauge("delegate.line.waiting", "{task}", "Tasks that may start and lack a slot.", host => host.Capacity.Queued);
        Meter.CreateObservableGauge("delegate.queue.running", () => Queues(queue => queue.Running), "{task}", "Tasks that have a slot, by queue.");
        Meter.CreateObservableGauge("delegate.queue.waiting", () => Queues(queue => queue.Waiting), "{task}", "Tasks that wait for a slot, by queue.");
        Gauge("delegate.machine.cpu.utilization", "1", "Part of all processors in use by anybody.", host => host.Capacity.CpuPercent / 100);
        Gauge("delegate.machine.memory.available", "By", "Memory that can be taken.", host => host.Capacity.MemoryAvailableBytes);
        Gauge("delegate.machine.memory.total", "By", "All memory.", host => host.Capacity.MemoryTotalBytes);
        Gauge("delegate.machine.memory.reserve", "By", "Memory that agents must leave free.", host => host.Capacity.MemoryReserveBytes);
        Gauge("delegate.machine.memory.pressure", "1", "Part of the last ten seconds in which somebody waited for memory.", host => host.Capacity.MemoryPressure / 100);
        Gauge("delegate.machine.load", "{task}", "Tasks that want a processor, mean of a minute.", host => host.Capacity.Load);
        Gauge("delegate.machine.disk.free", "By", "Free disk of the data folder.", host => host.Capacity.DiskFreeBytes);
        Gauge("delegate.orphans", "{process}", "Processes of attempts that are over: 0.", host => host.Orphans);
    }

    public Meter Meter { get; } = new(Name);

    public void Dispose() => Meter.Dispose();

    private void Gauge(string name, string unit, string about, Func<HostView, double?> value) =>
        Meter.CreateObservableGauge(name, () => value(Look()) is { } number ? [new Measurement<double>(number)] : Array.Empty<Measurement<double>>(), unit, about);

    private IEnumerable<Measurement<long>> Queues(Func<QueueView, long> value) =>
        Look().Capacity.Queues.Select(queue => new Measurement<long>(value(queue), Tag("queue", queue.Name)));

    /// <summary>Instruments are asked one after the other, and cannot wait for an answer but by blocking the collector's own thread.</summary>
    private HostView Look()
    {
        lock (_gate)
        {
            if (_view is null || _time.GetElapsedTime(_seenAt) > OneCollection)
                (_view, _seenAt) = (Task.Run(() => _client.GetHostAsync(default)).GetAwaiter().GetResult(), _time.GetTimestamp());
            return _view;
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
