using Delegate.Actors.Agents;
using Delegate.Contracts;
using static Delegate.Actors.Scaling.ScalingProtocol;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Who may have a slot at all, whatever the machine says: queues have a limit and a pause, and a working tree takes so
/// many agents at once. What is held here holds nobody else.
/// </summary>
public sealed class Admission(int agentsPerFolder)
{
    private readonly Dictionary<string, int> _inQueue = [];
    private readonly Dictionary<string, List<TaskId>> _inTree = [];
    private QueuesSet _set = new(new Dictionary<string, QueueSetting>(), AllPaused: false);

    public bool AllPaused => _set.AllPaused;

    /// <summary>The tree that an offer has to itself; null = it shares. A command is no editor: builds and tests go on beside an agent.</summary>
    public static string? TreeOf(Offer offer) => offer.Agent == AgentNames.Shell ? null : offer.Tree;

    public void Set(QueuesSet queues) => _set = queues;

    /// <summary>It has a slot.</summary>
    public void Enter(Offer offer)
    {
        _inQueue[offer.Queue] = Running(offer.Queue) + 1;
        if (TreeOf(offer) is not { } tree)
            return;
        if (!_inTree.TryGetValue(tree, out var inside))
            _inTree[tree] = inside = [];
        inside.Add(offer.TaskId);
    }

    /// <summary>Its slot is free again.</summary>
    public void Leave(Offer offer)
    {
        if ((_inQueue[offer.Queue] = Running(offer.Queue) - 1) == 0)
            _inQueue.Remove(offer.Queue);
        if (TreeOf(offer) is { } tree && _inTree[tree].Remove(offer.TaskId) && _inTree[tree].Count == 0)
            _inTree.Remove(tree);
    }

    public bool IsOpen(string queue) => WhyClosed(queue) is null;

    public bool HasRoom(string? tree) => WhyFull(tree) is null;

    /// <summary>What holds this one, with the numbers; null when only the machine can.</summary>
    public string? WhyNot(Offer offer) => WhyClosed(offer.Queue) ?? WhyFull(TreeOf(offer));

    /// <param name="waiting">By queue.</param>
    public IReadOnlyList<QueueView> Describe(IReadOnlyDictionary<string, int> waiting) =>
    [
        .. _set.Queues.Keys.Concat(_inQueue.Keys).Concat(waiting.Keys).Append(DefaultQueue).Distinct().Order(StringComparer.Ordinal)
            .Select(queue => new QueueView(
                queue, Running(queue), waiting.GetValueOrDefault(queue), Setting(queue)?.Concurrency, Setting(queue)?.Paused ?? false)),
    ];

    private string? WhyClosed(string queue)
    {
        if (_set.AllPaused)
            return "everything is paused";
        return Setting(queue) switch
        {
            { Paused: true } => $"queue {queue} is paused",
            { Concurrency: { } limit } when Running(queue) >= limit => $"queue {queue}: {Running(queue)} of {limit} run",
            _ => null,
        };
    }

    private string? WhyFull(string? tree)
    {
        if (tree is null || agentsPerFolder == 0 || !_inTree.TryGetValue(tree, out var inside) || inside.Count < agentsPerFolder)
            return null;
        return inside.Count == 1 ? $"folder {tree}: {inside[0]} is in it" : $"folder {tree}: {inside[0]} and {inside.Count - 1} more are in it";
    }

    private int Running(string queue) => _inQueue.GetValueOrDefault(queue);

    private QueueSetting? Setting(string queue) => _set.Queues.GetValueOrDefault(queue);
}
