using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>Tasks that only lack a slot, in the order in which they get one: priority, then order of acceptance.</summary>
public sealed class WaitingLine
{
    private readonly Dictionary<TaskId, ScalingProtocol.Offer> _byId = [];
    private readonly SortedSet<ScalingProtocol.Offer> _inOrder = new(Comparer<ScalingProtocol.Offer>.Create(Compare));

    public int Count => _byId.Count;

    public ScalingProtocol.Offer? First => _inOrder.Min;

    /// <summary>False when it stands in line already.</summary>
    public bool Add(ScalingProtocol.Offer offer) => _byId.TryAdd(offer.TaskId, offer) && _inOrder.Add(offer);

    /// <summary>False when it does not stand in line.</summary>
    public bool Remove(TaskId id) => _byId.Remove(id, out var offer) && _inOrder.Remove(offer);

    /// <summary>Those of <paramref name="wanted"/> that stand in line, with the number of tasks ahead of each.</summary>
    public IEnumerable<(TaskId Id, int Ahead)> Positions(IReadOnlyCollection<TaskId> wanted)
    {
        var missing = wanted.Where(_byId.ContainsKey).ToHashSet();
        var ahead = 0;
        foreach (var offer in _inOrder)
        {
            if (missing.Count == 0)
                yield break;
            if (missing.Remove(offer.TaskId))
                yield return (offer.TaskId, ahead);
            ahead++;
        }
    }

    private static int Compare(ScalingProtocol.Offer a, ScalingProtocol.Offer b) =>
        (a.Priority, a.Sequence).CompareTo((b.Priority, b.Sequence));
}
