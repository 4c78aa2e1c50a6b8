using Delegate.Contracts;
using static Delegate.Actors.Scaling.ScalingProtocol;

namespace Delegate.Actors.Scaling;

/// <summary>What the scaler tells those who ask why they wait.</summary>
public sealed partial class ScalerActor
{
    // How far back in line a place is worth counting exactly.
    private const int PlacesCounted = 500;

    private Capacity Describe(IReadOnlyCollection<TaskId> queued)
    {
        var machine = _setup.Readings.Read();
        var view = new CapacityView(
            _occupied.Count, _line.Count, _policy.MaxSlots(machine.Cores), Math.Round(100 * machine.BusyCores / machine.Cores, 1),
            machine.MemoryAvailable, machine.MemoryTotal, _line.Count > 0 ? _holdReason ?? WhyNobody() : null)
        {
            AllPaused = _admission.AllPaused, Queues = _admission.Describe(_line.Waiting),
            Load = machine.Load, MemoryPressure = machine.MemoryPressure, DiskFreeBytes = machine.DiskFree, MemoryReserveBytes = _policy.Reserve(machine),
        };
        return new(view, queued.Count == 0 ? new Dictionary<TaskId, string>() : HoldReasons(queued));
    }

    private Dictionary<TaskId, string> HoldReasons(IReadOnlyCollection<TaskId> queued)
    {
        var reasons = new Dictionary<TaskId, string>();
        var free = new HashSet<TaskId>();
        foreach (var offer in queued.Select(_line.Find).OfType<Offer>())
            if (_admission.WhyNot(offer) is { } reason)
                reasons[offer.TaskId] = reason;
            else
                free.Add(offer.TaskId);
        var machine = _holdReason ?? "about to start";
        var ahead = 0;
        foreach (var offer in free.Count == 0 ? [] : _line.InOrder(_admission, Now).Take(PlacesCounted))
        {
            if (free.Remove(offer.TaskId))
                reasons[offer.TaskId] = ahead == 0 ? machine : $"{ahead} ahead in the queue; the first: {machine}";
            if (free.Count == 0)
                break;
            ahead++;
        }
        foreach (var far in free)
            reasons[far] = $"more than {PlacesCounted} ahead in the queue; the first: {machine}";
        return reasons;
    }

    /// <summary>Everybody in line is held by a queue or a folder.</summary>
    private string WhyNobody() => _admission.AllPaused ? "everything is paused" : $"{_line.Count} held by their queues or folders";
}
