using Delegate.Contracts;
using static Delegate.Actors.Scaling.ScalingProtocol;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Tasks that only lack a slot, in the order in which they get one. Projects take turns, and so do the submissions
/// inside a project: who was served longest ago goes first. A step of priority is worth a fixed time of waiting
/// (<paramref name="aging"/>), counted from the last turn, so the order never changes by the mere passing of time, and
/// nobody is overtaken by work that arrives later than two steps after.
/// </summary>
/// <remarks>A turn costs the logarithm of the number of projects and submissions; the tasks behind them are not looked at.</remarks>
public sealed class WaitingLine(TimeSpan aging)
{
    private readonly Dictionary<TaskId, Offer> _byId = [];
    private readonly Dictionary<string, SortedSet<Lane>> _byQueue = [];
    private readonly Dictionary<LaneKey, Lane> _lanes = [];
    private readonly Dictionary<string, int> _waiting = [];
    private long _turns;

    public int Count => _byId.Count;

    /// <summary>Tasks that wait, by queue.</summary>
    public IReadOnlyDictionary<string, int> Waiting => _waiting;

    public Offer? Find(TaskId id) => _byId.GetValueOrDefault(id);

    /// <summary>False when it stands in line already.</summary>
    public bool Add(Offer offer)
    {
        if (!_byId.TryAdd(offer.TaskId, offer))
            return false;
        _waiting[offer.Queue] = _waiting.GetValueOrDefault(offer.Queue) + 1;
        Change(LaneKey.Of(offer), lane => lane.Add(offer));
        return true;
    }

    /// <summary>False when it does not stand in line.</summary>
    public bool Remove(TaskId id)
    {
        if (!_byId.Remove(id, out var offer))
            return false;
        if (--_waiting[offer.Queue] == 0)
            _waiting.Remove(offer.Queue);
        Change(LaneKey.Of(offer), lane => lane.Remove(offer));
        return true;
    }

    /// <summary>The next one that its queue and its folder let go.</summary>
    public Offer? First(Admission admission) => _byQueue
        .Where(queue => admission.IsOpen(queue.Key))
        .Select(queue => queue.Value.FirstOrDefault(lane => admission.HasRoom(lane.Key.Tree)))
        .OfType<Lane>()
        .MinBy(lane => lane.Place)?.First;

    /// <summary>It has its slot: its project and its submission go to the back of their turns.</summary>
    public void Serve(Offer offer, DateTimeOffset now)
    {
        // Marked before it is taken out, so that the mark is not lost on a lane that others still wait in.
        if (_lanes.ContainsKey(LaneKey.Of(offer)))
            Change(LaneKey.Of(offer), lane => lane.Serve(offer, now, ++_turns));
        Remove(offer.TaskId);
    }

    /// <summary>Those that would go, one after the other, if slots came free now.</summary>
    public IEnumerable<Offer> InOrder(Admission admission, DateTimeOffset now)
    {
        var lanes = new PriorityQueue<Queue<Queue<Offer>>, Place>();
        var keys = new Dictionary<Queue<Queue<Offer>>, LaneKey>();
        foreach (var lane in _byQueue.Where(queue => admission.IsOpen(queue.Key)).SelectMany(queue => queue.Value).Where(lane => admission.HasRoom(lane.Key.Tree)))
        {
            var rounds = lane.Rounds();
            keys[rounds] = lane.Key;
            lanes.Enqueue(rounds, lane.Place);
        }
        for (var turn = _turns + 1; lanes.TryDequeue(out var lane, out _); turn++)
        {
            var flow = lane.Dequeue();
            yield return flow.Dequeue();
            if (flow.Count > 0)
                lane.Enqueue(flow);
            if (lane.Count > 0)
                lanes.Enqueue(lane, new(now + ((int)keys[lane].Priority * aging), turn, 0));
        }
    }

    private void Change(LaneKey key, Action<Lane> change)
    {
        if (!_byQueue.TryGetValue(key.Queue, out var queue))
            _byQueue[key.Queue] = queue = new(Comparer<Lane>.Create((a, b) => a.Place.CompareTo(b.Place)));
        if (_lanes.TryGetValue(key, out var lane))
            queue.Remove(lane);
        else
            _lanes[key] = lane = new(key, aging);
        change(lane);
        if (!lane.IsEmpty)
            queue.Add(lane);
        else if (_lanes.Remove(key) && queue.Count == 0)
            _byQueue.Remove(key.Queue);
    }

    /// <summary>Where somebody stands: by time (priority is a time too), then by turn, then by order of acceptance.</summary>
    private readonly record struct Place(DateTimeOffset Since, long Turn, long Sequence) : IComparable<Place>
    {
        public int CompareTo(Place other) => (Since, Turn, Sequence).CompareTo((other.Since, other.Turn, other.Sequence));
    }

    /// <summary>What all tasks of a lane share, so that either all or none of them are held by their queue or folder.</summary>
    private readonly record struct LaneKey(Priority Priority, string Queue, string Folder, string? Tree)
    {
        public static LaneKey Of(Offer offer) => new(offer.Priority, offer.Queue, offer.Folder, Admission.TreeOf(offer));
    }

    /// <summary>The tasks of one project: submissions that take turns.</summary>
    private sealed class Lane(LaneKey key, TimeSpan aging)
    {
        private readonly Dictionary<string, Flow> _flows = [];
        private readonly SortedSet<Flow> _inOrder = new(Comparer<Flow>.Create((a, b) => a.Place.CompareTo(b.Place)));
        private DateTimeOffset _servedAt;
        private long _turn;

        public LaneKey Key { get; } = key;

        public bool IsEmpty => _inOrder.Count == 0;

        public Offer First => _inOrder.Min!.First;

        public Place Place
        {
            get
            {
                var first = _inOrder.Min!.Place;
                return new((first.Since > _servedAt ? first.Since : _servedAt) + ((int)Key.Priority * aging), _turn, first.Sequence);
            }
        }

        public void Add(Offer offer) => Change(offer.GraphId, flow => flow.Offers.Add(offer));

        public void Remove(Offer offer) => Change(offer.GraphId, flow => flow.Offers.Remove(offer));

        public void Serve(Offer offer, DateTimeOffset now, long turn)
        {
            (_servedAt, _turn) = (now, turn);
            if (_flows.ContainsKey(offer.GraphId))
                Change(offer.GraphId, flow => (flow.ServedAt, flow.Turn) = (now, turn));
        }

        public Queue<Queue<Offer>> Rounds() => new(_inOrder.Select(flow => new Queue<Offer>(flow.Offers)));

        private void Change(string graph, Action<Flow> change)
        {
            if (_flows.TryGetValue(graph, out var flow))
                _inOrder.Remove(flow);
            else
                _flows[graph] = flow = new();
            change(flow);
            if (flow.Offers.Count > 0)
                _inOrder.Add(flow);
            else
                _flows.Remove(graph);
        }
    }

    /// <summary>The tasks of one submission: first come, first served.</summary>
    private sealed class Flow
    {
        public SortedSet<Offer> Offers { get; } = new(Comparer<Offer>.Create((a, b) => a.Sequence.CompareTo(b.Sequence)));

        public DateTimeOffset ServedAt { get; set; }

        public long Turn { get; set; }

        public Offer First => Offers.Min!;

        public Place Place => new(First.Since > ServedAt ? First.Since : ServedAt, Turn, First.Sequence);
    }
}
